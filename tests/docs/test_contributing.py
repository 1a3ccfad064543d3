"""CONTRIBUTING's tree is the project's."""

import re
import subprocess
from pathlib import Path

from tests.helpers.project import ROOT

TREE = re.search(r"```text\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.S)[1]


def paths():
    """Every path that a line of the tree begins with; several stand on one line, apart by a space."""
    folders = []
    for line in filter(None, TREE.splitlines()):
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.split(r"\s{2,}", line.strip())[0].split()
        yield from (Path(*folders[:depth], name) for name in names)
        folders[depth:] = [names[-1]]


def tracked(*folders):
    listing = ["git", "ls-files", *folders]
    completed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(line) for line in completed.stdout.splitlines()]


def test_every_path_of_the_tree_exists():
    named = list(paths())
    assert len(named) > 60
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_folder_and_module_stands_in_the_tree():
    named = set(paths())
    folders = {Path(path.parts[0]) for path in tracked() if len(path.parts) > 1}
    assert {path for path in folders if not path.name.startswith(".")} <= named
    modules = {
        path
        for path in tracked("sgd_tutorial", "pipeline", "tools")
        if path.suffix in {".py", ".js", ".html"} and not path.name.startswith("__")
    }
    parts = {path for path in modules if path.parent in {Path("sgd_tutorial"), Path("pipeline")}}
    assert parts <= named
    by_function = {"questions", "figures"}  # one file for each function, under its name
    assert [
        p for p in modules - parts if p.name not in TREE and p.parts[1] not in by_function
    ] == []
