"""The cache of `mkdocs serve`: the answers of the last run of each notebook.

An entry holds while nothing that it came from has changed: the program, the files that the
kernel imported, the installed packages, and how notebooks are run.
"""

import hashlib
import json
import os
import platform
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from .entries import Entries, digest
from .notebooks import Part

HERE = Path(__file__).parent
# What decides how notebooks are run, and what they run with. Read once: packages that are
# installed while this process lives are not yet those of its kernels.
FOUNDATION = [
    platform.platform(),
    platform.python_version(),
    sorted(path.name for path in Path(sysconfig.get_path("purelib")).glob("*.dist-info")),
    [
        (HERE / name).read_text("utf-8")
        for name in ("kernels.py", "warm.py", "execution.py", "notebooks.py")
    ],
]


class Cache:
    """One entry a notebook, in a folder that may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.entries = Entries(folder)

    def get(self, name: str, asked: list[Part]) -> list[Part] | None:
        """The parts with their answers, if the entry still holds."""
        entry = self.entries.read(name)
        if not entry or entry["key"] != _key(asked):
            return None
        if any(_digest_of(file) != known for file, known in entry["imported"].items()):
            return None
        # The questions are the same; their cells may have moved.
        return [
            Part(part.cell, part.code, part.expressions, answer["outputs"], answer["values"])
            for part, answer in zip(asked, entry["answers"], strict=True)
        ]

    def put(self, name: str, parts: list[Part], imported: Iterable[str], since: float) -> None:
        """Keep the answers.

        A file that has changed `since` the run began may not be what the kernel imported: no entry.
        """
        if any(os.path.getmtime(file) >= since for file in imported if os.path.exists(file)):
            return
        entry = {
            "key": _key(parts),
            "imported": {file: _digest_of(file) for file in imported},
            "answers": [{"outputs": p.outputs, "values": p.values} for p in parts],
        }
        self.entries.write(name, entry)


def _key(parts: list[Part]) -> str:
    return digest(json.dumps([FOUNDATION, [part.question for part in parts]]))


def _digest_of(file: str) -> str | None:
    """Of what the file holds; None where there is none."""
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return None
