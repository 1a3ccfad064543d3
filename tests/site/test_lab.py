"""The lab in Chromium, as a reader uses it: every control, the URL, the keyboard, bad input."""

import contextlib
import io
import re

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.lab_axes import PLACES
from tests.helpers.marks import slow
from tests.helpers.reading import CUT_LISTS, choose_palette, drag, shift

PATH = "lab/"
VIEWS = 4
PICTURES = """() => [...document.querySelectorAll(".lab-view canvas")].map(
  (canvas) => canvas.toDataURL())"""
# Pixels per unit on the axes of the map.
SCALES = f"""() => {{
  const {{ x, y }} = ({PLACES})(document.querySelectorAll(".lab-view svg")[1])
  return [x, y].map((place) => Math.abs(place(1) - place(0)))
}}"""
# The name of the focused element, or null if something else covers it.
FOCUSED = """() => {
  const { activeElement: element } = document
  const { left, top, width, height } = element.getBoundingClientRect()
  const visible = document.elementFromPoint(left + width / 2, top + height / 2)
  if (visible !== element && !element.contains(visible)) return null
  return element.closest(".lab-chooser") ? "Map of" : element.name || element.textContent
}"""
# Where the map has the start: its window reaches to each side of the best place 1.1 times as far as
# the start is from it, and 6 % more at both ends.
RING = 0.5 - 0.5 / (1.1 * 1.12)
# Like pasting; Playwright takes half a minute to type ten thousand lines.
PASTE = "(field, text) => (field.value = text)"


@pytest.fixture
def lab(visit):
    """Open the lab, with a query or not, once its axes are drawn."""

    def open_lab(query="", **options):
        page = visit(PATH + query, **options)
        wait_for_axes(page)
        settle(page)
        return page

    return open_lab


def wait_for_axes(page):
    for index in range(VIEWS):
        page.locator(".lab-view .picture-axis").nth(index).wait_for(state="attached")


def settle(page):
    """Wait until the run has stopped and the status says so."""
    page.locator(".lab-run [name=play]", has_text="Play").wait_for(state="attached")
    page.locator(".lab-status[aria-busy=false]").wait_for()


def run(page, name):
    page.locator(".lab-run").get_by_role("button", name=name, exact=True).click()
    settle(page)


def status(page):
    return page.locator(".lab-status").text_content()


def steps(page):
    match = re.match(r"([\d,]+) steps?", page.locator(".lab-step").text_content())
    return int(match[1].replace(",", ""))


def table(page):
    """The rows of the table of parameters, as texts."""
    return [row.locator("th, td").all_text_contents() for row in page.locator("tbody tr").all()]


def choose(page, name, option):
    page.get_by_role("combobox", name=name).select_option(option)
    settle(page)


@pytest.mark.slow
def test_the_table_has_the_parameters_and_the_steps_that_they_need(lab):
    page = lab()
    x, y = sgd.notebook_data()
    problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
    needed = sgd.curvature(*problem).steps_needed(1e-7)
    assert [int(row[3].replace(",", "")) for row in table(page)] == needed.int().tolist()
    for _ in range(10):
        run(page, "1,000 steps")
    assert steps(page) == 10_000
    params = sgd.fit(*problem, learning_rate=1e-7, steps=10_000).params
    assert [float(row[1]) for row in table(page)] == pytest.approx(params.tolist(), abs=5e-4)
    assert table(page)[0][3] == "right"


@pytest.mark.slow
def test_every_control_changes_the_charts(lab):
    page = lab("?data=noisy&batch=10&steps=100")
    before = page.evaluate(PICTURES)

    def assert_changes(action):
        nonlocal before
        action()
        settle(page)
        after = page.evaluate(PICTURES)
        assert after != before
        before = after

    assert_changes(lambda: choose(page, "Data", "many"))
    assert_changes(lambda: choose(page, "Approximation", "cubic"))
    assert_changes(
        lambda: page.get_by_label("a", exact=True).fill("0.5") or page.keyboard.press("Tab")
    )
    page.get_by_role("button", name="Half the largest stable rate").click()
    assert re.match(r"0\.(49|5)\d* times the largest", page.locator(".lab-regime").text_content())
    assert_changes(lambda: run(page, "25 steps"))
    assert_changes(lambda: page.get_by_label("Standardize the columns").click())
    assert_changes(lambda: page.get_by_role("slider").press("End") or run(page, "1 step"))
    assert_changes(lambda: choose(page, "Loss", "mean"))
    assert_changes(lambda: page.get_by_role("button", name="Random start").click())
    for name, option in (("Optimizer", "adam"), ("Points a step", "50"), ("Numbers", "float64")):
        run(page, "25 steps")
        before = page.evaluate(PICTURES)
        assert_changes(
            lambda name=name, option=option: choose(page, name, option) or run(page, "25 steps")
        )
    assert_changes(lambda: page.get_by_role("combobox", name="Map of").select_option(index=2))
    assert_changes(lambda: page.get_by_role("button", name="Back to the start").click())


