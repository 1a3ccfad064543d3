"""The typefaces: all that is read is in them, they are light, and nothing moves when they come."""

import pytest
from bs4 import BeautifulSoup
from PIL import ImageFont

from pipeline.assets import file_of
from tests.helpers.marks import slow
from tests.helpers.project import ROOT

FONTS = ROOT / "docs" / "assets" / "fonts"
FIRST_SCREEN = 85_000  # bytes
WITHOUT_LETTERS = file_of("katex", "dist", "fonts", "KaTeX_Size4-Regular.woff2")
# In code, drawn by KaTeX's own faces, or not shown.
ELSEWHERE = "pre, code, script, style, title, .katex, .headerlink, .md-search"
# Every system has these, and no page has many.
OF_THE_SYSTEM = set("\u200b←→√≈≤≥∞∑∇⁻ᵀ⌘✓✗")
WIDTHS = """async () => {
  await document.fonts.ready
  return [...document.querySelectorAll("article p, .md-nav__link .md-ellipsis")].map((text) => {
    const range = document.createRange()
    range.selectNodeContents(text)
    return [...range.getClientRects()].reduce((sum, { width }) => sum + width, 0)
  })
}"""


def missing(name, letters):
    """The letters that a file has no glyph for: it draws all of them alike."""
    face = ImageFont.truetype(str(FONTS / name), 40)
    none = bytes(face.getmask("\uffff"))
    return {letter for letter in letters if bytes(face.getmask(letter)) == none}


def texts(site):
    """What is read of each page."""
    for path in site.rglob("index.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for element in page.select(ELSEWHERE):
            element.decompose()
        yield page.get_text()


@pytest.mark.slow
def test_the_faces_have_the_letters_of_every_page(site):
    letters = {letter for letter in "".join(texts(site)) if not letter.isspace()} - OF_THE_SYSTEM
    greek = {letter for letter in letters if "\u0370" <= letter < "\u0400"}
    for name in ("serif", "sans"):
        for style in ("normal", "italic"):
            assert missing(f"{name}-latin-{style}.woff2", letters - greek) == set()
            assert missing(f"{name}-greek-{style}.woff2", greek) == set()
    assert missing("serif-latin-normal.woff2", "aж") == {"ж"}


def test_the_faces_of_a_first_screen_are_few_bytes():
    faces = [FONTS / f"{name}-latin-normal.woff2" for name in ("serif", "sans")]
    assert sum(face.stat().st_size for face in faces) < FIRST_SCREEN


@pytest.mark.parametrize("path", [slow("recipe/six-steps/"), slow("questions/learning-rate/")])
def test_text_is_as_wide_before_its_typeface_comes(visit, path):
    """Where the machine has a face that typefaces.css names, as Debian's Chromium brings."""
    page = visit(path)
    after = page.evaluate(WIDTHS)
    before = visit(path, replaced=[("**/fonts/s*.woff2", WITHOUT_LETTERS)]).evaluate(WIDTHS)
    assert sum(before) == pytest.approx(sum(after), rel=0.03)
