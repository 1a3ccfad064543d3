"""Every page's live cells and exercises in Chromium, by the site's own Python: torch's results."""

from tests.browser.test_pages import programs
from tests.helpers.chains import told
from tests.helpers.reading import load_runner, run_in


def in_browser(page, before, cell):
    """What came of a cell, as `told` says it."""
    outcome = run_in(page, before=before, **cell)
    printed = outcome.pop("text")
    cases = [[case["name"], case["hint"]] for case in outcome["cases"]]
    return outcome | {"printed": printed, "cases": cases}


def test_every_cell_gives_in_the_browser_what_torch_gives(visit):
    page = visit("further/backward/")
    load_runner(page)
    asked = programs()
    expected = told(asked)
    for name, cells in asked.items():
        first = len(cells) - 1 if "begun" in name or "solved" in name else 0
        for place, cell in enumerate(cells[first:], start=first):
            before = [each["code"] for each in cells[:place]]
            found = in_browser(page, before, cell)
            ended = {"ended": "done"}
            assert found == expected[name][place] | {"error": None} | ended, f"{name}, {place}"
