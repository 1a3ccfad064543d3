"""Settings: one thing is moved, and the fit, the loss and the path move together."""

from collections.abc import Iterable, Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from torch import Tensor

from .. import _validate as validate
from .._format import names_of, number
from .._run import Run
from .._validate import try_once
from ..approximations import Approximation
from ..losses import sum_squared_error
from ._colors import Template, painted, palette_of
from ._drawing import (
    Row,
    Values,
    array,
    instance,
    label,
    log_axis,
    log_row,
    recorded,
    row,
    step_axis,
    trace,
)
from ._fit import curve, grid_of, plain_data, points, range_of
from ._losses import STEP_AXIS
from ._slider import shown_first, with_slider

POINTS = 120
# Losses are drawn up to so many times the largest first one, and down to this share of it.
MOST_RISE, LEAST_SHARE = 1e3, 1e-14
# How far lines may leave a panel, in its heights.
FARTHEST = 100
# Parameters that are told in words.
MOST_TOLD = 4
# The panel of each trace of a run: the fit, the loss, the path.
PANELS = (1, 1, 2, 2, 3, 3)


def compare(
    runs: Mapping[str, Run],
    approximation: Approximation | Mapping[str, Approximation],
    x: object,
    y: object,
    setting: str,
    predicted: Mapping[str, Run] | None = None,
    *,
    axes: tuple[int, int] = (0, -1),
    first: str | None = None,
    template: Template = "light",
) -> go.Figure:
    """The fit, the loss and the path of several runs, with a slider from one to the next.

    With predictions the figure opens with these alone, dashed; the button
    "Prediction and run" draws the runs.

    Args:
        runs: by the value of the setting, from `sgd_tutorial.fit`.
        approximation: f(x, params) of all runs, or one for each by the same names.
        x: (N,), data.
        y: (N,), data.
        setting: what the slider moves, such as "learning rate".
        predicted: runs by the same names, from `sgd_tutorial.predict`.
        axes: places of the parameters that the path is drawn over, across and up.
        first: the run that is shown first; the first one unless given.
        template: "light" or "dark".

    Returns:
        The figure. The axes stay as they are from run to run; what flies off leaves them.

    Raises:
        TypeError: if an argument is of the wrong kind, or there is no run.
        ValueError: if names differ, or the parts do not fit together.

    >>> import sgd_tutorial as sgd
    >>> problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    >>> rates = {"1e-08": 1e-8, "1e-07": 1e-7}
    >>> runs = {
    ...     name: sgd.fit(*problem, learning_rate=rate, steps=9) for name, rate in rates.items()
    ... }
    >>> figure = compare(runs, sgd.quadratic, *problem[2:], "learning rate")
    >>> [frame.name for frame in figure.frames]
    ['1e-08', '1e-07']
    """
    palette_of(template)
    x, y = plain_data(x, y)
    sides = _sides(runs, predicted)
    functions = _functions(approximation, runs, x, y)
    _check_axes(axes, [run for their in sides.values() for run in their.values()])
    names = list(runs)
    shown = shown_first(names, first)
    grid = grid_of(x)
    every = [(name, their[name]) for their in sides.values() for name in names]
    all_runs = [run for _, run in every]
    ends = {id(run): curve(functions[name], run.params, grid) for name, run in every}
    fit_range = range_of(y, *(ends[id(run)] for run in _calm(all_runs)))
    path_ranges = [_range(all_runs, axis) for axis in axes]
    frames = [
        [
            drawn
            for side, their in sides.items()
            for drawn in _traces(
                side, their[name], functions[name], grid, axes, [fit_range, *path_ranges]
            )
        ]
        for name in names
    ]
    figure = make_subplots(rows=3, row_heights=[0.4, 0.3, 0.3], vertical_spacing=0.1)
    figure.add_trace(points(x, y), 1, 1)
    for place, drawn in enumerate(frames[shown]):
        figure.add_trace(drawn, PANELS[place % len(PANELS)], 1)
    titles = _titles(functions, runs, axes)
    figure.update_layout(
        height=690,
        yaxis={"title_text": "y", "range": fit_range},
        xaxis2=step_axis(STEP_AXIS, [1, max(run.steps for run in all_runs) + 1]),
        yaxis2=log_axis("loss", _near_losses(all_runs)),
        xaxis3={"title_text": titles[0], "range": path_ranges[0]},
        yaxis3={"title_text": titles[1], "range": path_ranges[1]},
    )
    with_slider(
        figure,
        [[_data(drawn) for drawn in frame] for frame in frames],
        names,
        moved=range(1, len(figure.data)),
        first=shown,
        prefix=f"{setting} ",
    )
    if predicted is not None:
        _predict_first(figure, len(PANELS))
    return painted(figure, template)


def _sides(
    runs: Mapping[str, Run], predicted: Mapping[str, Run] | None
) -> dict[str, Mapping[str, Run]]:
    """Predictions, if there are any, and runs."""
    sides = {"run": runs} if predicted is None else {"predicted": predicted, "run": runs}
    for side, their in sides.items():
        if not isinstance(their, Mapping) or not their:
            raise TypeError(f"{side} must be a dict of runs by name; got {validate.short(their)}")
        for name, each in their.items():
            instance(f"{side} {name!r}", each, Run, "sgd_tutorial.fit")
    if predicted is not None and list(predicted) != list(runs):
        raise ValueError(
            f"predictions are named {', '.join(predicted)} and runs {', '.join(runs)}; give one "
            "prediction for each run, in the same order"
        )
    return sides


