"""From an executed notebook to a page: fences, tags, figures, images, and what must stop it."""

import base64
import json
import re

import pytest
import torch
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pipeline.markdown import PLOTLY, to_markdown
from pipeline.notebooks import NotebookError
from tests.conftest import ROOT

FIGURE = {"data": [{"type": "scatter", "x": [1, 2], "y": [3, 4]}], "layout": {"template": {"a": 1}}}
PNG = b"\x89PNG\r\n\x1a\n"


def shown(figure=FIGURE):
    return new_output("display_data", data={PLOTLY: figure, "text/html": "<div>no</div>"})


def printed(text="1 < 2\n"):
    return new_output("stream", text=text)


def convert(*cells):
    """The page, and its files by name."""
    files = {}

    def store(name, content):
        files[name] = content
        return f"files/{name}"

    return to_markdown(new_notebook(cells=list(cells)), "page.py", store), files


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


def test_a_run_wraps_what_the_built_page_wraps():
    script = (ROOT / "docs/assets/cells/result.js").read_text("utf-8")
    widest = int(re.search(r"WIDEST = (\d+)", script)[1])
    for length in (widest, widest + 1):
        page, _ = convert(new_code_cell("print(x)", outputs=[printed("x" * length)]))
        assert (".wraps" in page) == (length > widest)


def test_html_and_markdown_outputs_are_kept_as_they_are():
    page, _ = convert(
        new_code_cell(
            "table",
            outputs=[
                new_output("execute_result", data={"text/html": "<b>x</b>", "text/plain": "x"})
            ],
        ),
        new_code_cell("m", outputs=[new_output("display_data", data={"text/markdown": "*m*"})]),
    )
    assert "<b>x</b>" in lines(page)
    assert "*m*" in lines(page)


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        (["remove-input"], ["out"]),
        (["remove-output"], ["code"]),
        (["remove-cell"], []),
        ([], ["code", "out"]),
    ],
)
def test_tags_leave_parts_out(tags, kept):
    cell = new_code_cell("code", outputs=[printed("out\n")], metadata={"tags": tags})
    page, _ = convert(cell)
    assert [line for line in lines(page) if line in ("code", "out")] == kept


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


def test_notes_on_lines_stay_next_to_their_code():
    page, _ = convert(
        new_code_cell("x = 1  # (1)!", outputs=[printed("out\n")]),
        new_markdown_cell("1. The note,\n   in two lines.\n2. Another.\n\nProse."),
    )
    found = [
        line.strip()
        for line in lines(page)
        if line.strip() in ("1. The note,", "in two lines.", "2. Another.", "out", "Prose.")
    ]
    assert found == ["1. The note,", "in two lines.", "2. Another.", "out", "Prose."]


def test_a_list_after_code_without_marks_is_prose():
    page, _ = convert(new_code_cell("x", outputs=[printed("out\n")]), new_markdown_cell("1. One."))
    assert lines(page)[-1] == "1. One."


def test_a_figure_is_stored_once_and_shown_with_its_caption():
    metadata = {"figure": "bowl", "caption": "A & *B*"}
    page, files = convert(new_code_cell("fig", outputs=[shown()], metadata=metadata))
    spec = json.loads(files["bowl.json"])
    assert (spec["data"], spec["layout"]) == (FIGURE["data"], {})
    assert set(files) == {"bowl.json", "bowl.csv"}
    assert page.count("<figure") == 1
    assert 'data-src="files/bowl.json"' in page
    assert "A & *B*" in page
    assert "<div>no</div>" not in page


def test_figures_are_counted_from_one():
    page, _ = convert(
        *(
            new_code_cell("fig", outputs=[shown()], metadata={"figure": name, "caption": "c"})
            for name in ("one", "two")
        )
    )
    assert page.index("Figure 1.") < page.index("Figure 2.")


def test_images_are_files_with_a_caption():
    png = new_output("display_data", data={"image/png": base64.b64encode(PNG).decode()})
    svg = new_output("display_data", data={"image/svg+xml": "<svg/>"})
    page, files = convert(
        new_code_cell("a", outputs=[png], metadata={"image": "photo", "caption": "A photo."}),
        new_code_cell("b", outputs=[svg], metadata={"image": "drawing", "caption": "Drawn."}),
    )
    assert files == {"photo.png": PNG, "drawing.svg": "<svg/>"}
    assert '<img src="files/photo.png"' in page
    assert "A photo." in page


@pytest.mark.parametrize(
    ("outputs", "metadata", "message"),
    [
        ([], {"figure": "f", "caption": "c"}, r"page.py, cell 1 \(fig\): shows 0 figures"),
        ([shown(), shown()], {"figure": "f", "caption": "c"}, "cell 1 .*: shows 2 figures"),
        ([shown()], {}, "cell 1 .*: shows 1 figures"),
        ([shown()], {"figure": "f", "caption": ""}, 'cell 1 .*: the figure "f" has no caption'),
        ([shown()], {"figure": "F g", "caption": "c"}, 'the figure "F g" needs a name like'),
        (
            [],
            {"tags": ["hidden"]},
            r"cell 1 .*: unknown tags \['hidden'\]; there are \['check'",
        ),
        (
            [new_output("display_data", data={"image/png": ""})],
            {"caption": "c"},
            "cell 1 .*: shows an image, which needs image=",
        ),
    ],
)
def test_what_must_not_be_published_stops_the_build(outputs, metadata, message):
    with pytest.raises(NotebookError, match=message):
        convert(new_code_cell("fig", outputs=outputs, metadata=metadata))


def test_notes_on_lines_stand_below_the_code():
    page, _ = convert(
        new_code_cell("a = 1  # (1)!\nb = 2  # (2)!"),
        new_markdown_cell("1. One,\n   and more.\n2. Two.\n\nThe text goes on."),
    )
    assert "a = 1  # (1)\nb = 2  # (2)\n" in page
    below = page.partition('<div class="notes" markdown>')[2]
    notes, _, rest = below.partition("</div>")
    assert notes.strip() == "1. One,\n   and more.\n2. Two."
    assert rest.strip() == "The text goes on."


def test_a_list_that_follows_code_without_marks_is_a_list():
    page, _ = convert(new_code_cell("a = 1"), new_markdown_cell("1. One."))
    assert "notes" not in page
