"""The glossary: terms that explain themselves where a page first uses them."""

import re

import markdown
import pytest

from pipeline import inline_html as glossary
from tests.conftest import ROOT

MEANINGS = glossary.terms(ROOT / "docs" / "glossary.md")


def marked(text, meanings=None):
    meanings = meanings or {"loss": "How far off.", "batch": "A few points."}
    extensions = ["abbr", "tables", "fenced_code"]
    explained = glossary.abbreviations(meanings, text)
    return glossary.mark_first(markdown.markdown(explained, extensions=extensions))


def terms(page):
    return re.findall(r"<abbr[^>]*>(.*?)</abbr>", page)


def test_the_first_use_is_marked_in_any_form():
    page = marked("Losses fall. A loss falls.\n\nBatches and a batch.")
    assert terms(page) == ["Losses", "Batches"]
    assert '<abbr tabindex="0" title="How far off.">Losses</abbr>' in page


@pytest.mark.parametrize(
    "text",
    ["# A loss", "[a loss](x.html)", "`loss`", "```\nloss\n```", "| loss |\n|---|\n| 1 |"],
)
def test_what_is_read_for_something_else_is_left_alone(text):
    page = marked(f"{text}\n\nThe loss.")
    assert terms(page) == ["loss"]
    assert "The <abbr" in page


def test_words_that_hold_a_term_are_other_words():
    assert terms(marked("A glossary is lossless.")) == []


def test_the_glossary_is_in_order_and_says_each_thing_shortly():
    assert list(MEANINGS) == sorted(MEANINGS, key=str.lower)
    assert len(MEANINGS) >= 25
    for meaning in MEANINGS.values():
        assert meaning.endswith(".")
        assert len(meaning.split()) <= 35


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*/*.py")), ids=lambda path: path.stem)
def test_every_lesson_uses_terms_that_the_glossary_explains(path):
    if path.parent.name in {"recipe", "questions", "further"}:
        text = path.read_text().lower()
        assert sum(term.lower() in text for term in MEANINGS) >= 4
