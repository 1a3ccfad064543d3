"""What tests of claims share: the problems, and that a claim stands on the page that it is of."""

from functools import cache

import pytest

from tests.helpers.bowls import DATA, Bowl
from tests.helpers.project import ROOT


@cache
def text(page):
    """A page's text, with its lines joined."""
    return " ".join((ROOT / "docs" / page).read_text().replace("\n# ", " ").split())


@pytest.fixture(autouse=True)
def claims_stand_on_their_pages(request):
    """A test of claims quotes each; one that a page no longer makes needs no check."""
    for mark in request.node.iter_markers("claim"):
        page, *sentences = mark.args
        assert [sentence for sentence in sentences if sentence not in text(page)] == []


@pytest.fixture(scope="module", params=DATA)
def case(request):
    return Bowl(request.param)
