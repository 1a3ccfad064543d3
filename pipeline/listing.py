"""Listing: the code of a page as one script, for a reader who takes it along."""

import ast

from nbformat import NotebookNode

from . import live
from .notebooks import as_script

# What a figure after it does not need: an exercise's cells, its answer too.
EXERCISE = {"exercise", "check", "solution"}


def up_to(notebook: NotebookNode, place: int) -> str:
    """A script that shows the figure of one cell: its code, and what the cells before define."""
    pieces = [
        _without_figure(cell.source) if cell.metadata.get("figure") else cell.source
        for cell in notebook.cells[:place]
        if cell.cell_type == "code" and not EXERCISE & live.tags_of(cell)
    ]
    pieces.append(_with_figure_shown(notebook.cells[place].source))
    script = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    return as_script(script) + "\n"


def _last_expression(source: str) -> ast.Expr | None:
    body = ast.parse(source).body
    return body[-1] if body and isinstance(body[-1], ast.Expr) else None


def _without_figure(source: str) -> str:
    """A notebook shows its last expression; a script would work it out for nothing."""
    last = _last_expression(source)
    lines = source.splitlines()
    return "\n".join(lines[: last.lineno - 1]) if last else source


def _with_figure_shown(source: str) -> str:
    last = _last_expression(source)
    if last is None or ast.unparse(last).endswith(".show()"):
        return source
    lines = source.splitlines()
    if isinstance(last.value, ast.Name):
        return "\n".join([*lines[:-1], f"{last.value.id}.show()"])
    lines[last.lineno - 1] = f"figure = {lines[last.lineno - 1]}"
    return "\n".join([*lines, "figure.show()"])
