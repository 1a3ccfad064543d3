"""Live cells as a reader uses them, in Chromium: every button, the keyboard, errors, exercises.

A runner that a cell's own comments direct stands in for Python: see runner.js.
"""

import re
from pathlib import Path

import pytest

from tests.helpers.chromium import visits
from tests.helpers.marks import slow
from tests.helpers.project import FEW_WITH_CELLS, build, copy_project
from tests.helpers.reading import assert_axe_finds_nothing, choose_palette, shift
from tests.helpers.serving import served

PATH = "recipe/six-steps/"
RUNNER = Path(__file__).with_name("runner.js")
FAKE = [("**/assets/cells/runner.js", RUNNER)]
CHECKS = '''\
def check_zero():
    """Twice 0 is 0."""
    assert double(0) == 0, "double(0) should be 0"

def check_two():
    """Twice 2 is 4."""
    assert double(2) == 4, f"double(2) should be 4; it is {double(2)}."'''
PAGE = f'''\
# %% [markdown]
# # Cells

# %% tags=["live"]
print("first")
# value: from the run
"from the build"

# %% [markdown]
# Many kinds of words.

# %% tags=["live"]
import math as m
from collections import Counter


def f(x, sum=True, *rest, **more):  # the parameters a, b and a word
    """A docstring."""
    # ends: error
    if x is None and not rest or sum in (1, 2):
        raise ValueError(f"bad {{x}}\\n" + "more")
    return [abs(i) @ 1e-7 for i in range(3)][::-1], True, None


class Value(object):
    def __init__(self, x):
        self.x = float(x)

    @property
    def twice(self):
        return self.x * 2**3 // 1 <= 4 != 5  # a x + b


assert (lambda a: -a) is not Counter and f"{{m.pi:.2f}}"

# %% [markdown]
# Next.

# %% tags=["live"] figure="parabola" caption="One thing to see."
# ends: figure
import plotly.express as px

px.scatter(x=[1, 2, 3], y=[1, 4, 9], width=600)

# %% [markdown]
# Next.

# %% tags=["live", "hide-output"] fresh=true
print("begun")  # (1)!
# ends: never

# %% [markdown]
# 1. A note on a line.
#
# Next.

# %% tags=["live"]
# ends: elsewhere

# %% [markdown]
# Complete it.

# %% tags=["exercise"] fresh=true
def double(x):
    return x  # your line


# %% tags=["check"]
{CHECKS}

# %% tags=["solution"]
def double(x):
    return 2 * x


check_zero()
check_two()

# %% tags=["examine"]
print("of the loop")
# value: 14 of 15 changes used old gradients, too

# %% [markdown]
# [Away](../questions/why-is-c-wrong.py)
'''
PRINTS, WORDS, FIGURE, NEVER, ELSEWHERE, EXERCISE, EXAMINED = range(7)