def _check_axes(axes: object, runs: list[Run]) -> None:
    """Two places that every run has."""
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise TypeError(f"axes must be two places of parameters; got {validate.short(axes)}")
    count = min(len(run.params) for run in runs)
    for axis in axes:
        validate.whole_number("axes", axis, least=-count, most=count - 1)


def _functions(
    approximation: Approximation | Mapping[str, Approximation],
    runs: Mapping[str, Run],
    x: Tensor,
    y: Tensor,
) -> Mapping[str, Approximation]:
    """The approximation of each run."""
    functions = (
        approximation if isinstance(approximation, Mapping) else dict.fromkeys(runs, approximation)
    )
    for name, run in runs.items():
        if name not in functions:
            raise ValueError(f"there is no approximation for {name!r}; give one for each run")
        start = run.history[0].to(x).requires_grad_()
        try_once(functions[name], start, x, y, sum_squared_error, called=f"the start of {name!r}")
    return functions


def _titles(
    functions: Mapping[str, Approximation], runs: Mapping[str, Run], axes: tuple[int, int]
) -> list[str]:
    """What the parameters of the path are called, each if all runs call it the same."""
    called = [names_of(functions[name], len(run.params)) for name, run in runs.items()]
    return [
        names.pop() if len(names := {each[axis] for each in called}) == 1 else f"params[{axis}]"
        for axis in axes
    ]


def _traces(
    side: str,
    run: Run,
    function: Approximation,
    grid: Tensor,
    axes: tuple[int, int],
    ranges: list[list[float]],
) -> list[go.Scatter]:
    """What is drawn of one run, or of its prediction: two traces in each panel."""
    rows, steps = recorded(run, POINTS)
    history = array(run.history[rows])
    across, up = (_near(history[:, axis], ranges[place]) for place, axis in enumerate(axes, 1))
    losses = log_row(array(run.losses)[rows])
    fitted = _near(array(curve(function, run.params, grid)), ranges[0])
    observed = side == "run"
    role = "approximation" if observed else "target"
    way = "step" if observed else "target"
    # Back to back in the middle: on a narrow screen, too, neither covers the other.
    share, beside = (0.49, "bottom left") if observed else (0.51, "bottom right")
    place = float(grid.min() + share * (grid.max() - grid.min()))
    line = {"name": side, "line_width": 2.5, "line_dash": "solid" if observed else "dash"}
    hover = {"customdata": steps, "hovertemplate": f"step %{{customdata:,}}<extra>{side}</extra>"}
    symbol = "diamond" if observed else "diamond-open"
    end = {"name": f"{side}, end", "marker_symbol": symbol, "marker_size": 10}
    return [
        trace(role, row(grid), fitted, "lines", showlegend=True, **line),
        label(role, place, ranges[0][1], _told(side, run, function), beside),
        trace(role, [step + 1 for step in steps], losses, "lines", **line, **hover),
        trace(role, [steps[-1] + 1], losses[-1:], "markers", **end),
        trace(way, across, up, "lines", **line, **hover),
        trace(way, across[-1:], up[-1:], "markers", **end),
    ]


def _near(values: Values, limits: list[float]) -> Row:
    """Values as far as a line may leave its panel; a browser cannot draw to places much further."""
    low, high = limits
    room = FARTHEST * (high - low)
    return row(np.where((values > low - room) & (values < high + room), values, np.nan))


def _told(side: str, run: Run, function: Approximation) -> str:
    """Where the run ended, in words."""
    names = names_of(function, len(run.params))
    ends = [f"{name} = {number(value)}" for name, value in zip(names, run.params, strict=True)]
    return "<br>".join([side, *ends[:MOST_TOLD], *(["..."] if len(ends) > MOST_TOLD else [])])


def _near_losses(runs: Iterable[Run]) -> list[float]:
    """The losses that the axis makes room for."""
    losses = np.concatenate([array(run.losses) for run in runs])
    first = max(float(run.losses[0]) for run in runs)
    return losses[(losses >= LEAST_SHARE * first) & (losses <= MOST_RISE * first)].tolist()


def _calm(runs: Iterable[Run]) -> list[Run]:
    """Those that do not end above their start, or all if none does."""
    runs = list(runs)
    return [run for run in runs if bool(run.losses[-1] <= run.losses[0])] or runs


def _range(runs: Iterable[Run], axis: int) -> list[float]:
    """Room for every path that settles; one that flies off leaves the panel."""
    values = np.concatenate([array(run.history)[:, axis] for run in _calm(runs)])
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    room = 0.12 * (high - low) or 0.1 * abs(high) or 1.0
    return [float(f"{edge:.6g}") for edge in (low - room, high + room)]


def _data(drawn: go.Scatter) -> go.Scatter:
    """What a frame changes of a trace."""
    changed = {"x": drawn.x, "y": drawn.y}
    if drawn.text is not None:
        changed["text"] = drawn.text
    if drawn.customdata is not None:
        changed["customdata"] = drawn.customdata
    return go.Scatter(**changed)


def _predict_first(figure: go.Figure, count: int) -> None:
    """Hide the runs until the reader asks for them."""
    observed = list(range(1 + count, len(figure.data)))
    for place in observed:
        figure.data[place].visible = False
    buttons = [
        {"label": text, "method": "restyle", "args": [{"visible": shown}, observed]}
        for text, shown in (("Prediction alone", False), ("Prediction and run", True))
    ]
    figure.update_layout(
        updatemenus=[
            {"type": "buttons", "name": "show", "direction": "right", "buttons": buttons,
             "x": 0, "xanchor": "left", "y": 1.09, "yanchor": "bottom", "active": 0}
        ]
    )  # fmt: skip