def test_a_run_plays_pauses_and_goes_on_at_a_new_rate(lab):
    page = lab("?data=noisy")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Pause").click()
    settle(page)
    halfway = steps(page)
    assert halfway > 10
    page.get_by_label("Learning rate", exact=True).fill("2e-7")
    page.keyboard.press("Tab")
    run(page, "25 steps")
    assert steps(page) == halfway + 25
    page.get_by_role("button", name="Share").click()
    assert f"rates={halfway},2e-7" in page.url
    page.get_by_role("button", name="Play").press("Enter")
    page.locator(".lab-run [name=play]", has_text="Pause").wait_for()
    page.keyboard.press("Escape")
    settle(page)
    assert steps(page) > halfway + 25


def test_a_run_that_flies_off_names_step_and_cause_and_offers_a_rate(lab):
    page = lab("?rate=8e-7")
    page.get_by_role("button", name="Play").press("Enter")
    page.locator(".lab-status", has_text="beyond what float32 can hold").wait_for()
    assert page.evaluate("document.activeElement.name") == "reset"  # the others are disabled
    x, y = sgd.notebook_data()
    with pytest.warns(sgd.DivergenceWarning):
        expected = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=8e-7, steps=1000)
    assert abs(steps(page) - expected.steps) <= 1
    assert f"At step {steps(page)} the loss is beyond what float32 can hold." in status(page)
    assert "above the largest stable one, 6.9187e-7" in status(page)
    too_large = "Too large: 1.156 times the largest stable rate, which is 6.9187e-7."
    assert page.locator(".lab-regime").text_content().startswith(too_large)
    page.get_by_role("button", name="Start again at half").click()
    assert page.evaluate("document.activeElement.name") == "one"  # the button has disappeared
    run(page, "1,000 steps")
    assert steps(page) == 1000


def test_the_shared_url_has_the_whole_state(lab):
    query = (
        "?data=own&points=0,1;1,3;2,5.5;3,6&approximation=line&guesses=0.5,-1&rate=0.01&loss=mean"
        "&batch=2&optimizer=adam&dtype=float64&seed=3&rates=20,0.002&steps=40"
    )
    page = lab(query)
    first = table(page), status(page), page.evaluate(PICTURES)
    page.get_by_role("button", name="Share").click()
    page.goto("about:blank")
    page.go_back()
    wait_for_axes(page)
    settle(page)
    assert (table(page), status(page), page.evaluate(PICTURES)) == first
    assert page.get_by_label("Seed of their order").input_value() == "3"
    assert steps(page) == 40
    page.get_by_role("button", name="The notebook's set-up").click()
    assert "?" not in page.url


@pytest.mark.slow
def test_a_url_is_read_after_a_number_sign_too_and_what_is_wrong_with_it_is_reported(lab):
    page = lab("#loss=mean")
    loss = page.get_by_role("combobox", name="Loss")
    assert loss.input_value() == "mean"

    def change(query):
        page.evaluate("query => (location.hash = query)", query)
        settle(page)

    change("loss=foo")
    assert "loss must be one of sum, mean; it is “foo”." in status(page)
    assert "Here is the notebook's set-up instead." in status(page)
    assert loss.input_value() == "sum"
    change("data=%3Cimg src=x onerror=alert(1)%3E")
    assert "it is “<img src=x onerror=alert(1)>”." in status(page)
    assert page.locator(".lab img, .lab script").count() == 0
    change("rates=5,1e-6;9,2e-6&steps=12")
    assert steps(page) == 12
    change("what-is-calculated")
    assert steps(page) == 12
    change("los=mean&rate=2e-7&steps=10")
    report = "does not know in this address: “los”. The notebook's values are used instead."
    assert report in status(page)
    assert "After 10 steps at rate 2e-7" in status(page)
    assert page.get_by_label("Learning rate", exact=True).input_value() == "2e-7"
    run(page, "1 step")
    assert "los" not in status(page)
    assert steps(page) == 11


