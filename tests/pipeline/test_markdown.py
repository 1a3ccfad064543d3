"""From an executed notebook to a page: fences, tags, figures, live cells, and what stops the build."""

import json
import re

import pytest
import torch
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from pipeline.figures import MIMETYPE
from pipeline.notebooks import NotebookError
from tests.helpers.exercise import CHECKS, cell, exercise
from tests.helpers.pages import convert
from tests.helpers.project import ROOT
from tests.helpers.snippets import RUNNABLE, shown_live

FIGURE = {"data": [{"type": "scatter", "x": [1, 2], "y": [3, 4]}], "layout": {"template": {"a": 1}}}


def drawn(figure=FIGURE):
    return new_output("display_data", data={MIMETYPE: figure, "text/html": "<div>no</div>"})


def printed(text="1 < 2\n"):
    return new_output("stream", text=text)


def lines(page):
    return [line for line in page.splitlines() if line.strip()]


CODE, OUTPUT = (
    "`````````` { .python .cell .shows }",
    '`````````` { .text .output .no-copy data-search-exclude="" }',
)
END = "``````````"


def test_code_and_output_are_fences_and_prose_is_prose():
    page, _ = convert(
        new_markdown_cell("# Title\n\nSome *prose*."),
        new_code_cell("print(1)", outputs=[printed()]),
        new_code_cell("2", outputs=[new_output("execute_result", data={"text/plain": "2"})]),
    )
    assert lines(page) == [
        "# Title",
        "Some *prose*.",
        *(CODE, "print(1)", END, OUTPUT, "1 < 2", END),
        *(CODE, "2", END, OUTPUT, "2", END),
    ]


@pytest.mark.parametrize(
    ("text", "wraps"),
    [
        (f"xt, {torch.arange(1.0, 21.0).requires_grad_()}", False),  # a line of 81 columns
        (f"{torch.arange(0.0, 1e4).reshape(-1, 20)}", False),
        ("RuntimeError: a leaf Variable that requires grad is being used in an in-place op", False),
        (f"UserWarning: {'a sentence that goes on ' * 5}", True),
    ],
)
def test_a_printed_sentence_wraps_and_a_printed_tensor_does_not(text, wraps):
    page, _ = convert(new_code_cell("print(x)", outputs=[printed(text)]))
    assert (".wraps" in page) == wraps


@pytest.mark.parametrize(
    ("text", "flows"),
    [
        ("After 10,002 steps params[2] is not finished: it needs\n1,266,334 steps.", True),
        ("degree  1: points 16,476,784  truth 16,065,413  off by 3", False),  # columns
        (f"{torch.arange(0.0, 41.0)}", False),
        ("loss 2.40", False),  # no phone is that narrow
    ],
)
def test_what_has_no_columns_wraps_on_a_phone(text, flows):
    page, _ = convert(new_code_cell("print(x)", outputs=[printed(text)]))
    assert (".flows" in page) == flows


def test_a_run_wraps_what_the_built_page_wraps():
    script = (ROOT / "docs/assets/cells/result.js").read_text("utf-8")
    widest = int(re.search(r"WIDEST = (\d+)", script)[1])
    for length in (widest, widest + 1):
        page, _ = convert(new_code_cell("print(x)", outputs=[printed("x" * length)]))
        assert (".wraps" in page) == (length > widest)


@pytest.mark.parametrize(
    ("tags", "rest"),
    [
        (["remove-input"], ["out"]),
        (["remove-output"], ["code"]),
        (["remove-cell"], []),
        ([], ["code", "out"]),
    ],
)
def test_tags_leave_parts_out(tags, rest):
    cell = new_code_cell("code", outputs=[printed("out\n")], metadata={"tags": tags})
    page, _ = convert(cell)
    assert [line for line in lines(page) if line in ("code", "out")] == rest


@pytest.mark.parametrize(
    ("tag", "inside"),
    [("hide-input", ["code"]), ("hide-output", ["out"]), ("hide-cell", ["code", "out"])],
)
def test_tags_fold_parts(tag, inside):
    cell = new_code_cell("code", outputs=[printed("out\n")], metadata={"tags": [tag]})
    page, _ = convert(cell)
    assert page.count("<details") == page.count("</details>") == 1
    folded = page[page.index("<details") : page.index("</details>")]
    assert [line for line in lines(folded) if line in ("code", "out")] == inside


