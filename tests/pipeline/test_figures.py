"""Figures: what one becomes in a page, what of it is fetched, and its data as a table."""

import base64
import csv
import io
import json
import re

import numpy as np
import plotly.express as px
import plotly.graph_objects as go
import pytest

import sgd_tutorial as sgd
from pipeline.figures import take_apart
from sgd_tutorial import figures


def plot(figure, **options):
    """The figure result apart, as a kernel hands it over."""
    spec = figure if isinstance(figure, dict) else json.loads(figure.to_json())
    return take_apart(spec, name="fig", caption="c", number=1, code="", **options)


def framed(count=12, **style):
    """A figure with a slider over frames that have numbers for names."""
    figure = go.Figure(go.Scatter(x=[1, 2], y=[0, 0], name="line"))
    figure.frames = [go.Frame(name=str(i), data=[{"y": [i, i]}], traces=[0]) for i in range(count)]
    steps = [{"label": str(i), "method": "animate", "args": [[str(i)], {}]} for i in range(count)]
    figure.update_layout(
        sliders=[{"active": 2, "steps": steps, "currentvalue": {"prefix": "step: "}} | style]
    )
    return figure


def test_typed_arrays_become_lists_and_default_colors_go():
    values = np.array([1.5, 2.5], dtype="f4")
    table = np.arange(6, dtype="i2")
    trace = {
        "x": {"dtype": "f4", "bdata": base64.b64encode(values.tobytes()).decode()},
        "y": values.tolist(),
        "customdata": {
            "dtype": "i2",
            "bdata": base64.b64encode(table.tobytes()).decode(),
            "shape": "3, 2",
        },
        "marker": {"color": "#636efa"},
        "line": {"color": "red"},
    }
    [result] = plot({"data": [trace], "layout": {"template": {}}}).spec["data"]
    assert result["x"] == result["y"] == [1.5, 2.5]
    assert result["customdata"] == table.reshape(3, 2).tolist()
    assert result["marker"] == {}
    assert result["line"] == {"color": "red"}


def test_no_default_color_of_plotly_is_left():
    drawn = px.line(x=[0] * 10, y=range(10), color=[str(i) for i in range(10)])
    assert "#" not in plot(drawn).data()


def test_a_trace_with_a_role_leaves_its_color_to_the_page():
    x, y = sgd.notebook_data()
    run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=5)
    assert "#" not in plot(figures.fit(run, sgd.quadratic, x, y)).data()


def test_what_json_does_not_know_becomes_a_gap():
    values = np.array([1.0, np.nan, np.inf])
    typed = {"dtype": "f8", "bdata": base64.b64encode(values.tobytes()).decode()}
    result = plot({"data": [{"x": [1.0, float("nan"), 2.0], "y": typed}], "layout": {}})
    [trace] = json.loads(result.data())["data"]
    assert trace == {"x": [1.0, None, 2.0], "y": [1.0, None, None]}


def test_a_slider_becomes_a_native_one():
    result = plot(framed())
    assert "sliders" not in result.spec["layout"]
    [control] = json.loads(result.data())["controls"]
    assert control["choices"] == [str(i) for i in range(12)]
    assert control["steps"][5] == {"frame": "5"}
    page = result.html("data.json", "data.csv")
    assert '<label for="fig-control-0">step</label>' in page
    assert re.search(r'<input type="range" id="fig-control-0" min="0" max="11" value="2"', page)
    assert '<output for="fig-control-0" style="--letters: 2">2</output>' in page


def test_the_slider_of_a_parameter_has_its_color():
    x, y = sgd.notebook_data()
    sliders = figures.by_hand(sgd.quadratic, [1.0, 2.0, 3.0], x, y, ranges=[(0, 10)] * 3)
    page = plot(sliders).html("", "")
    assert re.findall(r'<label for="[^"]*" class="param-(.)">(.)</label>', page) == [
        (name, name) for name in "abc"
    ]


@pytest.mark.parametrize(("count", "plays"), [(9, False), (10, True)])
def test_many_frames_can_play(count, plays):
    assert ("plot-play" in plot(framed(count)).html("", "")) is plays


def test_buttons_become_native_ones():
    figure = go.Figure(go.Scatter(y=[1]))
    buttons = [
        {"label": "log", "method": "relayout", "args": [{"yaxis.type": "log"}]},
        {"label": "linear", "method": "relayout", "args": [{"yaxis.type": "linear"}]},
    ]
    menu = {"type": "buttons", "name": "axis", "active": 1, "buttons": buttons}
    figure.update_layout(updatemenus=[menu])
    result = plot(figure)
    page = result.html("", "")
    assert re.findall(r'<button type="button" aria-pressed="(\w+)" disabled>(\w+)<', page) == [
        ("false", "log"),
        ("true", "linear"),
    ]
    assert 'role="group" aria-label="axis"' in page
    [control] = json.loads(result.data())["controls"]
    assert control["steps"][0] == {"method": "relayout", "args": [{"yaxis.type": "log"}]}


def test_names_cannot_bring_markup_into_the_page():
    bad = "<script>alert(1)</script>"
    figure = framed(currentvalue={"prefix": bad})
    figure.data[0].name = bad
    figure.add_scatter(x=[5], y=[6], name=bad)
    figure.layout.sliders[0].steps[2].label = bad
    figure.layout.xaxis.title.text = bad
    assert "<script" not in plot(figure).html("data.json", "data.csv")


def test_the_height_is_reserved():
    figure = go.Figure(layout={"height": 321, "width": 400})
    assert 'style="height: 321px"' in plot(figure).html("", "")  # it is as wide as the column


