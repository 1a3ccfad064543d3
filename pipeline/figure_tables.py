"""The data of a figure as a table: what a reader reads off its axes, also once a control moves."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]  # a part of a plotly figure in JSON
Row = list[Any]


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


def table_of(spec: Spec, setting: str) -> Table:
    """The data of the traces; labels beside a line are not data, nor places without an axis.

    Args:
        spec: the figure.
        setting: what its frames differ in.
    """
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
    moving = {index for frame in frames for index in frame.get("traces", [])}
    still = [trace for index, trace in enumerate(spec["data"]) if index not in moving]
    all_head, still_rows = panels.rows(still)
    all_rows = [["", *row] for row in still_rows] + [
        [frame["name"], *row]
        for frame in frames
        for row in panels.rows(_traces_of(frame, spec["data"]))[1]
    ]
    return Table(head, rows, [setting, *all_head], all_rows)


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
