"""Tables: the data of a figure as text."""

import csv
import io
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pipeline.figures import take_apart


def table(figure):
    spec = json.loads(figure.to_json())
    return take_apart(spec, name="f", caption="c", number=1, code="").table


def read(table):
    [head, *rows] = csv.reader(io.StringIO(table.csv()))
    return head, rows


def test_series_over_the_same_places_are_columns():
    figure = go.Figure(
        [go.Scatter(x=[1, 2], y=[3, 4], name="data"), go.Scatter(x=[1, 2], y=[5, 6], name="fit")]
    )
    figure.update_layout(xaxis_title_text="step", yaxis_title_text="loss")
    assert read(table(figure)) == (["step", "data", "fit"], [["1", "3", "5"], ["2", "4", "6"]])


def test_other_series_are_rows():
    figure = go.Figure([go.Scatter(x=[1], y=[3], name="a"), go.Scatter(x=[2], y=[4])])
    assert read(table(figure)) == (
        ["series", "x", "y"],
        [["a", "1", "3"], ["series 2", "2", "4"]],
    )


def test_a_map_has_a_value_at_each_place():
    figure = go.Figure(go.Contour(x=[1, 2], y=[3, 4], z=[[5, 6], [7, 8]], name="loss"))
    head, rows = read(table(figure))
    assert head == ["series", "x", "y", "value"]
    assert rows == [
        ["loss", str(x), str(y), str(5 + x - 1 + 2 * (y - 3))] for y in (3, 4) for x in (1, 2)
    ]


def test_words_beside_a_line_are_no_data():
    figure = go.Figure([go.Scatter(x=[1], y=[2], text=["word"], hoverinfo="skip")])
    assert read(table(figure))[1] == []


def test_the_page_has_fifty_rows_and_the_file_all_of_them():
    x = np.linspace(0, 1, 77)
    made = table(go.Figure(go.Scatter(x=x, y=x**2)))
    page = made.html("Data", "data.csv")
    assert page.count("<tr>") == 1 + 50
    assert "The first 50 of 77 rows." in page
    _, rows = read(made)
    assert np.array(rows, dtype=float) == pytest.approx(np.column_stack([x, x**2]))


def test_the_file_also_has_what_controls_show():
    figure = go.Figure(
        [go.Scatter(x=[1], y=[2], name="still"), go.Scatter(x=[1], y=[0], name="line")]
    )
    figure.frames = [go.Frame(name=n, data=[{"y": [int(n)]}], traces=[1]) for n in ("7", "8")]
    steps = [{"label": n, "method": "animate", "args": [[n]]} for n in ("7", "8")]
    figure.update_layout(sliders=[{"steps": steps, "currentvalue": {"prefix": "step "}}])
    head, rows = read(table(figure))
    assert head == ["step", "series", "x", "y"]
    assert rows == [["", "still", "1", "2"], ["7", "line", "1", "7"], ["8", "line", "1", "8"]]


def test_a_gap_is_no_row():
    figure = go.Figure([go.Scatter(x=[1, 2], y=[3, None], name="a"), go.Scatter(x=[9], y=[4])])
    assert len(read(table(figure))[1]) == 2
