"""Table: two columns of numbers from a CSV, or one sentence about what is wrong with it."""

import csv
import io
import math
import re
import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

DELIMITERS = ",;\t"
# Rows that tell which delimiter separates them.
LOOKED_AT = 20
# Columns that an error lists.
MOST_LISTED = 12
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
WITH_COMMAS = re.compile(r"[-+]?[\d.]*\d,\d[\d,.]*([eE][-+]?\d+)?", re.ASCII)
NOT_FINITE = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
BLANK = "fill it in, or delete the row"
UNPAIRED = "look for a quotation mark without its pair"


class TableError(ValueError):
    """What is wrong with a table, where, and what to do: one line."""


@dataclass(frozen=True, eq=False)
class Table:
    """Two columns.

    Attributes:
        x_name: what the column of x is called.
        y_name: what the column of y is called.
        x: (N,), float64.
        y: (N,), float64.
    """

    x_name: str
    y_name: str
    x: Values
    y: Values

    def sample(self, most: int) -> "Table":
        """At most so many rows, evenly spaced in the order of x; all, as they are, if so few.

        >>> rows = np.arange(5.0)
        >>> Table("x", "y", rows, rows).sample(3).x
        array([0., 2., 4.])
        """
        if len(self.x) <= most:
            return self
        places = np.linspace(0, len(self.x) - 1, most).round().astype(np.int64)
        chosen = np.argsort(self.x)[places]
        return Table(self.x_name, self.y_name, self.x[chosen], self.y[chosen])


@dataclass(frozen=True)
class _Layout:
    """How a text is divided."""

    delimiter: str
    names: list[str]
    first_row: int  # that of the header, as a spreadsheet counts
    lines: int  # up to the end of the header


def read_table(data: bytes, x: str | None = None, y: str | None = None) -> Table:
    r"""Read two columns of numbers.

    The first row names the columns. Commas, semicolons or tabs separate them; blank lines count
    as rows, as they do in a spreadsheet, and are passed over.

    Args:
        data: the file, UTF-8 with or without a byte order mark.
        x: name of the column of x; of two columns the first unless given.
        y: name of the column of y; of two columns the other unless given.

    Returns:
        The table, at least one row.

    Raises:
        TableError: if there are no such columns, or not a finite number in each of their rows.

    >>> table = read_table(b"day;rain\n1;0.5\n2;0.25\n")
    >>> table.x_name, table.y
    ('day', array([0.5 , 0.25]))
    """
    _check_text(data)
    layout = _layout(data)
    places = _places(layout.names, x, y)
    values = _numbers(data, layout, places)
    if values is None or b'"' in data or not _rectangular(data, layout):
        # The fast reader names no row, and passes over cells that are too many.
        fault = _first_fault(data, layout, places)
        if fault is not None:
            raise TableError(fault)
    if values is None:
        raise TableError("the rows cannot be read as numbers; save the file as plain CSV")
    if len(values) == 0:
        raise TableError("there is a header and no row of data below it; add rows of numbers")
    x_name, y_name = (layout.names[place] for place in places)
    return Table(x_name, y_name, *np.ascontiguousarray(values.T))


def shown(name: str) -> str:
    r"""A column's name as people are shown it, without characters that a terminal obeys.

    >>> print(shown("rain"), shown("a\x1b[31m"))
    rain a\x1b[31m
    """
    return name if name.isprintable() else repr(name)[1:-1]


def _check_text(data: bytes) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError("this is UTF-16 text; save it as 'CSV UTF-8'")
    if b"\0" in data:
        raise TableError("this is no text file; in a spreadsheet, save it as CSV")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"row {row} holds a byte that is no UTF-8 text; save the file as 'CSV UTF-8'"
        ) from None
    if not text or text.isspace():
        raise TableError("the file is empty; its first row names the columns, such as x,y")


