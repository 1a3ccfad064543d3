"""Two columns of numbers from a CSV, or one line about what is wrong with it."""

import io
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from ._column import UNPAIRED, Column, Values, read_columns, rows_in_words
from ._dates import COMPACT_RANGE
from ._encoding import as_utf8
from ._errors import InputError, printable
from ._header import Header, find_header, without_comments

# Columns that an error lists.
MOST_LISTED = 12
# Cells that mean that there is no value.
MISSING = {
    *["", "-", "--", "\u2013", "\u2014", ".", "..", "?"],
    *["na", "n/a", "#n/a", "#na", "<na>", "nan", "nat", "null", "none", "missing"],
}
# What pandas says of a quotation that the file's end cuts off.
OPEN_QUOTATION = re.compile(r"EOF inside string starting at row (\d+)")


@dataclass(frozen=True, eq=False)
class Table:
    """Two columns as numbers.

    Attributes:
        x_name: of the column of x.
        y_name: of the column of y.
        x: (N,), float64.
        y: (N,), float64.
        x_start: if x holds dates, the day from which its days are counted.
        y_start: the same of y.
        notes: what a reader should know of how the file was read.
    """

    x_name: str
    y_name: str
    x: Values
    y: Values
    x_start: str | None = None
    y_start: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def x_label(self) -> str:
        """The name of x, and what its numbers count if they do not say so themselves."""
        return _label(self.x_name, self.x_start)

    @property
    def y_label(self) -> str:
        """The same of y."""
        return _label(self.y_name, self.y_start)

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
        return replace(self, x=self.x[chosen], y=self.y[chosen])


def read_table(
    data: bytes,
    x: str | None = None,
    y: str | None = None,
    *,
    drop_missing: bool = False,
    decimal: str | None = None,
    dates: str | None = None,
) -> Table:
    r"""Read two columns of numbers or dates.

    A row names the columns. Commas, semicolons or tabs separate them. Blank rows, comments and
    titles above the names are skipped. Dates become days since the first.

    Args:
        data: the file: UTF-8, UTF-16 or Windows-1252, also packed by gzip.
        x: name of the column of x; of two columns the first unless given.
        y: name of the column of y; of two columns the other unless given.
        drop_missing: leave out rows without a value, which are an error otherwise.
        decimal: the decimal mark, "." or ","; found out unless given.
        dates: the format of dates, as of `strptime`; found out unless given.

    Returns:
        The table, at least one row.

    Raises:
        InputError: if there are no such columns, or a cell leaves doubt about its value.

    >>> table = read_table(b"day;rain\n2024-01-01;0,5\n2024-01-03;0,25\n")
    >>> table.x_start, table.x, table.y
    ('2024-01-01', array([0., 2.]), array([0.5 , 0.25]))
    """
    text, encoding = as_utf8(data)
    header = find_header(text)
    places = _places(header, x, y)
    text, comments = without_comments(text)
    comments -= header.commented
    notes = [encoding, _left_out(header.titles, "title"), _left_out(comments, "comment line")]
    told = decimal is not None or dates is not None
    columns = None if told else _plain_columns(text, header, places)
    if columns is None:
        cells, repeated = _cells(text, header)
        whole = _without_missing(cells[places], header, drop_missing)
        names = [header.names[place] for place in places]
        columns = read_columns(names, [whole[place] for place in places], decimal, dates)
        notes.append(_left_out(repeated, "repeated header"))
        notes.append(_left_out(len(cells) - len(whole), "row", ", for a missing value"))
    x_column, y_column = columns
    return Table(
        x_name=x_column.name,
        y_name=y_column.name,
        x=x_column.values,
        y=y_column.values,
        x_start=x_column.start,
        y_start=y_column.start,
        notes=tuple(filter(None, [*notes, x_column.note, y_column.note])),
    )


def _label(name: str, start: str | None) -> str:
    return f"{printable(name)} (days from {start})" if start else printable(name)


def _left_out(count: int, what: str, why: str = "") -> str | None:
    return f"{count:,} {what}{'' if count == 1 else 's'} left out{why}" if count else None


# The columns.


def _places(header: Header, x: str | None, y: str | None) -> list[int]:
    """Where the columns of x and y are."""
    names = header.names
    named = [name for name in names if name]  # a column of row numbers often has no name
    if len(names) == 1:
        raise InputError(
            f"there is one column, {names[0]!r}, and a fit needs two, x and y, "
            "with a comma, a semicolon or a tab between them"
        )
    if len(named) == 1:
        raise InputError(
            f"of its {len(names)} columns only {named[0]!r} has a name, and a fit needs two; "
            f"name another in row {header.row}"
        )
    if (x is None or y is None) and len(named) > 2:
        missing = " and ".join(flag for flag, name in (("--x", x), ("--y", y)) if name is None)
        raise InputError(f"choose among its {_listed(named)} with {missing}")
    if x is None:
        x = named[1] if y == named[0] else named[0]
    if y is None:
        y = named[1] if x == named[0] else named[0]
    places = [_place(names, x), _place(names, y)]
    if x == y:
        raise InputError(f"--x and --y are both {x!r}; name two columns")
    return places


