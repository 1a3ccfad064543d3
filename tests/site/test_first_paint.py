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
