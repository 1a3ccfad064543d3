"""The pages' live cells and exercises: the small torch gives what torch gives, and cases teach."""

import ast
from pathlib import Path

import pytest

from tests.helpers import notebook
from tests.helpers.live_cells import (
    PAGES,
    WITH_EXERCISES,
    chains,
    exercises,
    programs,
    unchecked,
)
from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER
from tests.helpers.wrong_answers import WRONG

HALVES = Path("docs/recipe/derivatives.py"), Path("docs/recipe/six-steps.py")  # of the notebook
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=str)
EACH_PAGE_WITH_EXERCISE = pytest.mark.parametrize("page", WITH_EXERCISES, ids=str)


@pytest.fixture(scope="module")
def with_small():
    return run_cells(programs(), BROWSER)


@pytest.fixture(scope="module")
def with_torch():
    return run_cells(programs())


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


@pytest.mark.parametrize("folder", ["", BROWSER], ids=["torch", "small torch"])
def test_a_wrong_answer_gets_its_hint(folder):
    answers, hints = {}, {}
    for page, pairs in WRONG.items():
        before, start, checks, _ = next(exercises(page))
        for answer, hint in pairs:
            cells = unchecked([*before, start])
            answers[page, answer] = [*cells, {"code": answer, "checks": checks}]
            hints[page, answer] = hint
    for (page, answer), cells in run_cells(answers, folder).items():
        first = next(hint for _, hint in cells[-1]["cases"] if hint)
        assert cells[-1]["error"] == ""
        assert hints[page, answer] in first, f"{page}\n{answer}\n{first}"


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
