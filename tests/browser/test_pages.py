"""The pages' live cells and exercises: the small torch gives what torch gives, and cases teach."""

import ast

import jupytext
import pytest

from pipeline.live import is_live, tags_of
from tests.conftest import NOTEBOOKS, ROOT
from tests.helpers import notebook
from tests.helpers.answers import WRONG
from tests.helpers.both import FOLDER
from tests.helpers.chains import told

BEFORE = "docs/recipe/derivatives.py", "docs/recipe/six-steps.py"  # the notebook's two halves


def code_cells(page):
    return [cell for cell in jupytext.read(ROOT / page).cells if cell.cell_type == "code"]


def rows(page):
    """Live cells, exercises among them, by their places; each builds on those before it in its row.

    The rule is that of docs/assets/cells/page.js.
    """
    found = []
    for place, cell in enumerate(code_cells(page)):
        if is_live(cell):
            if cell.metadata.get("fresh") or not found:
                found.append([])
            found[-1].append(place)
    return found


def chains(page):
    """The code of each row."""
    cells = code_cells(page)
    return [[cells[place].source for place in row] for row in rows(page)]


def exercises(page):
    """What each builds on, the reader's cell, its checks and its solution."""
    cells = code_cells(page)
    for row in rows(page):
        for number, place in enumerate(row):
            if "exercise" in tags_of(cells[place]):
                begun, checks, solution = cells[place : place + 3]
                assert tags_of(checks) == {"check"}
                assert tags_of(solution) == {"solution"}
                before = [cells[earlier].source for earlier in row[:number]]
                yield before, begun.source, checks.source, solution.source


PAGES = [page for page in NOTEBOOKS if chains(page)]
WITH_EXERCISES = [page for page in NOTEBOOKS if any(exercises(page))]
EACH = pytest.mark.parametrize("page", PAGES, ids=str)
EACH_WITH_EXERCISE = pytest.mark.parametrize("page", WITH_EXERCISES, ids=str)


def programs():
    """By what is asked: a page's chains, its exercises begun and solved, and wrong answers."""
    found = {}
    for page in PAGES:
        for number, chain in enumerate(chains(page)):
            found[f"{page} {number}"] = [{"code": code, "checks": ""} for code in chain]
    for page in WITH_EXERCISES:
        for number, (before, begun, checks, solution) in enumerate(exercises(page)):
            rest = [{"code": code, "checks": ""} for code in before]
            found[f"{page} begun {number}"] = [*rest, {"code": begun, "checks": checks}]
            found[f"{page} solved {number}"] = [
                *rest,
                {"code": begun, "checks": ""},
                {"code": solution, "checks": checks},
            ]
    return found


@pytest.fixture(scope="module")
def with_small():
    return told(programs(), FOLDER.parent)


@pytest.fixture(scope="module")
def with_torch():
    return told(programs())


@EACH
def test_live_cells_print_and_show_what_torch_does(with_small, with_torch, page):
    for number in range(len(chains(page))):
        expected = with_torch[f"{page} {number}"]
        assert [cell["error"] for cell in expected] == [""] * len(expected)
        assert with_small[f"{page} {number}"] == expected


def test_the_notebook_runs_live(with_small):
    """From its import line to the ten thousand steps, in two pages."""
    printed = "".join(cell["printed"] for page in BEFORE for cell in with_small[f"{page} 0"])
    at = [printed.find(output) for output in notebook.OUTPUTS]
    assert -1 not in at
    assert at == sorted(at)


@EACH_WITH_EXERCISE
def test_an_exercise_waits_for_its_reader(with_small, with_torch, page):
    for number, _ in enumerate(exercises(page)):
        *_, begun = with_torch[f"{page} begun {number}"]
        assert begun["error"] == ""
        assert any(hint for _, hint in begun["cases"])
        assert with_small[f"{page} begun {number}"][-1] == begun


@EACH_WITH_EXERCISE
def test_its_solution_passes_every_case(with_small, with_torch, page):
    for number, _ in enumerate(exercises(page)):
        for found in (with_small, with_torch):
            *_, solved = found[f"{page} solved {number}"]
            assert solved["error"] == ""
            assert [hint for _, hint in solved["cases"] if hint] == []
            assert len(solved["cases"]) >= 3


@pytest.mark.parametrize("folder", ["", FOLDER.parent], ids=["torch", "small torch"])
def test_a_wrong_answer_gets_the_hint_that_is_made_for_it(folder):
    asked, hints = {}, {}
    for page, answers in WRONG.items():
        before, begun, checks, _ = next(exercises(page))
        rest = [{"code": code, "checks": ""} for code in [*before, begun]]
        for answer, hint in answers:
            asked[page, answer] = [*rest, {"code": answer, "checks": checks}]
            hints[page, answer] = hint
    for (page, answer), cells in told(asked, folder).items():
        first = next(hint for _, hint in cells[-1]["cases"] if hint)
        assert cells[-1]["error"] == ""
        assert hints[page, answer] in first, f"{page}\n{answer}\n{first}"


@EACH_WITH_EXERCISE
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