def _lines(data: bytes) -> io.TextIOWrapper:
    """The text, a piece at a time: as one string it takes four bytes a character."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")


def _rows(data: bytes, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(_lines(data), delimiter=delimiter)


def _layout(data: bytes) -> _Layout:
    """The delimiter that divides most rows as it divides the header, and what the header says."""
    try:
        delimiter = max(DELIMITERS, key=lambda candidate: _fitness(data, candidate))
        reader = csv.reader(_lines(data), delimiter=delimiter)
        first, names = next((row, cells) for row, cells in enumerate(reader, 1) if cells)
    except csv.Error as error:
        raise TableError(f"the header cannot be read ({error}); save the file as CSV") from None
    names = [name.strip() for name in names]
    if all(NUMBER.fullmatch(name) for name in names):
        raise TableError(
            f"row {first} holds numbers where the names of the columns belong; "
            "put a row of names above it, such as x,y"
        )
    return _Layout(delimiter, names, first, reader.line_num)


def _fitness(data: bytes, delimiter: str) -> tuple[int, int]:
    rows = (cells for cells in _rows(data, delimiter) if cells)
    widths = [len(cells) for cells in islice(rows, LOOKED_AT)]
    if widths[0] == 1:
        return -1, 1
    return widths[1:].count(widths[0]), widths[0]


def _places(names: list[str], x: str | None, y: str | None) -> tuple[int, int]:
    """Where the two columns are."""
    if len(names) == 1:
        raise TableError(
            f"there is one column, '{shown(names[0])}', and a fit needs two, x and y, "
            "with a comma, a semicolon or a tab between them"
        )
    if (x is None or y is None) and len(names) != 2:
        missing = " and ".join(flag for flag, name in (("--x", x), ("--y", y)) if name is None)
        raise TableError(f"choose among its {_listed(names)} with {missing}")
    first = None if x is None else _place(names, x, "--x")
    second = None if y is None else _place(names, y, "--y")
    if first is None:
        first = 0 if second is None else 1 - second
    if second is None:
        second = 1 - first
    if first == second:
        raise TableError(f"--x and --y are both '{shown(names[first])}'; name two columns")
    if x is None or y is None:
        _place(names, names[first], "the header")
    return first, second


def _place(names: list[str], name: str, asked_by: str) -> int:
    found = [place for place, other in enumerate(names) if other == name.strip()]
    if len(found) > 1:
        where = " and ".join(str(place + 1) for place in found)
        raise TableError(
            f"{asked_by} names '{shown(name)}', and columns {where} are both called so; rename one"
        )
    if found:
        return found[0]
    lowered = {other.lower(): other for other in reversed(names)}
    near = get_close_matches(name.strip().lower(), lowered, n=1)
    advice = f"; did you mean '{shown(lowered[near[0]])}'?" if near else ""
    raise TableError(f"there is no column '{shown(name)}' among its {_listed(names)}{advice}")


def _listed(names: list[str]) -> str:
    some = ", ".join(f"'{shown(name)}'" for name in names[:MOST_LISTED])
    more = ", ..." if len(names) > MOST_LISTED else ""
    return f"{len(names)} columns, {some}{more}"


def _numbers(data: bytes, layout: _Layout, places: tuple[int, int]) -> Values | None:
    """(N, 2), or None where a cell is no finite number."""
    below = islice(_lines(data), layout.lines, None)
    if not any(line.strip("\r\n") for line in below):  # loadtxt would warn
        return np.empty((0, 2))
    try:
        values = np.loadtxt(
            _lines(data),
            delimiter=layout.delimiter,
            comments=None,
            quotechar='"',
            skiprows=layout.lines,
            usecols=places,
            ndmin=2,
        )
    except (ValueError, OverflowError):
        return None
    return values if bool(np.isfinite(values).all()) else None


def _rectangular(data: bytes, layout: _Layout) -> bool:
    """Whether every line has as many delimiters as the header, found without reading cells."""
    characters = np.frombuffer(data.rstrip(b"\r\n") + b"\n", np.uint8)
    ends = np.flatnonzero(characters == ord("\n"))
    marks = np.flatnonzero(characters == ord(layout.delimiter))
    each = len(layout.names) - 1
    if len(marks) != each * len(ends):
        return False
    return bool((marks[each - 1 :: each] < ends).all() and (marks[each::each] > ends[:-1]).all())


def _first_fault(data: bytes, layout: _Layout, places: tuple[int, int]) -> str | None:
    """The first row that is not as it should be, and what to do about it."""
    rows = enumerate(_rows(data, layout.delimiter), 1)
    row = layout.first_row
    try:
        for row, cells in islice(rows, layout.first_row, None):
            if cells and len(cells) != len(layout.names):
                return f"row {row} {_wrong_width(cells, layout)}"
            for place in sorted(places) if cells else ():
                fault = _fault(cells[place].strip())
                if fault is not None:
                    return f"row {row}, column '{shown(layout.names[place])}' {fault}"
    except csv.Error as error:
        return f"row {row + 1} cannot be read ({error}); {UNPAIRED}"
    return None


def _wrong_width(cells: list[str], layout: _Layout) -> str:
    """How many cells there are, and what to do about it."""
    count, wanted = len(cells), len(layout.names)
    advice = "give it as many"
    if any(map(_several_lines, cells)):
        advice = UNPAIRED
    elif count > wanted and layout.delimiter == ",":
        advice += ", and write decimals with a point"
    return f"has {count} cell{'' if count == 1 else 's'} where the header has {wanted}; {advice}"


def _several_lines(cell: str) -> bool:
    return len(cell.splitlines()) > 1


def _fault(cell: str) -> str | None:
    """What keeps a cell from being a finite number, and what to do about it."""
    if not cell:
        return f"is blank; {BLANK}"
    if NUMBER.fullmatch(cell):
        if math.isfinite(float(cell)):
            return None
        what = "too large for float64; correct it, or delete the row"
    elif NOT_FINITE.fullmatch(cell):
        what = f"not a finite number; {BLANK}"
    elif WITH_COMMAS.fullmatch(cell):
        what = "with a comma; write decimals with a point, thousands plain"
    elif _several_lines(cell):
        what = f"of several lines; {UNPAIRED}"
    else:
        what = "not a number; correct it, or delete the row"
    return f"is {reprlib.repr(cell)}, {what}"
