"""The pages as a reader meets them, in Chromium."""

import re

import pytest

from tests.helpers.marks import slow
from tests.helpers.reading import (
    EVERY_PAGE,
    PAGES,
    assert_axe_finds_nothing,
    choose_palette,
    draw_all,
    move,
)

RECIPE = "recipe/six-steps/"
FIGURES = 6
# Every number in what is drawn of the traces.
PLACES = """(area) => [...area.querySelectorAll(".scatterlayer :is(path, text)")].flatMap((shape) =>
  `${shape.getAttribute("d")} ${shape.getAttribute("transform")} ${shape.getAttribute("x")}`
    .match(/-?[\\d.]+/g).map(Number))"""


# Neither the page nor what plotly draws is wider than the window.
FITS = """() => document.documentElement.scrollWidth <= innerWidth &&
  [...document.querySelectorAll(".plot-area .main-svg")].every((drawing) => {
    const { left, right } = drawing.getBoundingClientRect()
    return left >= 0 && right <= innerWidth
  })"""


def traces(page, index):
    """The x and y that plotly has drawn."""
    areas = "[...document.querySelectorAll('.plot-area')]"
    return page.evaluate(f"{areas}[{index}].data.map(({{x, y, name}}) => [name, [...x], [...y]])")


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_page_fits_its_controls_move_and_axe_finds_nothing(visit, path):
    """When the visit ends, nothing foreign was asked for and nothing complained."""
    page = visit(path, color_scheme="dark", width=320)
    draw_all(page)
    assert_nothing_is_wider_than_the_window(page)
    assert_controls_are_large_enough(page)
    assert_every_control_moves_its_figure(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert_axe_finds_nothing(page)


def assert_nothing_is_wider_than_the_window(page):
    for width in (320, 360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(FITS)  # figures follow the size of their place


def assert_controls_are_large_enough(page):
    for element in page.locator("main figure :is(button, input, summary)").all():
        box = element.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def assert_every_control_moves_its_figure(page):
    """To both ends, and every button."""
    sliders = page.locator(".plot-control input").all()
    for slider in sliders:
        move(slider, slider.get_attribute("max"))
    for button in page.locator('.plot-control[role="group"] button').all():
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
    for slider in sliders:
        area = slider.locator("xpath=ancestor::figure").locator(".plot-area")
        seen = []
        for end in ("max", "min"):
            move(slider, slider.get_attribute(end))
            seen.append(area.evaluate(PLACES))
            area.evaluate("(area) => Plotly.redraw(area)")
            assert seen[-1] == pytest.approx(area.evaluate(PLACES), abs=1)  # pixels
        assert seen[0] != seen[1]
        shown = slider.locator("xpath=following-sibling::output").inner_text()
        assert slider.get_attribute("aria-valuetext") == shown != ""
    assert not page.get_by_text("could not be drawn").count()


def test_the_figures_show_the_data_and_the_approximation_and_drawing_moves_nothing(visit):
    page = visit(RECIPE)
    heights = "[...document.querySelectorAll('figure.plot')].map((each) => each.offsetHeight)"
    before = page.evaluate(heights)
    assert draw_all(page).count() == FIGURES
    assert page.evaluate(heights) == before  # they were reserved
    x = list(range(-20, 21))
    for index in (0, 1, 3, 4, 5):
        drawn = traces(page, index)
        assert drawn[0][1:] == [x, [5 * i * i for i in x]]
        if index:
            assert [name for name, *_ in drawn] == ["data", "approx"]
    guess, last = traces(page, 1)[1][2], traces(page, 5)[1][2]
    assert guess == [i * i + 2 * i + 3 for i in x]
    assert last == pytest.approx([4.9885 * i * i + 2.9079 for i in x], abs=0.05)


def test_a_figure_answers_the_pointer(recipe):
    area = recipe.locator(".plot-area").first
    surface = area.locator(".nsewdrag")
    box = surface.bounding_box()
    # Waits until the page above has found its height.
    surface.hover(position={"x": box["width"] / 2, "y": box["height"] - 30})
    hover = area.locator(".hoverlayer text").first
    hover.wait_for()
    assert re.search(r"\d", hover.text_content())


def test_plotly_is_fetched_once_where_a_figure_is_near_and_controls_work_there_and_back(visit):
    page = visit()
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.requests if "plotly.min.js" in url]
    page.get_by_role("link", name="The six steps").first.click()
    page.get_by_role("heading", name="Step 3").wait_for()
    assert draw_all(page).count() > 1
    page.go_back()
    page.get_by_role("heading", name="Copy it").wait_for()
    slider = page.get_by_role("slider")
    slider.fill(slider.get_attribute("max"))
    page.locator("output", has_text="10,002").wait_for()
    page.go_forward()
    page.get_by_role("heading", name="Step 3").wait_for()
    page.get_by_role("link", name="Next Curvature").click()
    page.get_by_role("heading", name="Three parameters").wait_for()
    draw_all(page)
    assert len([url for url in page.requests if "plotly.min.js" in url]) == 1


def test_figures_follow_the_palette(recipe):
    point = (
        recipe.locator(".plot-area")
        .nth(1)
        .locator(".scatterlayer .trace")
        .first.locator("path")
        .first
    )
    before = point.evaluate("node => getComputedStyle(node).fill")
    choose_palette(recipe, "slate")
    recipe.wait_for_function(
        "([selector, before]) => getComputedStyle(document.querySelectorAll('.plot-area')[1]"
        ".querySelector(selector)).fill !== before",
        arg=[".scatterlayer .trace path", before],
    )
    light = sum(map(int, re.findall(r"\d+", before)[:3]))
    dark = sum(map(int, re.findall(r"\d+", point.evaluate("n => getComputedStyle(n).fill"))[:3]))
    assert light < 150 < 600 < dark
    # Letters follow by the stylesheet, and by plotly when it is at rest.
    recipe.wait_for_function(
        "[...document.querySelectorAll('.plot-area .ytick text')].every((text) => {"
        "const seen = getComputedStyle(text).fill;"
        "return seen === text.style.fill && Number(seen.match(/[0-9]+/)[0]) > 150 })"
    )


def test_a_finger_on_a_figure_scrolls_the_page(visit):
    page = visit(RECIPE, width=360, has_touch=True, is_mobile=True)
    draw_all(page)
    page.locator(".plot-area").nth(1).evaluate(
        "area => window.scrollBy(0, area.getBoundingClientRect().top - 200)"
    )
    box = page.locator(".plot-area .nsewdrag").nth(1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = page.evaluate("scrollY")
    browser = page.context.new_cdp_session(page)
    for kind, way in [("touchStart", 0), *(("touchMove", 10 * k) for k in range(1, 16))]:
        browser.send("Input.dispatchTouchEvent", touch(kind, [{"x": x, "y": y - way}]))
    browser.send("Input.dispatchTouchEvent", touch("touchEnd", []))
    page.wait_for_function("before => scrollY > before + 100", arg=before)


def touch(kind, points):
    """The event as Chromium's protocol wants it."""
    return {"type": kind, "touchPoints": points}


def test_a_figure_that_cannot_be_drawn_says_so(visit):
    page = visit()
    page.route("**/figures/**/*.json", lambda route: route.fulfill(status=404))
    page.get_by_role("link", name="The six steps").first.click()
    page.get_by_role("heading", name="Step 3").wait_for()
    area = page.locator(".plot-area").first
    area.scroll_into_view_if_needed()
    page.get_by_text("This figure could not be drawn").first.wait_for()
    assert all("404" in text for text in page.complaints)  # the browser's own line
    page.complaints.clear()


def test_search_finds_the_words_of_the_page(visit):
    page = visit()
    page.wait_for_load_state("networkidle")
    box = page.get_by_role("textbox", name="Search")
    box.click()
    box.press_sequentially("requires_grad")
    page.locator(".md-search-result__item").first.wait_for()
    links = page.locator(".md-search-result__link").all()
    found = [link.get_attribute("href") for link in links]
    assert any("/recipe/derivatives/" in address for address in found)


PLACE = """(shape) => {
  const { x, y, width, height } = shape.getBoundingClientRect()
  return [x, y + scrollY, width, height]
}"""


def test_a_term_tells_its_meaning_at_the_word_and_escape_takes_it_away(visit):
    page = visit("questions/curvature/", width=320, has_touch=True)
    term = page.locator("abbr[aria-description]").first
    meaning = page.locator(".term-meaning")
    for show in (term.focus, term.hover, term.tap):
        show()
        meaning.wait_for()
        assert meaning.inner_text() == term.get_attribute("aria-description")
        word, box = term.bounding_box(), meaning.bounding_box()
        assert box["y"] - word["y"] - word["height"] < 10
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
        page.keyboard.press("Escape")
        meaning.wait_for(state="hidden")
        term.blur()
        page.mouse.move(0, 0)


def test_without_javascript_a_term_tells_its_meaning_to_the_keyboard(visit):
    term = visit("questions/curvature/", java_script_enabled=False).locator("abbr").first
    term.focus()
    assert term.get_attribute("title") in term.evaluate(
        "each => getComputedStyle(each, '::after').content"
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 900), slow(360, 740)])
def test_home_shows_its_picture_and_play_at_once_and_play_begins_with_that_picture(
    visit, width, height
):
    page = visit(width=width)
    page.set_viewport_size({"width": width, "height": height})
    for part in (".filled", ".plot-area", ".plot-play", ".plot-control input"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= height, part
    area = page.locator(".plot-area").first
    still = area.locator("polyline").evaluate(PLACE), area.evaluate(PLACE)
    page.get_by_role("slider").press("Home")
    draw_all(page)
    drawn = area.locator(".scatterlayer .js-line").evaluate(PLACE), area.evaluate(PLACE)
    assert still[1] == drawn[1]
    assert still[0] == pytest.approx(drawn[0], abs=2)  # pixels


def test_home_lists_every_page_with_the_minutes_that_the_page_says(visit):
    page = visit()
    entries = page.locator("[data-page]")
    assert {entry.get_attribute("data-page") for entry in entries.all()} == {*PAGES} - {""}
    told = page.locator('[data-page="recipe/six-steps/"] .minutes').inner_text()
    page.get_by_role("link", name="The six steps").click()
    page.get_by_text(f"{told.removesuffix(' min')} minutes to read").wait_for()


REACHED = """() => [...document.querySelectorAll(".md-typeset__scrollwrap, .highlight > pre > code")]
  .every((each) => each.scrollWidth <= each.clientWidth || each.tabIndex === 0)"""


@pytest.mark.parametrize("path", [slow("further/backward/"), slow("questions/learning-rate/")])
def test_what_scrolls_on_a_small_desktop_takes_the_focus_without_being_seen_first(visit, path):
    page = visit(path, width=1280)
    page.wait_for_function(REACHED)
    assert page.locator(
        ".md-content [tabindex='0']:is(pre > code, .md-typeset__scrollwrap)"
    ).count()
    assert_axe_finds_nothing(page)


def test_the_summary_prints_on_one_sheet(visit):
    page = visit("summary/")
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "1cm")
    for size in ("A4", "Letter"):
        sheet = page.pdf(format=size, margin=margin)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
