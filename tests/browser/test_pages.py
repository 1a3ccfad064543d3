"""The pages' live cells and exercises: the small torch gives what torch gives, and cases teach."""

import ast
from pathlib import Path

import pytest

from tests.helpers import notebook
from tests.helpers.live_cells import PAGES, WITH_EXERCISES, chains, exercises, programs
from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER
from tests.helpers.wrong_answers import WRONG, wrong_programs

HALVES = Path("docs/recipe/derivatives.py"), Path("docs/recipe/six-steps.py")  # of the notebook
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=str)
EACH_PAGE_WITH_EXERCISE = pytest.mark.parametrize("page", WITH_EXERCISES, ids=str)


@pytest.fixture(scope="module")
def with_small():
    return run_cells(programs() | wrong_programs(), BROWSER)


@EACH_PAGE
def test_live_cells_print_and_show_what_torch_does(with_small, with_torch, page):
    for number in range(len(chains(page))):
        theirs = with_torch[page, "chain", number]
        assert [cell["error"] for cell in theirs] == [""] * len(theirs)
        assert with_small[page, "chain", number] == theirs


def test_the_notebook_runs_live(with_small):
    """From its import line to the ten thousand steps, in two pages."""
    cells = [cell for page in HALVES for cell in with_small[page, "chain", 0]]
    printed = "".join(cell["printed"] for cell in cells)
    places = [printed.find(output) for output in notebook.OUTPUTS]
    assert -1 not in places
    assert places == sorted(places)


@EACH_PAGE_WITH_EXERCISE
def test_an_exercise_waits_for_its_reader(with_small, with_torch, page):
    for number, _ in enumerate(exercises(page)):
        *_, start = with_torch[page, "start", number]
        assert start["error"] == ""
        assert any(hint for _, hint in start["cases"])
        assert with_small[page, "start", number][-1] == start


@EACH_PAGE_WITH_EXERCISE
def test_its_solution_passes_every_case(with_small, with_torch, page):
    for number, _ in enumerate(exercises(page)):
        for outcomes in (with_small, with_torch):
            *_, solved = outcomes[page, "solved", number]
            assert solved["error"] == ""
            assert [hint for _, hint in solved["cases"] if hint] == []
            assert len(solved["cases"]) >= 3


@pytest.mark.parametrize("page", WRONG)
def test_a_wrong_answer_gets_its_hint(with_small, with_torch, page):
    for answer, hint in WRONG[page]:
        for outcomes in (with_small, with_torch):
            *_, outcome = outcomes[page, answer]
            first = next(hint for _, hint in outcome["cases"] if hint)
            assert outcome["error"] == ""
            assert hint in first, f"{answer}\n{first}"


@EACH_PAGE_WITH_EXERCISE
def test_every_case_is_a_sentence(page):
    for _, _, checks, _ in exercises(page):
        for node in ast.parse(checks).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
                sentence = ast.get_docstring(node)
                assert sentence[0].isupper()
                assert sentence.endswith(".")
                assert "\n" not in sentence


def test_every_exercise_has_wrong_answers():
    assert set(WRONG) == {str(page) for page in WITH_EXERCISES}
