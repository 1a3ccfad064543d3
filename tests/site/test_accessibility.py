"""For everyone: keyboard, reduced motion, paper, and no JavaScript; axe is in test_pages.py."""

import pytest

from tests.helpers.reading import DRAWINGS, EVERY_PAGE


def test_a_slider_is_moved_with_the_keyboard_alone(visit):
    page = visit()
    slider = page.get_by_role("slider", name="step")
    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Tab")
    assert slider.evaluate("element => element === document.activeElement")
    page.keyboard.press("End")
    page.locator(".plot-control output", has_text="10,002").wait_for()
    assert slider.get_attribute("aria-valuetext") == "10,002"
    page.keyboard.press("ArrowLeft")
    page.locator(".plot-control output", has_text="10,002").wait_for(state="detached")


def test_reduced_motion_leaves_no_animation(visit):
    page = visit(reduced_motion="reduce")
    assert page.get_by_role("slider").is_visible()
    assert not page.locator(".plot-play").is_visible()


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_without_javascript_caption_and_table_are_there_and_nothing_dead(visit, path):
    page = visit(path, java_script_enabled=False)
    for figure in page.locator("figure.plot").all():
        assert figure.locator("figcaption").text_content().strip().startswith("Figure ")
        assert not figure.locator(".plot-area, .plot-controls, .plot-tools").first.is_visible()
        if figure.get_attribute("id") in DRAWINGS:
            assert not figure.locator("summary").count()
            continue
        # By a key: what is drawn late above may move a pointer's target while it is pressed.
        figure.locator("summary").press("Enter")
        figure.locator("tbody tr").first.wait_for()


def test_formulas_are_there_without_javascript_with_the_colors_of_the_parameters(visit):
    page = visit("recipe/six-steps/", java_script_enabled=False)
    colors = {
        name: page.locator(f".katex-html .param-{name}").first.evaluate(
            "e => getComputedStyle(e).color"
        )
        for name in "abc"
    }
    assert len({*colors.values(), page.evaluate("getComputedStyle(document.body).color")}) == 4


def test_paper_shows_every_figure_at_once_and_the_data_of_one_that_cannot_be_had(visit):
    page = visit("recipe/six-steps/")
    figures = page.locator("figure.plot")
    lost = figures.last.get_attribute("data-src").rpartition("/")[2]
    page.route(f"**/{lost}", lambda route: route.fulfill(body="no figure"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for figure in figures.all()[:-1]:
        assert figure.locator(".main-svg").first.is_visible()
        assert not figure.locator("table").is_visible()
    assert not figures.first.locator(".plot-tools").is_visible()
    assert figures.last.locator("table").is_visible()
    assert not figures.last.locator(".plot-area").is_visible()
    assert not page.locator(".notebook-links").is_visible()


COLORS = """() => [
    getComputedStyle(document.querySelector("h1")).color,
    getComputedStyle(document.querySelector(".plot .js-line")).stroke,
]"""


@pytest.mark.slow
def test_paper_is_light_and_the_screen_dark_again(visit):
    found = {}
    for scheme in ("light", "dark"):
        page = visit("questions/mean-or-sum/", color_scheme=scheme)
        page.locator("figure.plot").first.scroll_into_view_if_needed()
        page.locator(".plot .js-line").first.wait_for()
        page.evaluate("scrollTo(0, 0)")
        found[scheme] = page.evaluate(COLORS)
    assert all(light != dark for light, dark in zip(*found.values(), strict=True))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(COLORS) == found["light"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"dark => ({COLORS})().join() === dark.join()", arg=found["dark"])
