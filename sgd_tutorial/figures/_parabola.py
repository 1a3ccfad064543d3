"""The figure `parabola`: the loss over one parameter, and the steps of runs on it."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from .._record import Run
from .._validate import as_data, try_once
from ..approximations import Approximation, names_of
from ..losses import Loss, sum_squared_error
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._slider import add_slider, first_index

GRID = 161
MOST_STEPS = 100


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
        TypeError: if an argument is of the wrong kind.
        ValueError: if there is no run, a run has several parameters, or `first` is none of them.

    >>> import sgd_tutorial as sgd
    >>> f, x, y = lambda x, params: params[0] * x, [1.0, 2.0], [2.0, 4.0]
    >>> runs = {"0.1": sgd.fit(f, [0.0], x, y, learning_rate=0.1, steps=3)}
    >>> parabola(runs, f, x, y, setting="rate").data[1].y[:2]
    (20.0, 0.0)
    """
    x, y = (values.double() for values in as_data(x, y))
    _check(runs, approximation, x, y, loss)
    names = list(runs)
    start = first_index(names, first)

    def losses(params: draw.Values) -> draw.Row:
        with torch.no_grad():
            values = [loss(approximation(x, p), y) for p in torch.tensor(params).to(x)[:, None]]
        return draw.row(torch.stack(values))

    paths = [draw.array(run.history[: MOST_STEPS + 1, 0]) for run in runs.values()]
    steps = [(draw.row(path), losses(path)) for path in paths]
    grid = _grid(list(runs.values()), paths)
    parameter = names_of(approximation, 1)[0]
    figure = _figure(parameter, draw.row(grid), losses(grid), *steps[start])
    frames = [[go.Scatter(x=across, y=up)] for across, up in steps]
    add_slider(figure, frames, names, moved=[1], first=start, prefix=f"{setting} ")
    return apply_palette(figure, template)


def _check(
    runs: Mapping[str, Run], approximation: Approximation, x: Tensor, y: Tensor, loss: Loss
) -> None:
    draw.check_runs("runs", runs)
    for name, run in runs.items():
        if run.history.shape[1] != 1:
            raise ValueError(f"the run {name!r} has {run.history.shape[1]} parameters, not one")
        try_once(approximation, run.history[0].to(x).requires_grad_(), x, y, loss)


def _grid(runs: list[Run], paths: list[draw.Values]) -> draw.Values:
    """Both sides of the lowest point of all runs, somewhat further than the farthest start."""
    losses = np.concatenate([draw.array(run.losses)[: MOST_STEPS + 1] for run in runs])
    lowest = np.concatenate(paths)[np.nanargmin(losses)]
    off = max(abs(path[0] - lowest) for path in paths) or 1.0
    return np.linspace(lowest - 1.6 * off, lowest + 1.6 * off, GRID)


def _figure(
    parameter: str, grid: draw.Row, losses: draw.Row, path: draw.Row, heights: draw.Row
) -> go.Figure:
    """The loss over the parameter, and the steps of one run."""
    figure = go.Figure(
        [
            draw.trace("approximation", grid, losses, "lines", name="loss", showlegend=True),
            draw.trace("step", path, heights, "lines+markers", name="steps", showlegend=True,
                       customdata=list(range(MOST_STEPS + 1)), line_width=1.3, marker_size=8,
                       hovertemplate="step %{customdata}: %{x:.4g}<extra></extra>"),
        ]
    )  # fmt: skip
    highest = max(loss for loss in losses if loss is not None)
    return figure.update_layout(
        height=420,
        xaxis={"title_text": parameter, "range": [grid[0], grid[-1]]},
        yaxis={"title_text": "loss", "range": [-0.05 * highest, 1.05 * highest]},
    )
