"""One run in the figure `compare`, or its prediction: its fit, loss and path."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from .._record import Run
from .._text import number
from ..approximations import Approximation, names_of
from . import _drawing as draw
from ._fit import curve
from ._path import path_rows

POINTS = 120
# A run has flown off where its loss is more than this multiple of the first.
MOST_RISE = 1e3
# How far a line may leave its panel, in heights of the panel.
FARTHEST = 100
# Parameters whose final values are written out.
MOST_WRITTEN = 3


@dataclass(frozen=True)
class _Style:
    """How runs or predictions are drawn."""

    role: str
    path_role: str
    dash: str
    symbol: str
    flown: str


STYLES = {
    "predicted": _Style("target", "target", "dash", "diamond-open", "flies off"),
    "run": _Style("approximation", "step", "solid", "diamond", "is flying off"),
}


@dataclass(frozen=True)
class NamedRun:
    """A run or a prediction, with its approximation."""

    name: str
    kind: str
    run: Run
    approximation: Approximation


@dataclass(frozen=True)
class View:
    """What all runs share, so that only their lines move."""

    grid: Tensor
    axes: tuple[int, int]
    fit_range: list[float]
    path_ranges: list[list[float]]


def traces_of(named_run: NamedRun, view: View) -> list[go.Scatter]:
    """Two traces in each panel: a line, and its end or a text."""
    run, kind, style = named_run.run, named_run.kind, STYLES[named_run.kind]
    rows, steps = draw.rows_to_draw(run, POINTS)
    moves = path_rows(run)
    fitted = curve(named_run.approximation, run.params, view.grid)
    losses = draw.log_row(draw.array(run.losses)[rows])
    across, up = (
        _clipped(run.history[moves, axis], limits)
        for axis, limits in zip(view.axes, view.path_ranges, strict=True)
    )
    line: dict[str, Any] = {"name": kind, "line_width": 2.5, "line_dash": style.dash}
    hover = f"step %{{customdata:,}}<extra>{kind}</extra>"
    by_step = {"customdata": steps, "hovertemplate": hover}
    path = {"customdata": draw.whole_row(run.recorded_steps[moves]), "hovertemplate": hover}
    end: dict[str, Any] = {"name": f"{kind}, end", "marker_symbol": style.symbol, "marker_size": 10}
    return [
        draw.trace(style.role, draw.row(view.grid), _clipped(fitted, view.fit_range), "lines",
                   **line),
        _end_label(named_run, view),
        draw.trace(style.role, [step + 1 for step in steps], losses, "lines", **line | by_step),
        draw.trace(style.role, [steps[-1] + 1], losses[-1:], "markers", **end,
                   customdata=steps[-1:]),
        draw.trace(style.path_role, across, up, "lines", **line | path | {"line_width": 1.5}),
        draw.trace(style.path_role, across[-1:], up[-1:], "markers", **end),
    ]  # fmt: skip


def _clipped(values: object, limits: list[float]) -> draw.Row:
    """Gaps where a line is far outside its panel: browsers cannot draw to places so far off."""
    low, high = limits
    room, values = FARTHEST * (high - low), draw.array(values)
    return draw.row(np.where((values > low - room) & (values < high + room), values, np.nan))


def _end_label(named_run: NamedRun, view: View) -> go.Scatter:
    """How a run ends, above the first panel; of a run and its prediction one above the other."""
    kind = named_run.kind
    text = f"{kind}: {_ending(named_run)}{'<br> ' * (kind == 'predicted')}"
    at = float(view.grid.mean()), view.fit_range[1]
    return draw.label(STYLES[kind].role, *at, text, "top center", textfont_size=11)


def _ending(named_run: NamedRun) -> str:
    """The parameters at the end of a run, unless it flies off."""
    run = named_run.run
    if run.stopped_because == "diverged":
        return f"flew off at step {run.steps:,}"
    if not bool(run.losses[-1] <= MOST_RISE * run.losses[0]):
        return STYLES[named_run.kind].flown
    names = names_of(named_run.approximation, len(run.params))
    ends = [f"{name} = {number(value)}" for name, value in zip(names, run.params, strict=True)]
    return ", ".join([*ends[:MOST_WRITTEN], *(["..."] if len(ends) > MOST_WRITTEN else [])])
