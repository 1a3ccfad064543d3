"""The cache of `mkdocs serve`: executed notebooks, and the pages made of them.

An entry counts while its key is the same: what it was made of, the code that made it, and the
installed packages. A damaged entry counts as missing.
"""

import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .notebooks import Part

FOLDER = Path(__file__).parent
# Read once: this process runs the code and the packages that it has imported, not later ones.
SOURCES = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*.html")])
CODE = {path.name: path.read_text("utf-8") for path in SOURCES}
EXECUTION = ("execution.py", "kernels.py", "notebooks.py", "preload.py", "streams.py")
PACKAGES = [
    platform.platform(),
    platform.python_version(),
    sorted({path.name for folder in sys.path for path in Path(folder).glob("*.dist-info")}),
]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


class Cache:
    """JSON by name, in a folder that may be deleted at any time.

    Args:
        folder: where the entries are.
        code: the files of this package that make the entries; by default all.
    """

    def __init__(self, folder: Path, code: Iterable[str] = tuple(CODE)) -> None:
        self.folder = folder
        self.base = [PACKAGES, [CODE[name] for name in code]]

    def get(self, name: str, key: Any) -> Any:
        """The entry of that name, if it was put under the same key; otherwise None."""
        try:
            digest, _, text = self._path(name).read_text("utf-8").partition("\n")
        except (OSError, ValueError):
            return None
        return json.loads(text) if digest == self._digest(key, text) else None

    def put(self, name: str, key: Any, entry: Any) -> None:
        """Write an entry; a process that is killed meanwhile leaves the old one or the new one."""
        text = json.dumps(entry)
        write_whole(self._path(name), f"{self._digest(key, text)}\n{text}".encode())

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _digest(self, key: Any, text: str) -> str:
        return hashlib.sha256(json.dumps([self.base, key, text]).encode()).hexdigest()


class ExecutionCache:
    """What running each notebook gave, while its program and the files it imported are the same."""

    def __init__(self, folder: Path) -> None:
        self._cache = Cache(folder, EXECUTION)

    def get(self, name: str, program: list[Part]) -> list[Part] | None:
        """The parts with their results."""
        entry = self._cache.get(name, _key(program))
        if not entry or any(_digest_of(file) != old for file, old in entry["imported"].items()):
            return None
        # The program is the same; its cells may have moved.
        return [
            Part(part.index, part.code, part.expressions, *results)
            for part, results in zip(program, entry["results"], strict=True)
        ]

    def put(self, name: str, parts: list[Part], imported: Iterable[str], start: float) -> None:
        """Write an entry, unless a file has changed since the run started.

        The kernel may have imported the file before the change or after it.
        """
        files = {file: _digest_of(file) for file in imported}
        if any(os.path.getmtime(file) >= start for file, digest in files.items() if digest):
            return
        results = [[part.outputs, part.values] for part in parts]
        self._cache.put(name, _key(parts), {"imported": files, "results": results})


def _key(parts: list[Part]) -> list[Any]:
    return [part.program for part in parts]


def _digest_of(file: str) -> str | None:
    """Of the file's content; None if there is no file."""
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return None
