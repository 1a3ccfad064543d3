"""The numbers that pages share, as the built pages show them: no page shows another figure for one."""

import math
import re
from dataclasses import dataclass
from functools import cache

import pytest

import sgd_tutorial as sgd
from tests.helpers.project import NOTEBOOKS

# In thousands, with decimals, or with an exponent.
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)")
# A program is what the reader may change; what it prints is what the page says.
PROGRAM = re.compile(r"^```python\n.*?^```$", re.M | re.S)
# Fewer digits are a rate or a count that somebody chose.
DIGITS = 3


@dataclass(frozen=True)
class Fact:
    """A shared number.

    Attributes:
        value: in full.
        text: as pages write it.
        near: how near another number has to be, as a share, to be taken for this one.
        others: texts of other quantities that lie as near.
        mistakes: what the same quantity is by another definition.
    """

    value: float
    text: str
    near: float
    others: tuple[str, ...] = ()
    mistakes: tuple[float, ...] = ()


def count(steps):
    return f"{float(steps):,.0f}"


def digits(text):
    return len(re.sub(r"e.*|\D", "", text).lstrip("0"))


def value_of(text):
    return float(text.replace(",", ""))


def is_rounded(text, value):
    """Whether it is this number to all the digits that the text has."""
    spacing = 10 ** (math.floor(math.log10(value)) + 1 - digits(text))
    return abs(value_of(text) - value) <= spacing / 2


@cache
def facts():
    shared = sgd.notebook_facts()
    bowl, (_, b, c) = shared.bowl, shared.steps_needed.tolist()
    # What else "right" could mean: within 0.01, or within a tenth.
    tolerances = 0.01, 10 * shared.tolerance
    others = [bowl.steps_needed(1e-7, tolerance=each).tolist() for each in tolerances]
    _, other_b, other_c = zip(*others, strict=True)
    flattest, steepest = bowl.eigenvalues[0].item(), bowl.eigenvalues[-1].item()
    return {
        "limit": Fact(
            2 / steepest,
            f"{shared.limit:g}",
            0.005,
            (f"{shared.fastest_rate:g}", f"{2 / (flattest + steepest):.5e}"),
        ),
        "condition number": Fact(steepest / flattest, count(steepest / flattest), 0.05),
        "steps of b": Fact(b, count(b), 0.02, mistakes=other_b),
        # A thousandth further off are a float32 run, and what the flat direction alone takes.
        "steps of c": Fact(c, count(c), 0.001, mistakes=other_c),
        "steps of c, both ends alike": Fact(
            shared.even_steps[2].item(),
            count(shared.even_steps[2]),
            0.003,
            (
                count(shared.fastest_steps),
                count(shared.even_first_steps[2]),
                count(bowl.steps_needed(6.9e-7).max()),
            ),
        ),
    }


def wrong_figures(text):
    """The numbers that look like a shared one and are another: [(which, the number)]."""
    found = [each[0].rstrip(",") for each in NUMBER.finditer(PROGRAM.sub("", text))]
    numbers = [each for each in found if digits(each) >= DIGITS]
    return [
        (name, number)
        for number in numbers
        for name, fact in facts().items()
        if is_wrong(number, fact)
    ]


def is_wrong(text, fact):
    if any(is_rounded(text, mistake) for mistake in fact.mistakes):
        return True
    if text in (fact.text, *fact.others) or abs(value_of(text) / fact.value - 1) > fact.near:
        return False
    # A limit is rounded down, to the digits that all pages give it.
    return fact is facts()["limit"] or not is_rounded(text, fact.value)


@pytest.fixture(scope="module")
def lessons(site):
    """The built pages but for the reference: Markdown, with what was computed in its place."""
    pages = {page.parent.relative_to(site).as_posix(): page for page in site.rglob("index.md")}
    texts = {path: page.read_text() for path, page in pages.items() if "reference" not in path}
    assert len(texts) > len(NOTEBOOKS)
    return texts


def test_a_built_page_shows_no_other_figure_for_a_shared_number(lessons):
    wrong = {path: wrong_figures(text) for path, text in lessons.items()}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("limit", 6),
        ("condition number", 5),
        ("steps of c", 4),
        ("steps of c, both ends alike", 3),
    ],
)
def test_the_shared_numbers_are_on_several_pages(lessons, name, pages):
    assert sum(facts()[name].text in text for text in lessons.values()) >= pages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("below 6.9187e-07, condition number 79,398", []),
        ("below 6.92e-07", ["limit"]),
        ("below 6.919e-07 or 6.91872e-07.", ["limit", "limit"]),
        ("at 6.9e-07 and 6.918e-07", []),
        ("```python\nrate = 6.92e-7\n```\n", []),
        ("79,400 times as steep, or 79398, or 80,000", ["condition number"] * 2),
        ("b 4010, c 1.26633e+06", []),
        ("c needs 1,568,086 steps", ["steps of c"]),
        ("b 4,613, c 1,266,335", ["steps of b", "steps of c"]),
        ("183,048, then 183,239", ["steps of c, both ends alike"]),
    ],
)
def test_another_figure_is_found(text, found):
    assert [name for name, _ in wrong_figures(text)] == found
