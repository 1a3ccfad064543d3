"""Pictures: what a page has of one before its script moves it, and what stops the build."""

import json
import re

import pytest
from markdown import markdown
from nbformat.v4 import new_code_cell, new_output

from pipeline import pictures
from pipeline.figures import MIMETYPE
from pipeline.notebooks import NotebookError
from tests.helpers.pages import convert

POINTS = {"x": [-2, 0, 1], "y": [20, 0, 5]}
NUMBERS = POINTS | {"guesses": [1, 2, 0], "sliders": [{"min": 0, "max": 8, "step": 1}] * 3}


def cell(numbers=NUMBERS, **metadata):
    figure = {"data": [{"type": "scatter", **POINTS}], "layout": {"meta": numbers}}
    output = new_output("display_data", data={MIMETYPE: figure})
    return new_code_cell("figure", outputs=[output], metadata=metadata)


def test_a_picture_has_a_still_a_table_and_its_numbers():
    page, files = convert(cell(figure="fit", picture="misses", caption="Try."))
    page = pictures.uncovered(markdown(page, extensions=["md_in_html"]))
    still = page[page.index("<svg") : page.rindex("</svg>")]
    assert 'data-picture="misses" data-src="files/fit.json"' in page
    assert json.loads(files["fit.json"]) == NUMBERS
    assert '<section class="picture-area" data-search-exclude><svg' in page
    assert page.count("<div") == page.count("</div>")
    assert re.search(r'class="picture-dots picture-data">(<circle [^>]*>){3}</g>', still)
    assert re.findall(r"<td>([^<]+)</td>", page) == ["-2", "20", "0", "0", "1", "5"]
    assert files["fit.csv"] == "x,y\n-2,20\n0,0\n1,5\n"
    assert re.findall(r"<button[^>]*data-action[^>]*>([^<]+)<", page) == ["Full screen"]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (cell(figure="fit", picture="hits", caption="c"), 'draws the picture "hits"'),
        (cell(figure="fit", picture="misses", caption="c", numbers={}), "misses.js"),
        (new_code_cell("1", metadata={"picture": "misses"}), "needs figure=... and caption=..."),
    ],
)
def test_a_picture_that_cannot_be_drawn_stops_the_build(cell, fault):
    with pytest.raises(NotebookError, match=re.escape(fault)) as error:
        convert(cell)
    assert "page.py, cell 1" in str(error.value)
