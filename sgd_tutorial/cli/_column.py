"""A column of numbers or dates, or one line about all cells that are neither."""

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .._text import listed
from ._dates import compact_dates, dates, days, likely_dates
from ._errors import InputError, printable
from ._numbers import GAPS, likely_marks, readings

Values = NDArray[np.float64]

# Rows, or runs of rows, that an error lists.
MOST_LISTED = 12
UNPAIRED = "look for a quotation mark without its pair"


@dataclass(frozen=True, eq=False)
class Column:
    """A column as numbers.

    Attributes:
        name: from the header.
        values: (N,), float64.
        start: of a column of dates, the day from which its days are counted.
        note: how a number is read that is not written plainly.
    """

    name: str
    values: Values
    start: str | None = None
    note: str | None = None


def read_columns(
    names: list[str], columns: list[pd.Series], decimal: str | None, form: str | None
) -> list[Column]:
    """Numbers or dates from cells, by row, none of which is missing.

    Args:
        names: of the columns.
        columns: (N,) each, their cells.
        decimal: the decimal mark; found out unless given.
        form: the format of dates; found out unless given.

    Returns:
        The columns.

    Raises:
        InputError: if a cell is neither, or may be read in two ways.
    """
    numbers = [readings(cells) for cells in columns]
    likely = [{decimal} if decimal else likely_marks(each) for each in numbers]
    certain = {mark for marks in likely if len(marks) == 1 for mark in marks}
    read = []
    for name, cells, each, marks in zip(names, columns, numbers, likely, strict=True):
        mark = _mark(name, cells, each, marks, certain)
        read.append(_read_column(name, cells, each[mark], form))
    return read


def _mark(
    name: str,
    cells: pd.Series,
    numbers: dict[str, pd.Series],
    likely: set[str],
    certain: set[str],
) -> str:
    """The column's own mark where it is certain; else the other column's, as files have one."""
    for marks in (likely, certain):
        if len(marks) == 1:
            return min(marks)
    doubtful = cells.index[cells.str.contains(",", regex=False) & numbers["."].notna()]
    if likely and len(doubtful):
        row = doubtful[0]
        raise InputError(
            f"column {name!r}, row {row}: {cells[row]!r} may be {numbers['.'][row]:g} or "
            f"{numbers[','][row]:g}; say which mark is of decimals, --decimal . or --decimal ,"
        )
    return "."


def _read_column(name: str, cells: pd.Series, numbers: pd.Series, form: str | None) -> Column:
    times = dates(cells, form) if form else None
    if times is not None and times.notna().all():
        return Column(name, *days(times))
    if not numbers.notna().all():
        times = likely_dates(cells, name) if times is None else times
        _check_whole(name, cells, numbers, times)
        return Column(name, *days(times))
    times = compact_dates(cells, numbers)
    if times is not None:
        return Column(name, *days(times))
    _check_finite(name, cells, numbers)
    return Column(name, numbers.to_numpy(copy=True), note=_note(name, cells, numbers))


def _note(name: str, cells: pd.Series, numbers: pd.Series) -> str | None:
    """How the first number is read that has thousands apart or a decimal comma."""
    unusual = cells.index[cells.str.contains(f"[,{GAPS}]")]
    if len(unusual) == 0:
        return None
    row = unusual[0]
    return f"{printable(name)}: {cells[row]!r} is read as {numbers[row]:.15g}"


# What is wrong.


def rows_in_words(rows: Iterable[int]) -> str:
    """Rows in ascending order, neighbors taken together.

    >>> rows_in_words([7]), rows_in_words([2, 3, 4, 9])
    ('row 7', 'rows 2 to 4 and 9')
    """
    rows = list(rows)
    if len(rows) == 1:
        return f"row {rows[0]}"
    # Neighbors are as far from their places.
    runs = [
        [row for _, row in run]
        for _, run in groupby(enumerate(rows), lambda placed: placed[1] - placed[0])
    ]
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    if len(texts) > MOST_LISTED:
        texts[MOST_LISTED:] = [f"{sum(map(len, runs[MOST_LISTED:])):,} more"]
    return f"rows {listed(texts)}"


def _check_finite(name: str, cells: pd.Series, values: pd.Series) -> None:
    infinite = cells[np.isinf(values)]
    if len(infinite):
        raise _fault(name, infinite, "infinite in float64; correct it, or delete the row")


def _check_whole(name: str, cells: pd.Series, values: pd.Series, times: pd.Series) -> None:
    """Refuse cells that are not what most cells are."""
    found, kind = (times, "date") if times.count() > values.count() else (values, "number")
    bad = cells[found.isna()]
    if len(bad) == 0:
        return
    if len(bad) == len(cells):
        raise _text_column(name, cells)
    faults = bad.map(lambda cell: _what(cell, kind))
    raise _fault(name, bad[faults == faults.iloc[0]], faults.iloc[0])


def _what(cell: str, kind: str) -> str:
    if len(cell.splitlines()) > 1:
        return f"of several lines; {UNPAIRED}"
    return f"not a {kind}; correct it, or delete the row"


def _fault(name: str, cells: pd.Series, what: str) -> InputError:
    """All rows of a kind, with the first cell."""
    which = "" if len(cells) == 1 else "first "
    cell = f"{which}{reprlib.repr(cells.iloc[0])}"
    return InputError(f"column {name!r}, {rows_in_words(cells.index)}: {cell}, {what}")


def _text_column(name: str, cells: pd.Series) -> InputError:
    some = listed(map(reprlib.repr, cells.unique()[:2]))
    advice = "choose a column of numbers or dates"
    if cells.str.contains("[0-9]").all():
        advice = 'write numbers plain, or say how dates are written, such as --dates "%d/%m/%Y"'
    return InputError(f"column {name!r} is text in every row, such as {some}; {advice}")
