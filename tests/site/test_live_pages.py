"""Every page's live cells and exercises in Chromium, by the site's own Python: torch's results."""

from tests.helpers.live_cells import programs
from tests.helpers.reading import load_runner, run_in
from tests.helpers.run_cells import run_cells


def in_browser(page, before, cell):
    """The outcome of a cell, in the form of `run_cells`."""
    outcome = run_in(page, before=before, **cell)
    printed = outcome.pop("text")
    cases = [[case["name"], case["hint"]] for case in outcome["cases"]]
    return outcome | {"printed": printed, "cases": cases}


def test_every_cell_gives_in_the_browser_what_torch_gives(visit):
    page = visit("further/backward/")
    load_runner(page)
    expected = run_cells(programs())
    for (path, kind, number), cells in programs().items():
        first = 0 if kind == "chain" else len(cells) - 1
        for place, cell in enumerate(cells[first:], start=first):
            before = [each["code"] for each in cells[:place]]
            outcome = in_browser(page, before, cell)
            theirs = expected[path, kind, number][place]
            name = f"{path}, {kind} {number}, cell {place}"
            assert outcome == theirs | {"error": None, "ended": "done"}, name
