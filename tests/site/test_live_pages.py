"""Every page's live cells and exercises in Chromium, by the site's own Python: torch's results."""

import pytest

from tests.helpers.live_cells import programs
from tests.helpers.reading import run_in


def in_browser(page, before, cell):
    """The outcome of a cell, in the form of `run_cells`."""
    outcome = run_in(page, before=before, **cell)
    printed = outcome.pop("text")
    cases = [[case["name"], case["hint"]] for case in outcome["cases"]]
    [figure] = outcome.pop("figures") or [None]
    return outcome | {"printed": printed, "cases": cases, "figure": figure}


@pytest.mark.slow
def test_every_cell_gives_in_the_browser_what_torch_gives(browser_page, with_torch):
    for (path, kind, number), cells in programs().items():
        first = 0 if kind == "chain" else len(cells) - 1
        for index, cell in enumerate(cells[first:], start=first):
            before = [each["code"] for each in cells[:index]]
            outcome = in_browser(browser_page, before, cell)
            theirs = with_torch[path, kind, number][index]
            name = f"{path}, {kind} {number}, cell {index}"
            assert outcome == theirs | {"error": None, "ended": "done"}, name
