"""From an executed notebook to a page: fences, figures, and what must stop it."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from conversion import PLOTLY, to_markdown
from execution import NotebookError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

FIGURE = {"data": [{"type": "scatter", "x": [1, 2], "y": [3, 4]}], "layout": {"template": {"a": 1}}}


def shown(figure=FIGURE):
    return new_output("display_data", data={PLOTLY: figure, "text/html": "<div>no</div>"})


def convert(*cells):
    """The page and its figures by name."""
    figures = {}

    def url_of(name, content):
        figures[name] = json.loads(content)
        return f"figures/{name}.json"

    return to_markdown(new_notebook(cells=list(cells)), "page.py", url_of), figures


def test_code_and_output_are_fences_and_prose_is_prose():
    page, _ = convert(
        new_markdown_cell("# Title\n\nSome *prose*."),
        new_code_cell("print(1)", outputs=[new_output("stream", text="1 < 2\n")]),
        new_code_cell("2", outputs=[new_output("execute_result", data={"text/plain": "2"})]),
    )
    assert [line for line in page.splitlines() if line] == [
        "# Title",
        "Some *prose*.",
        "`````````` { .python .cell }",
        "print(1)",
        "``````````",
        "`````````` { .text .output .no-copy }",
        "1 < 2",
        "``````````",
        "`````````` { .python .cell }",
        "2",
        "``````````",
        "`````````` { .text .output .no-copy }",
        "2",
        "``````````",
    ]


def test_a_figure_is_stored_once_and_shown_with_its_caption():
    cell = new_code_cell("fig", outputs=[shown()], metadata={"figure": "bowl", "caption": "A & B"})
    page, figures = convert(cell)
    assert figures == {"bowl": {"data": FIGURE["data"], "layout": {}}}
    assert page.count("<figure") == 1
    assert 'data-src="figures/bowl.json"' in page
    assert 'aria-label="A &amp; B"' in page
    assert "<div>no</div>" not in page


def test_typed_arrays_become_lists_and_default_colors_go():
    values = np.array([1.5, 2.5], dtype="f4")
    table = np.arange(6, dtype="i2")
    figure = go.Figure(go.Scatter(x=values, y=values, marker_color="#636efa")).to_plotly_json()
    figure["data"][0] |= {
        "x": {"dtype": "f4", "bdata": base64.b64encode(values.tobytes()).decode()},
        "y": values.tolist(),
        "customdata": {
            "dtype": "i2",
            "bdata": base64.b64encode(table.tobytes()).decode(),
            "shape": "3, 2",
        },
        "line": {"color": "red"},
    }
    cell = new_code_cell("fig", outputs=[shown(figure)], metadata={"figure": "f", "caption": "c"})
    [trace] = convert(cell)[1]["f"]["data"]
    assert trace["x"] == trace["y"] == [1.5, 2.5]
    assert trace["customdata"] == table.reshape(3, 2).tolist()
    assert trace["marker"] == {}
    assert trace["line"] == {"color": "red"}


@pytest.mark.parametrize(
    ("outputs", "metadata", "message"),
    [
        ([], {"figure": "f", "caption": "c"}, "page.py, cell 1: shows 0 figures"),
        ([shown(), shown()], {"figure": "f", "caption": "c"}, "cell 1: shows 2 figures"),
        ([shown()], {}, "cell 1: shows 1 figures"),
        ([shown()], {"figure": "f", "caption": ""}, 'cell 1: the figure "f" has no caption'),
    ],
)
def test_a_missing_figure_or_caption_stops_the_build(outputs, metadata, message):
    with pytest.raises(NotebookError, match=message):
        convert(new_code_cell("fig", outputs=outputs, metadata=metadata))


def test_what_json_does_not_know_becomes_a_gap():
    values = np.array([1.0, np.nan, np.inf])
    figure = {"data": [{"x": [1.0, float("nan")]}], "layout": {}}
    figure["data"][0]["y"] = {"dtype": "f8", "bdata": base64.b64encode(values.tobytes()).decode()}
    cell = new_code_cell("fig", outputs=[shown(figure)], metadata={"figure": "f", "caption": "c"})
    assert convert(cell)[1]["f"]["data"] == [{"x": [1.0, None], "y": [1.0, None, None]}]
