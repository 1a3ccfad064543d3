"""The lab's engine in Chromium, whose sine differs from Node's in the last digit.

tests/lab/test_runs.py compares all other numbers in Node.
"""

import pytest

from tests.conftest import ROOT
from tests.helpers import lab

CASES = [case for case in lab.cases(49, steps=1000) if case.setup["approximation"] == "sine"]
ORIGIN = "http://lab.test/"
RUNS = f"""async ([cases, milestones]) => {{
  const {{ runsOf }} = await import("{ORIGIN}tests/lab/runs.js")
  return runsOf(cases, milestones)
}}"""


@pytest.fixture
def page(browser):
    """An empty page that can import files of the project."""
    page = browser.new_page()
    page.route(f"{ORIGIN}**", serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def serve(route):
    path = route.request.url.removeprefix(ORIGIN)
    route.fulfill(path=ROOT / path) if path else route.fulfill(body="", content_type="text/html")


def test_sines_descend_as_in_the_package(page):
    assert len(CASES) == len(lab.DATA)
    runs = page.evaluate(RUNS, [CASES, [1, 10, 100, 1000]])
    for case, run in zip(CASES, runs, strict=True):
        _, history = lab.fit(case)
        assert lab.differences(case, run["rows"], history) == []