def _place(names: list[str], name: str) -> int:
    places = [place for place, other in enumerate(names) if other == name != ""]
    if len(places) == 1:
        return places[0]
    if places:
        both = " and ".join(str(place + 1) for place in places)
        raise InputError(f"columns {both} are both called {name!r}; rename one")
    named = [other for other in names if other]
    lowered = {other.lower(): other for other in reversed(named)}
    near = get_close_matches(name.lower(), lowered, n=1)
    advice = f"; did you mean {lowered[near[0]]!r}?" if near else ""
    raise InputError(f"there is no column {name!r} among its {_listed(named)}{advice}")


def _listed(names: list[str]) -> str:
    some = ", ".join(map(repr, names[:MOST_LISTED]))
    return f"{len(names)} columns, {some}" + ", ..." * (len(names) > MOST_LISTED)


# The rows.


def _plain_columns(text: bytes, header: Header, places: list[int]) -> list[Column] | None:
    """The columns, or None unless rows are as wide as the header and finite numbers in places."""
    try:
        frame = _read(text, header, skiprows=header.row, low_memory=False)
    except ValueError:  # pandas: a row is too wide, or there is none
        return None
    if frame.shape[1] != len(header.names):
        return None
    numbers = frame[places].select_dtypes("number").to_numpy(np.float64)
    if numbers.shape[1] != 2 or not np.isfinite(numbers).all() or _may_be_dates(numbers):
        return None
    names = [header.names[place] for place in places]
    return [Column(*pair) for pair in zip(names, np.ascontiguousarray(numbers.T), strict=True)]


def _may_be_dates(numbers: Values) -> bool:
    """Whether a column is like 20240131 throughout."""
    low, high = COMPACT_RANGE
    return bool(((low <= numbers) & (numbers <= high)).all(axis=0).any())


def _cells(text: bytes, header: Header) -> tuple[pd.DataFrame, int]:
    """The cells as text, by row, without blank rows; how often the header comes again."""
    width = len(header.names)
    # One more column shows rows that are too wide; pandas wants a row that has it.
    columns = range(width + 1)
    widest = header.delimiter * width + "\n"
    try:
        frame = _read(
            widest.encode() + text,
            header,
            skiprows=range(1, header.row + 1),
            names=columns,
            usecols=columns,
            dtype=str,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        raise InputError(_why_unreadable(str(error))) from None
    frame.index += header.row
    frame = frame.apply(lambda column: column.str.strip())
    frame = frame[(frame != "").any(axis="columns")]
    repeated = (frame[columns[:-1]] == header.names).all(axis="columns")
    frame = frame[~repeated]
    if frame.empty:
        raise InputError("there is a header and no row of data below it; add rows of numbers")
    wide = frame.index[frame[width] != ""]
    if len(wide):
        advice = "; write decimals with a point" if header.delimiter == "," else ""
        raise InputError(
            f"{rows_in_words(wide)}: more cells than the {width} of the header; "
            f"name each column, or delete what is too much{advice}"
        )
    return frame, int(repeated.sum())


def _without_missing(cells: pd.DataFrame, header: Header, drop: bool) -> pd.DataFrame:
    """The rows with a value in each column."""
    missing = cells.apply(lambda column: column.str.casefold().isin(MISSING))
    some = missing.any(axis="columns")
    if not some.any():
        return cells
    if some.all():
        raise InputError("no row has a value in both columns; fill them in")
    if not drop:
        raise InputError(_what_is_missing(missing[some], header, len(cells)))
    return cells[~some]


def _what_is_missing(missing: pd.DataFrame, header: Header, total: int) -> str:
    where = " and ".join(
        f"{header.names[place]!r} in {rows_in_words(missing.index[missing[place]])}"
        for place in missing
        if missing[place].any()
    )
    has = "has" if len(missing) == 1 else "have"
    return (
        f"{len(missing):,} of {total:,} rows {has} no value for {where}; fill them in, "
        "or leave such rows out with --drop-missing"
    )


def _read(text: bytes, header: Header, **settings: object) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(text),
        sep=header.delimiter,
        header=None,
        na_filter=False,
        skipinitialspace=True,
        **settings,
    )


def _why_unreadable(error: str) -> str:
    if match := OPEN_QUOTATION.search(error):
        return f"row {match[1]} opens a quotation that never ends; {UNPAIRED}"
    return f"the rows cannot be read ({error.strip()}); save the file as plain CSV"
