"""Notebooks: their source, the program in it, and what running the program gave.

The program is all that a kernel is asked: the code, and each `{{ expression }}` in prose and
captions. Prose around it may change without a new run.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from . import live

WORDS_A_MINUTE = 200
WORDS_A_LINE = 6  # as long as a line of code takes
EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}", re.DOTALL)
MARK = re.compile(r"(#\s*\(\d+\))!")


class NotebookError(Exception):
    """A notebook that must not be published."""


@dataclass
class Part:
    """What a kernel is asked by one cell, and what it answered."""

    cell: int
    code: str | None
    expressions: list[str]
    outputs: list[dict[str, Any]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def question(self) -> tuple[str | None, list[str]]:
        """What is asked, without its place in the page."""
        return self.code, self.expressions


def read(path: Path) -> NotebookNode:
    """The notebook in a py:percent file, with the same ids on every reading."""
    notebook = jupytext.reads(path.read_text("utf-8"), "py:percent")
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"  # otherwise random
    return notebook


def program(notebook: NotebookNode) -> list[Part]:
    """The parts to run, in order."""
    parts = []
    for place, cell in enumerate(notebook.cells):
        code = live.with_report(cell) if cell.cell_type == "code" else None
        expressions = EXPRESSION.findall(_text(cell))
        if code is not None or expressions:
            parts.append(Part(place, code, expressions))
    return parts


def fill(notebook: NotebookNode, parts: list[Part]) -> NotebookNode:
    """Put the answers where the questions were."""
    for number, part in enumerate(parts, start=1):
        cell = notebook.cells[part.cell]
        values = iter(part.values)
        text = EXPRESSION.sub(lambda _, values=values: next(values), _text(cell))
        if part.code is None:
            cell.source = text
        else:
            cell.metadata["caption"] = text
            cell.outputs = [nbformat.from_dict(output) for output in part.outputs]
            cell.execution_count = number
    return notebook


def reading_minutes(notebook: NotebookNode) -> int:
    """How long the page takes to read, without its exercises' checks and solutions."""
    words = 0
    for cell in notebook.cells:
        if not {"check", "solution", "remove-cell", "remove-input"} & live.tags_of(cell):
            code = cell.cell_type == "code"
            source = cell.source
            words += WORDS_A_LINE * len(source.splitlines()) if code else len(source.split())
    return max(1, round(words / WORDS_A_MINUTE))


def as_script(code: str) -> str:
    """Code outside the site, where the marks of notes on lines are numbers and no more."""
    return MARK.sub(r"\1", code)


def where(notebook: NotebookNode, cell: int, name: str) -> str:
    """How an error names a cell: page, number from 1, first line."""
    source = notebook.cells[cell].source.strip()
    first_line = source.splitlines()[0] if source else ""
    return f"{name}, cell {cell + 1} ({first_line})"


def _text(cell: NotebookNode) -> str:
    """What a reader reads of a cell and may hold expressions: prose, or a figure's caption."""
    return cell.metadata.get("caption", "") if cell.cell_type == "code" else cell.source