# The color of each letter that is seen.
COLORS = """(root) => {
  const letters = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { color } = getComputedStyle(walker.currentNode.parentElement)
    for (const letter of walker.currentNode.data) if (letter.trim()) letters.push([letter, color])
  }
  return letters
}"""


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """The site of a page with cells of each kind: its folder and its address."""
    pages = FEW_WITH_CELLS | {f"{PATH[:-1]}.py": PAGE}
    project = copy_project(tmp_path_factory.mktemp("cells") / "project", pages)
    with served(tmp_path_factory.mktemp("cells-served")) as (folder, url):
        done = build(
            project, "--site-dir", str(folder), SITE_URL=url, REPO_URL="https://github.com/o/r"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder, url


@pytest.fixture
def read(browser, cells):
    """Open the page with cells."""
    with visits(browser, cells[1]) as visit:

        def read(query="", **options):
            page = visit(PATH + query, **{"replaced": FAKE, **options})
            page.locator(".live-bar").last.wait_for()
            return page

        yield read


@pytest.fixture
def page(read):
    """The page with cells."""
    return read()


def cell(page, place):
    return page.locator(".highlight.live").nth(place)


def press(page, place, name):
    cell(page, place).get_by_role("button", name=name, exact=True).click()


def status(page, place, text):
    """Wait until a cell says so."""
    cell(page, place).locator(".live-status", has_text=text).wait_for()


def run(page, place, name="Run"):
    """Press the button and wait until the run has ended."""
    before = len(asked(page)["programs"])
    press(page, place, name)
    page.wait_for_function(f"window.asked.programs.length > {before}")
    cell(page, place).get_by_role("button", name=name, exact=True).wait_for()


def edit(page, place, text=None):
    """Open the editor of a cell and replace its code."""
    if not cell(page, place).locator(".cm-content").is_visible():
        press(page, place, "Edit")
        cell(page, place).locator(".cm-content:focus").wait_for()
    if text is not None:
        cell(page, place).locator(".cm-content").fill(text)


def shown(page, place):
    """What the page shows below a cell, before the next one."""
    return [text.strip() for text in page.evaluate(BELOW, place) if text.strip()]


BELOW = """(place) => {
  const found = []
  let next = document.querySelectorAll(".highlight.live")[place].nextElementSibling
  for (; next && !next.matches(".live, p"); next = next.nextElementSibling) {
    if (!next.checkVisibility()) continue
    const blocks = next.matches(".output") ? [next] : next.querySelectorAll(".output, li, figure")
    found.push(...[...blocks].filter((each) => each.checkVisibility()).map((each) => each.innerText))
  }
  return found
}"""


def asked(page):
    return page.evaluate("window.asked")


def test_nothing_is_asked_of_python_before_the_reader_shows_interest(page):
    assert asked(page)["prepared"] == 0
    assert not any("editor.js" in request for request in page.requests)
    cell(page, PRINTS).get_by_role("button", name="Run").hover()
    assert asked(page)["prepared"] == 1
    cell(page, WORDS).get_by_role("button", name="Run").focus()
    assert asked(page)["prepared"] == 2
    assert asked(page)["programs"] == []


def test_a_run_shows_what_it_gave_in_the_place_of_what_the_build_gave(page):
    assert shown(page, PRINTS) == ["first", "'from the build'"]
    run(page, PRINTS)
    status(page, PRINTS, "Ran in ")
    assert asked(page)["programs"][0]["checks"] == ""
    for _ in range(2):
        assert shown(page, PRINTS) == ["first", "from the run"]
        run(page, PRINTS)


def test_examine_runs_a_loop_and_shows_what_is_wrong_with_it_and_run_beside_it_runs_it(page):
    assert shown(page, EXAMINED) == []
    page.locator("summary", has_text="Show the answer").click()
    below = shown(page, EXAMINED)
    assert below == ["of the loop\nNothing to say: sgd.watch saw no backward pass."]
    run(page, EXAMINED, "Examine")
    assert shown(page, EXAMINED) == ["of the loop", "14 of 15 changes used old gradients, too"]
    run(page, EXAMINED, "Run")
    press(page, EXAMINED, "Edit")
    cell(page, EXAMINED).locator(".cm-content:focus").press("Control+Enter")
    page.wait_for_function("asked.programs.length === 3")
    programs = asked(page)["programs"]
    assert [program["examine"] for program in programs] == [True, False, True]
    assert [program["before"] for program in programs] == [[], [], []]


@pytest.mark.parametrize("begin", ["pointer", "keyboard"])
def test_the_wait_for_python_is_told_with_what_is_fetched(read, begin):
    page = read("?waiting")
    if begin == "pointer":
        press(page, PRINTS, "Run")  # it is hovered before, which shows interest
    else:
        cell(page, PRINTS).get_by_role("button", name="Edit").press("Control+Enter")
    status(page, PRINTS, "Starting Python… 1.5 of 4.3 MB")
    heard = cell(page, PRINTS).get_by_role("status").aria_snapshot()
    assert "Starting Python" in heard
    assert "MB" not in heard
    page.evaluate("asked.arrive()")
    status(page, PRINTS, "Ran in ")
    heard = cell(page, PRINTS).get_by_role("status").aria_snapshot()
    assert "first from the run" in heard


def test_output_comes_while_it_runs_and_stop_keeps_it_or_what_was_there(page):
    press(page, NEVER, "Run")
    page.locator(".live-result", has_text="begun").wait_for()
    status(page, NEVER, re.compile(r"^Running… \d+ s$"))
    assert page.locator(".notes + .live-result").is_visible()
    press(page, NEVER, "Stop")
    status(page, NEVER, "Stopped.")
    assert shown(page, NEVER) == ["A note on a line.", "begun"]
    edit(page, PRINTS, "# ends: never")
    press(page, PRINTS, "Run")
    status(page, PRINTS, "Running…")
    press(page, PRINTS, "Stop")
    status(page, PRINTS, "Stopped.")
    assert shown(page, PRINTS) == ["first", "'from the build'"]  # it gave nothing


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ('print("step 9", end="\\r")\nprint("step 10", end="\\r")', "step 10"),
        ('print("a")\nprint("1 of 2", end="\\r")\nprint("2", end="\\r")\nprint("b")', "a\nb of 2"),
        ('print("12345", end="")\nprint("", end="\\r\\r")\nprint("ab")\nprint("c")', "ab345\nc"),
        ('print("kept", end="\\r")\nprint("")\nprint("next")', "kept\nnext"),
        ('print("", end="\\rlong\\rs\\r\\nnext")', "song\nnext"),
    ],
)
def test_a_carriage_return_writes_over_the_line(page, code, seen):
    """As a terminal does, and a notebook."""
    edit(page, PRINTS, code)
    run(page, PRINTS)
    assert shown(page, PRINTS) == [seen]
    edit(page, PRINTS, f"{code}\n# ends: never")
    press(page, PRINTS, "Run")  # while it runs, too
    page.wait_for_function(
        "(seen) => document.querySelector('.live-result code')?.innerText.trim() === seen", arg=seen
    )


