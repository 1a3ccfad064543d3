"""Live cells: what their tags make of a page and of its notebook, and what stops the build."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pipeline.download import notebook_of
from pipeline.execution import execute_all
from pipeline.listing import up_to
from pipeline.markdown import to_markdown
from pipeline.notebooks import NotebookError, fill, program, reading_minutes
from tests.conftest import ROOT
from tests.helpers.snippets import RUNNABLE

EXERCISE = "def double(x):\n    return x  # your line"
CHECKS = '''\
def check_two():
    """Twice 2 is 4.

    More words.
    """
    assert double(2) == 4, "double(2) should be 4"


def check_zero():
    """Twice 0 is 0."""
    assert double(0) == 0, "double(0) should be 0"
'''


def cell(source, *tags, **metadata):
    outputs = metadata.pop("outputs", [])
    return new_code_cell(source, metadata={"tags": list(tags), **metadata}, outputs=outputs)


def printed(text="out\n"):
    return [new_output("stream", text=text)]


def convert(*cells):
    return to_markdown(new_notebook(cells=list(cells)), "page.py", lambda name, _: name)


def fences(page):
    return [line for line in page.splitlines() if line.startswith("`````````` {")]


def exercise(solution=EXERCISE, checks=CHECKS):
    return [cell(solution, "exercise"), cell(checks, "check")]


@pytest.fixture(scope="module")
def executed():
    """A page with an exercise, as its run leaves it."""
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), *exercise()])
    parts, _ = execute_all({"page.py": notebook})["page.py"]
    return fill(notebook, parts)


def test_a_live_cell_is_a_block_of_code_with_its_marks():
    page = convert(
        cell("x = 1", "live"), cell("x", "live", fresh=True, outputs=printed()), cell("x")
    )
    marked = [line for line in fences(page) if "python" in line]
    assert marked == [
        "`````````` { .python .cell .live }",
        "`````````` { .python .cell .shows .live .fresh }",
        "`````````` { .python .cell }",
    ]


def test_a_page_says_what_runs_under_its_first_live_cell():
    page = convert(cell("x"), cell("y", "live", outputs=printed()), cell("z", "live"))
    assert page.count("Press **Run**") == 1
    assert (
        page.index("y\n") < page.index("</div>") < page.index("Press **Run**") < page.index("z\n")
    )
    assert "(docs/further/backward.py#the-torch-that-runs-these-cells)" in page


def test_a_page_without_live_cells_says_nothing_of_them():
    assert "Run" not in convert(cell("x"))


@pytest.mark.parametrize("tags", [["live"], ["live", "hide-output"]])
def test_what_it_showed_in_the_build_is_one_element(tags):
    page = convert(cell("x", *tags, outputs=printed() + printed("more\n")))
    built = page.partition('<div class="built" markdown="1">')[2].partition("\n</div>")[0]
    assert "out\n" in built
    assert "more\n" in built
    assert ("<summary" in built) == ("hide-output" in tags)


def test_checks_are_in_the_page_and_out_of_sight():
    page = convert(*exercise(), cell("done", "solution"))
    hidden = page.partition('<div class="checks" hidden markdown="1">')[2].partition("</div>")[0]
    assert 'assert double(2) == 4, "double(2) should be 4"' in hidden
    assert 'data-search-exclude=""' in hidden
    assert "def double" not in hidden
    assert "print" not in page.replace("what it prints", "")
    assert fences(page)[0] == "`````````` { .python .cell .live .exercise }"


def test_a_notebook_tells_which_checks_pass_and_goes_on(executed):
    printed = executed.cells[2].outputs[0].text
    assert printed == "fails:  Twice 2 is 4. double(2) should be 4\npasses: Twice 0 is 0.\n"
    taken = notebook_of(executed, None, lambda _: None)
    assert "for check in [check_two, check_zero]:" in taken
    assert "fails:  Twice 2 is 4." in taken


def test_checks_take_no_time_to_read_and_no_part_in_a_figures_code():
    notebook = new_notebook(cells=[*exercise(), cell("y = 1"), cell("y", figure="f")])
    assert up_to(notebook, 3) == "y = 1\n\ny.show()\n"
    long = exercise(checks=CHECKS * 50)
    assert reading_minutes(new_notebook(cells=long)) == 1


def test_what_a_cell_prints_is_asked_of_the_kernel_once():
    parts = program(new_notebook(cells=exercise()))
    assert parts[0].code == EXERCISE
    assert parts[1].code.startswith(CHECKS)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([cell("x", "live", "hide-input")], r"page.py, cell 1 \(x\): .* without \['hide-input'\]"),
        ([cell("x", "live", "remove-cell")], "a live cell stands open"),
        ([cell("x", "exercise", "solution"), cell(CHECKS, "check")], "a live cell stands open"),
        ([cell("x", fresh=True)], "fresh=true is for a live cell"),
        ([cell("x", "exercise")], "cell 1 .* an exercise needs a cell with its checks"),
        ([cell("x", "exercise"), cell("y"), cell(CHECKS, "check")], "an exercise needs a cell"),
        ([cell(CHECKS, "check")], "checks stand right after their exercise"),
        ([cell("x", "live"), cell(CHECKS, "check")], "cell 2 .* checks stand right after"),
        (exercise(checks="x = 1"), "checks are functions called check_"),
        ([cell("x", "exercise"), cell(CHECKS, "check", "live")], r"no other tags: \['live'\]"),
        (exercise(checks="def check_a():\n    assert x, 'h'"), "check_a needs a docstring"),
        (exercise(checks="def check_a(x):\n    'A.'\n    assert x, 'h'"), "takes no arguments"),
        (exercise(checks="def check_a():\n    'A.'\n    assert x"), "each assert a message"),
        (exercise(checks="def check_a():\n    'A.'"), "check_a needs an assert"),
        (
            [cell("x", "exercise"), cell(CHECKS, "check", outputs=printed("passes: A.\n"))],
            "the exercise passes all of its checks as it stands",
        ),
    ],
)
def test_what_makes_no_sense_stops_the_build(cells, message):
    with pytest.raises(NotebookError, match=message):
        convert(*cells)


def test_snippets_are_live_where_they_run_in_the_page():
    page = (ROOT / "docs" / "snippets" / "index.md").read_text()
    live = re.findall(r'^``` \{ \.python \.live \.fresh \}\n--8<-- "(\w+)\.py"\n```$', page, re.M)
    assert sorted(live) == sorted(RUNNABLE)
    assert page.count(".live") == len(live)
