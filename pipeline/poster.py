"""Poster: a still picture of a figure, for a page that must not wait for plotly.

It takes plotly's place until the figure is touched, at the same size and in the same colors.
"""

from html import escape
from typing import Any

WIDTH, HEIGHT = 600, 300
MARGIN = 12


def svg(spec: dict[str, Any]) -> str:
    """The lines and points of a figure over plain numbers."""
    traces = [t for t in spec["data"] if t.get("type", "scatter") == "scatter" and t.get("x")]
    across = _scale(
        [t["x"] for t in traces], spec["layout"].get("xaxis", {}), MARGIN, WIDTH - MARGIN
    )
    up = _scale([t["y"] for t in traces], spec["layout"].get("yaxis", {}), HEIGHT - MARGIN, MARGIN)
    shapes = "".join(_shape(trace, across, up) for trace in traces)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{shapes}</svg>'
    )


def _scale(values: list[list[Any]], axis: dict[str, Any], start: float, end: float) -> Any:
    numbers = [v for row in values for v in row if v is not None]
    low, high = axis.get("range") or (min(numbers), max(numbers))
    return lambda v: round(start + (v - low) / ((high - low) or 1) * (end - start), 1)


def _shape(trace: dict[str, Any], across: Any, up: Any) -> str:
    places = [
        (across(x), up(y)) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None
    ]
    role = escape((trace.get("meta") or {}).get("role", "data"))
    if "lines" in trace.get("mode", "lines"):
        line = " ".join(f"{x},{y}" for x, y in places)
        return f'<polyline class="poster-line poster-{role}" points="{line}"/>'
    # A line of no length with round ends is a dot that keeps its shape when it is stretched.
    dots = "".join(f"M{x} {y}h0" for x, y in places)
    return f'<path class="poster-dots poster-{role}" d="{dots}"/>'
