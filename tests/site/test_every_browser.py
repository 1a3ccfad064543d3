"""What a reader does, in Chromium, Firefox and WebKit; the other modules here use Chromium alone.

What a driver cannot do, and what is done instead:
- WebKit's window is at least 450 pixels wide: a page of 360 stands in a frame of that width, and
  goes back by `history.back()`.
- None opens the list of a `select`: the page is told what is chosen.
"""

import csv
import io
import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest

import sgd_tutorial as sgd
from tests.helpers import live_cells
from tests.helpers.drivers import chromium, firefox, webkit
from tests.helpers.drivers.site import recording_site
from tests.helpers.project import ROOT
from tests.helpers.reading import CUT_LISTS, DRAWINGS, PAGES
from tests.helpers.serving import own_address

DRIVERS = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
WIDTHS = [1440, 360]
WITH_CELLS = [path for path in PAGES if Path(f"docs/{path.rstrip('/')}.py") in live_cells.PAGES]
STEPS = 10_002  # of the run on the first page

pytestmark = pytest.mark.slow


class Start(NamedTuple):
    """A browser, and how it is started."""

    browser: str
    javascript: bool = True
    dark: bool = False


def every_browser(**options):
    """What runs in one browser runs in one worker."""
    return [
        pytest.param(Start(name, **options), id=name, marks=pytest.mark.xdist_group(name))
        for name in DRIVERS
    ]


def starting(**options):
    """For tests that need browsers which are started in this way."""
    return pytest.mark.parametrize("started", every_browser(**options), indirect=True)


@pytest.fixture(scope="module", params=every_browser())
def started(request, site, address, tmp_path_factory):
    """The page of a browser that runs for all tests with these options."""
    name, *options = request.param
    driver = DRIVERS[name]
    if driver.PROGRAM is None:
        message = f"no {name} found: install it (Debian: apt-get install {driver.PACKAGES})"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    downloads = tmp_path_factory.mktemp(name) / "downloads"
    downloads.mkdir()
    with (
        recording_site(site, built_for=address[1]) as served,
        driver.start(served, downloads, *options) as page,
    ):
        yield page


@pytest.fixture
def page(started):
    """A page, which at the end has complained of nothing."""
    for left in started.downloads.glob("*.csv"):
        left.unlink()
    yield started
    assert started.complaints() == []


def test_the_browser_is_as_new_as_readme_says(started):
    """A table of what was run must not promise more than these tests have seen."""
    readme = (ROOT / "README.md").read_text("utf-8")
    named = re.search(rf"{started.name} ([\d.]+)", readme)
    parts = [[int(part) for part in text.split(".")[:2]] for text in (started.version, named[1])]
    assert parts[0] >= parts[1]


# Every page

