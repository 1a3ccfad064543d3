"""Cells as dates, in every format that leaves no doubt."""

import re

import numpy as np
import pandas as pd

from ._errors import InputError

# The year comes first: 2024-01-31, 2024/1/31, 2024-01, each with a time or without.
ISO = "ISO8601"
DAYS = [
    *["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"],
    *["%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%b %Y", "%d %B %Y", "%B %d, %Y", "%B %Y"],
]
TIMES = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"]
FORMATS = [ISO, *(day + time for time in TIMES for day in DAYS)]
COMPACT = "%Y%m%d"
COMPACT_RANGE = (1700_01_01, 2199_12_31)
LIKE_A_DATE = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}(\1[0-9]{1,4})?([T ].*)?")
ZONE = r":[0-9.]+ ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$"
# Cells that tell which formats to try.
SAMPLE = 20


def looks_like_a_date(cell: str) -> bool:
    """Whether a cell has a date's digits and separators."""
    return bool(LIKE_A_DATE.fullmatch(cell))


def dates(cells: pd.Series, form: str) -> pd.Series:
    """(N,), times in UTC, NaT where a cell is written otherwise."""
    try:
        return pd.to_datetime(cells, format=form, errors="coerce", utc=True)
    except ValueError as error:  # of the format
        raise InputError(f"--dates {form!r}: {error}; see Python's strptime") from None


def compact_dates(cells: pd.Series, values: pd.Series) -> pd.Series | None:
    """What cells such as 20240131 mean, if all cells are such numbers."""
    low, high = COMPACT_RANGE
    if not values.between(low, high).all():
        return None
    found = dates(cells, COMPACT)
    return found if found.notna().all() else None


def likely_dates(cells: pd.Series, name: str) -> pd.Series:
    """(N,), the times in the format that reads most cells, NaT where a cell has another.

    Raises:
        InputError: if a second format reads all cells and gives other days, or only some cells
            have a time zone.
    """
    sample = cells[:SAMPLE]
    forms = [form for form in FORMATS if dates(sample, form).notna().any()] or [ISO]
    readings = {form: dates(cells, form) for form in forms}
    _check_one_meaning(cells, name, {f: each for f, each in readings.items() if each.notna().all()})
    best = max(readings.values(), key=lambda each: each.count())
    _check_zones(cells[best.notna()], name)
    return best


def _check_one_meaning(cells: pd.Series, name: str, readings: dict[str, pd.Series]) -> None:
    forms = list(readings)
    for form in forms[1:]:
        apart = readings[form] != readings[forms[0]]
        if apart.any():
            row = apart.idxmax()
            raise InputError(
                f"column {name!r}, row {row}: {cells[row]!r} has the day or the month first; "
                f'say which, --dates "{forms[0]}" or --dates "{form}"'
            )


def _check_zones(cells: pd.Series, name: str) -> None:
    zoned = cells.str.contains(ZONE)
    if zoned.any() and not zoned.all():
        raise InputError(
            f"column {name!r} has times with a zone, and without one in row {zoned.idxmin()}; "
            "write all in one zone"
        )


def days(times: pd.Series) -> tuple[np.ndarray, str]:
    """(N,), float64, days since the start of the first day, and that day."""
    start = times.min().normalize()
    elapsed = (times - start) / pd.Timedelta(days=1)
    return elapsed.to_numpy(np.float64, copy=True), start.date().isoformat()