@pytest.mark.slow
def test_long_output_scrolls_in_its_place_with_the_keyboard_too(page):
    edit(page, PRINTS, "\n".join(f'print("{number}")' for number in range(100)))
    run(page, PRINTS)
    output = page.locator(".live-result code").first
    assert output.inner_text() == "".join(f"{number}\n" for number in range(100))
    assert output.bounding_box()["height"] < 600
    page.locator(".live-result code[tabindex='0']").focus()
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 0")


def test_one_run_ends_the_other_both_cells_say_so_and_a_double_click_runs_once(page):
    press(page, NEVER, "Run")
    status(page, NEVER, "Running…")
    cell(page, PRINTS).get_by_role("button", name="Run").dblclick()
    status(page, NEVER, "Stopped.")
    status(page, PRINTS, "Ran in ")
    assert len(asked(page)["programs"]) == 2


def test_an_error_is_shown_as_python_tells_it(page):
    run(page, WORDS)
    status(page, WORDS, "Stopped at an error after ")
    error = page.locator(".live-error")
    assert error.inner_text().startswith("Traceback (most recent call last):")
    assert not page.get_by_text("The error is in a cell above").is_visible()


def test_what_is_shown_before_an_error_stands_before_it(page):
    edit(page, PRINTS, 'print("begun")\n# ends: shown')
    run(page, PRINTS)
    printed, figure, error = shown(page, PRINTS)
    assert printed == "begun"
    assert "Data of this figure" in figure
    assert error.endswith("ZeroDivisionError: division by zero")


def test_an_error_of_a_cell_above_leads_there(page):
    run(page, ELSEWHERE)
    page.get_by_text("The error is in a cell above").wait_for()
    page.get_by_role("button", name="Go to it").click()
    cell(page, NEVER).locator(".cm-content:focus").wait_for()


def test_other_ends_are_told(page):
    for how, told in (
        ("too long", "a cell may not run longer"),
        ("too much", "it printed too much"),
        ("crashed", "Python crashed. The next run starts it again."),
    ):
        edit(page, PRINTS, f"# ends: {how}")
        run(page, PRINTS)
        status(page, PRINTS, told)


