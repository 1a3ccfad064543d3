"""Live: how soon a cell of a page runs in the browser, and how fast next to torch itself."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import takewhile
from statistics import median
from typing import Any

from playwright.sync_api import Page

from tests.helpers import notebook
from tests.helpers.chromium import chromium
from tests.helpers.reading import load_runner, run_in

from . import reader

ROUNDS = 5
# Runs programs one right after the other; seconds from each call to its first output.
FIRST_OUTPUTS = """async (programs) => {
  const times = []
  for (const code of programs) {
    const start = performance.now()
    let first
    const outcome = await live.run({ code }, () => (first ??= performance.now() - start)).finished
    if (outcome.ended !== "done") throw new Error(JSON.stringify(outcome))
    times.push(first / 1000)
  }
  return times
}"""
FIRST_CELL = "import torch\nprint(torch.tensor(5))"
HEAD = "for i in range(10000):\n"
BEFORE, AFTER = notebook.CODE.split(HEAD)
BODY = "".join(takewhile(lambda line: line.startswith(" "), AFTER.splitlines(keepends=True)))
# The notebook as far as its 10,000 steps, whose seconds are the last line that it prints.
CLOCK = "time.perf_counter()"
LOOP = f"{BEFORE}import time\nstart = {CLOCK}\n{HEAD}{BODY}print({CLOCK} - start)\n"


@contextmanager
def visited() -> Iterator[Page]:
    """A page in a fresh profile, with the runner loaded."""
    with chromium() as browser, reader.opened(browser, "") as visit:
        load_runner(visit.page)
        yield visit.page


def first_output() -> float:
    """Seconds from the first Run of a visit to its output, with nothing fetched before."""
    return median(_first_outputs([FIRST_CELL])[0] for _ in range(ROUNDS))


def next_output() -> float:
    """Seconds from Run to output when the run before has this moment ended."""
    return median(_first_outputs([FIRST_CELL] * 11)[1:])


def _first_outputs(programs: list[str]) -> Any:
    with visited() as page:
        return page.evaluate(FIRST_OUTPUTS, programs)


def loop_ratio() -> float:
    """The notebook's 10,000 steps in the page / with torch here, in turns."""
    with visited() as page:
        return median(
            _last_number(run_in(page, LOOP)["text"]) / _last_number(_printed_by_torch())
            for _ in range(ROUNDS)
        )


def _printed_by_torch() -> str:
    printed = StringIO()
    with redirect_stdout(printed):
        exec(LOOP, {})
    return printed.getvalue()


def _last_number(text: str) -> float:
    return float(text.splitlines()[-1])


def weight() -> float:
    """MB of all that the first Run fetches, compressed as it travels."""
    folder, _ = reader.site()
    return sum(path.stat().st_size for path in (folder / "assets" / "cells").glob("*.bin")) / 1e6
