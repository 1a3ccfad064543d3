"""The pages that `mkdocs serve` keeps: when one holds, and when it is as good as none."""

import pytest

from pipeline import pages as kept
from pipeline.pages import Made, Pages

MADE = Made("# é", {"minutes": 3, "tags": ["x"]}, {"assets/figures/x.json": "{}"})


@pytest.fixture
def pages(tmp_path):
    """One page, made of some ingredients."""
    pages = Pages(tmp_path / "pages")
    pages.put("docs/recipe/page.py", "ingredients", MADE)
    return pages


def test_a_page_holds_for_what_it_was_made_of(pages):
    assert pages.get("docs/recipe/page.py", "ingredients") == MADE


@pytest.mark.parametrize(
    "asked", [("docs/recipe/page.py", "others"), ("docs/recipe/other.py", "ingredients")]
)
def test_anything_else_finds_nothing(pages, asked):
    assert pages.get(*asked) is None


@pytest.mark.parametrize("part", ["WORKSHOP", "FOUNDATION"])
def test_another_way_to_make_pages_ends_an_entry(pages, monkeypatch, part):
    monkeypatch.setattr(kept, part, [*getattr(kept, part), "more"])
    assert pages.get("docs/recipe/page.py", "ingredients") is None


def test_the_workshop_knows_how_pages_are_made():
    assert any("def to_markdown(" in text for text in kept.WORKSHOP)


def test_a_page_with_an_image_in_bytes_is_made_anew(pages):
    pages.put("docs/image.py", "ingredients", Made("", {}, {"image.png": b"\x89PNG"}))
    assert pages.get("docs/image.py", "ingredients") is None
