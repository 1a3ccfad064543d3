"""Figures: what the page has of a plotly figure, and what is fetched when the figure comes near.

The page has what everybody can read: a caption, native controls, the data as a table. Fetched are
what plotly draws, the steps of the controls, and the code that makes the figure.
"""

import csv
import io
import json
import math
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader

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

Spec = dict[str, Any]  # a part of a plotly figure in JSON
Row = list[Any]


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
class Table:
    """The data of a figure; `all_rows` also has what the figure shows after a control is moved."""

    head: list[str]
    rows: list[Row]
    all_head: list[str]
    all_rows: list[Row]

    def csv(self) -> str:
        """Every row."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.all_head, *self.all_rows])
        return text.getvalue()


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
    return Figure(name, caption, number, code, spec, controls, _table(spec, controls), shapes)


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


def _table(spec: Spec, controls: list[Control]) -> Table:
    """The data of the traces; labels beside a line are not data, nor places without an axis."""
    hidden = [spec["layout"].get(axis, {}).get("visible") is False for axis in ("xaxis", "yaxis")]
    if all(hidden):
        return Table([], [], [], [])
    across, up = (_title(spec["layout"], axis) for axis in ("xaxis", "yaxis"))
    panels = _Panels(spec["layout"], spec["data"])
    data = _stacked(spec["data"])
    if hidden[1]:  # what stands there is said by texts
        up, data = "what", [t | {"y": t["customdata"]} for t in data if "customdata" in t]
    one_panel = _joined(panels.as_read(data), across, up)
    head, rows = panels.rows(data) if panels.several else one_panel
    frames = spec.get("frames", [])
    if not frames:
        return Table(head, rows, head, rows)
    label = next((c.label for c in controls if c.kind == "slider"), "frame")
    moving = {index for frame in frames for index in frame.get("traces", [])}
    still = [trace for index, trace in enumerate(spec["data"]) if index not in moving]
    all_head, still_rows = panels.rows(still)
    all_rows = [["", *row] for row in still_rows] + [
        [frame["name"], *row]
        for frame in frames
        for row in panels.rows(_traces_of(frame, spec["data"]))[1]
    ]
    return Table(head, rows, [label, *all_head], all_rows)


class _Panels:
    """The pairs of axes of a figure."""

    def __init__(self, layout: Spec, data: list[Spec]):
        self.layout = layout
        self.several = len({self._axes(trace) for trace in data if _is_data(trace)}) > 1

    @staticmethod
    def _axes(trace: Spec) -> tuple[str, str]:
        across, up = trace.get("xaxis", "x"), trace.get("yaxis", "y")
        return f"xaxis{across[1:]}", f"yaxis{up[1:]}"

    def rows(self, data: list[Spec]) -> tuple[list[str], list[Row]]:
        """A row for each point; of several panels each names its own."""
        titles = [_title(self.layout, axis) for axis in ("xaxis", "yaxis")]
        if not self.several:
            return ["series", *titles], list(_long(self.as_read(data)))
        rows = [
            [self._name(trace), *row]
            for trace in filter(_is_data, data)
            for row in _long(self.as_read([trace]))
        ]
        return ["panel", "series", "across", "up"], rows

    def _name(self, trace: Spec) -> str:
        across, up = (_title(self.layout, axis) for axis in self._axes(trace))
        return f"{up} over {across}"

    def as_read(self, data: list[Spec]) -> list[Spec]:
        """The traces with the numbers that a reader reads off the axis across.

        A logarithmic axis has no 0: one that begins with 0 has that where its first tick stands.
        """
        read = []
        for trace in data:
            axis = self.layout.get(self._axes(trace)[0], {})
            if (axis.get("ticktext") or [""])[0] == "0" and trace.get("x"):
                start = axis["tickvals"][0]
                trace = trace | {"x": [None if x is None else x - start for x in trace["x"]]}
            read.append(trace)
        return read


def _stacked(data: list[Spec]) -> list[Spec]:
    """The traces as plotly draws them: one of a stack lies on top of those before it."""
    tops: dict[str, list[float]] = {}
    drawn = []
    for trace in data:
        if group := trace.get("stackgroup"):
            below = tops.get(group, [0.0] * len(trace["y"]))
            tops[group] = [sum(pair) for pair in zip(below, trace["y"], strict=True)]
            trace = trace | {"y": tops[group]}
        drawn.append(trace)
    return drawn


def _title(layout: Spec, axis: str) -> str:
    title = layout.get(axis, {}).get("title") or {}
    return (title if isinstance(title, str) else title.get("text")) or axis[0]


def _traces_of(frame: Spec, data: list[Spec]) -> list[Spec]:
    """The traces that a frame changes, after the change."""
    indices = frame.get("traces", range(len(frame["data"])))
    return [data[index] | trace for index, trace in zip(indices, frame["data"], strict=False)]


def _joined(data: list[Spec], across: str, up: str) -> tuple[list[str], list[Row]]:
    """One column a series where all have the same x, otherwise one row a point."""
    series = [trace for trace in data if _is_data(trace)]
    first = series[0].get("x") if series else None
    if first and all(trace.get("x") == first for trace in series):
        names = [up] if len(series) == 1 else [_name(t, n) for n, t in enumerate(series, start=1)]
        columns = [first, *(t["y"] for t in series)]
        return [across, *names], [list(row) for row in zip(*columns, strict=False)]
    return ["series", across, up], list(_long(data))


def _long(data: Iterable[Spec]) -> Iterator[Row]:
    """A row for each point: series, x, y."""
    for number, trace in enumerate(filter(_is_data, data), start=1):
        name, y = _name(trace, number), trace["y"]
        points = zip(trace.get("x") or range(len(y)), y, strict=False)
        yield from ([name, across, up] for across, up in points if up is not None)


def _is_data(trace: Spec) -> bool:
    values = [value for value in trace.get("y") or [] if value is not None]
    return bool(values) and trace.get("hoverinfo") != "skip"


def _name(trace: Spec, number: int) -> str:
    return trace.get("name") or f"series {number}"


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