def test_cells_above_run_first_as_they_are_edited_up_to_one_that_begins_anew(page):
    said = [
        cell(page, place).locator(".live-status").inner_text().strip()
        for place in range(EXERCISE + 1)
    ]
    first = "Runs the cell with Run above first."
    two = "Runs the 2 cells with Run above first."
    assert said == ["", first, two, "", first, ""]
    edit(page, WORDS, "y = 7")
    run(page, FIGURE)
    [program] = asked(page)["programs"]
    assert program["before"] == [
        'print("first")\n# value: from the run\n"from the build"',
        "y = 7",
    ]
    run(page, EXERCISE, "Check")
    assert asked(page)["programs"][1]["before"] == []


OUTDATED = "A cell above has changed since this ran. Run it again."


def test_a_result_says_that_what_runs_before_it_has_changed_since(page):
    run(page, WORDS)
    run(page, FIGURE)
    run(page, EXERCISE, "Check")  # no cell runs before it
    edit(page, PRINTS, "x = 1")
    status(page, WORDS, OUTDATED)
    status(page, FIGURE, OUTDATED)
    press(page, WORDS, "Edit")
    status(page, WORDS, OUTDATED)
    run(page, WORDS)
    status(page, WORDS, "Stopped at an error after")
    assert "with your changes above" in cell(page, WORDS).locator(".live-status").inner_text()
    press(page, PRINTS, "Reset")
    status(page, WORDS, OUTDATED)
    status(page, FIGURE, "Ran in ")  # again as it was
    status(page, EXERCISE, "Cases that pass: 1 of 2.")


@pytest.mark.slow
def test_a_result_is_older_than_a_change_made_while_it_runs(page):
    edit(page, NEVER, 'print("begun")')
    edit(page, ELSEWHERE, "\n".join(f'print("{number}")' for number in range(200)))
    press(page, ELSEWHERE, "Run")
    page.locator(".live-result").wait_for()
    edit(page, NEVER, 'print("other")')
    status(page, ELSEWHERE, OUTDATED)


@pytest.mark.parametrize("color_scheme", ["light", slow("dark")])
def test_the_editor_looks_like_the_block(read, color_scheme):
    page = read(color_scheme=color_scheme)
    for place in (PRINTS, WORDS, FIGURE, NEVER, EXERCISE):
        cell(page, place).scroll_into_view_if_needed()
        block, box = cell(page, place), cell(page, place).bounding_box()
        before = block.locator("pre > code").evaluate(COLORS)
        edit(page, place)
        page.wait_for_timeout(100)
        assert block.locator(".cm-content").evaluate(COLORS) == before
        assert len({color for _, color in before}) > 2
        after = block.bounding_box()
        assert (after["width"], after["height"]) == (box["width"], box["height"])


def test_an_edit_runs_and_reset_takes_all_back(page):
    before = cell(page, PRINTS).locator("pre").inner_html()
    assert not cell(page, PRINTS).get_by_role("button", name="Reset").is_visible()
    edit(page, PRINTS, 'print("mine")')
    run(page, PRINTS)
    assert asked(page)["programs"][0]["code"] == 'print("mine")'
    assert shown(page, PRINTS) == ["mine"]
    press(page, PRINTS, "Reset")
    assert cell(page, PRINTS).locator("pre").inner_html() == before
    assert cell(page, PRINTS).locator("pre").is_visible()
    assert shown(page, PRINTS) == ["first", "'from the build'"]
    assert not cell(page, PRINTS).get_by_role("button", name="Reset").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Edit"


def test_copy_and_paper_have_what_the_reader_has_made_of_it(read):
    page = read(permissions=["clipboard-read", "clipboard-write"])
    edit(page, PRINTS, "mine = 1")
    press(page, PRINTS, "Copy")
    assert page.evaluate("navigator.clipboard.readText()") == "mine = 1\n"
    page.emulate_media(media="print")
    assert cell(page, PRINTS).locator("pre").inner_text().strip() == "mine = 1"
    assert not page.locator(".live-bar, .live-editor").first.is_visible()


