"""The lab's engine in Chromium, whose sine differs from Node's in the last digit.

tests/lab/test_runs.py compares all other numbers in Node.
"""

from tests.helpers import lab
from tests.helpers.project import ROOT

CASES = [case for case in lab.cases(49, steps=1000) if case.setup["approximation"] == "sine"]
ORIGIN = "http://lab.test/"
RUNS = f"""async ([cases, milestones]) => {{
  const {{ runsOf }} = await import("{ORIGIN}tests/lab/runs.js")
  return runsOf(cases, milestones)
}}"""


def serve(route):
    route.fulfill(path=ROOT / route.request.url.removeprefix(ORIGIN))


def test_sines_descend_as_in_the_package(browser):
    assert len(CASES) == len(lab.DATA)
    page = browser.new_page()
    page.route(f"{ORIGIN}**", serve)
    page.goto(f"{ORIGIN}docs/assets/favicon.svg")
    runs = page.evaluate(RUNS, [CASES, [1, 10, 100, 1000]])
    page.close()
    for case, run in zip(CASES, runs, strict=True):
        _, history = lab.fit(case)
        assert lab.differences(case, run["rows"], history) == []
