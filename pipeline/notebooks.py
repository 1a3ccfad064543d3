"""Notebooks: their cells and tags, the program in them, and what running the program gave.

The program is the code, and each `{{ expression }}` in prose and captions. The prose around it may
change without a new run.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

WORDS_PER_MINUTE = 200
WORDS_PER_LINE = 6  # a line of code takes as long to read
SNIPPET_FOLDER = Path(__file__).parents[1] / "docs" / "snippets"
SNIPPET = re.compile(r'^--8<-- "([^"]+)"$', re.M)
EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}", re.DOTALL)

LIVE = {"live", "exercise", "examine"}  # the reader can run the cell in the page
# A live cell stays open; its output may be folded until the reader has run it.
CLOSED = {"solution", "hide-input", "hide-cell", "remove-input", "remove-cell"}
UNREAD = {"check", "solution", "remove-cell", "remove-input"}

# Outside the site, a cell of checks reports which cases pass; in the site a button does.
REPORT = """

# Which cases pass? Run this cell again after each change of yours.
for check in [{names}]:
    case = check.__doc__.strip().splitlines()[0]
    try:
        check()
    except Exception as hint:
        print("fails: ", case, hint)
    else:
        print("passes:", case)
"""

# A cell to examine is a program of its own, and shows what `sgd.watch` sees of it.
EXAMINE = """\
from sgd_tutorial.watching._program import examine

print(examine({program!r}))"""


class NotebookError(Exception):
    """A notebook that must not be published."""


@dataclass
class Part:
    """What the cell with this index has a kernel compute, and the results."""

    index: int
    code: str | None
    expressions: list[str]
    outputs: list[dict[str, Any]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def program(self) -> tuple[str | None, list[str]]:
        """What is computed, without its index in the page."""
        return self.code, self.expressions


def read(path: Path) -> NotebookNode:
    """The notebook in a file in jupytext's percent format, with the same cell ids every time."""
    notebook = jupytext.reads(path.read_text("utf-8"), "py:percent")
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"  # otherwise random
        if cell.cell_type == "code":
            cell.source = with_snippets(cell.source)
    return notebook


def with_snippets(text: str) -> str:
    """With the content of a file of docs/snippets in the place of each line that names one."""

    def content(line: re.Match[str]) -> str:
        path = SNIPPET_FOLDER / line[1]
        return path.read_text("utf-8").strip() if path.exists() else line[0]

    return SNIPPET.sub(content, text)


def program(notebook: NotebookNode) -> list[Part]:
    """The parts to run, in order."""
    parts = []
    for index, cell in enumerate(notebook.cells):
        code = code_of(cell) if cell.cell_type == "code" else None
        expressions = EXPRESSION.findall(_text(cell))
        if code is not None or expressions:
            parts.append(Part(index, code, expressions))
    return parts


def fill(notebook: NotebookNode, parts: list[Part]) -> NotebookNode:
    """Put outputs into their cells, and values in the place of their expressions."""
    for number, part in enumerate(parts, start=1):
        cell = notebook.cells[part.index]
        text = _replace(_text(cell), part.values)
        if part.code is None:
            cell.source = text
        else:
            cell.metadata["caption"] = text
            cell.outputs = [nbformat.from_dict(output) for output in part.outputs]
            cell.execution_count = number
    return notebook


def _replace(text: str, values: list[str]) -> str:
    remaining = iter(values)
    return EXPRESSION.sub(lambda _: next(remaining), text)


def _text(cell: NotebookNode) -> str:
    """The text that may hold expressions: prose, or a figure's caption."""
    return cell.metadata.get("caption", "") if cell.cell_type == "code" else cell.source


def where(notebook: NotebookNode, index: int, name: str) -> str:
    """How errors name a cell: page, number from 1, first line."""
    source = notebook.cells[index].source.strip()
    first_line = source.splitlines()[0] if source else ""
    return f"{name}, cell {index + 1} ({first_line})"


