"""What all figures share: roles and colors, size, documentation, errors."""

import inspect
import json
import subprocess
import sys

import plotly.io
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial import figures
from sgd_tutorial.figures._colors import PALETTES
from tests.helpers.figures import TEMPLATES, draw

ALL = pytest.mark.parametrize(
    ("name", "template"), [(n, t) for n in figures.__all__ for t in TEMPLATES]
)
ROLES = {
    "fit": ["data", "approximation"],
    "losses": ["approximation"],
    "error_by_direction": [*"cccbbbaaa", "text", "text"],
    "why_is_c_wrong": ["approximation", "step", "target", *["text"] * 9],
    "wrong_approximations": ["data", "approximation", "step", "step", "text"],
    "initial_guesses": [*"cccbbbaaa", "text", "text", *["approximation"] * 2, *["step"] * 2],
    "mean_instead_of_sum": ["approximation"] * 2 + ["step"] * 2 + ["data"] * 2,
}
DATA = sgd.notebook_data()
RUN = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], *DATA, learning_rate=1e-7, steps=1)
LONG_SUM = sum(torch.ones(42, requires_grad=True))
UNFIT = [
    ("by_hand", dict(approximation=sgd.sine, guesses=[1.0] * 2), "must be a sum of terms"),
    ("by_hand", dict(ranges=[(1, 0), (0, 1), (0, 1)]), "range of a must rise"),
    ("by_hand", dict(ranges=[(0, 1)]), "ranges has 1 pairs for 3 parameters"),
    ("compare", dict(runs={}), "runs is empty"),
    ("compare", dict(predicted={"other": None}), r"predicted\['other'\] must be a Run"),
    ("compare", dict(predicted={"other": RUN}), "one prediction for each run"),
    ("compare", dict(first="none"), "first must be one of low, good, high"),
    ("compare", dict(approximation={"low": sgd.quadratic}), "no approximation for 'good'"),
    ("compare", dict(axes=(0, 3)), "axes must be at least -3 and at most 2; got 3"),
    ("compare", dict(axes=1), "axes must be two indices"),
    (
        "error_by_direction",
        dict(curvature=sgd.curvature(sgd.linear, [0.0, 0.0], *DATA)),
        "measure the curvature",
    ),
    ("error_by_direction", dict(names=["a", "b"]), "names has 2"),
    ("fit", dict(approximation=sgd.linear), "needs 2"),
    ("fit", dict(x=torch.ones(41, 2)), "one coordinate"),
    ("graph", dict(result=torch.tensor(1.0)), "no graph"),
    ("graph", dict(result=LONG_SUM), "more than 40 operations"),
    ("losses", dict(runs={}), "at least one run"),
    ("losses", dict(floor=-1.0), "floor"),
    ("parabola", dict(first="1"), r"first must be one of 0\.05"),
    ("parabola", dict(runs={"several": RUN}), "the run 'several' has 3 parameters"),
    ("wrong_approximations", dict(x=[1.0], y=[1.0]), "asked with"),
]


@ALL
def test_roles_colors_and_size(drawn, name, template):
    figure = drawn[name, template]
    roles = [trace.meta["role"] for trace in figure.data]
    assert roles == ROLES.get(name, roles)
    assert set(roles) <= set(PALETTES[template])
    for trace in figure.data:
        color = PALETTES[template][trace.meta["role"]]
        assert color == (trace.marker.color if trace.type == "bar" else trace.line.color)
        if trace.type == "scatter":
            assert trace.marker.color == trace.textfont.color == color
            assert len(trace.x) == len(trace.y) <= 2_000
    assert figure.layout.title.text is None
    assert figure.layout.font.color is None  # it is the template's, which a page replaces
    assert figure.layout.template.layout.font.color == PALETTES[template]["text"]


@ALL
def test_json_is_valid_and_small(drawn, name, template):
    def refuse(constant):
        raise AssertionError(constant)

    text = drawn[name, template].to_json()
    json.loads(text, parse_constant=refuse)
    assert len(text) < 150_000
    assert "bdata" not in text


@ALL
def test_the_same_twice(given, drawn, name, template):
    assert draw(given, name, template).to_json() == drawn[name, template].to_json()


@pytest.mark.parametrize("name", figures.__all__)
def test_palettes_change_colors_alone(drawn, name):
    light, dark = (drawn[name, template] for template in TEMPLATES)
    shapes = [[(t.name, t.x, t.y, t.meta) for t in figure.data] for figure in (light, dark)]
    assert shapes[0] == shapes[1]
    assert light.to_plotly_json().get("frames") == dark.to_plotly_json().get("frames")


@pytest.mark.parametrize("name", figures.__all__)
def test_documented_with_an_example(name):
    text = inspect.getdoc(getattr(figures, name))
    assert ">>>" in text
    assert all(part in text for part in ("Args:", "Returns:", "Raises:"))
    for parameter in inspect.signature(getattr(figures, name)).parameters:
        assert f"{parameter}: " in text


@pytest.mark.parametrize("name", figures.__all__)
def test_wrong_inputs_are_refused(given, name):
    with pytest.raises(ValueError, match='template must be "light" or "dark"'):
        draw(given, name, template="plotly_white")
    first = next(iter(inspect.signature(getattr(figures, name)).parameters))
    with pytest.raises(TypeError, match="must be a "):
        draw(given, name, **{first: 3})


@pytest.mark.parametrize(("name", "changed", "message"), UNFIT)
def test_what_does_not_fit_together_is_refused(given, name, changed, message):
    with pytest.raises((TypeError, ValueError), match=message):
        draw(given, name, **changed)


def test_every_figure_is_in_the_file_of_its_name():
    for name in figures.__all__:
        assert getattr(figures, name).__module__ == f"sgd_tutorial.figures._{name}"


def test_without_plotly_it_says_how_to_get_it():
    code = "import sys; sys.modules['plotly'] = None\nfrom sgd_tutorial import figures"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install plotly pandas" in done.stderr


def test_nothing_is_registered():
    assert plotly.io.templates.default == "plotly"
    assert "sgd" not in " ".join(plotly.io.templates)
