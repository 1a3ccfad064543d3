"""Tables: the data of a figure for those who do not see it, and for those who take it along."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

MOST_ROWS = 50
Row = list[Any]


@dataclass(frozen=True)
class Table:
    """Rows under a head; `all_rows` also has what the figure shows after a control was moved."""

    head: list[str]
    rows: list[Row]
    all_head: list[str]
    all_rows: list[Row]

    def csv(self) -> str:
        """Every row."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([self.all_head, *self.all_rows])
        return text.getvalue()

    def html(self, name: str, address: str) -> str:
        """The first rows under a name, and the address of all of them."""
        shown = self.rows[:MOST_ROWS]
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_short(value))}</td>' for value in row)}</tr>"
            for row in shown
        )
        count = len(self.all_rows)
        told = f"{count} rows."
        if count > len(shown):
            told = f"The first {len(shown)} of {count:,} rows."
        return (
            f'<p>{told} <a href="{escape(address)}" download>Download CSV</a></p>'
            f'<div class="plot-table" tabindex="0" role="group" aria-label="{escape(name)}">'
            f'<table class="plot-values"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def table_of(spec: dict[str, Any], controls: Sequence[Any] = ()) -> Table:
    """The table of a figure's traces; words beside a line are not data."""
    across, up = (_title(spec["layout"], axis) for axis in ("xaxis", "yaxis"))
    head, rows = _joined(spec["data"], across, up)
    frames = spec.get("frames", [])
    if not frames:
        return Table(head, rows, head, rows)
    moved = next((c.label for c in controls if c.kind == "slider"), "frame")
    moving = {place for frame in frames for place in frame.get("traces", [])}
    still = [trace for place, trace in enumerate(spec["data"]) if place not in moving]
    all_rows = [["", *row] for row in _long(still)] + [
        [frame["name"], *row] for frame in frames for row in _long(_traces_of(frame, spec["data"]))
    ]
    return Table(head, rows, [moved, *_long_head(spec["data"], across, up)], all_rows)


def _title(layout: dict[str, Any], axis: str) -> str:
    title = layout.get(axis, {}).get("title") or {}
    return (title if isinstance(title, str) else title.get("text")) or axis[0]


def _traces_of(frame: dict[str, Any], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a frame moves, whole."""
    places = frame.get("traces", range(len(frame["data"])))
    return [data[place] | trace for place, trace in zip(places, frame["data"], strict=False)]


def _joined(data: list[dict[str, Any]], across: str, up: str) -> tuple[list[str], list[Row]]:
    """One column a series where all are over the same places, otherwise one row a point."""
    series = [trace for trace in data if _is_data(trace)]
    first = series[0].get("x") if series else None
    if first and all("z" not in t and t.get("x") == first for t in series):
        names = [up] if len(series) == 1 else [_name(t, n) for n, t in enumerate(series, start=1)]
        columns = [first, *(t["y"] for t in series)]
        return [across, *names], [list(row) for row in zip(*columns, strict=False)]
    return _long_head(data, across, up), list(_long(data))


def _long_head(data: list[dict[str, Any]], across: str, up: str) -> list[str]:
    """The names of the columns; a map has one more."""
    return ["series", across, up, *(["value"] if any("z" in t for t in data) else [])]


def _long(data: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """A row for each point: series, across, up, and the value of a map."""
    for number, trace in enumerate((t for t in data if _is_data(t)), start=1):
        name = _name(trace, number)
        x, y, z = (trace.get(key) for key in "xyz")
        if z is not None:
            for up, values in zip(y, z, strict=False):
                yield from ([name, *point] for point in _across(x, up, values))
        else:
            points = zip(x or range(len(y)), y, strict=False)
            yield from ([name, a, u] for a, u in points if u is not None)


def _across(x: Row, up: Any, values: Row) -> Iterator[Row]:
    """One row of a map, from left to right."""
    return ([place, up, value] for place, value in zip(x, values, strict=False))


def _is_data(trace: dict[str, Any]) -> bool:
    drawn = [value for value in trace.get("y") or [] if value is not None]
    return bool(drawn) and trace.get("hoverinfo") != "skip"


def _name(trace: dict[str, Any], number: int) -> str:
    return trace.get("name") or f"series {number}"


def _short(value: Any) -> str:
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