def test_with_the_keyboard_alone(page):
    cell(page, PRINTS).get_by_role("button", name="Edit").focus()
    page.keyboard.press("Enter")
    cell(page, PRINTS).locator(".cm-content:focus").wait_for()
    status(page, PRINTS, "Ctrl-Enter runs it, Escape leaves the editor.")
    page.keyboard.press("Control+a")
    page.keyboard.type('for i in "x":\nprint("mine")')  # the editor indents
    page.keyboard.press("Control+Enter")
    status(page, PRINTS, "Ran in ")
    assert asked(page)["programs"][0]["code"] == 'for i in "x":\n    print("mine")'
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Edit"
    page.keyboard.press("Control+Enter")
    page.wait_for_function("window.asked.programs.length === 2")
    assert asked(page)["programs"][1]["code"].startswith('print("first")')


def test_tab_indents_and_escape_leaves_the_editor_which_closes_if_nothing_changed(page):
    edit(page, PRINTS, "x")
    page.keyboard.press("Tab")
    assert cell(page, PRINTS).locator(".cm-content").inner_text() == "    x"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Reset"
    edit(page, WORDS)
    page.keyboard.press("Escape")
    assert cell(page, WORDS).locator("pre").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Edit"


def test_an_exercise_tells_which_cases_pass_and_hints_at_the_first_that_does_not(page):
    assert not page.locator(".checks").is_visible()
    run(page, EXERCISE, "Check")
    status(page, EXERCISE, "Cases that pass: 1 of 2.")
    assert shown(page, EXERCISE) == [
        "passes Twice 0 is 0.",
        "fails Twice 2 is 4.\n\nHint: double(2) should be 4; it is 2.",
    ]
    assert asked(page)["programs"][0]["checks"].strip() == CHECKS
    edit(page, EXERCISE, "def double(x):\n    return 2 * x")
    run(page, EXERCISE, "Check")
    status(page, EXERCISE, "Every case passes.")
    assert shown(page, EXERCISE) == ["passes Twice 0 is 0.", "passes Twice 2 is 4."]
    assert not page.locator("details.fold code").last.is_visible()  # the solution


TRACES = "document.querySelector('.live-figure .plot-area').data"


def test_a_figure_is_drawn_from_numbers_and_names_alone_in_the_pages_palette(page):
    run(page, FIGURE)
    page.locator(".live-figure .main-svg").first.wait_for()
    assert page.locator("#parabola").is_hidden()
    names = page.locator(".live-figure .legendtext").all_text_contents()
    assert names == ["data", "<b>approx</b>"]
    assert page.locator(".live-figure .legendtext tspan").count() == 0
    found = page.evaluate(f"{TRACES}.map(({{mode, x, y}}) => [mode, x.length, y[0]])")
    assert found == [["markers", 41, 2000], ["lines", 41, 400]]
    area = page.locator(".live-figure .plot-area")
    assert area.get_attribute("aria-label") == "Figure of data, <b>approx</b>: y over x"
    assert area.bounding_box()["height"] == 450
    ink = "getComputedStyle(document.querySelector('.live-figure .point')).fill"
    before = page.evaluate(ink)
    choose_palette(page, "slate")
    page.wait_for_function(f"{ink} !== '{before}'")
    page.locator(".live-figure summary").click()
    rows = page.locator(".live-figure tbody tr").all_inner_texts()
    assert [rows[0], rows[-1]] == ["data\t-20\t2000", "<b>approx</b>\t20\t400"]


def test_a_figure_has_the_pages_caption_while_the_code_is_the_pages(page):
    caption = page.locator(".live-figure figcaption")
    run(page, FIGURE)
    assert caption.inner_text() == "Figure 1. One thing to see."
    assert page.locator("[id=parabola-caption]").count() == 1
    edit(page, PRINTS, "x = 1")
    run(page, FIGURE)
    page.locator(".live-figure").wait_for()
    assert caption.count() == 0
    press(page, PRINTS, "Reset")
    run(page, FIGURE)
    assert caption.count() == 1
    edit(page, FIGURE, "# ends: figure")
    run(page, FIGURE)
    assert caption.count() == 0


