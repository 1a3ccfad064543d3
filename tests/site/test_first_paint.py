"""The colors of a page before its scripts run: the system's, or what the reader has chosen."""

import pytest

from tests.helpers.reading import SETTLED, choose_palette

VARIED = ["recipe/by-hand/", "lab/", "reference/stopping/"]
# What Material's script sets, by mkdocs.yml.
CHOSEN = {"light": ["default", "white"], "dark": ["slate", "black"]}
UNTOUCHED = ["system", "system"]
CHOOSE = """([scheme, primary]) =>
  Object.assign(document.body.dataset, { mdColorScheme: scheme, mdColorPrimary: primary })"""
COLORS = """() => [...document.querySelectorAll("body, body *")].map((element) => {
  const style = getComputedStyle(element)
  const names = ["color", "background-color", "border-color", "box-shadow", "fill", "color-scheme"]
  return [element.tagName, `${element.className}`, ...names.map((name) => style[name])]
})"""

STYLES = """() => {
  const links = [...document.querySelectorAll("link[rel=stylesheet]")]
  window.link ??= links[0]
  return [links.length, links[0] === window.link, getComputedStyle(document.body).position]
}"""
# Of the window's own bars, outside the page's body.
WINDOW = """() => document.querySelector("meta[name=color-scheme]").content"""


@pytest.fixture
def unscripted(tmp_path):
    """What `visit` takes to open a page without its scripts."""
    empty = tmp_path / "empty.js"
    empty.touch()
    return [("**/*.js", empty)]


def colors(page, palette):
    """The colors of all that the page has, by one of the theme's palettes."""
    page.evaluate(CHOOSE, palette)
    return page.evaluate(COLORS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.slow
def test_a_page_has_the_systems_colors_and_paper_is_light(visit, unscripted, scheme):
    for path in VARIED:
        page = visit(path, color_scheme=scheme, replaced=unscripted)
        page.add_style_tag(content=SETTLED)
        found = page.evaluate(COLORS)
        assert found == colors(page, CHOSEN[scheme])
        assert found != colors(page, CHOSEN["light" if scheme == "dark" else "dark"])
        page.emulate_media(media="print")
        assert colors(page, UNTOUCHED) == colors(page, CHOSEN["light"])


def test_a_page_has_the_palette_that_the_reader_has_chosen(visit, unscripted):
    page = visit()
    choose_palette(page, "slate")
    [(pattern, empty)] = unscripted
    page.route(pattern, lambda route: route.fulfill(path=empty))
    page.reload()
    page.add_style_tag(content=SETTLED)
    found = page.evaluate(COLORS)
    assert found == colors(page, CHOSEN["dark"])


def test_the_stylesheet_is_read_once_a_visit(visit):
    page = visit("recipe/six-steps/")
    first = page.evaluate(STYLES)
    page.locator(".page-link-next").click()
    page.locator(".page-link-previous[href$='six-steps/']").wait_for()
    assert page.evaluate(STYLES) == first
    assert len([url for url in page.requests if url.endswith("site.css")]) == 1


@pytest.mark.parametrize(("system", "other"), [("light", "slate"), ("dark", "default")])
def test_the_window_follows_the_system_until_the_reader_chooses(visit, system, other):
    page = visit(color_scheme=system)
    assert page.evaluate(WINDOW) == "light dark"
    choose_palette(page, other)
    assert page.evaluate(WINDOW) == {"slate": "dark", "default": "light"}[other]
