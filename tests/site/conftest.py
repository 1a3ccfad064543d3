"""One Chromium, and pages opened in it."""

import os
from pathlib import Path

import pytest

from tests.helpers.chromium import CHROMIUM, MISSING, chromium, visits
from tests.helpers.reading import draw_all, load_runner, run_in

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Where many share a machine, try a browser's test once more; the summary counts it."""
    for item in items if os.environ.get("CI") else []:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


# Not for the whole session: while it is open Playwright's event loop runs in this thread, and
# the tests that execute notebooks need one of their own.
@pytest.fixture(scope="module")
def browser():
    """One Chromium for each module of tests."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser, site, address):
    """Open a page of the site; at the end, nothing foreign was asked for and nothing complained."""
    with visits(browser, address[1]) as visit:
        yield visit


@pytest.fixture
def recipe(visit):
    """The page of the six steps with its figures drawn."""
    page = visit("recipe/six-steps/")
    draw_all(page)
    return page


@pytest.fixture(scope="module")
def browser_page(browser, site, address):
    """One page for most tests: they share one Python, as the runs of a visit do."""
    page = browser.new_page()
    page.goto(address[1])
    load_runner(page)
    yield page
    page.close()


@pytest.fixture
def run(browser_page):
    """Run code in the shared page."""
    return lambda code, **more: run_in(browser_page, code, **more)
