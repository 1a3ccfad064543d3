"""Notebooks: the program in them, and its results put back."""

import textwrap

import pytest
from nbformat.v4 import new_notebook

from pipeline.notebooks import fill, program, read, reading_minutes
from tests.helpers.exercise import CHECKS, EXERCISE, exercise
from tests.helpers.project import ROOT

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
    ("old", "new", "same"),
    [
        *[("Title", "Another title", True), ("No expression.", "Other prose.", True)],
        *[("x is", "x became", True), ("x = 1", "x = 2", False), ("x + 1", "x + 2", False)],
        *[("is {{ x }}", "is {{ -x }}", False), ("No", "{{ x }}", False)],
    ],
)
def test_code_and_expressions_change_the_program_and_prose_does_not(notebook, old, new, same):
    assert (program_of(notebook(PAGE.replace(old, new))) == program_of(notebook(PAGE))) == same


def test_results_are_put_in_the_places_of_their_program(notebook):
    filled = notebook(PAGE)
    parts = program(filled)
    parts[0].values = ["two"]
    parts[1].values, parts[1].outputs = [r"\a"], [{"output_type": "stream", "text": "hi"}]
    fill(filled, parts)
    assert [cell.source for cell in filled.cells] == ["Title, and two.", "x = 1", "No expression."]
    assert filled.cells[1].metadata["caption"] == r"x is \a"
    assert filled.cells[1].outputs[0].text == "hi"


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


def test_an_answer_names_lines_of_the_page_where_empty_lines_are_single(notebook):
    page = '# %% tags=["examine"]\nimport torch\n\n\ndef f():\n    pass\n'
    [part] = program(notebook(page))
    assert repr("torch\n\ndef f")[1:-1] in part.code


def test_a_cell_may_hold_a_file_of_the_snippets(notebook):
    page = '# %%\ntext = r"""\n--8<-- "cars.csv"\n"""\n# %% [markdown]\n# --8<-- "cars.csv"\n'
    code, prose = notebook(page).cells
    names = {}
    exec(code.source, names)
    assert names["text"].strip() == (ROOT / "docs" / "snippets" / "cars.csv").read_text().strip()
    assert prose.source == '--8<-- "cars.csv"'  # for Markdown to fill in


def test_a_file_that_is_missing_stays_named(notebook):
    [cell] = notebook('# %%\n--8<-- "none.csv"\n').cells
    assert cell.source == '--8<-- "none.csv"'
