"""The row that names the columns, and what stands above it."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from ._dates import looks_like_a_date
from ._errors import InputError
from ._numbers import is_number

# A tab or a semicolon is hardly ever part of a text or a number.
DELIMITERS = "\t;,"
# Lines that tell the delimiter, beside blank ones and comments.
FIRST_LINES = 50
# How spreadsheets are told the delimiter, in the first line.
SEP = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
COMMENT = re.compile(r"\s*#(.*)", re.DOTALL)
COMMENTS = re.compile(rb"(^|[\r\n])[ \t]*#[^\r\n]*")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Header:
    """The row that names the columns.

    Attributes:
        row: counted from 1, as in a spreadsheet.
        names: of the columns; of one without a name "".
        delimiter: what separates cells.
        titles: rows above it that are neither blank nor comments.
        commented: whether it stands in a comment.
    """

    row: int
    names: list[str]
    delimiter: str
    titles: int = 0
    commented: bool = False


def find_header(text: bytes) -> Header:
    r"""The header of a CSV in UTF-8.

    It is the first row with more than one cell that is not blank: rows of one cell are titles.
    A line `sep=;` tells the delimiter. Where it stands in a comment, as numpy writes it, the row
    below has numbers.

    Raises:
        InputError: if the file is empty, or its first row has numbers.

    >>> find_header(b"Weather in 2024\n\nday;rain\n1;0.5\n")
    Header(row=3, names=['day', 'rain'], delimiter=';', titles=1, commented=False)
    """
    lines, comments = _first_lines(text)
    told = SEP.fullmatch(lines[0]) if lines else None
    if told:
        lines[0] = "\n"
    delimiter = told[1] if told else _delimiter(lines)
    rows = _filled_rows(lines, delimiter)
    if not rows:
        raise InputError("the file is empty; its first row names the columns, such as x,y")
    place = next((i for i, (_, cells) in enumerate(rows) if len(list(filter(None, cells))) > 1), 0)
    row, names = rows[place]
    if any(map(is_value, names)):
        commented = _commented_header(comments, row, len(names), delimiter)
        if commented:
            return Header(row - 1, commented, delimiter, titles=place, commented=True)
    if all(is_value(name) for name in names if name):
        place -= 1  # of two columns, one may have no name
        if place < 0 or len(rows[place][1]) < 2:
            raise InputError(
                f"row {row} holds numbers where the names of the columns belong; "
                "put a row of names above it, such as x,y"
            )
        row, names = rows[place]
    return Header(row, names, delimiter, titles=place)


def without_comments(text: bytes) -> tuple[bytes, int]:
    r"""Comment lines emptied, so that rows keep their numbers; and how many there were.

    >>> without_comments(b"x,y\n# noon\n1,2 # not this\n")
    (b'x,y\n\n1,2 # not this\n', 1)
    """
    return COMMENTS.subn(rb"\1", text) if b"#" in text else (text, 0)


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, and so names no column."""
    return is_number(cell) or looks_like_a_date(cell)


def _first_lines(text: bytes) -> tuple[list[str], dict[int, str]]:
    """Lines with comments emptied, and the texts of the comments by row."""
    lines: list[str] = []
    comments: dict[int, str] = {}
    filled = 0
    for line in io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""):
        comment = COMMENT.fullmatch(line)
        if comment:
            comments[len(lines) + 1] = comment[1].strip()
        lines.append("\n" if comment else line)
        filled += not comment and bool(line.strip())
        if filled == FIRST_LINES:
            break
    return lines, comments


def _delimiter(lines: list[str]) -> str:
    """The one that cuts most rows into equally many cells, more than one."""

    def alike(delimiter: str) -> int:
        widths = Counter(len(cells) for _, cells in _filled_rows(lines, delimiter))
        return max((count for width, count in widths.items() if width > 1), default=0)

    present = [delimiter for delimiter in DELIMITERS if any(delimiter in line for line in lines)]
    return max(present or ",", key=alike)


def _filled_rows(lines: list[str], delimiter: str) -> list[Row]:
    """Rows that are not blank, with their numbers."""
    try:
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        rows = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise InputError(f"the rows cannot be read ({error}); save the file as plain CSV") from None
    return [(row, cells) for row, cells in enumerate(rows, 1) if any(cells)]


def _commented_header(
    comments: dict[int, str], row: int, width: int, delimiter: str
) -> list[str] | None:
    """The names in the comment right above a row, if they are as many and have no numbers."""
    rows = _filled_rows([comments.get(row - 1, "")], delimiter)
    names = rows[0][1] if rows else []
    return names if len(names) == width and not any(map(is_value, names)) else None
