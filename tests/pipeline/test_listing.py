"""Listing: the code of a figure as a script of its own."""

import ast
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from pipeline import listing

NOTEBOOK = new_notebook(
    cells=[
        new_markdown_cell("# Title"),
        new_code_cell("import plotly.graph_objects as go\nx = [1, 2]  # (1)!"),
        new_code_cell("go.Figure(go.Scatter(x=x, y=[0, 0]))", metadata={"figure": "first"}),
        new_code_cell("1 / 0", metadata={"tags": ["solution"]}),
        new_code_cell(
            "y = [v * 7 for v in x]\ngo.Figure(\n    go.Scatter(x=x, y=y),\n)",
            metadata={"figure": "second"},
        ),
        new_code_cell("later"),
    ]
)


def test_it_runs_and_shows_its_figure_alone(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", listing.up_to(NOTEBOOK, 4)],
        cwd=tmp_path,
        env=os.environ | {"PLOTLY_RENDERER": "json"},
        capture_output=True,
        text=True,
        check=True,
    )
    [trace] = ast.literal_eval(done.stdout)["application/json"]["data"]
    assert trace["y"] == [7, 14]


def test_it_has_what_comes_before_and_nothing_else():
    script = listing.up_to(NOTEBOOK, 4)
    for other in ("Title", "y=[0, 0]", "1 / 0", "later", "!"):
        assert other not in script


@pytest.mark.parametrize("last", ["figure", "figure.show()"])
def test_a_figure_with_a_name_is_shown_by_its_name(last):
    notebook = new_notebook(cells=[new_code_cell(f"figure = 1\n{last}")])
    assert listing.up_to(notebook, 0) == "figure = 1\nfigure.show()\n"
