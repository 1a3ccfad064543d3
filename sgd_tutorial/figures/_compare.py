"""The figure `compare`: one setting moves, and with it the fit, the loss and the path of a run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from torch import Tensor

from .. import _validate as validate
from .._record import Run
from .._text import number
from .._validate import try_once
from ..approximations import Approximation, names_of
from ..losses import sum_squared_error
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._fit import curve, flat_data, grid_of, points, range_of
from ._slider import add_slider, first_index

POINTS = 120
# The loss axis reaches from this share of the largest first loss to this multiple of it.
LEAST_SHARE, MOST_RISE = 1e-14, 1e3
# How far a line may leave its panel, in heights of the panel.
FARTHEST = 100
# Parameters whose final values are written out.
MOST_WRITTEN = 4
# The panel of each trace of a run: the fit, the loss, the path.
PANELS = (1, 1, 2, 2, 3, 3)


@dataclass(frozen=True)
class _Style:
    """How runs or predictions are drawn; the text is at a share of the width, on one side."""

    role: str
    path_role: str
    dash: str
    symbol: str
    text_at: float
    text_side: str


# The texts are back to back in the middle, so that neither covers the other on a narrow screen.
STYLES = {
    "predicted": _Style("target", "target", "dash", "diamond-open", 0.51, "bottom right"),
    "run": _Style("approximation", "step", "solid", "diamond", 0.49, "bottom left"),
}


@dataclass(frozen=True)
class _NamedRun:
    """A run or a prediction, with its approximation."""

    name: str
    kind: str
    run: Run
    approximation: Approximation


@dataclass(frozen=True)
class _View:
    """What all runs share, so that only their lines move."""

    grid: Tensor
    axes: tuple[int, int]
    fit_range: list[float]
    path_ranges: list[list[float]]


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
        axes: indices of the parameters that the path is drawn over, across and up.
        first: the run that is shown first; the first one unless given.
        template: "light" or "dark".

    Returns:
        The figure. All runs share the axes; a run that diverges leaves them.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if there is no run, names differ, or the parts do not fit together.

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
    x, y = flat_data(x, y)
    named_runs = list(_named_runs(_kinds(runs, predicted), approximation, x, y))
    _check_axes(axes, named_runs)
    names = list(runs)
    start = first_index(names, first)
    view = _view(named_runs, x, y, axes)
    frames = [[t for c in named_runs if c.name == name for t in _traces(c, view)] for name in names]
    figure = make_subplots(rows=3, row_heights=[0.4, 0.3, 0.3], vertical_spacing=0.1)
    figure.add_trace(points(x, y), 1, 1)
    for drawn, panel in zip(frames[start], cycle(PANELS), strict=False):
        figure.add_trace(drawn, panel, 1)
    _set_axes(figure, view, named_runs)
    add_slider(
        figure,
        [[_moving_part(drawn) for drawn in frame] for frame in frames],
        names,
        moved=range(1, len(figure.data)),
        first=start,
        prefix=f"{setting} ",
    )
    if predicted is not None:
        _hide_runs(figure)
    return apply_palette(figure, template)


def _kinds(
    runs: Mapping[str, Run], predicted: Mapping[str, Run] | None
) -> dict[str, Mapping[str, Run]]:
    """Predictions, if there are any, and runs, by the names of their styles."""
    draw.check_runs("runs", runs)
    if predicted is None:
        return {"run": runs}
    draw.check_runs("predicted", predicted)
    if list(predicted) != list(runs):
        raise ValueError(
            f"predictions are named {', '.join(predicted)} and runs {', '.join(runs)}; give one "
            "prediction for each run, in the same order"
        )
    return {"predicted": predicted, "run": runs}


def _named_runs(
    kinds: Mapping[str, Mapping[str, Run]],
    approximation: Approximation | Mapping[str, Approximation],
    x: Tensor,
    y: Tensor,
) -> Iterator[_NamedRun]:
    """Name by name, the prediction before the run."""
    for name, run in kinds["run"].items():
        if not isinstance(approximation, Mapping):
            own = approximation
        elif name in approximation:
            own = approximation[name]
        else:
            raise ValueError(f"there is no approximation for {name!r}; give one for each run")
        start = run.history[0].to(x).requires_grad_()
        try_once(own, start, x, y, sum_squared_error, called=f"the start of {name!r}")
        for kind, by_name in kinds.items():
            yield _NamedRun(name, kind, by_name[name], own)


def _check_axes(axes: object, named_runs: list[_NamedRun]) -> None:
    """Refuse indices that some run does not have."""
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise TypeError(f"axes must be two indices of parameters; got {validate.short(axes)}")
    count = min(len(named_run.run.params) for named_run in named_runs)
    for axis in axes:
        validate.whole_number("axes", axis, least=-count, most=count - 1)


def _view(named_runs: list[_NamedRun], x: Tensor, y: Tensor, axes: tuple[int, int]) -> _View:
    """Room for runs that do not end above their start, or for all if each does."""
    grid = grid_of(x)
    settled = [r for r in named_runs if bool(r.run.losses[-1] <= r.run.losses[0])] or named_runs
    curves = [curve(named_run.approximation, named_run.run.params, grid) for named_run in settled]
    return _View(grid, axes, range_of(y, *curves), [_path_range(settled, axis) for axis in axes])


def _path_range(named_runs: list[_NamedRun], axis: int) -> list[float]:
    values = np.concatenate(
        [draw.array(named_run.run.history)[:, axis] for named_run in named_runs]
    )
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    return draw.padded(low, high, 0.12 * (high - low) or 0.1 * abs(high) or 1.0)


def _set_axes(figure: go.Figure, view: _View, named_runs: list[_NamedRun]) -> None:
    across, up = (_title(named_runs, axis) for axis in view.axes)
    most_steps = max(named_run.run.steps for named_run in named_runs)
    figure.update_layout(
        height=690,
        yaxis={"title_text": "y", "range": view.fit_range},
        xaxis2=draw.step_axis(draw.STEP_AXIS, [1, most_steps + 1]),
        yaxis2=draw.log_axis("loss", _losses_in_view(named_runs)),
        xaxis3={"title_text": across, "range": view.path_ranges[0]},
        yaxis3={"title_text": up, "range": view.path_ranges[1]},
    )


def _title(named_runs: list[_NamedRun], axis: int) -> str:
    """The name of a parameter, as far as all runs agree on it."""
    names = {names_of(c.approximation, len(c.run.params))[axis] for c in named_runs}
    return names.pop() if len(names) == 1 else f"params[{axis}]"


def _losses_in_view(named_runs: list[_NamedRun]) -> list[float]:
    losses = np.concatenate([draw.array(named_run.run.losses) for named_run in named_runs])
    first = max(float(named_run.run.losses[0]) for named_run in named_runs)
    return losses[(losses >= LEAST_SHARE * first) & (losses <= MOST_RISE * first)].tolist()


def _traces(named_run: _NamedRun, view: _View) -> list[go.Scatter]:
    """Two traces in each panel: a line, and its end or a text."""
    run, kind, style = named_run.run, named_run.kind, STYLES[named_run.kind]
    rows, steps = draw.rows_to_draw(run, POINTS)
    fitted = curve(named_run.approximation, run.params, view.grid)
    losses = draw.log_row(draw.array(run.losses)[rows])
    across, up = (
        _clipped(run.history[rows, axis], limits)
        for axis, limits in zip(view.axes, view.path_ranges, strict=True)
    )
    line: dict[str, Any] = {"name": kind, "line_width": 2.5, "line_dash": style.dash}
    hover = {"customdata": steps, "hovertemplate": f"step %{{customdata:,}}<extra>{kind}</extra>"}
    end: dict[str, Any] = {"name": f"{kind}, end", "marker_symbol": style.symbol, "marker_size": 10}
    return [
        draw.trace(style.role, draw.row(view.grid), _clipped(fitted, view.fit_range), "lines",
                   showlegend=True, **line),
        _end_label(named_run, view),
        draw.trace(style.role, [step + 1 for step in steps], losses, "lines", **line | hover),
        draw.trace(style.role, [steps[-1] + 1], losses[-1:], "markers", **end),
        draw.trace(style.path_role, across, up, "lines", **line | hover),
        draw.trace(style.path_role, across[-1:], up[-1:], "markers", **end),
    ]  # fmt: skip


def _clipped(values: object, limits: list[float]) -> draw.Row:
    """Gaps where a line is far outside its panel: browsers cannot draw to places so far off."""
    low, high = limits
    room, values = FARTHEST * (high - low), draw.array(values)
    return draw.row(np.where((values > low - room) & (values < high + room), values, np.nan))


def _end_label(named_run: _NamedRun, view: _View) -> go.Scatter:
    """The parameters at the end of a run, written at the top of the first panel."""
    style, params = STYLES[named_run.kind], named_run.run.params
    names = names_of(named_run.approximation, len(params))
    ends = [f"{name} = {number(value)}" for name, value in zip(names, params, strict=True)]
    lines = [named_run.kind, *ends[:MOST_WRITTEN], *(["..."] if len(ends) > MOST_WRITTEN else [])]
    least, most = float(view.grid.min()), float(view.grid.max())
    x = least + style.text_at * (most - least)
    return draw.label(style.role, x, view.fit_range[1], "<br>".join(lines), style.text_side)


def _moving_part(drawn: go.Scatter) -> go.Scatter:
    """What a frame changes of a trace."""
    parts = {name: drawn[name] for name in ("x", "y", "text", "customdata")}
    return go.Scatter({name: part for name, part in parts.items() if part is not None})


def _hide_runs(figure: go.Figure) -> None:
    """Show the predictions alone until the reader asks for the runs."""
    places = list(range(1 + len(PANELS), len(figure.data)))
    for place in places:
        figure.data[place].visible = False
    buttons = [
        {"label": text, "method": "restyle", "args": [{"visible": visible}, places]}
        for text, visible in (("Prediction alone", False), ("Prediction and run", True))
    ]
    figure.update_layout(
        updatemenus=[
            {"type": "buttons", "name": "show", "direction": "right", "buttons": buttons,
             "x": 0, "xanchor": "left", "y": 1.09, "yanchor": "bottom", "active": 0}
        ]
    )  # fmt: skip
