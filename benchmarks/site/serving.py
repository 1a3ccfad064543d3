"""Serving: how soon `mkdocs serve` shows a page, at the start and after an edit."""

import re
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.conftest import NOTEBOOKS
from tests.helpers.serving import Server, free_port

from .builds import HOOKS, ROUNDS, configure, environment, project

SOURCE = Path("docs", "recipe", "six-steps.py")
PLUGIN = re.compile(r"  - mkdocs-jupyter:.*\n(?:      .*\n)*")
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
    return Server(folder, port(), **environment())


def _start(folder: Path) -> float:
    with serving(folder) as served:
        return _seconds_until(served)


def _seconds_until(served: Server, text: str = "") -> float:
    """Wait for the page to have a text; the seconds since `start`."""
    served.page_with(text)
    return perf_counter() - served.start


@cache
def ratios() -> tuple[float, float]:
    """A start / one of the same pages in Markdown, with the notebook plugin and without."""
    with project() as ours, project() as plain, project() as bare:
        _start(ours)  # fills the cache
        for folder in (plain, bare):
            _replace_notebooks(folder, ours)
        configure(bare, lambda text: PLUGIN.sub("", text))
        _start(plain), _start(bare)
        pairs = []
        for _ in range(2 * ROUNDS):
            seconds, with_plugin, without = _start(ours), _start(plain), _start(bare)
            pairs.append((seconds / with_plugin, seconds / without))
            print(f"  {seconds:.2f} s, in Markdown {with_plugin:.2f}, without plugin {without:.2f}")
    first, second = zip(*pairs, strict=True)
    return median(first), median(second)


def _replace_notebooks(plain: Path, ours: Path) -> None:
    """Put in each notebook's place the Markdown that it has become in another copy."""
    arguments = [str(plain), *map(str, NOTEBOOKS)]
    values = environment() | {"PYTHONPATH": str(ours)}
    subprocess.run([sys.executable, "-c", CONVERT, *arguments], cwd=ours, env=values, check=True)
    for source in NOTEBOOKS:
        (plain / source).unlink()
        page = (plain / source).with_suffix(".md")
        text = page.read_text("utf-8")
        page.write_text(re.sub(r"(\]\([^)#\s]+)\.py\b", r"\1.md", text), "utf-8")
    configure(plain, lambda text: HOOKS.sub("", text))
    configure(plain, lambda text: re.sub(r"(: [\w/-]+)\.py$", r"\1.md", text, flags=re.MULTILINE))


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
