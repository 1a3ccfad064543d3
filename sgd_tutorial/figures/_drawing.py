"""The traces and axes that figures are made of, without colors."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from torch import Tensor

from .._record import Run
from .._validate import short

Values = NDArray[np.float64]
Row = list[float | None]

MOST_POINTS = 2_000
DIGITS = 6
MOST_TICKS = 7


def array(values: object) -> Values:
    """A NumPy array in float64, of numbers or of a tensor on any device."""
    if isinstance(values, Tensor):
        values = values.detach().cpu().double().numpy()
    return np.asarray(values, dtype=np.float64)


def rounded(value: float) -> float:
    """Six significant digits, which is finer than a pixel."""
    return float(f"{value:.{DIGITS}g}")


def row(values: object) -> Row:
    """Numbers as plotly gets them: rounded, and a gap where one is not finite."""
    return [rounded(value) if math.isfinite(value) else None for value in array(values).tolist()]


def log_row(values: object) -> Row:
    """As `row`, for a log axis, with gaps for 0 and less, too."""
    numbers = array(values)
    return row(np.where(numbers > 0, numbers, np.nan))


def whole_row(values: object) -> list[int]:
    """Whole numbers, such as steps, with all their digits."""
    return [int(value) for value in array(values).tolist()]


def padded(low: float, high: float, room: float) -> list[float]:
    """The range of an axis with room on both sides."""
    return [rounded(low - room), rounded(high + room)]


def log_spaced(count: int, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """At most `most` of the indices below `count`: the first, the last, denser toward the first."""
    if count <= most:
        return np.arange(count)
    size, places = most, np.arange(0)  # near 1 several round to the same place: try more
    while len(more := np.unique(np.geomspace(1, count, size).round()).astype(np.int64)) <= most:
        size, places = math.ceil(1.1 * size), more
    return places - 1


def rows_to_draw(run: Run, most: int = MOST_POINTS) -> tuple[NDArray[np.int64], list[int]]:
    """Rows of a run's history, and the steps that they record."""
    rows = log_spaced(len(run.history), most)
    return rows, whole_row(run.recorded_steps[rows])


def trace(role: str, x: Sequence[Any], y: Sequence[Any], mode: str, **style: Any) -> go.Scatter:
    """One trace; `apply_palette` gives it the color of its role."""
    style = {"showlegend": False} | style
    drawn = go.Scatter(x=x, y=y, mode=mode, meta={"role": role}, **style)
    # Plotly leaves out points of a line that it finds straight, and curves look kinked.
    return drawn.update(line_simplify=False) if "lines" in mode else drawn


def label(
    role: str, x: float, y: float, text: str, position: str = "top left", **style: Any
) -> go.Scatter:
    """Text beside a point, in place of an entry in the legend."""
    style = {"textposition": position, "hoverinfo": "skip", "cliponaxis": False} | style
    spacer = {"size": 8, "opacity": 0}  # keeps the text off the line
    return trace(role, row([x]), row([y]), "markers+text", text=[text], marker=spacer, **style)


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
    return axis | _ticks(dict(_log_ticks(*limits)))


def step_axis(last: float) -> dict[str, Any]:
    """A log axis of steps that begins with step 0: a trace on it has x = step + 1.

    Its `customdata` are the steps, for pointers and tables.
    """
    axis = log_axis("step", [1, last + 1])
    powers = range(math.floor(math.log10(max(last, 1))) + 1)
    return axis | _ticks({1: "0"} | {10**power + 1: power_of_ten(power) for power in powers})


def _ticks(texts: Mapping[float, str]) -> dict[str, Any]:
    """Named ticks: those that plotly makes differ in size."""
    return {"tickvals": list(texts), "ticktext": list(texts.values())}


def _log_ticks(low: float, high: float) -> Iterator[tuple[float, str]]:
    """Powers of ten between two exponents; where these are few, multiples of them, too."""
    few = math.floor(high) - math.ceil(low) < 2
    factors = ((1, 2, 5) if high - low < 1.5 else (1, 3)) if few else (1,)
    stride = math.ceil((high - low) / MOST_TICKS)
    for power in range(math.floor(low), math.ceil(high) + 1):
        for factor in factors:
            value = factor * 10.0**power
            if power % stride == 0 and 10**low <= value <= 10**high:
                yield (
                    value,
                    f"{value:,g}" if few and -4 < power < 6 else power_of_ten(power, factor),
                )


def power_of_ten(power: int, factor: int = 1) -> str:
    """In HTML: 1, 10, 10², and so on, 2 or 5 times such a power."""
    if factor == 1 and power in (0, 1):
        return str(10**power)
    times = "" if factor == 1 else f"{factor}\u00d7"
    return f"{times}10<sup>{power}</sup>".replace("-", "\u2212")


def check_instance(name: str, value: object, kind: type, source: str) -> None:
    """Refuse an argument of another kind; the error names the function that returns this one."""
    if not isinstance(value, kind):
        raise TypeError(
            f"{name} must be a {kind.__name__}, which {source} returns; got {short(value)}"
        )


def check_runs(name: str, runs: object) -> None:
    """Refuse an argument that is not a dict of runs by name, one at least."""
    if not isinstance(runs, Mapping):
        raise TypeError(f"{name} must be a dict of runs by name; got {short(runs)}")
    if not runs:
        raise ValueError(f"{name} is empty; give at least one run")
    for key, run in runs.items():
        check_instance(f"{name}[{key!r}]", run, Run, "sgd_tutorial.fit")
