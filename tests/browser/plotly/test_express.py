"""A call of the small plotly gives the numbers, names, titles and errors that plotly gives."""

import json
import math
import re

import plotly.express as px
import pytest
import torch

from tests.helpers.run_cells import plain_data
from tests.helpers.small_torch import load, small

plotly = load("plotly", "small_plotly")
PACKAGES = [(torch, px), (small, plotly.express)]
SETUP = """
xs = torch.arange(-2.0, 3.0)
ys = 5 * xs * xs
params = torch.tensor([1.0, 2.0]).requires_grad_()
"""
CALLS = [
    "px.scatter(x=xs, y=ys, width=600)",
    "px.scatter({'x': xs, 'data': ys, 'approx': (ys + 1).numpy()}, x=xs, y=['data', 'approx'])",
    "px.scatter(data_frame={'x': xs, 'data': ys}, x=xs, y=['data'], labels={'value': 'y'})",
    "px.scatter(x=range(5), y=[1, 2, 3, 4, 5.5], color=['u', 'v', 'u', 'v', 'w'])",
    "px.scatter(x=['p', 'q', 'r'], y=[1, 2, 3], labels={'x': 'who'})",
    "px.scatter(x=[1, 2], y=[[1, 2], [3, 4]])",
    "px.bar(x=xs, y=ys, labels={'x': 'x', 'y': 'squared miss'}, width=600)",
    "px.bar({'n': ['p', 'q'], 'v': [1.5, 2]}, x='n', y='v')",
    "px.line({'a': xs, 'loss': ys.tolist(), 'slope': ys}, x='a', y=['loss', 'slope'])",
    "px.line({'p': [1, 2, 3], 'q': [2, 3, 4]}, log_y=True, labels={'index': 'step', 'value': 'l'})",
    "px.line({'p': [1, 2, 3], 'q': [2, 3, 4]}, line_dash='variable')",
    "px.line({'p': ys, 'q': ys * 2})",
    "px.line({'s': [1, 2, 1], 'l': [3, 4, 5.5], 'of': ['u', 'u', 'v']}, x='s', y='l', color='of')",
    "px.line({'s': [1, 2], 'l': [3.5, 4]}, x='s', y='l', markers=True, labels={'l': 'loss'})",
    "px.line({'s': [1, 2], 'l': [3.5, 4]}, y='l')",
    "px.line([1, 2, 3])",
    "px.line(ys)",
    "px.line(y=[3, 1, 2])",
    "px.line(x=[3, 1, 2], y=[3, 1, 2], title='Hello', log_x=True)",
    "px.line(x=[1, 2, 3], y=[1.0, float('nan'), float('inf')])",
    "px.line(x=[1, 2], y=[1, 2]).add_scatter(x=[1], y=[2], name='goal', mode='markers')",
    "px.line(x=[1, 2], y=[1, 2]).update_xaxes(title='s', tickvals=[1]).update_yaxes(type='log')",
    "px.line(x=[1, 2], y=[1, 2]).update_layout(title='T', xaxis_title='u', width=300)",
    "px.line(x=[1, 2], y=[1, 2]).update_layout(title=dict(text='T')).update_xaxes(title={'text': 'u'})",
    "px.line(x=[1, 2], y=[1, 2]).update_xaxes(range=[0, 3]).update_yaxes(range=(0.5, 5))",
    "px.line([loss.item() for loss in ys])",
    "px.line([*ys])",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_call_makes_what_plotly_makes(call):
    theirs, ours = (evaluate(call, *packages) for packages in PACKAGES)
    data = ours.plain_data()
    assert data == plain_data(theirs)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert ours.show() is ours


def evaluate(call, module, express):
    names = {"torch": module, "px": express}
    exec(SETUP, names)
    return eval(call, names)


ERRORS = [
    "px.scatter(x=xs, y=xs.clone().requires_grad_())",
    "px.line(x=[1, 2], y=[1, 2, 3])",
    "px.line({'a': [1, 2]}, x='b', y='a')",
    "px.line(x='a', y='b')",
]


@pytest.mark.parametrize("call", ERRORS)
def test_errors_are_plotlys(call):
    errors = []
    for module, express in PACKAGES:
        with pytest.raises((ValueError, RuntimeError)) as caught:
            evaluate(call, module, express)
        errors.append((caught.type, str(caught.value)))
    assert errors[1] == errors[0]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("px.box([1])", "plotly.express.box"),
        ("px.line([1], hover_name='a')", "line(hover_name=...)"),
        ("px.line([[1, 2], [3, 4]])", "data_frame of type list"),
        ("px.line([1]).write_html('f')", "Figure.write_html"),
        ("px.line([1]).update_layout(shapes=[])", "update_layout(shapes=...)"),
        ("px.line([1]).add_scatter(y=[1], mode='text')", "mode='text'"),
        ("px.line([1]).update_xaxes(range=[0, None])", "update_xaxes(range=...) with an open end"),
    ],
)
def test_an_error_names_what_is_missing(call, name):
    message = f"this page's small plotly has no .*{re.escape(name)}"
    with pytest.raises((AttributeError, TypeError, ValueError), match=message):
        eval(call, {"px": plotly.express})


def test_an_import_names_what_is_missing():
    with pytest.raises(ModuleNotFoundError, match=r"small plotly has no plotly\.nothing"):
        exec("import small_plotly.nothing")


def test_unequal_columns_are_named():
    with pytest.raises(ValueError, match="'a' 1, 'b' 2"):
        plotly.express.line({"a": [1], "b": [1, 2]})


def test_a_figure_holds_names_and_numbers_alone():
    """Whatever a cell puts in, the page gets text, finite numbers and gaps."""
    figure = plotly.express.scatter(x=[object(), True, 2**70, "<b>"], y=[1j, None, math.nan, 1])
    trace = figure.plain_data()["traces"][0]
    assert trace["x"] == [None, 1, 2**70, "<b>"]
    assert trace["y"] == [None, None, None, 1]
