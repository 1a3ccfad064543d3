"""Entries: JSON in a folder that may be deleted at any time.

What is not an entry, whole, is as good as none.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


class Entries:
    """Each has a name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> Any:
        """The entry of that name; None where there is none."""
        try:
            known, _, text = self._path(name).read_text("utf-8").partition("\n")
            return json.loads(text) if known == digest(text) else None
        except (OSError, ValueError):
            return None

    def write(self, name: str, entry: Any) -> None:
        """Keep an entry; a process that is killed here leaves the old one or the new one."""
        text = json.dumps(entry)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, delete=False, encoding="utf-8"
        ) as file:
            file.write(f"{digest(text)}\n{text}")
        os.replace(file.name, path)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def digest(text: str) -> str:
    """The same for the same text alone."""
    return hashlib.sha256(text.encode()).hexdigest()
