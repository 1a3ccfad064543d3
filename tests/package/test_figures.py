"""Figures: that they draw the numbers of runs and answers, in both palettes, and train nothing."""

import ast
import inspect
import json
import math
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial import figures
from sgd_tutorial._curvature import curvature
from sgd_tutorial.figures._colors import PALETTES, PARAMETERS
from sgd_tutorial.figures._drawing import log_spaced
from sgd_tutorial.questions import _initial_guesses as starts
from sgd_tutorial.questions import _learning_rates as rates
from sgd_tutorial.questions import _mean_instead_of_sum as reduction
from sgd_tutorial.questions import _when_to_stop as stops
from sgd_tutorial.questions import _why_is_c_wrong as unfinished
from sgd_tutorial.questions import _wrong_approximations as misfits
from tests.helpers.colors import difference

RATE, STEPS = 1e-7, 10_002
TEMPLATES = ("light", "dark")
FOLDER = Path(figures.__file__).parent
CSS = (Path(__file__).parents[2] / "docs/assets/site.css").read_text()


@pytest.fixture(scope="module")
def given():
    """Runs and answers by the names that the figures give them."""
    x, y = sgd.notebook_data()
    problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
    return {
        "run": sgd.fit(*problem, learning_rate=RATE, steps=STEPS),
        "curvature": curvature(*problem),
        "approximation": sgd.quadratic,
        "x": x,
        "y": y,
        "why_is_c_wrong": unfinished.why_is_c_wrong(),
        "wrong_approximations": misfits.wrong_approximations(steps=100),
        "learning_rates": rates.learning_rates(steps=500),
        "initial_guesses": starts.initial_guesses(steps=200),
        "when_to_stop": stops.when_to_stop(steps=3_000),
        "mean_instead_of_sum": reduction.mean_instead_of_sum(steps=100),
    }


def settings():
    """Runs at three rates, one of them too large, with their predictions."""
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    rates = {"low": 1e-8, "good": 1e-7, "high": 8e-7}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sgd.DivergenceWarning)
        runs = {n: sgd.fit(*problem, learning_rate=r, steps=300) for n, r in rates.items()}
    predicted = {n: sgd.predict(*problem, learning_rate=r, steps=300) for n, r in rates.items()}
    return {"runs": runs, "predicted": predicted, "setting": "learning rate"}


def one_parameter():
    def line(x, params):
        return params[0] * x

    x, y = [1.0, 2.0], [2.0, 4.0]
    runs = {"0.05": sgd.fit(line, [0.0], x, y, learning_rate=0.05, steps=5)}
    return {"runs": runs, "approximation": line, "x": x, "y": y, "setting": "rate"}


def by_sliders():
    return {"guesses": [1.0, 2.0, 0.0], "ranges": [(0, 10), (-40, 40), (-400, 400)]}


def calculated():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return {"result": (5 * x * x).sum()}


# What figures need that are about no single run or answer.
SPECIAL = {
    "compare": settings,
    "parabola": one_parameter,
    "by_hand": by_sliders,
    "graph": calculated,
}


def draw(given, name, template="light", **changed):
    known = given | {"answer": given.get(name), "runs": given["run"], "learning_rate": RATE}
    function = getattr(figures, name)
    known |= SPECIAL.get(name, dict)()
    asked = [p for p in inspect.signature(function).parameters if p in known | changed]
    return function(**{p: (known | changed)[p] for p in asked}, template=template)


@pytest.fixture(scope="module")
def drawn(given):
    """Every figure in both palettes."""
    return {(name, t): draw(given, name, t) for name in figures.__all__ for t in TEMPLATES}


ALL = pytest.mark.parametrize(
    ("name", "template"), [(n, t) for n in figures.__all__ for t in TEMPLATES]
)
ROLES = {
    "fit": ["data", "approximation"],
    "losses": ["approximation"],
    "error_by_direction": [*"cccbbbaaa", "text", "text"],
    "why_is_c_wrong": ["approximation", "step", "target", *["text"] * 9],
    "wrong_approximations": ["data", "approximation", "step", "text"],
    "initial_guesses": [*"cccbbbaaa", "text", "text", *["approximation"] * 2, *["step"] * 2],
    "mean_instead_of_sum": ["approximation"] * 2 + ["step"] * 2 + ["data"],
}