DRAW = """() => {
  const waiting = [...document.querySelectorAll("figure.plot")].find(
    (figure) => !figure.querySelector(".main-svg"))
  waiting?.scrollIntoView({ block: "center", behavior: "instant" })
  return !waiting
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is drawn of the figure that the focused slider moves.
DRAWN = """() => [...document.activeElement.closest("figure").querySelectorAll(".main-svg")]
  .map((drawing) => drawing.innerHTML).join()"""
SHOW_ALL = """() => {
  for (const button of document.querySelectorAll(".plot-control[role=group] button:last-of-type")) {
    button.click()
  }
}"""
# Focuses a slider: the key for the end that is farther away.
FOCUS = """(place) => {
  const slider = document.querySelectorAll(".plot-control input")[place]
  slider.focus()
  return Number(slider.value) > (Number(slider.max) + Number(slider.min)) / 2 ? "Home" : "End"
}"""


@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_a_page_opens_and_fits_its_figures_are_drawn_and_move(page, path):
    for width in page.open_at(path, WIDTHS):
        page.wait_for("h1")
        draw_all(page)
        move_all(page)
        assert (width, page.evaluate(OVERFLOW)) == (width, 0)
    assert "could not be drawn" not in page.evaluate("() => document.body.innerText")


def draw_all(page):
    """Touch the figure that waits for it; scroll until all are drawn."""
    for _ in range(page.evaluate("() => document.querySelectorAll('.plot-poster').length")):
        page.wait_for(".plot-poster :is(input, button):enabled")  # its scripts have come
        page.click(".plot-poster .plot-area")
    page.wait(DRAW)


def move_all(page):
    """Show all there is to show; put every slider to its farther end with the keyboard."""
    page.evaluate(SHOW_ALL)
    count = page.evaluate("() => document.querySelectorAll('.plot-control input').length")
    for place in range(count):
        key = page.evaluate(FOCUS, place)
        before = page.evaluate(DRAWN)
        page.press(key)
        page.wait(f"(before) => ({DRAWN})() !== before", before)


def test_a_figure_plays_to_its_end(page):
    page.open()
    page.click(".plot-play", "Play")
    page.wait_for(".plot-play", "Pause")
    page.wait_for("output", f"{STEPS:,}")
    page.wait_for(".plot-play", "Play")


# The palette

SCHEME = "() => document.body.dataset.mdColorScheme"
POINT = "() => getComputedStyle(document.querySelector('.plot-area .point')).fill"
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
WHITE = "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", WIDTHS)
def test_figures_follow_the_palette_which_is_kept(page, width):
    page.open("recipe/six-steps/", width)
    draw_all(page)
    light = page.evaluate(POINT)
    page.click(".md-header__option label")
    page.click(".md-header__option label")
    page.wait(f"() => ({SCHEME})() === 'slate'")
    page.wait(f"(light) => ({POINT})() !== light", light)
    assert page.evaluate(BACKGROUND) != WHITE
    page.show(page.site.url)
    assert page.wait(SCHEME) == "slate"


@starting(dark=True)
def test_the_page_is_dark_where_the_system_is(page):
    page.open("recipe/by-hand/")
    page.wait(f"() => ({SCHEME})() === 'slate'")
    assert page.evaluate(BACKGROUND) != WHITE


# From page to page


@pytest.mark.parametrize("width", WIDTHS)
def test_the_next_page_comes_at_once_and_the_one_before_comes_back(page, width):
    page.open("recipe/by-hand/", width)
    page.evaluate("() => (window.same = true)")
    page.click(".page-link-next")
    page.wait_for("h1", "How a computer takes derivatives¶")
    draw_all(page)
    page.wait_for(".live-run", "Run")
    page.back()
    page.wait_for("h1", "Fit a curve by hand¶")
    draw_all(page)
    move_all(page)
    page.wait_for(".live-run", "Run")
    assert page.evaluate("() => window.same")  # no other document was loaded


# Live cells

NUMBER = """() => {
  for (const fold of document.querySelectorAll("details:has(.live)")) fold.open = true
  const cells = document.querySelectorAll(".highlight.live")
  cells.forEach((cell, place) => (cell.id = `cell-${place}`))
  return cells.length
}"""
STATUS = "(cell) => document.querySelector(`${cell} .live-status`).firstChild?.data ?? ''"
# What stands below a cell, of the build (.built) or of a run (.live-result): texts, and whether there
# is a figure.
BELOW = """(cell, kind) => {
  let below = document.querySelector(cell)
  do below = below.nextElementSibling
  while (below?.matches(".notes, .built, .live-result") && !below.matches(kind))
  if (!below?.matches(kind)) return [[], false]
  const texts = [...below.querySelectorAll(".output pre > code")].map((code) => code.textContent.trimEnd())
  return [texts, Boolean(below.querySelector("figure"))]
}"""
# An exercise has no output yet, and what a snippet prints has a test of its own.
ELSEWHERE = """(cell) => {
  const block = document.querySelector(cell)
  return block.matches(".exercise") || block.matches(":has(+ .output)")
}"""
IS_EXAMINED = "(cell) => document.querySelector(cell).matches('.examine')"
SECONDS = r"\d"


def cells_of(page):
    """The selectors of the live cells."""
    page.wait_for(".live-run")
    return [f"#cell-{place}" for place in range(page.evaluate(NUMBER))]


def go_on_to(page, path):
    """Follow the links to the next page as far as this one."""
    while not page.evaluate("() => location.pathname").endswith(path):
        page.evaluate("() => (document.querySelector('article').dataset.left = '')")
        page.click(".page-link-next")
        page.wait("() => document.querySelector('article:not([data-left])') !== null")


def run(page, cell, *ends):
    """Run a cell until its status begins in one of these ways."""
    page.click(f"{cell} .live-run")
    page.wait(f"(cell, ends) => ends.some((end) => ({STATUS})(cell).startsWith(end))", cell, ends)


def edit(page, cell, text):
    """Replace the code of a cell."""
    if not page.evaluate("(cell) => document.querySelector(`${cell}.editing`) !== null", cell):
        page.click(f"{cell} .live-edit")
    page.click(f"{cell} .cm-content")
    page.press("Control+a")
    page.write(text)


def printed(page, cell):
    """The texts that a run has left below a cell."""
    return page.evaluate(BELOW, cell, ".live-result")[0]


def test_every_cell_gives_what_the_build_gave(page):
    """The build ran them with torch. From page to page they share one Python."""
    page.open("recipe/by-hand/")
    page.evaluate("() => (window.same = true)")
    for path in WITH_CELLS:
        go_on_to(page, path)
        for cell in cells_of(page):
            if page.evaluate(ELSEWHERE, cell):
                continue
            built = page.evaluate(BELOW, cell, ".built")
            run(page, cell, "Ran in", "Stopped at an error")
            shown = page.evaluate(BELOW, cell, ".live-result")
            if page.evaluate(IS_EXAMINED, cell):  # the build has one text, without a traceback
                (built, _), (shown, _) = built, shown
                assert "\n".join(shown).endswith("\n".join(built)), (path, cell)
                continue
            assert (path, cell, shown) == (path, cell, built)
            page.wait(
                "() => document.querySelectorAll('.live-figure').length"
                " === document.querySelectorAll('.live-figure:has(.main-svg)').length"
            )
    assert page.evaluate("() => window.same")


@pytest.mark.parametrize("width", WIDTHS)
def test_cells_are_edited_fail_and_are_stopped_and_an_exercise_is_solved(page, width):
    """With one Python for each start of it, since that takes long in WebKit."""
    page.open("recipe/by-hand/", width)
    cell, *_ = cells_of(page)
    edit(page, cell, "print(6 * 7)")
    run(page, cell, "Ran in")
    assert printed(page, cell) == ["42"]
    edit(page, cell, "1 / 0")
    run(page, cell, "Stopped at an error")
    [traceback] = printed(page, cell)
    assert traceback.endswith("ZeroDivisionError: division by zero")
    edit(page, cell, "while True: pass")
    run(page, cell, "Running")
    run(page, cell, "Stopped.")
    edit(page, cell, "print(6 * 7)")
    page.press("Control+Enter")
    page.wait(f"(cell) => ({STATUS})(cell).startsWith('Ran in')", cell)
    assert printed(page, cell) == ["42"]
    page.click(f"{cell} .live-reset")
    page.wait("(cell) => document.querySelector(`${cell} pre`).checkVisibility()", cell)
    go_on_to(page, "questions/mean-or-sum/")
    exercise = cells_of(page)[-1]
    run(page, exercise, "Cases that pass: 0 of 3.")
    page.wait_for(".live-hint")
    edit(
        page,
        exercise,
        "import sgd_tutorial as sgd; rate_for_mean = lambda rate, points: rate * points / 2",
    )
    run(page, exercise, "Every case passes.")


def test_a_damaged_file_of_python_is_told_and_fetched_again(page):
    page.open("recipe/by-hand/")
    page.evaluate(
        "async () => { for (const name of await caches.keys()) await caches.delete(name) }"
    )
    cell, *_ = cells_of(page)
    page.site.damaged.append("stdlib.zip")
    run(page, cell, "Python did not start.")
    assert printed(page, cell) == ["a file came incomplete or damaged"]
    page.site.damaged.clear()
    run(page, cell, "Ran in")


# Copying


# Keeps what a button says, which it says for a moment alone.
LISTEN = """(selector) => {
  const button = document.querySelector(selector)
  const said = (window.said = [])
  new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true })
}"""


def said_by(page, button):
    """Press a button: what it says then."""
    page.evaluate(LISTEN, button)
    page.click(button)
    return page.wait("() => window.said[0]")


def test_what_another_machine_serves_is_copied(page, site, address):
    """Pages of http have a clipboard on localhost alone."""
    try:
        host = own_address()
    except OSError as error:
        pytest.skip(f"this machine is in no network: {error}")
    with recording_site(site, built_for=address[1], host=host) as away:
        page.show(f"{away.url}recipe/six-steps/")
        assert not page.evaluate("() => isSecureContext")
        draw_all(page)
        assert said_by(page, "#one-step [data-action=code]") == "Copied"
        page.show(f"{away.url}lab/?steps=120")
        page.wait(f"() => ({STEP})() === 120")
        assert said_by(page, ".lab [name=share]") == "Copied"
        assert paste(page) == page.evaluate("() => location.href")


# The lab

STEP = """() => {
  const [number] = /[\\d,]+/.exec(document.querySelector(".lab-step").textContent) ?? ["-1"]
  return Number(number.replaceAll(",", ""))
}"""
CANVAS = """(view, x, y) => {
  const canvas = document.querySelectorAll(".lab-view canvas")[view]
  canvas.scrollIntoView({ block: "center", behavior: "instant" })
  const { left, top, width, height } = canvas.getBoundingClientRect()
  return [Math.round(left + x * width), Math.round(top + y * height)]
}"""
FIT, MAP = 0, 1
VALUE = "(name) => document.querySelector(`.lab [name=${name}]`).value"


def open_lab(page, width, query=""):
    page.open(f"lab/{query}", width)
    page.wait("() => document.querySelectorAll('.lab-view .picture-axis').length === 4")
    page.wait_for(".lab-run [name=play]", "Play")
    page.wait("() => document.querySelector('.lab-status').ariaBusy === 'false'")


def press_in_lab(page, name):
    page.click(f".lab [name={name}]")


def paste(page):
    """What the clipboard holds."""
    page.evaluate("() => (document.querySelector('.lab-points').open = true)")
    page.click("[name=points]")
    page.press("Control+a")
    page.press("Control+v")
    return page.evaluate(VALUE, "points")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_lab_plays_and_pauses(page, width):
    open_lab(page, width)
    press_in_lab(page, "play")
    page.wait(f"() => ({STEP})() > 10")
    press_in_lab(page, "play")
    page.wait_for("[name=play]", "Play")
    reached = page.evaluate(STEP)
    press_in_lab(page, "some")
    page.wait(f"(reached) => ({STEP})() === reached + 25", reached)
    press_in_lab(page, "reset")
    page.wait(f"() => ({STEP})() === 0")


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_no_list_is_cut(page, width):
    open_lab(page, width)
    assert page.evaluate(CUT_LISTS) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_point_and_the_start_are_dragged(page, width):
    open_lab(page, width)
    page.drag(page.evaluate(CANVAS, FIT, 0.5, 1 - 0.06 / 1.12), 0, -60)  # the lowest point
    page.wait(f"() => ({VALUE})('data') === 'own'")
    page.choose("[name=data]", "notebook")
    open_lab(page, width)
    ring = 0.5 - 0.5 / (1.1 * 1.12)  # see test_lab.py
    page.drag(page.evaluate(CANVAS, MAP, ring, ring), 40, -20)
    page.wait(
        "() => [...document.querySelectorAll('.lab-guesses input')].map((each) => each.value)"
        ".join() !== '1,2,3'"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_the_run_is_taken_along(page, width):
    """As a program, as an address that opens it again, and as a table."""
    open_lab(page, width, "?loss=mean&rate=1e-6&steps=120")
    page.wait(f"() => ({STEP})() === 120")
    press_in_lab(page, "csv")
    rows = list(csv.reader(io.StringIO(page.downloaded("run.csv"))))
    x, y = sgd.notebook_data()
    run = sgd.fit(
        sgd.quadratic,
        [1.0, 2.0, 3.0],
        x,
        y,
        learning_rate=1e-6,
        steps=120,
        loss=sgd.mean_squared_error,
    )
    assert rows[0] == ["step", "loss", "a", "b", "c"]
    assert int(rows[-1][0]) == 120
    assert [float(value) for value in rows[-1][2:]] == pytest.approx(run.params.tolist(), rel=1e-5)
    assert said_by(page, ".lab [name=copy]") == "Copied"
    program = paste(page)
    page.click(".lab-program summary")
    assert page.wait("() => document.querySelector('.lab-program code').textContent") == program
    assert said_by(page, ".lab [name=share]") == "Copied"
    address = paste(page)
    assert address == page.evaluate("() => location.href")
    page.show(address)
    page.wait(f"() => ({STEP})() === 120")
    assert page.evaluate(VALUE, "loss") == "mean"


# Without JavaScript

FIGURES = "() => [...document.querySelectorAll('main figure')].map(({ id }) => id)"
WITHOUT = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const seen = (selector) => all(selector).filter((each) => each.checkVisibility()).length
  all("details").forEach((each) => (each.open = true))
  return {
    captions: seen("main figure figcaption"),
    tables: seen("main figure tbody"),
    dead: seen(".plot-area, .plot-controls, .plot-tools, .picture-controls, .lab, .live-bar, .copy"),
  }
}"""


@starting(javascript=False)
def test_without_javascript_captions_and_tables_are_there_and_nothing_dead(page):
    for path in PAGES:
        for width in page.open_at(path, WIDTHS):
            ids = page.evaluate(FIGURES)
            tables = len(set(ids) - DRAWINGS)
            found = page.evaluate(WITHOUT)
            assert (path, found) == (path, {"captions": len(ids), "tables": tables, "dead": 0})
            assert (path, width, page.evaluate(OVERFLOW)) == (path, width, 0)
    page.open("lab/")
    assert "JavaScript, which is switched off" in page.evaluate(
        "() => document.querySelector('noscript').innerText"
    )


HEADER = "() => getComputedStyle(document.querySelector('.md-header')).backgroundColor"


@starting(javascript=False, dark=True)
def test_without_javascript_the_page_is_dark_where_the_system_is(page):
    page.open("recipe/by-hand/")
    assert page.evaluate(BACKGROUND) == "rgb(22, 24, 29)"
    assert max(map(int, re.findall(r"\d+", page.evaluate(HEADER))[:3])) < 40