def test_a_figure_with_controls_leaves_room_for_them_on_the_screen():
    figure = framed()
    figure.update_layout(height=600)
    assert 'style="height: clamp(20rem, 100svh - 11rem, 600px)"' in plot(figure).html("", "")


def test_a_poster_is_a_picture_of_the_data():
    figure = go.Figure(
        [
            go.Scatter(x=[0, 1, 2], y=[0, 10, 0], mode="lines", meta={"role": "approximation"}),
            go.Scatter(x=[0, 2], y=[0, 10], mode="markers"),
        ]
    )
    page = plot(figure, poster=True).html("", "")
    [line] = re.findall(r'class="poster-line poster-approximation" points="([^"]+)"', page)
    places = [tuple(map(float, place.split(","))) for place in line.split()]
    assert places[0][1] == places[2][1] > places[1][1]  # down is up in SVG
    assert places[1][0] == (places[0][0] + places[2][0]) / 2
    assert page.count("h0") == 2
    assert "<svg" not in plot(figure).html("", "")


def read_csv(figure):
    [head, *rows] = csv.reader(io.StringIO(plot(figure).table.csv()))
    return head, rows


def test_series_over_the_same_places_are_columns():
    figure = go.Figure(
        [go.Scatter(x=[1, 2], y=[3, 4], name="data"), go.Scatter(x=[1, 2], y=[5, 6], name="fit")]
    )
    figure.update_layout(xaxis_title_text="step", yaxis_title_text="loss")
    assert read_csv(figure) == (["step", "data", "fit"], [["1", "3", "5"], ["2", "4", "6"]])


def test_other_series_are_rows_without_gaps_and_without_labels_beside_a_line():
    label = go.Scatter(x=[1], y=[2], text=["word"], hoverinfo="skip")
    series = go.Scatter(x=[1, 2], y=[3, None], name="a"), go.Scatter(x=[2], y=[4])
    figure = go.Figure([label, *series])
    assert read_csv(figure) == (
        ["series", "x", "y"],
        [["a", "1", "3"], ["series 2", "2", "4"]],
    )


def test_the_table_of_a_stack_has_what_the_figure_shows():
    guesses, x = [1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]
    drawn = figures.by_hand(sgd.quadratic, guesses, x, x, ranges=[(0, 8), (0, 8), (-20, 20)])
    head, rows = read_csv(drawn)
    assert head == ["x", "data", "approximation"]
    assert np.array(rows, dtype=float)[:, 2] == pytest.approx([2, 3, 11])


def test_every_panel_names_itself_and_step_0_is_0_on_its_logarithmic_axis():
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    runs = {"1e-07": sgd.fit(*problem, learning_rate=1e-7, steps=3)}
    head, rows = read_csv(figures.compare(runs, sgd.quadratic, *problem[2:], "rate"))
    assert head == ["rate", "panel", "series", "across", "up"]
    loss = [row[3:] for row in rows if row[1:3] == ["loss over step", "run"]]
    path = [row[3:] for row in rows if row[1:3] == ["c over a", "run"]]
    (run,) = runs.values()
    expected = [[step, float(run.losses[step])] for step in range(4)]
    np.testing.assert_allclose(np.array(loss, dtype=float), expected, rtol=1e-5)
    np.testing.assert_allclose(np.array(path, dtype=float), run.history[:, [0, 2]], rtol=1e-5)


def test_the_table_of_residuals_has_them_and_no_ends_of_stems():
    answer = sgd.wrong_approximations(steps=10)
    x, y = sgd.notebook_data()
    _, rows = read_csv(figures.wrong_approximations(answer, x, y))
    left = [row for row in rows if row[:3] == ["linear", "data - fit over x", "data - fit"]]
    residuals = answer.candidates[0].residuals.double()
    np.testing.assert_allclose([float(row[-1]) for row in left], residuals, rtol=1e-5)


def test_places_without_an_axis_are_no_data():
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4], customdata=["three", "four"]))
    figure.update_yaxes(visible=False)
    assert read_csv(figure) == (["x", "what"], [["1", "three"], ["2", "four"]])
    figure.update_xaxes(visible=False)
    assert "plot-data" not in plot(figure).html("", "")


def test_the_page_has_fifty_rows_and_the_file_all_of_them():
    x = np.linspace(0, 1, 77)
    figure = go.Figure(go.Scatter(x=x, y=x**2))
    page = plot(figure).html("", "data.csv")
    assert page.count("<tr>") == 1 + 50
    assert 'The first 50 of 77 rows. <a href="data.csv" download>' in page
    _, rows = read_csv(figure)
    assert np.array(rows, dtype=float) == pytest.approx(np.column_stack([x, x**2]))


def test_the_file_also_has_what_the_controls_show():
    figure = go.Figure(
        [go.Scatter(x=[1], y=[2], name="still"), go.Scatter(x=[1], y=[0], name="line")]
    )
    figure.frames = [go.Frame(name=n, data=[{"y": [int(n)]}], traces=[1]) for n in ("7", "8")]
    steps = [{"label": n, "method": "animate", "args": [[n]]} for n in ("7", "8")]
    figure.update_layout(sliders=[{"steps": steps, "currentvalue": {"prefix": "step "}}])
    head, rows = read_csv(figure)
    assert head == ["step", "series", "x", "y"]
    assert rows == [["", "still", "1", "2"], ["7", "line", "1", "7"], ["8", "line", "1", "8"]]