@pytest.mark.slow
def test_points_are_pasted_and_bad_ones_are_refused_below_the_field(lab):
    page = lab()
    page.locator("summary", has_text="Points of your own").click()
    field = page.get_by_label("One point a line, x and y")
    error = page.locator(".lab-error")
    use = page.get_by_role("button", name="Use these points")
    before = table(page)
    many = "\n".join(f"{i},{i}" for i in range(10_001))
    for text in ("", "1,2", "x,y\n1,2\n3,four", "1,2\n3,NaN", "1,2\n1,3", "<b>1</b>,2\n3,4", many):
        field.evaluate(PASTE, text)
        use.click()
        assert len(error.text_content()) > 10
        assert table(page) == before
    assert page.locator(".lab b").count() == 0
    field.evaluate(PASTE, "\n".join(f"{i}; {3 * i + 1}" for i in range(10_000)))
    use.click()
    choose(page, "Approximation", "line")
    assert error.text_content() == ""
    assert [float(row[2]) for row in table(page)] == pytest.approx([3, 1], rel=1e-6)


def place(page, view, x, y):
    """Where in the window a picture has this point, in shares of its width and height."""
    page.locator(".lab-view").nth(view).scroll_into_view_if_needed()
    box = page.locator(".lab-view canvas").nth(view).bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def middle_point(page):
    """At x = 0 and y = 0: the window reaches 6 % beyond the points on every side."""
    return place(page, 0, 0.5, 1 - 0.06 / 1.12)


def test_points_and_the_start_can_be_dragged(lab):
    page = lab()
    drag(page, middle_point(page), 0, -80)
    settle(page)
    assert page.get_by_role("combobox", name="Data").input_value() == "own"
    assert float(table(page)[2][2].replace(",", "")) > 10  # the best c has gone up
    guesses = [row[1] for row in table(page)]  # the run is at its start
    for y in (1 - RING, RING):
        drag(page, place(page, 1, RING, y), 40, -20)
    settle(page)
    assert [row[1] for row in table(page)] != guesses


@pytest.mark.parametrize("width", [slow(360), 1280])
def test_a_round_bowl_looks_round(lab, width):
    page = lab("?standardize=1&rate=0.003&steps=100", width=width)
    across, up = page.evaluate(SCALES)
    assert across == pytest.approx(up, rel=0.01)


