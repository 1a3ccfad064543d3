"""Facts that several pages say: each comes from one place, and a word means one thing."""

import re

import pytest

import sgd_tutorial as sgd
from tests.helpers.project import NOTEBOOKS, ROOT

TEXTS = {
    str(path): (ROOT / path).read_text()
    for path in [*NOTEBOOKS, *(p.relative_to(ROOT) for p in (ROOT / "docs").rglob("*.md"))]
}
EACH = pytest.mark.parametrize("page", TEXTS)
DEFINED = {"docs/recipe/six-steps.py", "docs/glossary.md"}
# A fact about the notebook's problem, calculated in a sentence instead of read from the facts.
CALCULATED = re.compile(
    r"\b(bowl|parabola\.curvature|answer\.curvature|clean\.curvature)\."
    r"(largest_stable_learning_rate|condition_number|steps_needed|fastest_learning_rate)"
    r"|answer\.bound\s*:|answer\.steps_needed\[2\]:|eigenvalues\[0\]|\bline\.floor|\btolerance=0"
)
# A limit in a format that rounds it up or down.
ROUNDED = re.compile(r"(?<!/ )\b\w*(stable_learning_rate|bounds?|limit)(\[\w+\])?:[.,\d]*[efg]\}")


def expressions(text):
    """What {{ }} in sentences and captions calculates."""
    return re.findall(r"\{\{(.*?)\}\}", text)


@EACH
def test_a_sentence_reads_what_the_notebooks_problem_has_from_the_facts(page):
    exempt = {
        "docs/questions/initial-guesses.py": "answer.steps_needed[2]",  # of a direction
        "docs/questions/curvature.py": "rate * bowl.eigenvalues[",  # of each direction
    }.get(page)
    for expression in expressions(TEXTS[page]):
        if not (exempt and exempt in expression):
            assert not CALCULATED.search(expression), expression


@EACH
def test_a_limit_is_written_by_the_one_function_that_rounds_it_down(page):
    assert [match[0] for match in ROUNDED.finditer(TEXTS[page])] == []


@EACH
def test_right_is_defined_in_one_place_and_in_the_glossary(page):
    text = " ".join(TEXTS[page].replace("\n# ", " ").split())
    defines = re.search(r"within an? (hundredth|tenth)|within (1|one) ?(%|percent)", text)
    assert bool(defines) == (page in DEFINED)


@EACH
def test_a_page_does_not_choose_a_tolerance_of_its_own(page):
    assert not re.search(r"\.(steps_needed|first_steps)\([^)]*tolerance=", TEXTS[page])


def test_the_pages_say_facts_that_there_are():
    named = {name for text in TEXTS.values() for name in re.findall(r"\bfacts\.(\w+)", text)}
    assert named <= {name for name in dir(sgd.NotebookFacts) if not name.startswith("_")}
    assert {"limit", "condition_number", "steps_needed", "fastest_rate", "line_floor"} <= named
    users = [page for page, text in TEXTS.items() if re.search(r"\bfacts\.", text)]
    assert len(users) > 5
