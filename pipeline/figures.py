"""Figures: what the page has of a plotly figure, and what is fetched when the figure comes near.

The page has what everybody can read: a caption, native controls, the data as a table. Fetched are
what plotly draws, the steps of the controls, and the code that makes the figure.
"""

import json
import math
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader

from .figure_tables import Row, Spec, Table, table_of

MIMETYPE = "application/vnd.plotly.v1+json"
ANIMATED = 10  # a slider with this many frames can also play
PREVIEW_ROWS = 50
POSTER_SIZE = 600, 300
# Plotly's default colors; where a figure has them, the page's palette decides.
DEFAULT_COLORS = {
    "#636EFA", "#EF553B", "#00CC96", "#AB63FA", "#FFA15A",
    "#19D3F3", "#FF6692", "#B6E880", "#FF97FF", "#FECB52",
}  # fmt: skip
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Control:
    """What the reader can move: a slider, or buttons to choose from."""

    kind: str
    label: str
    choices: list[str]
    active: int
    steps: list[Spec]
    plays: bool = False


@dataclass(frozen=True)
class Shape:
    """A line or points of a poster."""

    role: str
    lines: bool
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Figure:
    """A figure, taken apart."""

    name: str
    caption: str
    number: int
    code: str
    spec: Spec
    controls: list[Control]
    table: Table
    poster: list[Shape]

    def data(self) -> str:
        """The JSON that the page's script fetches."""
        controls = [{"choices": c.choices, "steps": c.steps} for c in self.controls]
        content = self.spec | {"controls": controls, "code": self.code}
        return json.dumps(content, allow_nan=False, separators=(",", ":"))

    def html(self, data: str, csv: str, template: str = "figure.html", **more: str) -> str:
        """The figure in the page, given the addresses of its data as JSON and as CSV.

        Another template may need more values.
        """
        html = TEMPLATES.get_template(template).render(
            figure=self,
            layout=self.spec["layout"],
            preview=[[_short(value) for value in row] for row in self.table.rows[:PREVIEW_ROWS]],
            poster_size=POSTER_SIZE,
            data=data,
            csv=csv,
            **more,
        )
        return re.sub(r"\n +", "", html)


def take_apart(
    figure: Spec, *, name: str, caption: str, number: int, code: str, poster: bool = False
) -> Figure:
    """The figure without what the page decides: template, default colors, plotly's controls.

    Args:
        figure: plotly's JSON.
        name: its id in the page.
        caption: in Markdown.
        number: of the figure in its page, from 1.
        code: a script that makes it.
        poster: whether the page shows a still picture until the figure is touched.
    """
    layout = {key: value for key, value in figure["layout"].items() if key != "template"}
    sliders, menus = layout.pop("sliders", []), layout.pop("updatemenus", [])
    controls = [*map(_slider, sliders), *map(_buttons, menus)]
    spec = {
        "data": [_plain(_without_role_color(trace)) for trace in figure["data"]],
        "layout": _plain(layout),
    }
    if figure.get("frames"):
        spec["frames"] = _plain(figure["frames"])
    shapes = _poster(spec) if poster else []
    setting = next((control.label for control in controls if control.kind == "slider"), "frame")
    table = table_of(spec, setting)
    return Figure(name, caption, number, code, spec, controls, table, shapes)


def _slider(slider: Spec) -> Control:
    steps = slider["steps"]
    label = slider["currentvalue"]["prefix"].strip().rstrip(":=").strip()
    choices = [step["label"] for step in steps]
    plays = len(steps) >= ANIMATED and all(step["method"] == "animate" for step in steps)
    return Control("slider", label, choices, slider.get("active", 0), _steps(steps), plays)


def _buttons(menu: Spec) -> Control:
    choices = [button["label"] for button in menu["buttons"]]
    return Control("buttons", menu["name"], choices, menu["active"], _steps(menu["buttons"]))


def _steps(steps: list[Spec]) -> list[Spec]:
    """What each choice does: shows a frame, or calls one of plotly's functions."""
    return [
        {"frame": step["args"][0][0]}
        if step["method"] == "animate"
        else {"method": step["method"], "args": _plain(step["args"])}
        for step in steps
    ]


def _without_role_color(trace: Spec) -> Spec:
    """A trace that names its role gets its color from the page."""
    if "role" not in (trace.get("meta") or {}):
        return trace
    parts = {
        part: {key: value for key, value in trace[part].items() if key != "color"}
        for part in ("line", "marker", "textfont")
        if part in trace
    }
    return trace | parts


def _plain(value: Any) -> Any:
    """Without typed arrays, NaN and default colors: lists compress better, JSON has no NaN."""
    if isinstance(value, dict):
        if "bdata" in value:
            return _list_of(value)
        return {
            key: _plain(item)
            for key, item in value.items()
            if not (key == "color" and isinstance(item, str) and item.upper() in DEFAULT_COLORS)
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # plotly leaves a gap
    return value


def _list_of(typed: Spec) -> list[Any]:
    array: Any = np.frombuffer(b64decode(typed["bdata"]), dtype=np.dtype(typed["dtype"]))
    if array.dtype.kind == "f":
        finite = np.isfinite(array)
        array = array.astype(object)
        array[~finite] = None
    if "shape" in typed:
        array = array.reshape([int(size) for size in typed["shape"].split(",")])
    return array.tolist()


def _short(value: Any) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _poster(spec: Spec) -> list[Shape]:
    """The lines and points of a still picture, for a page that must not wait for plotly.

    Plotly draws the same in the same place if the layout has no margins and shows no axes.
    """
    traces = [t for t in spec["data"] if t.get("type", "scatter") == "scatter" and t.get("x")]
    width, height = POSTER_SIZE
    layout = spec["layout"]
    across = _scale(layout.get("xaxis", {}), [t["x"] for t in traces], 0, width)
    up = _scale(layout.get("yaxis", {}), [t["y"] for t in traces], height, 0)
    return [
        Shape(
            (trace.get("meta") or {}).get("role", "data"),
            "lines" in trace.get("mode", "lines"),
            [
                (across(x), up(y))
                for x, y in zip(trace["x"], trace["y"], strict=True)
                if y is not None
            ],
        )
        for trace in traces
    ]


def _scale(axis: Spec, rows: list[Row], start: float, end: float) -> Callable[[float], float]:
    """From an axis to pixels."""
    values = [value for row in rows for value in row if value is not None]
    low, high = axis.get("range") or (min(values), max(values))
    return lambda value: round(start + (value - low) / ((high - low) or 1) * (end - start), 1)
