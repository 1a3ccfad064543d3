"""Plots: what a figure becomes in a page, and what of it is fetched."""

import base64
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
    """The figure taken apart, as a kernel hands it over."""
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
    [made] = plot({"data": [trace], "layout": {"template": {}}}).spec["data"]
    assert made["x"] == made["y"] == [1.5, 2.5]
    assert made["customdata"] == table.reshape(3, 2).tolist()
    assert made["marker"] == {}
    assert made["line"] == {"color": "red"}


def test_every_default_color_of_plotly_is_known():
    drawn = px.line(x=[0] * 10, y=range(10), color=[str(i) for i in range(10)])
    assert "#" not in plot(drawn).data()


def test_a_trace_with_a_role_leaves_its_color_to_the_page():
    x, y = sgd.notebook_data()
    run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=5)
    assert "#" not in plot(figures.fit(run, sgd.quadratic, x, y)).data()


def test_what_json_does_not_know_becomes_a_gap():
    values = np.array([1.0, np.nan, np.inf])
    typed = {"dtype": "f8", "bdata": base64.b64encode(values.tobytes()).decode()}
    made = plot({"data": [{"x": [1.0, float("nan"), 2.0], "y": typed}], "layout": {}})
    [trace] = json.loads(made.data())["data"]
    assert trace == {"x": [1.0, None, 2.0], "y": [1.0, None, None]}


def test_a_slider_becomes_a_native_one():
    made = plot(framed())
    assert "sliders" not in made.spec["layout"]
    [control] = json.loads(made.data())["controls"]
    assert control["choices"] == [str(i) for i in range(12)]
    assert control["steps"][5] == {"frame": "5"}
    page = made.html("data.json", "data.csv")
    assert '<label for="fig-control-0">step</label>' in page
    assert re.search(r'<input type="range" id="fig-control-0" min="0" max="11" value="2"', page)
    assert '<output for="fig-control-0">2</output>' in page


def test_a_slider_of_a_parameter_wears_its_color():
    x, y = sgd.notebook_data()
    sliders = figures.by_hand(sgd.quadratic, [1.0, 2.0, 3.0], x, y, ranges=[(0, 10)] * 3)
    page = plot(sliders).html("", "")
    assert re.findall(r'<label for="[^"]*" class="param-(.)">(.)</label>', page) == [
        (name, name) for name in "abc"
    ]


@pytest.mark.parametrize(("count", "plays"), [(9, False), (10, True)])
def test_many_frames_can_play(count, plays):
    assert ("plot-play" in plot(framed(count)).html("", "")) is plays


def test_buttons_and_lists_become_native_ones():
    figure = go.Figure(go.Scatter(y=[1]))
    choices = [
        {"label": "log", "method": "relayout", "args": [{"yaxis.type": "log"}]},
        {"label": "linear", "method": "relayout", "args": [{"yaxis.type": "linear"}]},
    ]
    figure.update_layout(
        updatemenus=[{"type": "buttons", "active": 1, "buttons": choices}, {"buttons": choices}]
    )
    made = plot(figure)
    page = made.html("", "")
    assert re.findall(r'<button type="button" aria-pressed="(\w+)" disabled>(\w+)<', page) == [
        ("false", "log"),
        ("true", "linear"),
    ]
    assert re.findall(r"<option( selected)?>(\w+)<", page) == [(" selected", "log"), ("", "linear")]
    [buttons, _] = json.loads(made.data())["controls"]
    assert buttons["steps"][0] == {"method": "relayout", "args": [{"yaxis.type": "log"}]}


def test_plotlys_own_play_button_is_left_to_the_slider():
    animated = px.scatter(
        x=list(range(20)), y=list(range(20)), animation_frame=list(range(20)), range_y=[0, 20]
    )
    made = plot(animated)
    assert [control.kind for control in made.controls] == ["slider"]
    assert made.controls[0].plays


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
    assert 'style="height: 321px; max-width: 400px"' in plot(figure).html("", "")


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
