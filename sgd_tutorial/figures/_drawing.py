"""Drawing: traces and axes that every figure is made of, without colors."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from torch import Tensor

from .._run import Run
from .._validate import short

Values = NDArray[np.float64]
Row = list[float | None]

MOST_POINTS = 2_000
DIGITS = 6


def array(values: object) -> Values:
    """Numbers in float64 for numpy, wherever they live."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().double().numpy()
    return np.asarray(values, dtype=np.float64)


def row(values: object) -> Row:
    """Numbers as they are drawn: six digits that count, and a gap for what is not finite."""
    return [
        float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
        for value in array(values).tolist()
    ]


def log_row(values: object) -> Row:
    """As `row`, for a log axis, which has no place for 0 and less."""
    numbers = array(values)
    return row(np.where(numbers > 0, numbers, np.nan))


def whole_row(values: object) -> list[int]:
    """Whole numbers as they are, such as steps."""
    return [int(value) for value in array(values).tolist()]


def log_spaced(count: int, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """Places in a list of `count`, at most `most`: the first, the last, and denser at first."""
    if count <= most:
        return np.arange(count)
    tried = most
    places = np.arange(0)
    while True:
        more = np.unique(np.geomspace(1, count, tried).round().astype(np.int64)) - 1
        if len(more) > most:
            return places if len(places) else np.arange(0)
        places, tried = more, math.ceil(1.1 * tried)


def recorded(run: Run, most: int = MOST_POINTS) -> tuple[NDArray[np.int64], list[int]]:
    """The rows of a run's record that are drawn, and their steps."""
    rows = log_spaced(len(run.history), most)
    return rows, whole_row(run.recorded_steps[rows])


def trace(role: str, x: Sequence[Any], y: Sequence[Any], mode: str, **style: Any) -> go.Scatter:
    """One trace, which `painted` gives the color of its role."""
    return go.Scatter(x=x, y=y, mode=mode, meta={"role": role}, **{"showlegend": False} | style)


def label(
    role: str, x: float, y: float, text: str, position: str = "top left", **style: Any
) -> go.Scatter:
    """Words beside a place in the figure, so that a line needs no legend."""
    style = {"textposition": position, "hoverinfo": "skip", "cliponaxis": False} | style
    apart = {"size": 8, "opacity": 0}  # a marker that is not seen keeps words off the line
    return trace(role, row([x]), row([y]), "markers+text", text=[text], marker=apart, **style)


def log_axis(
    title: str, *several: Iterable[float | None], above: float = 0.0, below: float = 0.0
) -> dict[str, Any]:
    """A log axis that holds these values, with shares of its length left free above and below."""
    values = [v for values in several for v in values if v is not None and 0 < v < math.inf]
    low, high = (math.log10(f(values)) for f in (min, max)) if values else (0.0, 1.0)
    if high - low < 0.3:
        low, high = low - 0.3, high + 0.3
    span = (high - low) / (1 - above - below)
    limits = [low - (0.03 + below) * span, high + (0.03 + above) * span]
    axis = {"type": "log", "title": {"text": title}, "range": [round(v, 6) for v in limits]}
    power = {"exponentformat": "power", "tickfont": {"size": 11}}
    return axis | power | _ticks(limits[1] - limits[0])


def step_axis(title: str, *several: Iterable[float | None], **free: float) -> dict[str, Any]:
    """A log axis of steps: 1, 10, 100, 1k."""
    axis = log_axis(title, *several, **free)
    return axis | {"tickformat": "~s", "tickfont": {"size": 13}}


def _ticks(decades: float) -> dict[str, Any]:
    return {"dtick": math.ceil(decades / 6)} if decades >= 1.5 else {"nticks": 6}


def instance(name: str, value: object, kind: type, made_by: str) -> None:
    """Refuse what is not of the kind that a figure draws.

    Raises:
        TypeError: names the kind that is wanted, and where to get it.
    """
    if not isinstance(value, kind):
        raise TypeError(
            f"{name} must be a {kind.__name__}, which {made_by} returns; got {short(value)}"
        )
