"""Two columns of numbers from a CSV, or one line about what is wrong with it."""

import csv
import io
import re
import reprlib
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ._errors import InputError

Values = NDArray[np.float64]

DELIMITERS = ",;\t"
# Lines that tell the delimiter, and columns that an error lists.
FIRST_LINES = 50
MOST_LISTED = 12
# What pandas says of rows that it cannot divide into cells.
TOO_MANY_CELLS = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
OPEN_QUOTATION = re.compile(r"EOF inside string starting at row (\d+)")
WITH_COMMA = re.compile(r"[-+.\d]*,[-+.,\deE]*")
UNPAIRED = "look for a quotation mark without its pair"


@dataclass(frozen=True, eq=False)
class Table:
    """Two columns, named x_name and y_name: x and y, (N,), float64."""

    x_name: str
    y_name: str
    x: Values
    y: Values

    def sample(self, most: int) -> "Table":
        """At most that many rows, evenly spaced in the order of x; the table if it has no more.

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
class _Header:
    """The row that names the columns; rows are counted from 1, as in a spreadsheet."""

    row: int
    names: list[str]
    delimiter: str


def read_table(data: bytes, x: str | None = None, y: str | None = None) -> Table:
    r"""Read two columns of numbers.

    The first row names the columns. Commas, semicolons or tabs separate them. Blank rows are
    skipped.

    Args:
        data: the file, UTF-8 with or without a byte order mark.
        x: name of the column of x; of two columns the first unless given.
        y: name of the column of y; of two columns the other unless given.

    Returns:
        The table, at least one row.

    Raises:
        InputError: if there are no such columns, or not a finite number in each of their rows.

    >>> table = read_table(b"day;rain\n1;0.5\n2;0.25\n")
    >>> table.x_name, table.y
    ('day', array([0.5 , 0.25]))
    """
    _check_text(data)
    header = _header(data)
    places = _places(header.names, x, y)
    values = _plain_numbers(data, header, places)
    if values is None:
        values = _checked_numbers(data, header, places)
    if len(values) == 0:
        raise InputError("there is a header and no row of data below it; add rows of numbers")
    x_name, y_name = (header.names[place] for place in places)
    return Table(x_name, y_name, *np.ascontiguousarray(values.T))


def _check_text(data: bytes) -> None:
    if b"\0" in data:
        raise InputError("this is no UTF-8 text; in a spreadsheet, save it as 'CSV UTF-8'")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"row {row} holds a byte that is no UTF-8 text; save the file as 'CSV UTF-8'"
        ) from None


# The columns.


def _header(data: bytes) -> _Header:
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    first_lines = list(islice(lines, FIRST_LINES))
    delimiter = _delimiter("".join(first_lines))
    rows = enumerate(csv.reader(first_lines, delimiter=delimiter), 1)
    row, cells = next(((row, cells) for row, cells in rows if "".join(cells).strip()), (0, []))
    if not cells:
        raise InputError("the file is empty; its first row names the columns, such as x,y")
    names = pd.Series(cells).str.strip()
    if pd.to_numeric(names, errors="coerce").notna().all():
        raise InputError(
            f"row {row} holds numbers where the names of the columns belong; "
            "put a row of names above it, such as x,y"
        )
    return _Header(row, names.tolist(), delimiter)


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text, DELIMITERS).delimiter
    except csv.Error:  # no rule that all rows follow
        return max(DELIMITERS, key=text.count)


def _places(names: list[str], x: str | None, y: str | None) -> list[int]:
    """Where the columns of x and y are."""
    if len(names) == 1:
        raise InputError(
            f"there is one column, {names[0]!r}, and a fit needs two, x and y, "
            "with a comma, a semicolon or a tab between them"
        )
    if (x is None or y is None) and len(names) > 2:
        missing = " and ".join(flag for flag, name in (("--x", x), ("--y", y)) if name is None)
        raise InputError(f"choose among its {_listed(names)} with {missing}")
    if x is None:
        x = names[1] if y == names[0] else names[0]
    if y is None:
        y = names[1] if x == names[0] else names[0]
    places = [_place(names, x), _place(names, y)]
    if x == y:
        raise InputError(f"--x and --y are both {x!r}; name two columns")
    return places


def _place(names: list[str], name: str) -> int:
    places = [place for place, other in enumerate(names) if other == name]
    if len(places) == 1:
        return places[0]
    if places:
        both = " and ".join(str(place + 1) for place in places)
        raise InputError(f"columns {both} are both called {name!r}; rename one")
    lowered = {other.lower(): other for other in reversed(names)}
    near = get_close_matches(name.lower(), lowered, n=1)
    advice = f"; did you mean {lowered[near[0]]!r}?" if near else ""
    raise InputError(f"there is no column {name!r} among its {_listed(names)}{advice}")


def _listed(names: list[str]) -> str:
    some = ", ".join(map(repr, names[:MOST_LISTED]))
    return f"{len(names)} columns, {some}" + ", ..." * (len(names) > MOST_LISTED)


# The rows.


def _plain_numbers(data: bytes, header: _Header, places: list[int]) -> Values | None:
    """(N, 2), or None unless rows are as wide as the header and finite numbers in these places."""
    try:
        frame = _read(data, header, skiprows=header.row, low_memory=False)
    except ValueError:  # pandas: a row is too wide, or there is none
        return None
    if frame.shape[1] != len(header.names):
        return None
    numbers = frame[places].select_dtypes("number").to_numpy(np.float64)
    return numbers if numbers.shape[1] == 2 and np.isfinite(numbers).all() else None


def _checked_numbers(data: bytes, header: _Header, places: list[int]) -> Values:
    """(N, 2), read as text first, so that an error can name the row and show the cell."""
    try:
        frame = _read(data, header, skiprows=header.row - 1, dtype=str, skip_blank_lines=False)
    except pd.errors.ParserError as error:
        raise InputError(_why_unreadable(str(error), header)) from None
    frame.index += header.row
    frame = frame[1:].apply(lambda column: column.str.strip())
    cells = frame[(frame != "").any(axis="columns")][places]
    values = cells.apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    for row, column in np.argwhere(~np.isfinite(values))[:1]:
        name = header.names[places[column]]
        fault = _fault(cells.iat[row, column], values[row, column])
        raise InputError(f"row {cells.index[row]}, column {name!r} is {fault}")
    return values


def _read(data: bytes, header: _Header, **settings: object) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(data), sep=header.delimiter, header=None, na_filter=False, **settings
    )


def _why_unreadable(error: str, header: _Header) -> str:
    if match := TOO_MANY_CELLS.search(error):
        wanted, row, count = match.groups()
        advice = ", and write decimals with a point" if header.delimiter == "," else ""
        return f"row {row} has {count} cells where the header has {wanted}; give it as many{advice}"
    if match := OPEN_QUOTATION.search(error):
        return f"row {int(match[1]) + 1} opens a quotation that never ends; {UNPAIRED}"
    return f"the rows cannot be read ({error.strip()}); save the file as plain CSV"


def _fault(cell: str, value: float) -> str:
    """What keeps a cell from being a finite number, and what to do about it."""
    if not cell:
        return "blank; fill it in, or delete the row"
    if len(cell.splitlines()) > 1:
        what = f"of several lines; {UNPAIRED}"
    elif WITH_COMMA.fullmatch(cell):
        what = "with a comma; write decimals with a point, thousands plain"
    elif np.isinf(value):
        what = "infinite in float64; correct it, or delete the row"
    else:
        what = "not a number; correct it, or delete the row"
    return f"{reprlib.repr(cell)}, {what}"
