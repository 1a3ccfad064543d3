"""Readings: notebooks as they were read, which takes jupytext a quarter of a second."""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .cache import FOUNDATION
from .entries import Entries, digest
from .notebooks import read


class Readings:
    """One entry a notebook; an entry holds for its text and for what reads it."""

    def __init__(self, folder: Path) -> None:
        self.entries = Entries(folder)

    def read(self, name: str, path: Path) -> NotebookNode:
        """The notebook in a file, from its entry where that still holds."""
        key = digest(json.dumps([FOUNDATION, path.read_text("utf-8")]))
        entry = self.entries.read(name)
        if entry and entry["key"] == key:
            return nbformat.from_dict(entry["notebook"])
        notebook = read(path)
        self.entries.write(name, {"key": key, "notebook": notebook})
        return notebook