def reading_minutes(notebook: NotebookNode) -> int:
    """How long the page takes to read, without its exercises' checks and solutions."""
    words = 0
    for cell in notebook.cells:
        if not UNREAD & tags_of(cell):
            lines = cell.source.splitlines()
            code = cell.cell_type == "code"
            words += WORDS_PER_LINE * len(lines) if code else len(cell.source.split())
    return max(1, round(words / WORDS_PER_MINUTE))


def tags_of(cell: NotebookNode) -> set[str]:
    """The cell's tags."""
    return set(cell.metadata.get("tags", []))


def is_live(cell: NotebookNode) -> bool:
    """Whether the reader can run it in the page."""
    return bool(tags_of(cell) & LIVE)


def is_check(cell: NotebookNode) -> bool:
    """Whether it holds the checks of the exercise before it."""
    return "check" in tags_of(cell)


def is_examined(cell: NotebookNode) -> bool:
    """Whether the page says what is wrong with the cell's program."""
    return "examine" in tags_of(cell)


def is_fresh(cell: NotebookNode) -> bool:
    """Whether a live cell runs without those before it."""
    return is_examined(cell) or bool(cell.metadata.get("fresh"))


def code_of(cell: NotebookNode) -> str:
    """What a kernel runs of the cell."""
    if not is_examined(cell):
        return with_report(cell)
    return EXAMINE.format(program=with_single_gaps(cell.source))  # it names lines of the page


def with_single_gaps(text: str) -> str:
    """With one empty line where the text has more: that is how pages are."""
    return re.sub(r"\n{3,}", "\n\n", text)


def with_report(cell: NotebookNode) -> str:
    """The cell's code; after checks with a loop that runs them and prints a line for each."""
    checks = _checks(cell.source) if is_check(cell) else []
    names = ", ".join(check.name for check in checks if _case(check))
    return cell.source.rstrip("\n") + REPORT.format(names=names) if names else cell.source


def fault_of_tags(cells: list[NotebookNode], index: int) -> str | None:
    """What is wrong with the tags of one cell, or None."""
    cell = cells[index]
    tags = tags_of(cell)
    before = tags_of(cells[index - 1]) if index else set()
    after = tags_of(cells[index + 1]) if index + 1 < len(cells) else set()
    if cell.metadata.get("fresh") and not is_live(cell):
        return "fresh=true is for a live cell"
    if is_live(cell) and tags & CLOSED:
        return f"a live cell stays open: remove {sorted(tags & CLOSED)}"
    if "exercise" in tags and "check" not in after:
        return "an exercise needs a cell with its checks right after it"
    if "check" not in tags:
        return None
    if "exercise" not in before:
        return "checks come right after their exercise"
    if len(tags) > 1:
        return f"checks have no other tags: remove {sorted(tags - {'check'})}"
    return _fault_of_checks(_checks(cell.source)) or _fault_of_report(cell)


def _checks(source: str) -> list[ast.FunctionDef]:
    """A cell's functions called `check_...`; none in a cell that Python cannot parse."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # running the cell reports it
        return []
    functions = (node for node in body if isinstance(node, ast.FunctionDef))
    return [function for function in functions if function.name.startswith("check_")]


def _case(check: ast.FunctionDef) -> str:
    return (ast.get_docstring(check) or "").strip()


def _fault_of_checks(checks: list[ast.FunctionDef]) -> str | None:
    if not checks:
        return "checks are functions called check_..."
    for check in checks:
        asserts = [node for node in ast.walk(check) if isinstance(node, ast.Assert)]
        if not _case(check):
            return f"{check.name} needs a docstring that names its case"
        if check.args.args:
            return f"{check.name} takes no arguments"
        if not asserts or not all(node.msg for node in asserts):
            return f"{check.name} needs an assert, and each assert a message: the hint"
    return None


def _fault_of_report(cell: NotebookNode) -> str | None:
    printed = "".join(output.get("text", "") for output in cell.outputs)
    if "passes:" in printed and "fails:" not in printed:
        return "the exercise passes all of its checks as it stands"
    return None
