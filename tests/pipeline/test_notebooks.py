"""Notebooks: the program in them, and its results put back."""

import textwrap

import pytest
from nbformat.v4 import new_notebook

from pipeline.notebooks import fill, program, read, reading_minutes
from tests.helpers.exercise import CHECKS, EXERCISE, exercise

PAGE = """
    # %% [markdown]
    # Title, and {{ x + 1 }}.
    # %% caption="x is {{ x }}"
    x = 1
    # %% [markdown]
    # No expression.
"""


@pytest.fixture
def notebook(tmp_path):
    """Read a notebook given as text."""

    def notebook(text):
        path = tmp_path / "page.py"
        path.write_text(textwrap.dedent(text).lstrip())
        return read(path)

    return notebook


def program_of(notebook):
    return [part.program for part in program(notebook)]


def test_the_program_is_code_and_expressions(notebook):
    assert program_of(notebook(PAGE)) == [(None, ["x + 1"]), ("x = 1", ["x"])]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Title", "Another title"), ("No expression.", "Other prose."), ("x is", "x became")],
)
def test_prose_does_not_change_the_program(notebook, old, new):
    assert program_of(notebook(PAGE.replace(old, new))) == program_of(notebook(PAGE))


@pytest.mark.parametrize(
    ("old", "new"),
    [("x = 1", "x = 2"), ("x + 1", "x + 2"), ("is {{ x }}", "is {{ -x }}"), ("No", "{{ x }}")],
)
def test_code_and_expressions_do(notebook, old, new):
    assert program_of(notebook(PAGE.replace(old, new))) != program_of(notebook(PAGE))


def test_answers_are_put_in_the_places_of_their_program_of(notebook):
    filled = notebook(PAGE)
    parts = program(filled)
    parts[0].values = ["two"]
    parts[1].values, parts[1].outputs = [r"\a"], [{"output_type": "stream", "text": "hi"}]
    fill(filled, parts)
    assert [cell.source for cell in filled.cells] == ["Title, and two.", "x = 1", "No expression."]
    assert filled.cells[1].metadata["caption"] == r"x is \a"
    assert filled.cells[1].outputs[0].text == "hi"


def test_ids_are_the_same_on_every_reading(notebook):
    ids = [[cell.id for cell in notebook(PAGE).cells] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_reading_takes_a_minute_for_200_words_and_none_for_solutions(notebook):
    words = " ".join(["word"] * 600)
    assert reading_minutes(notebook(f"# %% [markdown]\n# {words}\n")) == 3
    assert reading_minutes(notebook(f'# %% [markdown] tags=["solution"]\n# {words}\n')) == 1
    assert reading_minutes(notebook("# %%\n" + "x = 1\n" * 100)) == 3
    long = new_notebook(cells=exercise(checks=CHECKS * 50))
    assert reading_minutes(long) == 1


def test_checks_run_with_a_report_and_their_exercise_as_it_is():
    parts = program(new_notebook(cells=exercise()))
    assert parts[0].code == EXERCISE
    assert parts[1].code.startswith(CHECKS)
