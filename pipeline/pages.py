"""Pages: what executed notebooks have become.

`mkdocs serve` keeps them while nothing that they are made of changes.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .cache import FOUNDATION
from .entries import Entries, digest

# What decides how pages are made. Read once, as these modules are.
WORKSHOP = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]


@dataclass
class Made:
    """A page in Markdown, its front matter, and its files by their addresses in the site."""

    markdown: str
    meta: dict[str, Any]
    files: dict[str, str | bytes]


class Pages:
    """One entry a notebook; an entry holds for the ingredients that it was made of."""

    def __init__(self, folder: Path) -> None:
        self.entries = Entries(folder)

    def get(self, name: str, ingredients: str) -> Made | None:
        """The page, if it is still what these ingredients give."""
        entry = self.entries.read(name)
        return Made(**entry["made"]) if entry and entry["key"] == _key(ingredients) else None

    def put(self, name: str, ingredients: str, made: Made) -> None:
        """Keep a page; not one with images in bytes, which JSON cannot hold."""
        if all(isinstance(content, str) for content in made.files.values()):
            self.entries.write(name, {"key": _key(ingredients), "made": asdict(made)})


def _key(ingredients: str) -> str:
    return digest(json.dumps([FOUNDATION, WORKSHOP, ingredients]))