def named(figure, name):
    """The one trace of a name that is no text."""
    (found,) = [
        t for t in figure.data if t.name == name and "text" not in (getattr(t, "mode", "") or "")
    ]
    return found


def values(row):
    return np.array([math.nan if v is None else v for v in row], dtype=float)


def same(row, expected, rel=6e-6):
    np.testing.assert_allclose(
        values(row), np.asarray(expected, dtype=float), rtol=rel, atol=1e-300
    )


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


def test_no_figure_trains():
    banned = {"fit", "sweep", "descend", "recipe", "sweeps"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
                assert banned.isdisjoint(
                    {*(node.module or "").split("."), *[a.name for a in node.names]}
                )


def test_roles_have_the_colors_of_the_site():
    for template, selector in (("light", ":root"), ("dark", '[data-md-color-scheme="slate"]')):
        block = CSS.partition(f"{selector} {{")[2].partition("}")[0]
        assert dict(re.findall(r"--plot-(\w+): (#\w{6});", block)) == PALETTES[template]


@pytest.mark.parametrize("template", TEMPLATES)
def test_parameters_differ_to_the_colour_blind(template):
    a, b, c = (PALETTES[template][name] for name in PARAMETERS)
    assert min(difference(*pair) for pair in ((a, b), (a, c), (b, c))) > 15


def test_fit_has_a_frame_for_each_shown_step(given, drawn):
    figure, run = drawn["fit", "light"], given["run"]
    assert 30 <= len(figure.frames) <= 40
    steps = [int(frame.name.replace(",", "")) for frame in figure.frames]
    assert steps[0] == 0
    assert steps[-1] == STEPS
    grid = values(figure.data[1].x)
    for step, frame in zip(steps, figure.frames, strict=True):
        a, b, c = run.history[step].double().tolist()
        same(frame.data[0].y, a * grid**2 + b * grid + c, rel=1e-5)
        assert frame.traces == (1,)
    slider = figure.layout.sliders[0]
    assert slider.active == len(figure.frames) - 1
    assert [s.args[0][0] for s in slider.steps] == [f.name for f in figure.frames]
    assert figure.data[1].y == figure.frames[-1].data[0].y
    same(figure.data[0].y, given["y"])


def test_a_thinned_run_is_fine(given):
    x, y = given["x"], given["y"]
    run = sgd.fit(
        sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=RATE, steps=25, record_every=10
    )
    names = [frame.name for frame in figures.fit(run, sgd.quadratic, x, y).frames]
    assert names == ["0", "10", "20", "25"]
    assert figures.losses(run).data[0].x == (1, 11, 21, 26)


def test_losses_are_the_runs(given, drawn):
    (line,) = drawn["losses", "light"].data
    steps = np.array(line.x) - 1
    assert steps[0] == 0
    assert steps[-1] == STEPS
    assert len(steps) > 500
    same(line.y, given["run"].losses[steps].double())
    assert drawn["losses", "light"].layout.xaxis.title.text == "step + 1"


def test_losses_of_several_runs_with_their_floor(given):
    runs = {"one": given["run"], "two": given["run"]}
    figure = figures.losses(runs, floor=100.0)
    assert [t.name for t in figure.data][:3] == ["one", "two", "floor"]
    floor, words = figure.data[2:]
    assert floor.y == (100.0, 100.0)
    assert floor.line.dash == "dash"
    assert words.text == ("floor 100",)
    assert len(figures.losses(runs, floor=1e-20).data) == 2


def test_a_run_that_flew_off_ends_in_a_gap(given):
    with pytest.warns(sgd.DivergenceWarning):
        run = sgd.fit(
            sgd.quadratic, [1.0, 2.0, 3.0], given["x"], given["y"], learning_rate=1e-5, steps=50
        )
    line = figures.losses(run).data[0]
    assert line.y[-1] is None
    assert None not in line.y[:-1]



def test_errors_by_direction_beside_their_powers(given, drawn):
    figure, run, bowl = drawn["error_by_direction", "light"], given["run"], given["curvature"]
    lowest, directions = bowl.lowest.numpy(), bowl.directions.numpy()
    start = np.abs((np.array([1.0, 2.0, 3.0]) - lowest) @ directions)
    for index, letter in enumerate("cba"):
        observed = named(figure, f"{letter} observed")
        steps = np.array(observed.x) - 1
        errors = np.abs((run.history[steps].double().numpy() - lowest) @ directions[:, index])
        same(observed.y, np.where(errors > 0, errors, np.nan), rel=1e-4)
        predicted = named(figure, f"{letter} predicted")
        assert predicted.line.dash == "dash"
        expected = start[index] * np.abs(1 - RATE * float(bowl.eigenvalues[index])) ** steps
        drawn_here = np.isfinite(values(predicted.y))
        assert drawn_here.sum() > 40
        same(values(predicted.y)[drawn_here], expected[drawn_here])


def test_cures_have_bars_of_their_steps(given, drawn):
    figure, answer = drawn["why_is_c_wrong", "light"], given["why_is_c_wrong"]
    for how in ("run", "predicted"):
        bars = named(figure, how)
        assert sorted(bars.x) == sorted(c.steps for c in answer.cures if c.how == how)
    assert (
        named(figure, "run").marker.pattern.shape != named(figure, "predicted").marker.pattern.shape
    )
    words = [t.text[0] for t in figure.data if t.text]
    assert words[0] == "least squares: no steps"
    assert words[-1] == "more steps at the same rate: 1,568,086 predicted"


def test_cures_that_do_not_arrive_say_so(given):
    answer = given["why_is_c_wrong"]
    cures = [replace(c, steps=math.inf) for c in answer.cures if c.how != "closed form"]
    figure = figures.why_is_c_wrong(replace(answer, cures=tuple(cures)))
    words = [t.text[0] for t in figure.data if t.text]
    assert "momentum: not within 20,000" in words
    assert "the best single rate: never" in words
    json.loads(figure.to_json())


def test_candidates_at_their_best(given, drawn):
    figure, answer = drawn["wrong_approximations", "light"], given["wrong_approximations"]
    assert [f.name for f in figure.frames] == [c.name for c in answer.candidates]
    grid = torch.tensor(figure.data[1].x, dtype=torch.float64)
    for frame, candidate in zip(figure.frames, answer.candidates, strict=True):
        fitted = candidate.approximation(grid, candidate.curvature.lowest)
        np.testing.assert_allclose(values(frame.data[0].y), fitted, rtol=1e-5, atol=1e-8)
        same(frame.data[1].y[1::3], candidate.residuals)


def test_rates_are_drawn_by_what_they_did(given, drawn):
    figure, answer = drawn["learning_rates", "light"], given["learning_rates"]
    for index, rate in enumerate(answer.learning_rates.tolist()):
        line = figure.data[index]
        steps = np.array(line.x) - 1
        expected = answer.runs[index].losses[steps].double().numpy()
        same(line.y, np.where(np.isfinite(expected), expected, np.nan))
        marker = named(figure, answer.observed[index])
        assert float(f"{rate:.6g}") in marker.x
        assert line.meta == marker.meta
    assert named(figure, "bound").x[0] == pytest.approx(answer.bound, rel=1e-5)
    assert len(figure.frames) == len(answer.learning_rates)
    for frame, line in zip(figure.frames, figure.data[: len(figure.frames)], strict=True):
        assert frame.data[0].y == line.y
        assert [figure.data[t].name for t in frame.traces] == ["chosen", "chosen"]


def test_starts_predicted_and_observed(given, drawn):
    figure, answer = drawn["initial_guesses", "light"], given["initial_guesses"]
    for index, letter in enumerate("cba"):
        same(named(figure, f"{letter} predicted").y, answer.steps_needed[index])
        observed = answer.steps_observed[index].numpy()
        same(
            named(figure, f"{letter} observed").y, np.where(np.isfinite(observed), observed, np.nan)
        )
    reached = named(figure, "25 reach the lowest")
    same(reached.x, answer.valleys.runs.guesses[answer.valleys.reached, 1].double())
    same(reached.y, answer.valleys.runs.losses[answer.valleys.reached, -1].double())


def test_stops_are_where_the_rules_stop(given, drawn):
    figure, answer = drawn["when_to_stop", "light"], given["when_to_stop"]
    marked = {(t.x[0] - 1, t.y[0]) for t in figure.data if t.mode == "lines+markers"}
    expected = {
        (s.step, float(f"{s.loss:.6g}"))
        for panel in (answer.clean, answer.noisy)
        for s in panel.stops
        if math.isfinite(s.step)
    }
    assert marked == expected
    assert any("never" in t.text[0] for t in figure.data if t.text)


def test_bounds_of_sum_and_mean(given, drawn):
    figure, answer = drawn["mean_instead_of_sum", "light"], given["mean_instead_of_sum"]
    same(named(figure, "sum").y, answer.sum_bounds)
    same(named(figure, "mean").y, answer.mean_bounds)
    assert list(named(figure, "sum").x) == answer.sizes.tolist()


@pytest.mark.parametrize("count", [1, 2, 39, 40, 41, 500, 10_003, 1_000_001])
def test_thinning_keeps_first_and_last(count):
    places = log_spaced(count, 40)
    assert places[0] == 0
    assert places[-1] == count - 1
    assert len(set(places.tolist())) == len(places) <= 40
    assert (np.diff(places) > 0).all()
    assert len(places) >= min(count, 25)


@pytest.mark.parametrize("name", figures.__all__)
def test_wrong_inputs_are_refused(given, name):
    with pytest.raises(ValueError, match='template must be "light" or "dark"'):
        draw(given, name, template="plotly_white")
    first = next(iter(inspect.signature(getattr(figures, name)).parameters))
    with pytest.raises(TypeError, match="must be a "):
        draw(given, name, **{first: 3})


def test_what_does_not_fit_together_is_refused(given):
    run, x, y = given["run"], given["x"], given["y"]
    with pytest.raises(ValueError, match="needs 2"):
        figures.fit(run, sgd.linear, x, y)
    with pytest.raises(ValueError, match="one coordinate"):
        figures.fit(run, sgd.quadratic, torch.ones(41, 2), y)
    with pytest.raises(ValueError, match="at least one run"):
        figures.losses({})
    with pytest.raises(ValueError, match="floor"):
        figures.losses(run, floor=-1.0)
    with pytest.raises(ValueError, match="measure the curvature"):
        figures.error_by_direction(run, curvature(sgd.linear, [0.0, 0.0], x, y), RATE)
    with pytest.raises(ValueError, match="names has 2"):
        figures.error_by_direction(run, given["curvature"], RATE, names=["a", "b"])
    with pytest.raises(ValueError, match="asked with"):
        figures.wrong_approximations(given["wrong_approximations"], x[1:], y[1:])


def test_settings_move_fit_loss_and_path_together(given, drawn):
    figure, asked = drawn["compare", "light"], settings()
    assert [frame.name for frame in figure.frames] == list(asked["runs"])
    for frame, (name, run) in zip(figure.frames, asked["runs"].items(), strict=True):
        for side, each in (("predicted", asked["predicted"][name]), ("run", run)):
            first = 0 if side == "predicted" else 6
            fit, _, loss, _, path, end = frame.data[first : first + 6]
            a, b, c = each.params.double().tolist()
            if math.isfinite(a) and abs(a) < 1e3:
                same(fit.y, [a * x * x + b * x + c for x in fit.x], rel=1e-4)
            rows = [step - 1 for step in loss.x]
            losses = each.losses[rows].double().numpy()
            same(loss.y, np.where(np.isfinite(losses), losses, math.nan))
            assert path.x[0] == 1.0
            assert path.y[0] == 3.0
            drawn_values = [v for v in (*path.x, *path.y, *fit.y) if v is not None]
            assert max(map(abs, drawn_values)) < 1e6  # what flies off is cut
            if abs(a) < 1e3:
                same(end.x, [a])
                same(end.y, [c])


def test_settings_open_with_the_prediction_alone(drawn):
    figure = drawn["compare", "light"]
    hidden = {place for place, each in enumerate(figure.data) if each.visible is False}
    assert hidden == set(range(7, 13))
    alone, both = figure.layout.updatemenus[0].buttons
    assert set(both.args[1]) == hidden
    assert (alone.args[0]["visible"], both.args[0]["visible"]) == (False, True)


def test_what_flies_off_does_not_stretch_the_axes(drawn):
    low, high = drawn["compare", "light"].layout.xaxis3.range
    assert low < 1 < 5 < high < 10
    low, high = drawn["compare", "light"].layout.yaxis.range
    assert -500 < low < high < 2500


def test_a_path_is_named_as_far_as_all_runs_call_its_parameters_the_same(given):
    """The first parameter is a in a line and in a parabola; the last is b in one, c in the other."""
    data = given["x"], given["y"]
    functions = {"line": sgd.linear, "parabola": sgd.quadratic}
    guesses = {"line": [1.0, 2.0], "parabola": [1.0, 2.0, 3.0]}
    runs = {
        name: sgd.fit(functions[name], guesses[name], *data, learning_rate=1e-8, steps=2)
        for name in functions
    }
    layout = figures.compare(runs, functions, *data, "function", axes=(0, -1)).layout
    assert (layout.xaxis3.title.text, layout.yaxis3.title.text) == ("a", "params[-1]")


def test_settings_that_do_not_fit_together_are_refused(given):
    asked = settings()
    data = given["x"], given["y"]
    with pytest.raises(ValueError, match="one prediction for each run"):
        figures.compare(asked["runs"], sgd.quadratic, *data, "rate", {"other": given["run"]})
    with pytest.raises(ValueError, match="first must be one of"):
        figures.compare(asked["runs"], sgd.quadratic, *data, "rate", first="none")
    with pytest.raises(ValueError, match="no approximation for 'good'"):
        figures.compare(asked["runs"], {"low": sgd.quadratic}, *data, "rate")
    with pytest.raises(ValueError, match="axes must be at least -3 and at most 2; got 3"):
        figures.compare(asked["runs"], sgd.quadratic, *data, "rate", axes=(0, 3))
    with pytest.raises(TypeError, match="axes must be two indices"):
        figures.compare(asked["runs"], sgd.quadratic, *data, "rate", axes=1)


def test_a_parabola_without_such_a_run_is_refused():
    asked = one_parameter()
    runs, line, x, y = (asked[name] for name in ("runs", "approximation", "x", "y"))
    with pytest.raises(ValueError, match=r"first must be one of 0\.05"):
        figures.parabola(runs, line, x, y, setting="rate", first="1")


def test_the_parabola_is_the_loss_and_the_jumps_are_on_it(drawn):
    curve, steps = drawn["parabola", "light"].data
    same(curve.y, [(a - 2) ** 2 + (2 * a - 4) ** 2 for a in curve.x], rel=1e-4)
    run = one_parameter()["runs"]["0.05"]
    same(steps.x, run.history[:, 0])
    same(steps.y, run.losses, rel=1e-4)


def test_sliders_by_hand_replace_their_own_term(given, drawn):
    figure = drawn["by_hand", "light"]
    x = given["x"].numpy()
    columns = [x * x, x, np.ones(41)]
    for place, (slider, column) in enumerate(zip(figure.layout.sliders, columns, strict=True)):
        assert len(slider.steps) == 41
        for step in slider.steps:
            [term], [moved] = step.args[0]["y"], step.args[1]
            assert moved == place + 1
            same(term, float(step.label) * column, rel=1e-3)
    assert {each.stackgroup for each in figure.data[1:]} == {"sum"}
    fitted = sum(values(each.y) for each in figure.data[1:])
    assert figure.layout.meta["loss"] == pytest.approx(((fitted - given["y"].numpy()) ** 2).sum())
    with pytest.raises(ValueError, match="sum of terms"):
        figures.by_hand(sgd.sine, [1.0, 1.0], x, x, ranges=[(0, 1), (0, 1)])
    with pytest.raises(ValueError, match="range of a must rise"):
        figures.by_hand(sgd.linear, [1.0, 1.0], x, x, ranges=[(1, 0), (0, 1)])


def test_the_graph_is_torchs_own():
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    lines, nodes = figures.graph((a * b + a).exp()).data
    assert sorted(nodes.text) == ["add", "exp", "leaf", "leaf", "multiply"]
    assert lines.x.count(None) == 5  # exp-add, add-multiply, add-a, multiply-a, multiply-b
    with pytest.raises(ValueError, match="no graph"):
        figures.graph(torch.tensor(1.0))


def test_without_plotly_it_says_how_to_get_it():
    code = "import sys; sys.modules['plotly'] = None\nfrom sgd_tutorial import figures"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install plotly pandas" in done.stderr


def test_nothing_is_registered():
    import plotly.io

    assert plotly.io.templates.default == "plotly"
    assert "sgd" not in " ".join(plotly.io.templates)
