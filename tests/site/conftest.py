"""An installed Chromium, found by path; the tests download none."""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.helpers.reading import draw_all, load_runner, run_in

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
MISSING = "no Chromium found: install it (Debian: apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Not for the whole session: while it is open Playwright's event loop runs in this thread, and
# the tests that execute notebooks need one of their own.
@pytest.fixture(scope="module")
def browser():
    """One Chromium for each module of tests."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@contextmanager
def chromium(*more):
    """One Chromium, with more arguments or none."""
    assert CHROMIUM, MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *more])
        yield browser
        browser.close()


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


@contextmanager
def visits(browser, url):
    """A function that opens a page of the site at this address, and what is checked at the end."""
    contexts, requests, complaints = [], [], []

    def visit(path="", *, width=1440, color_scheme="light", replaced=(), **options):
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=color_scheme, **options)
        contexts.append(context)
        for pattern, file in replaced:
            context.route(pattern, _answer(file))
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.requests, page.complaints = requests, complaints
        page.goto(url + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    origin = url.split("/some/")[0]
    assert [
        request for request in requests if not request.startswith((origin, "data:", "blob:"))
    ] == []
    assert complaints == []


def _answer(file):
    return lambda route: route.fulfill(path=file)
