"""The figure `compare`: fit, loss and path of each run, beside its prediction."""

import math

import numpy as np
import pytest

import sgd_tutorial as sgd
from sgd_tutorial import figures
from tests.helpers.colors import contrast
from tests.helpers.figures import TEMPLATES, same, settings

# Of an active or hovered button, in whatever palette: src/components/updatemenus/constants.js.
PLOTLYS_ACTIVE = "#F4FAFF"


def test_settings_move_fit_loss_and_path_together(drawn):
    figure, arguments = drawn["compare", "light"], settings()
    assert [frame.name for frame in figure.frames] == list(arguments["runs"])
    for frame, (name, run) in zip(figure.frames, arguments["runs"].items(), strict=True):
        for first, each in ((0, arguments["predicted"][name]), (6, run)):
            fit, _, loss, _, path, end = frame.data[first : first + 6]
            a, b, c = each.params.double().tolist()
            if math.isfinite(a) and abs(a) < 1e3:
                same(fit.y, [a * x * x + b * x + c for x in fit.x], rel=1e-4)
            rows = [step - 1 for step in loss.x]
            losses = each.losses[rows].double().numpy()
            same(loss.y, np.where(np.isfinite(losses), losses, math.nan))
            assert (path.x[0], path.y[0]) == (1.0, 3.0)
            coordinates = [v for v in (*path.x, *path.y, *fit.y) if v is not None]
            assert max(map(abs, coordinates)) < 1e6  # what diverges is cut
            if abs(a) < 1e3:
                same(end.x, [a])
                same(end.y, [c])


def test_it_opens_with_the_prediction_alone(drawn):
    figure = drawn["compare", "light"]
    hidden = {place for place, each in enumerate(figure.data) if each.visible is False}
    assert hidden == set(range(7, 13))
    alone, both = figure.layout.updatemenus[0].buttons
    assert set(both.args[1]) == hidden
    assert (alone.args[0]["visible"], both.args[0]["visible"]) == (False, True)


@pytest.mark.parametrize("template", TEMPLATES)
def test_buttons_can_be_read(drawn, template):
    style = drawn["compare", template].layout.template.layout.updatemenudefaults
    for background in (style.bgcolor, PLOTLYS_ACTIVE):
        assert contrast(style.font.color, background) >= 4.5


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


def test_what_flies_off_says_so_in_place_of_its_parameters(given):
    runs = settings()["runs"]
    data = given["x"], given["y"]
    with pytest.warns(sgd.DivergenceWarning):
        fast = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], *data, learning_rate=1e-5, steps=50)
    figure = figures.compare({"good": runs["good"], "fast": fast}, sgd.quadratic, *data, "rate")
    good, flown = (frame.data[1].text[0] for frame in figure.frames)
    assert f"flew off at step {fast.steps}" in flown
    a, b, c = (f"{value:.4g}" for value in runs["good"].params.tolist())
    assert f"a = {a}, b = {b}, c = {c}" in good


def test_texts_stand_above_the_first_panel(drawn):
    figure = drawn["compare", "light"]
    texts = [trace for trace in figure.data if trace.type == "scatter" and trace.text]
    assert {trace.y[0] for trace in texts} == {figure.layout.yaxis.range[1]}
    assert {trace.textposition for trace in texts} == {"top center"}


def test_a_path_that_alternates_is_drawn_on_both_sides(given):
    """At 6.9e-7, just below the limit, a jumps across 5 at every step."""
    data = given["x"], given["y"]
    run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], *data, learning_rate=6.9e-7, steps=2_000)
    frame = figures.compare({"6.9e-7": run}, sgd.quadratic, *data, "rate").frames[0]
    across, steps = np.array(frame.data[4].x), np.array(frame.data[4].customdata)
    np.testing.assert_allclose(across, run.history[steps, 0], rtol=1e-5)
    sides = np.sign(across - 5)
    neighbors = np.diff(steps) == 1
    assert neighbors.sum() > 50
    assert (sides[:-1] != sides[1:])[neighbors][:50].all()


def test_the_map_is_the_loss_over_two_parameters(drawn, given):
    figure = drawn["compare", "light"]
    (lines,) = [trace for trace in figure.data if trace.type == "contour"]
    assert (lines.xaxis, lines.yaxis) == ("x3", "y3")
    x, y = given["x"].double().numpy(), given["y"].double().numpy()
    b = float(settings()["runs"]["good"].params[1])  # the best of the three runs
    heights = np.array(lines.z)
    rows, columns = heights.shape
    a = lines.x0 + lines.dx * np.arange(columns)
    c = lines.y0 + lines.dy * np.arange(rows)[:, None]
    losses = ((a[..., None] * x * x + b * x + c[..., None] - y) ** 2).sum(axis=-1)
    rises = losses - losses.min()
    seen = heights > heights.min()
    assert seen.mean() > 0.9
    np.testing.assert_allclose(heights[seen], np.log10(rises[seen]), atol=6e-4)