@pytest.mark.slow
def test_bars_names_titles_logarithms_and_limits(page):
    edit(page, PRINTS, "# ends: bars")
    run(page, PRINTS)
    page.locator(".live-figure .bars .point").first.wait_for()
    texts = page.locator(".live-figure :is(.xtick, .gtitle)").all_text_contents()
    assert texts == ["<i>one</i>", "two", "three", "<u>Title</u>"]
    layout = "document.querySelector('.live-figure .plot-area')._fullLayout"
    assert page.evaluate(f"[{layout}.xaxis.type, {layout}.yaxis.type]") == ["category", "log"]
    assert page.evaluate(f"{layout}.yaxis.range") == [-1, 3]
    title = page.locator(".live-figure .gtitle").bounding_box()
    plot = page.locator(".live-figure .plot-area").bounding_box()
    bars = page.locator(".live-figure .bglayer, .live-figure .plot").last.bounding_box()
    assert plot["y"] <= title["y"] <= title["y"] + title["height"] <= bars["y"]
    page.locator(".live-figure summary").click()
    rows = page.locator(".live-figure tbody tr").all_inner_texts()
    assert rows == ["\t<i>one</i>\t1", "\ttwo\t100", "\tthree\t–"]  # noqa: RUF001


def go_away_and_back(page):
    page.get_by_role("link", name="Away", exact=True).click()
    page.get_by_role("heading", name="Why").wait_for()
    page.go_back()
    page.get_by_role("heading", name="Cells").wait_for()
    page.locator(".live-bar").last.wait_for()


def test_edits_outlast_instant_navigation_and_a_reload(page):
    page.evaluate("window.same = true")
    edit(page, PRINTS, 'print("kept")')
    go_away_and_back(page)
    assert page.evaluate("window.same")  # no other page was loaded
    cell(page, PRINTS).locator(".cm-content", has_text="kept").wait_for()
    page.reload()
    cell(page, PRINTS).locator(".cm-content", has_text="kept").wait_for()
    assert page.evaluate("document.activeElement === document.body")
    run(page, PRINTS)
    assert shown(page, PRINTS) == ["kept"]
    press(page, PRINTS, "Reset")
    page.reload()
    assert "first" in cell(page, PRINTS).locator("pre").inner_text()


def test_an_edit_of_code_that_the_page_no_longer_has_is_forgotten(page):
    edit(page, PRINTS, 'print("stale")')
    page.evaluate(
        """for (const [key, text] of Object.entries(sessionStorage)) {
          const kept = JSON.parse(text)
          if (kept.text) sessionStorage[key] = JSON.stringify({ ...kept, original: "older" })
        }"""
    )
    page.reload()
    page.locator(".live-bar").last.wait_for()
    assert "first" in cell(page, PRINTS).locator("pre").inner_text()
    assert "stale" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_an_address_brings_no_code(page, read):
    plain = page.locator(".highlight.live code").all_inner_texts()
    page = read("?code=print(1)&text=print(1)&cell=print(1)#code=print(1)")
    assert page.locator(".highlight.live code").all_inner_texts() == plain


def test_leaving_stops_the_run_and_lets_go_of_figures_and_editors(page):
    run(page, FIGURE)
    page.locator(".live-figure .main-svg").first.wait_for()
    page.evaluate(
        """const purge = Plotly.purge
        window.purged = []
        Plotly.purge = (area) => (purged.push(area.parentElement.classList[0]), purge(area))
        null"""
    )
    edit(page, PRINTS)
    press(page, NEVER, "Run")
    status(page, NEVER, "Running…")
    go_away_and_back(page)
    page.wait_for_function("window.purged.includes('live-figure')")
    assert page.evaluate("window.asked.stopped") == 1
    assert cell(page, NEVER).get_by_role("button", name="Run").is_visible()
    run(page, PRINTS)
    assert shown(page, PRINTS) == ["first", "from the run"]