def test_cells_of_one_solution_are_folded_together():
    tagged = {"tags": ["solution"]}
    page, _ = convert(
        new_markdown_cell("Exercise."),
        new_markdown_cell("Answer.", metadata=tagged),
        new_code_cell("code", metadata=tagged),
        new_markdown_cell("Next."),
        new_code_cell("other", metadata=tagged),
    )
    assert page.count(">Solution</summary>") == page.count("</details>") == 2
    first = page[page.index("<details") : page.index("</details>")]
    assert "Answer." in first
    assert "code" in lines(first)
    assert "Exercise." not in first


def test_a_figure_is_stored_once_and_shown_with_its_number_and_caption():
    page, files = convert(
        cell("fig", figure="bowl", caption="A & *B*", outputs=[drawn()]),
        cell("fig", figure="two", caption="c", outputs=[drawn()]),
    )
    spec = json.loads(files["bowl.json"])
    assert (spec["data"], spec["layout"]) == (FIGURE["data"], {})
    assert set(files) == {"bowl.json", "bowl.csv", "two.json", "two.csv"}
    assert page.count("<figure") == 2
    assert 'data-src="files/bowl.json"' in page
    assert re.findall(r"Figure (\d).</a> (.*)</p>", page) == [("1", "A & *B*"), ("2", "c")]
    assert "<div>no</div>" not in page


@pytest.mark.parametrize(
    ("outputs", "metadata", "message"),
    [
        ([], {"figure": "f", "caption": "c"}, r"page.py, cell 1 \(fig\): shows 0 figures"),
        ([drawn(), drawn()], {"figure": "f", "caption": "c"}, "cell 1 .*: shows 2 figures"),
        ([drawn()], {}, "cell 1 .*: shows 1 figures"),
        ([drawn()], {"figure": "f", "caption": ""}, 'cell 1 .*: the figure "f" has no caption'),
        ([drawn()], {"figure": "F g", "caption": "c"}, 'the figure "F g" needs a name like'),
        (
            [],
            {"tags": ["hidden"]},
            r"cell 1 .*: unknown tags \['hidden'\]; there are \['check'",
        ),
        (
            [new_output("display_data", data={"image/png": ""})],
            {"caption": "c"},
            "cell 1 .*: shows an image; pages have figures of plotly",
        ),
    ],
)
def test_what_must_not_be_published_stops_the_build(outputs, metadata, message):
    with pytest.raises(NotebookError, match=message):
        convert(new_code_cell("fig", outputs=outputs, metadata=metadata))


def test_notes_on_lines_stand_below_the_code():
    page, _ = convert(
        new_code_cell("a = 1  # (1)!\nb = 2  # (2)!", outputs=[printed("out\n")]),
        new_markdown_cell("1. One,\n   and more.\n2. Two.\n\nThe text goes on."),
    )
    assert "a = 1  # (1)\nb = 2  # (2)\n" in page
    below = page.partition('<div class="notes" markdown>')[2]
    notes, _, rest = below.partition("</div>")
    assert notes.strip() == "1. One,\n   and more.\n2. Two."
    assert lines(rest) == [OUTPUT, "out", END, "The text goes on."]


def test_a_list_that_follows_code_without_marks_is_a_list():
    page, _ = convert(new_code_cell("a = 1"), new_markdown_cell("1. One."))
    assert "notes" not in page
    assert lines(page)[-1] == "1. One."


def fences(page):
    return [line for line in page.splitlines() if line.startswith("`````````` {")]


def test_a_live_cell_is_a_block_of_code_with_its_marks():
    page, _ = convert(
        cell("x = 1", "live"),
        cell("x", "live", fresh=True, outputs=[printed("out\n")]),
        cell("x"),
        cell("x", "examine"),
    )
    marked = [line for line in fences(page) if "python" in line]
    assert marked == [
        "`````````` { .python .cell .live }",
        "`````````` { .python .cell .shows .live .fresh }",
        "`````````` { .python .cell }",
        "`````````` { .python .cell .live .examine .fresh }",
    ]


