"""Serving: how soon `mkdocs serve` shows a page, at the start and after an edit."""

import os
import re
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.helpers.project import NOTEBOOKS
from tests.helpers.serving import Server, free_port

from .builds import HOOKS, ROUNDS, configure, project, remove_templates

SOURCE = Path("docs", "recipe", "six-steps.py")
PLUGIN = re.compile(r"  - mkdocs-jupyter:.*\n(?:      .*\n)*")
NAV = re.compile(r"(: [\w/-]+)\.py$", re.MULTILINE)
# Writes into the project of its first argument the pages of this one in Markdown, as `mkdocs
# serve` has them in its cache, and their figures' files.
CONVERT = """
import sys
from pathlib import Path
from pipeline.cache import ExecutionCache
from pipeline.markdown import to_markdown
from pipeline.notebooks import fill, program, read

executions = ExecutionCache(Path(".cache", "notebooks"))
for path in map(Path, sys.argv[2:]):
    notebook = read(path)
    parts = executions.get(path.relative_to("docs").as_posix(), program(notebook))
    page = Path(sys.argv[1], path).with_suffix(".md")

    def store(name, content):
        page.with_name(name).write_text(content, "utf-8")
        return name

    page.write_text(to_markdown(fill(notebook, parts), str(path), store), "utf-8")
"""


# The same for each start: what is served says in a few places where it is served.
port = cache(free_port)


def serving(folder: Path) -> Server:
    """Serve a project."""
    return Server(folder, port())


def _start(folder: Path) -> float:
    with serving(folder) as served:
        return _seconds_until(served)


def _seconds_until(served: Server, text: str = "") -> float:
    """Wait for the page to have a text; the seconds since `start`."""
    served.page_with(text)
    return perf_counter() - served.start


def again() -> float:
    """A start / one of the same pages in Markdown, which take no notebook plugin."""
    return median(ours / plain for ours, plain in _starts())


def again_alone() -> float:
    """Seconds of a start, with all pages in its cache."""
    return median(ours for ours, _ in _starts())


@cache
def _starts() -> list[tuple[float, float]]:
    """Seconds of ours and of the other, in turns."""
    with project() as ours, project() as plain:
        _start(ours)  # fills the cache
        _replace_notebooks(plain, ours)
        _start(plain)
        return [(_start(ours), _start(plain)) for _ in range(2 * ROUNDS)]


def _replace_notebooks(plain: Path, ours: Path) -> None:
    """Put in each notebook's place the Markdown that it has become in another copy."""
    arguments = [str(plain), *map(str, NOTEBOOKS)]
    values = os.environ | {"PYTHONPATH": str(ours)}
    subprocess.run([sys.executable, "-c", CONVERT, *arguments], cwd=ours, env=values, check=True)
    for source in NOTEBOOKS:
        (plain / source).unlink()
        page = (plain / source).with_suffix(".md")
        text = page.read_text("utf-8")
        page.write_text(re.sub(r"(\]\([^)#\s]+)\.py\b", r"\1.md", text), "utf-8")
    remove_templates(plain)
    for pattern, text in ((HOOKS, ""), (PLUGIN, ""), (NAV, r"\1.md")):
        configure(plain, pattern, text)


def prose_edit() -> float:
    """Seconds from a new sentence in a cell of prose to the page that has it."""
    with project() as folder, serving(folder) as served:
        served.page_with("")
        times = []
        for number in range(ROUNDS):
            time.sleep(2)  # let it come to rest
            sentence = f"Sentence {number} is new."
            path = folder / SOURCE
            first, rest = path.read_text("utf-8").split("\n\n", 1)
            served.start = perf_counter()
            path.write_text(f"{first}\n#\n# {sentence}\n\n{rest}", "utf-8")
            times.append(_seconds_until(served, sentence))
    return median(times)