def test_the_program_and_the_run_that_a_reader_takes_along_are_what_the_lab_shows(lab):
    page = lab("?data=noisy&batch=10&loss=mean&rate=1e-6&rates=50,5e-7&steps=120")
    params = pytest.approx([float(row[1]) for row in table(page)], rel=1e-3)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("The program", exact=True).click()
    page.get_by_role("button", name="Copy as PyTorch").click()
    program = page.evaluate("navigator.clipboard.readText()")
    assert page.locator(".lab-program code").text_content() == program
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "program.py", "exec"), {})
    steps, _, *values = re.findall(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?", printed.getvalue())
    assert steps == "120"
    assert [float(value) for value in values] == params
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    lines = download.value.path().read_text().splitlines()
    first, last = ([float(value) for value in line.split(",")] for line in (lines[1], lines[-1]))
    assert lines[0] == "step,loss,a,b,c"
    x, y = sgd.noisy_data()
    loss = sgd.mean_squared_error(sgd.quadratic(x, torch.tensor([1.0, 2.0, 3.0])), y)
    assert first == [0, pytest.approx(float(loss), rel=1e-6), 1, 2, 3]
    assert last[0] == 120
    assert last[2:] == params


def test_a_field_without_a_number_has_an_error_below_it(lab):
    page = lab()
    before = page.evaluate(PICTURES)
    thousands = "“1,000” may be thousands or decimals: write it without a comma."
    for name, typed, message in (
        ("Learning rate", "abc", "“abc” is not a number."),
        ("Learning rate", "1,000", thousands),
        ("a", "1/3", "“1/3” is not a number."),
        ("Seed of their order", "", "Type a number."),
    ):
        field = page.get_by_label(name, exact=True)
        field.fill(typed)
        field.press("Enter")
        error = page.locator("label:has(:focus) + .lab-error")
        assert error.text_content() == message
    field.press("Tab")
    settle(page)
    assert page.get_by_label("Learning rate", exact=True).input_value() == "1e-7"
    assert page.evaluate(PICTURES) == before
    run(page, "1 step")
    assert "is not a number" not in status(page)
    page.get_by_label("b", exact=True).fill("two")
    page.locator(".lab-prediction").click()  # the field loses the focus
    error = page.locator("label:has(.param-b) + .lab-error")
    assert error.text_content() == "“two” is not a number."
    page.get_by_role("button", name="Random start").click()
    assert page.locator(".lab-guesses .lab-error").count() == 0


def test_missions_are_recognized_and_remembered_but_not_those_of_the_url(lab):
    page = lab("?steps=100")
    first = page.locator(".lab-missions li").first
    assert page.locator(".lab-missions .done").count() == 0
    run(page, "1 step")
    assert "Missions 1 and 2 done." in status(page)
    assert first.text_content().startswith("Done: ")
    page.get_by_role("link", name="missions").click()
    page.wait_for_function("location.hash === '#missions'")
    page.wait_for_timeout(500)
    assert first.is_visible()
    assert steps(page) == 101
    page.get_by_role("slider").press("ArrowRight")
    settle(page)
    assert "Mission" not in status(page)
    page.reload()
    wait_for_axes(page)
    assert first.text_content().startswith("Done: ")
    page.get_by_role("button", name="Forget my progress").click()
    assert not first.text_content().startswith("Done: ")


def test_the_keyboard_alone_reaches_every_control_and_nothing_covers_it_on_the_way_back(lab):
    page = lab()
    page.locator(".lab-run [name=one]").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert steps(page) == 1
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name"))
        if reached[-1] == "copy":
            break
        if reached[-1] == "rate-slider":
            page.keyboard.press("ArrowRight")
    names = page.locator(".lab [name]").evaluate_all(
        "all => all.filter((each) => each.checkVisibility()).map((each) => each.name)"
    )
    assert set(names) <= {*reached, "one", "share", "csv", "forget"}
    assert page.get_by_label("Learning rate", exact=True).input_value() != "1e-7"
    page.get_by_role("button", name="Download CSV").focus()
    reached = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        page.wait_for_timeout(50)
        reached.append(page.evaluate(FOCUSED))
        if reached[-1] == "Map of":
            break
    assert reached[-1] == "Map of"
    assert None not in reached


def test_the_lab_survives_leaving_and_coming_back(lab):
    page = lab("?steps=1000000")
    page.get_by_role("link", name=re.compile("^Next")).click()
    page.locator(".lab").wait_for(state="detached")
    page.go_back()
    wait_for_axes(page)
    page.locator(".lab-step", has_text="1,000,000 steps").wait_for()


@pytest.mark.parametrize("width", [slow(1440), slow(768), 360, slow(320)])
def test_the_lab_fits_every_screen_in_both_palettes_and_moves_nothing_as_it_opens(lab, width):
    page = lab(width=width)
    # Where lines are shortest, they break elsewhere until the typeface comes.
    assert shift(page) < (0.02 if width == 320 else 0.01)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    light = page.evaluate(PICTURES)
    choose_palette(page, "slate")
    settle(page)
    dark = page.evaluate(PICTURES)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    for element in page.locator(".lab :is(button, input, select, summary):visible").all():
        box = element.bounding_box()
        assert box["height"] >= 14
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate(CUT_LISTS) == []


def seen(page, selector):
    """The share of an element's height that is in the window, below all that is pinned."""
    return page.locator(selector).first.evaluate(
        """(element) => {
          const { left, top, height, width } = element.getBoundingClientRect()
          const rows = Array.from({ length: 40 }, (_, i) => top + ((i + 0.5) / 40) * height)
          const shown = rows.filter((y) => element.contains(document.elementFromPoint(left + width / 2, y)))
          return shown.length / rows.length
        }"""
    )


@pytest.mark.parametrize("width", [slow(1440), slow(768), 360])
def test_pictures_are_in_the_first_screen_and_what_the_run_says_stays_in_sight(lab, width):
    page = lab("?data=noisy", width=width)
    first = ".lab-map" if width == 360 else ".lab-view"
    assert seen(page, f"{first} .lab-plot") > 0.9
    run(page, "25 steps")
    page.locator("[name=seed]").focus()
    assert page.evaluate("scrollY > 300")
    for part in (".lab-step", ".lab-status"):
        assert seen(page, part) > 0.9
    assert (seen(page, ".lab-map .lab-plot") > 0.9) is (width == 360)  # there it is pinned
    assert page.evaluate(FOCUSED) == "seed"


@pytest.mark.parametrize("width", [768, slow(1440)])
def test_the_four_pictures_are_two_by_two(lab, width):
    boxes = [view.bounding_box() for view in lab(width=width).locator(".lab-plot").all()]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"] == boxes[3]["y"]
    assert boxes[0]["x"] == boxes[2]["x"] < boxes[1]["x"] == boxes[3]["x"]


def test_the_words_above_the_pictures_follow_the_set_up(lab):
    page = lab("?data=own&points=1,2;2,4;3,7&approximation=line")
    intro = page.locator(".lab-intro")
    assert intro.inner_text().startswith("3 points of your own; the curve y = ax + b.")
    page.get_by_role("button", name="The notebook's set-up").click()
    page.locator(".lab-intro", has_text="still wrong").wait_for()
    assert intro.locator(".param-c").first.is_visible()


@pytest.mark.slow
def test_the_lab_prints_in_the_light_palette(lab):
    page = lab("?steps=100", color_scheme="dark")
    dark = page.evaluate(PICTURES)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.evaluate(PICTURES)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("pictures => " + PICTURES + "().join() === pictures.join()", arg=dark)
    choose_palette(page, "default")
    settle(page)
    assert page.evaluate(PICTURES) == printed


def swipe(page, start, end):
    """Move a finger over the page, by the events of a phone."""
    session = page.context.new_cdp_session(page)
    middle = [(one + other) / 2 for one, other in zip(start, end, strict=True)]
    for kind, *places in (("Start", start), ("Move", middle), ("Move", end), ("End",)):
        points = [{"x": x, "y": y} for x, y in places]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        page.wait_for_timeout(100)
    settle(page)


@pytest.mark.slow
def test_a_finger_scrolls_over_the_points_and_drags_the_start(lab):
    page = lab(width=360, has_touch=True, is_mobile=True)
    lowest = middle_point(page)
    before = page.evaluate("scrollY")
    swipe(page, lowest, (lowest[0], lowest[1] - 150))
    assert page.evaluate("scrollY") > before + 50
    assert page.get_by_role("combobox", name="Data").input_value() == "notebook"
    ring = place(page, 1, RING, RING)
    before = page.evaluate("scrollY")
    swipe(page, ring, (ring[0] + 60, ring[1] + 60))
    assert page.evaluate("scrollY") == before
    assert page.get_by_label("a", exact=True).input_value() != "1"


@pytest.mark.slow
def test_with_reduced_motion_a_million_steps_take_the_place_of_playing(lab):
    page = lab(reduced_motion="reduce")
    assert not page.locator(".lab-run button[name=play]").is_visible()
    run(page, "1,000,000 steps")
    page.locator(".lab-step", has_text="1,000,000 steps").wait_for()


# A browser that paints one frame in half a second.
SLOW = """() => {
  window.painted = 0
  window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now(), painted++), 500)
  window.cancelAnimationFrame = clearTimeout
}"""


def test_a_run_goes_on_while_the_browser_paints(lab):
    """In turns of 10 ms: one for each frame would be more frames than any machine needs."""
    page = lab(reduced_motion="reduce")
    page.evaluate(SLOW)
    run(page, "1,000,000 steps")
    page.locator(".lab-step", has_text="1,000,000 steps").wait_for()
    assert page.evaluate("painted") < 20


def test_without_javascript_the_lab_says_what_it_needs(visit):
    page = visit(PATH, java_script_enabled=False)
    assert page.locator("noscript").first.is_visible()
    assert not page.locator(".lab").is_visible()


def test_where_the_lab_cannot_run_the_page_says_what_is_missing(visit):
    page = visit("")
    page.add_init_script("delete Array.prototype.at")
    page.goto(page.url + PATH)
    page.get_by_text("your browser has no Array.at().").wait_for()
    assert "Chrome 92, Firefox 90, Safari 15.4" in page.locator(".lab").inner_text()


@pytest.mark.slow
def test_a_page_that_is_a_file_says_so(browser, site):
    page = browser.new_page()
    page.goto((site / PATH / "index.html").as_uri())
    page.get_by_text("The lab runs where a web server shows the page").wait_for()
    page.close()


@pytest.mark.slow
def test_a_lab_whose_scripts_do_not_load_says_so(browser, address):
    page = browser.new_page()
    page.route("**/engine/*.js", lambda route: route.abort())
    page.goto(address[1] + PATH)
    page.get_by_text("The lab does not run: its scripts did not load.").wait_for()
    page.close()
