"""Cells as numbers, with the decimal mark and the thousands of any country."""

import re

import numpy as np
import pandas as pd

MARKS = (".", ",")
# What may stand between thousands, beside the other mark: spaces that do not break, apostrophes.
GAPS = " \u00a0\u2009\u202f'\u2019"
MINUS = "\u2212"  # in print; a hyphen elsewhere


def _pattern(mark: str, other: str) -> re.Pattern[str]:
    thousands = rf"[1-9][0-9]{{0,2}}([{other}{GAPS}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    digits = rf"(?:(?:{thousands}|[0-9]+)(?:[{mark}][0-9]*)?|[{mark}][0-9]+)"
    return re.compile(rf"[+-]?(?:{digits}(?:e[+-]?[0-9]+)?|inf(?:inity)?)", re.IGNORECASE)


OTHER = dict(zip(MARKS, reversed(MARKS), strict=True))
PATTERNS = {mark: _pattern(mark, other) for mark, other in OTHER.items()}
PLAIN = {
    mark: str.maketrans({mark: "."} | dict.fromkeys(other + GAPS, ""))
    for mark, other in OTHER.items()
}


def number(cell: str, mark: str = ".") -> float:
    """The number, NaN if it is none with this decimal mark.

    >>> number("1,234.5"), number("1 234,5", ","), number("-1e3"), number("1,5")
    (1234.5, 1234.5, -1000.0, nan)
    """
    cell = cell.replace(MINUS, "-")
    return float(cell.translate(PLAIN[mark])) if PATTERNS[mark].fullmatch(cell) else np.nan


def is_number(cell: str) -> bool:
    """Whether it is one with either mark."""
    return any(pattern.fullmatch(cell) for pattern in PATTERNS.values())


def readings(cells: pd.Series) -> dict[str, pd.Series]:
    """The numbers with each mark, (N,), float64, NaN where a cell is none."""
    plain = _plain_numbers(cells)
    if plain is not None and not all(map(PATTERNS[","].fullmatch, cells)):
        return {".": plain, ",": pd.Series(np.nan, cells.index)}
    return {mark: _numbers(cells, mark) for mark in MARKS}


def _plain_numbers(cells: pd.Series) -> pd.Series | None:
    """The numbers if all are written as in Python, which takes a tenth of the time."""
    if cells.str.contains("_", regex=False).any():
        return None
    try:
        return pd.Series(cells.to_numpy(object).astype(np.float64), cells.index)
    except ValueError:
        return None


def _numbers(cells: pd.Series, mark: str) -> pd.Series:
    values = {cell: number(cell, mark) for cell in cells.unique()}
    return pd.Series([values[cell] for cell in cells], cells.index, dtype=np.float64)


def likely_marks(numbers: dict[str, pd.Series]) -> set[str]:
    """The marks with which most cells are numbers; none where both give the same."""
    if numbers["."].equals(numbers[","]):
        return set()
    counts = {mark: values.count() for mark, values in numbers.items()}
    return {mark for mark in MARKS if counts[mark] == max(counts.values())}