def test_a_cell_that_is_folded_stands_in_a_disclosure_with_what_it_showed():
    page, _ = convert(cell("x", "examine", fold="One slip", outputs=[printed("out\n")]))
    code, _, answer = page.partition("One slip</summary>")[2].partition("Show the answer</summary>")
    assert "\nx\n" in code
    assert "\nout\n" in answer.partition("</details>")[0]
    assert page.count("<summary data-search-exclude>") == 1  # of the answer, not of the slip


def test_a_page_says_what_runs_under_its_first_live_cell():
    page, _ = convert(cell("x"), cell("y", "live", outputs=[printed("out\n")]), cell("z", "live"))
    assert page.count("Press **Run**") == 1
    assert (
        page.index("y\n") < page.index("</div>") < page.index("Press **Run**") < page.index("z\n")
    )
    assert "(docs/further/backward.py#the-torch-that-runs-these-cells)" in page
    assert "Run" not in convert(cell("x"))[0]


@pytest.mark.parametrize("tags", [["live"], ["live", "hide-output"]])
def test_what_it_showed_in_the_build_is_one_element(tags):
    page, _ = convert(cell("x", *tags, outputs=[printed("out\n"), printed("more\n")]))
    built = page.partition('<div class="built" markdown="1">')[2].partition("\n</div>")[0]
    assert "out\n" in built
    assert "more\n" in built
    assert ("<summary" in built) == ("hide-output" in tags)


def test_checks_are_in_the_page_and_out_of_sight():
    page, _ = convert(*exercise(), cell("done", "solution"))
    hidden = page.partition('<div class="checks" hidden markdown="1">')[2].partition("</div>")[0]
    assert 'assert double(2) == 4, "double(2) should be 4"' in hidden
    assert 'data-search-exclude=""' in hidden
    assert "def double" not in hidden
    assert "print" not in page.replace("what it prints", "")
    assert fences(page)[0] == "`````````` { .python .cell .live .exercise }"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([cell("x", "live", "hide-input")], r"page.py, cell 1 \(x\): .* remove \['hide-input'\]"),
        ([cell("x", "live", "remove-cell")], "a live cell stays open"),
        ([cell("x", "exercise", "solution"), cell(CHECKS, "check")], "a live cell stays open"),
        ([cell("x", fresh=True)], "fresh=true is for a live cell"),
        ([cell("x", "exercise")], "cell 1 .* an exercise needs a cell with its checks"),
        ([cell("x", "exercise"), cell("y"), cell(CHECKS, "check")], "an exercise needs a cell"),
        ([cell(CHECKS, "check")], "checks come right after their exercise"),
        ([cell("x", "live"), cell(CHECKS, "check")], "cell 2 .* checks come right after"),
        (exercise(checks="x = 1"), "checks are functions called check_"),
        (
            [cell("x", "exercise"), cell(CHECKS, "check", "live")],
            r"no other tags: remove \['live'\]",
        ),
        (exercise(checks="def check_a():\n    assert x, 'h'"), "check_a needs a docstring"),
        (exercise(checks="def check_a(x):\n    'A.'\n    assert x, 'h'"), "takes no arguments"),
        (exercise(checks="def check_a():\n    'A.'\n    assert x"), "each assert a message"),
        (exercise(checks="def check_a():\n    'A.'"), "check_a needs an assert"),
        (
            [cell("x", "exercise"), cell(CHECKS, "check", outputs=[printed("passes: A.\n")])],
            "the exercise passes all of its checks as it stands",
        ),
    ],
)
def test_tags_that_contradict_each_other_stop_the_build(cells, message):
    with pytest.raises(NotebookError, match=message):
        convert(*cells)


def test_snippets_are_live_where_they_run_in_the_page():
    pages = shown_live()
    assert {name for names in pages.values() for name in names} == set(RUNNABLE)
    page = (ROOT / "docs" / "snippets" / "index.md").read_text()
    assert page.count(".live") == len(pages["snippets/"])
