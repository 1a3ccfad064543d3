"""Failures: what `mkdocs serve` shows in the place of a page that could not be made."""

from .notebooks import NotebookError


def page(error: NotebookError) -> str:
    """The error as a page; `mkdocs build` publishes none of it."""
    cause, _, details = str(error).partition("\n\n")
    fence = "``````````"
    shown = f"{fence} {{ .text .no-copy }}\n{details or cause}\n{fence}"
    return f"# This page failed\n\n{cause}\n\n{shown}\n\nFix it and this page reloads.\n"
