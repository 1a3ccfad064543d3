"""The parabola: the loss over one parameter, and the jumps of runs on it."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import torch

from .._format import names_of
from .._run import Run
from .._validate import as_data, try_once
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ._colors import Template, painted, palette_of
from ._drawing import array, instance, row, trace, whole_row
from ._slider import shown_first, with_slider

GRID = 81
MOST_JUMPS = 100


def parabola(
    runs: Mapping[str, Run],
    approximation: Approximation,
    x: object,
    y: object,
    *,
    setting: str,
    loss: Loss = sum_squared_error,
    first: str | None = None,
    template: Template = "light",
) -> go.Figure:
    """The loss over the one parameter of an approximation, with a slider from run to run.

    Args:
        runs: by the value of the setting, from `sgd_tutorial.fit`; up to 100 steps are drawn.
        approximation: f(x, params), of one parameter.
        x: (N,) or (N, ...), data.
        y: (N,), data.
        setting: what the slider moves.
        loss: any loss(y1, y2).
        first: the run that is shown first; the first one unless given.
        template: "light" or "dark".

    Returns:
        The figure.

    Raises:
        TypeError: if an argument is of the wrong kind, or there is no run.
        ValueError: if a run has several parameters, or `first` is none of them.

    >>> import sgd_tutorial as sgd
    >>> f, x, y = lambda x, params: params[0] * x, [1.0, 2.0], [2.0, 4.0]
    >>> runs = {"0.1": sgd.fit(f, [0.0], x, y, learning_rate=0.1, steps=3)}
    >>> parabola(runs, f, x, y, setting="rate").data[1].y[:2]
    (20.0, 0.0)
    """
    palette_of(template)
    x, y = (values.double() for values in as_data(x, y))
    if not isinstance(runs, Mapping) or not runs:
        raise TypeError("runs must be a dict of runs by name, and not empty")
    for name, run in runs.items():
        instance(f"runs[{name!r}]", run, Run, "sgd_tutorial.fit")
        if run.history.shape[1] != 1:
            raise ValueError(f"the run {name!r} has {run.history.shape[1]} parameters, not one")
        try_once(approximation, run.history[0].to(x).requires_grad_(), x, y, loss)

    def losses(params: object) -> list[float | None]:
        with torch.no_grad():
            values = [loss(approximation(x, torch.tensor([p]).to(x)), y) for p in array(params)]
        return row(torch.stack(values))

    paths = {name: array(run.history[: MOST_JUMPS + 1, 0]) for name, run in runs.items()}
    grid = _grid(runs, paths)
    names = list(runs)
    shown = shown_first(names, first)
    jumps = [(row(path), losses(path)) for path in paths.values()]
    figure = go.Figure(
        [
            trace("target", row(grid), losses(grid), "lines", name="loss", showlegend=True),
            trace("step", *jumps[shown], "lines+markers", name="steps", showlegend=True,
                  customdata=whole_row(range(MOST_JUMPS + 1)), line_width=1.3, marker_size=8,
                  hovertemplate="step %{customdata}: %{x:.4g}<extra></extra>"),
        ]
    )  # fmt: skip
    letter = names_of(approximation, 1)[0]
    highest = max(value for value in losses(grid) if value is not None)
    figure.update_layout(
        height=420,
        xaxis={"title_text": letter, "range": [float(grid[0]), float(grid[-1])]},
        yaxis={"title_text": "loss", "range": [-0.05 * highest, 1.05 * highest]},
    )
    frames = [[go.Scatter(x=across, y=up)] for across, up in jumps]
    with_slider(figure, frames, names, moved=[1], first=shown, prefix=f"{setting} ")
    return painted(figure, template)


def _grid(runs: Mapping[str, Run], paths: Mapping[str, np.ndarray]) -> np.ndarray:
    """Both sides of the lowest place that was found, a little further than the starts are off."""
    best = min(runs, key=lambda name: float(runs[name].losses.nan_to_num(np.inf).min()))
    lowest = paths[best][int(array(runs[best].losses)[: MOST_JUMPS + 1].argmin())]
    off = max(abs(path[0] - lowest) for path in paths.values()) or 1.0
    return np.linspace(lowest - 1.6 * off, lowest + 1.6 * off, GRID)