@pytest.mark.parametrize(
    ("lost", "name"),
    [
        ("delete window.DecompressionStream", "DecompressionStream"),
        slow("delete window.WebAssembly", "WebAssembly"),
        slow("CSS.supports = () => false", ":has()"),
    ],
)
def test_where_python_cannot_run_the_page_says_what_is_missing(page, lost, name):
    page.add_init_script(lost)
    unreadable = {"body": "an older browser", "content_type": "text/javascript"}
    page.route("**/cells/cell.js", lambda route: route.fulfill(**unreadable))
    page.reload()
    page.get_by_text(f"your browser has no {name}.").first.wait_for()
    assert not page.get_by_role("button", name="Run").first.is_visible()
    told = cell(page, PRINTS).locator(".live-bar")
    assert "Chrome 105, Firefox 121, Safari 16.4 and later have it, unless" in told.inner_text()
    assert "/o/r/blob/gh-pages/" in told.get_by_role("link").get_attribute("href")
    assert shown(page, PRINTS) == ["first", "'from the build'"]


def test_without_javascript_it_is_a_block_of_code_with_its_output(browser, cells):
    with visits(browser, cells[1]) as visit:
        page = visit(PATH, java_script_enabled=False)
        block = cell(page, PRINTS)
        height = block.locator("pre").bounding_box()["height"]
        assert block.bounding_box()["height"] == pytest.approx(height, abs=1)
        assert page.get_by_text("'from the build'").is_visible()
        assert not page.locator(".checks").is_visible()
        assert not page.get_by_role("button", name="Run").first.is_visible()


def through_all_states(page):
    """One cell runs, the others have ended in their ways."""
    for place in (PRINTS, FIGURE, ELSEWHERE):
        run(page, place)
    edit(page, WORDS, f"# ends: error {'with a wide line ' * 20}")
    run(page, WORDS)
    run(page, EXERCISE, "Check")
    press(page, NEVER, "Run")
    page.locator(".live-result", has_text="begun").wait_for()
    page.locator(".live-figure .main-svg").first.wait_for()


def test_axe_finds_nothing_in_any_state(page):
    for state in (lambda _: None, through_all_states, lambda page: edit(page, PRINTS)):
        state(page)
        assert_axe_finds_nothing(page)


@pytest.mark.slow
def test_buttons_are_large_enough_and_nothing_is_wider_than_a_small_phone(read):
    page = read(width=320)
    through_all_states(page)
    edit(page, PRINTS)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for control in page.locator(".live-bar :is(button, a):visible, .live-go").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("width", [1440, 360])
def test_the_buttons_take_a_place_that_was_kept_for_them(read, width):
    page = read(width=width)
    page.wait_for_timeout(300)
    assert shift(page) < 0.01


def test_python_itself_gives_what_the_build_gave(read):
    """With the real runner; test_live_runner.py has more of it."""
    page = read(replaced=[])
    press(page, PRINTS, "Run")
    status(page, PRINTS, "Ran in ")
    assert shown(page, PRINTS) == ["first", "'from the build'"]
    press(page, FIGURE, "Run")
    page.locator(".live-figure .main-svg").first.wait_for()
    press(page, EXERCISE, "Check")
    status(page, EXERCISE, "Cases that pass: 1 of 2.")
    hint = page.locator(".live-hint").inner_text()
    assert hint == "Hint: double(2) should be 4; it is 2."
    edit(page, EXERCISE, "def double(x):\n    return 2 * x")
    press(page, EXERCISE, "Check")
    status(page, EXERCISE, "Every case passes.")
    edit(page, PRINTS, "while True:\n    pass")
    press(page, FIGURE, "Run")
    status(page, FIGURE, "Running…")
    press(page, FIGURE, "Stop")
    status(page, FIGURE, "Stopped.")
    edit(page, PRINTS, "1 / 0")
    press(page, FIGURE, "Run")
    page.get_by_role("button", name="Go to it").click()
    cell(page, PRINTS).locator(".cm-content:focus").wait_for()
