"""When to stop: every rule against its definition, from the recorded run by numpy."""

import math
import warnings

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._text import number
from tests.helpers.bad_arguments import X, Y
from tests.helpers.problems import BEST, EVEN, LOGARITHM, POWERS, START, WAVE, columns_of
from tests.helpers.questions import answer


@pytest.fixture(scope="module")
def answers():
    names = ("notebook", "logarithm", "wave")
    return {name: answer("when_to_stop", name) for name in names}


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


def stops_of(name):
    """The rules on the notebook's data with noise, or on a problem as it is."""
    if name == "noise":
        return answer("when_to_stop", "notebook").noisy
    return answer("when_to_stop", name).clean


def held_out_data(name):
    """The points that the run does not learn from, and those that it does."""
    if name == "notebook":
        x, y = sgd.notebook_data()
        middles = (x[:-1] + x[1:]) / 2
        return (middles, 5 * middles**2), (x, y)
    if name == "noise":
        return sgd.noisy_data(100, 1), sgd.noisy_data(100, 0)
    x, y = {"logarithm": LOGARITHM, "wave": WAVE}[name][2:]
    held = np.arange(len(x)) % 5 == 2
    return (x[held], y[held]), (x[~held], y[~held])


FUNCTIONS = {
    "logarithm": LOGARITHM[0],
    "wave": sgd.sine,
    "notebook": sgd.quadratic,
    "noise": sgd.quadratic,
}


def definitions(run, function, held_out, points, noise):
    """Where each rule should stop, from the run's history alone."""
    x, y = points
    losses, gradients, others = [], [], []
    for params in run.history:
        params = params.clone().requires_grad_()
        loss = ((function(x, params) - y) ** 2).sum()
        (gradient,) = torch.autograd.grad(loss, params)
        losses.append(float(loss.detach()))
        gradients.append(float(gradient.norm()))
        others.append(float(((function(held_out[0], params.detach()) - held_out[1]) ** 2).sum()))
    losses, gradients = np.array(losses), np.array(gradients)
    change = np.abs(np.diff(losses)) <= 1e-5 * np.abs(losses[:-1])
    return {
        "step budget": first(np.arange(len(losses)) >= (len(losses) - 1) // 2),
        "target loss": first(losses <= 1e-3 * losses[0]),
        "gradient norm": first(gradients <= 1e-4 * gradients[0]),
        "relative change": first(change) + 1,
        "plateau": patient(losses),
        "held-out set": patient(others),
        "loss of the noise": first(losses <= len(y) * noise**2 * (1 + 1e-12)),
    }


def first(met):
    return int(np.argmax(met)) if met.any() else math.inf


def patient(losses):
    best, at = math.inf, 0
    for step, loss in enumerate(losses):
        if loss < best:
            best, at = loss, step
        if step - at >= 100:
            return step
    return math.inf


@pytest.mark.parametrize("name", ["notebook", "noise", "logarithm", "wave"])
def test_every_rule_stops_where_its_definition_says(name):
    found = stops_of(name)
    noise = {"notebook": 0, "noise": 100, "wave": 0.1}.get(name, found.noise)
    assert found.noise == noise
    expected = definitions(found.run, FUNCTIONS[name], *held_out_data(name), noise)
    assert found.stops.keys() == expected.keys()
    for rule, stop in found.stops.items():
        assert stop.rule == rule
        assert stop.step == expected[rule], rule
        if math.isfinite(stop.step):
            assert stop.loss == pytest.approx(float(found.run.losses[stop.step]), rel=1e-6)


@pytest.mark.parametrize("name", ["notebook", "noise", "logarithm", "wave"])
def test_rules_are_labeled_with_their_settings(name):
    found = stops_of(name)
    x, y = held_out_data(name)[1]
    params = found.run.history[0].clone().requires_grad_()
    (gradient,) = torch.autograd.grad(((FUNCTIONS[name](x, params) - y) ** 2).sum(), params)
    norm, noise = 1e-4 * float(gradient.norm()), found.noise**2 * len(y)
    stops = found.stops
    assert stops["step budget"].setting == found.run.steps // 2
    assert stops["gradient norm"].setting == pytest.approx(norm, rel=1e-6)
    assert stops["loss of the noise"].setting == pytest.approx(noise, rel=1e-6)
    assert [stop.label for stop in stops.values()] == [
        "half the step budget",
        "loss below 0.001 of the first",
        f"gradient norm below {number(norm)}",
        "relative change below 1e-05",
        "plateau of 100 steps",
        "held-out set with patience of 100 steps",
        f"loss of the noise, {number(noise)}",
    ]


@pytest.mark.parametrize("name", ["notebook", "noise", "logarithm"])
def test_errors_and_gradients_are_numpys(name):
    found = stops_of(name)
    x, y = (values.double() for values in held_out_data(name)[1])
    columns = columns_of(FUNCTIONS[name], x, found.run.history.shape[1])
    exact = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    flattest = np.linalg.eigvalsh(2 * columns.T @ columns)[0]
    for stop in found.stops.values():
        step = -1 if math.isinf(stop.step) else stop.step
        params = found.run.history[step].double().numpy()
        np.testing.assert_allclose(stop.errors, params - exact, atol=1e-7 * abs(exact).max())
        if math.isfinite(stop.step):
            gradient = 2 * columns.T @ (columns @ params - y.numpy())
            size = np.linalg.norm(gradient)
            assert stop.gradient_norm == pytest.approx(size, rel=1e-3, abs=1e-3)
            off = np.linalg.norm(params - exact)
            assert off <= size / flattest * (1 + 1e-6) + 1e-9


def test_the_gradient_promises_no_more_than_its_length_over_the_smallest_curvature(answers):
    for found in answers.values():
        stop = found.clean.stops["gradient norm"]
        flattest = float(found.clean.curvature.eigenvalues[0])
        assert found.bound_on_error == pytest.approx(stop.gradient_norm / flattest)
        if found.clean.curvature.exact:
            assert float(stop.errors.norm()) <= found.bound_on_error * (1 + 1e-9)


def test_rules_are_listed_in_the_order_in_which_they_stop(answers):
    for found in answers.values():
        steps = [
            value
            for name, value in found.finding("stops").numbers.items()
            if name.endswith(" step")
        ]
        assert steps == sorted(steps)
        assert len(steps) == sum(math.isfinite(s.step) for s in found.clean.stops.values())


def test_a_gradient_that_never_gets_small_is_said_to_be_so():
    found = sgd.when_to_stop(steps=20)
    assert found.finding("gradient").text.startswith("No step has a gradient norm below")


def test_the_notebooks_run_and_its_first_rise(notebook, problem):
    run = sgd.fit(*problem, learning_rate=1e-7, steps=5_000)
    assert torch.equal(run.history, notebook.clean.run.history)
    assert notebook.rises_at == first(np.diff(run.losses.numpy()) > 0) == 4617
    params = np.array([1.0, 2.0, 3.0])
    losses = []
    for _ in range(5_001):
        misses = POWERS @ (params - BEST)
        losses.append(misses @ misses)
        params = params - 1e-7 * 2 * POWERS.T @ misses
    assert notebook.precise_rises_at == first(np.diff(losses) > 0) == math.inf


@pytest.mark.parametrize(
    ("problem", "rate"),
    [(EVEN, 0.01), (EVEN, 1e-4), (WAVE, 0.001), ((sgd.quadratic, START.tolist(), X, Y), 8e-7)],
)
def test_the_first_rise_in_float64_is_that_of_a_run_in_float64(problem, rate):
    """Seen, calculated, or both."""
    function, guesses, x, y = problem
    found = sgd.when_to_stop(*problem, learning_rate=rate, steps=1_000)
    kept = torch.arange(len(x)) % 5 != 2
    data = x[kept].double(), y[kept].double()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sgd.DivergenceWarning)
        run = sgd.fit(function, guesses, *data, learning_rate=rate, steps=1_000)
    assert found.precise_rises_at == first(np.diff(run.losses.numpy()) > 0)


def test_parameters_freeze_where_the_history_stops_changing(answers):
    x = torch.linspace(-1, 2, 20)
    stuck = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 3 * x + 5 + torch.sin(9 * x), steps=3_000)
    for found in (*answers.values(), stuck):
        history = found.clean.run.history.numpy()
        for i, at in enumerate(found.frozen_at.tolist()):
            moved = np.nonzero(history[1:, i] != history[:-1, i])[0]
            last = moved[-1] + 1 if len(moved) else 0
            assert at == (last if len(history) - 1 - last >= 1000 else math.inf)
    assert stuck.frozen_at.isfinite().any()
    end = stuck.clean.run.history[-1].numpy()
    np.testing.assert_array_equal(stuck.spacing, np.spacing(np.abs(end)))
    seen = np.arange(20) % 5 != 2
    columns = np.column_stack([x, np.ones(20)])[seen]
    y = (3 * x + 5 + torch.sin(9 * x)).double().numpy()[seen]
    slope = 2 * columns.T @ (columns @ end.astype(float) - y)
    np.testing.assert_allclose(stuck.last_step, stuck.learning_rate * np.abs(slope), atol=1e-6)
    assert "at the end" in stuck.finding("rounding").text


def test_noise_is_estimated_from_neighbors():
    generator = torch.Generator().manual_seed(0)
    x = torch.linspace(0, 10, 400, dtype=torch.float64)
    y = 2 * x + 3 * torch.randn(400, generator=generator, dtype=torch.float64)
    found = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, y, steps=3)
    assert found.clean.noise == pytest.approx(3, rel=0.15)


def test_points_on_a_line_have_no_noise_whatever_their_distances():
    x = torch.tensor([0.0, 1.0, 5.0, 6.0, 20.0, 21.0], dtype=torch.float64)
    found = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 2 * x + 1, steps=3)
    assert found.clean.noise == pytest.approx(0, abs=1e-9)


def test_gradients_too_long_for_the_square_of_a_float32_are_compared_all_the_same():
    x = 1e6 * torch.linspace(-1, 2, 10)
    found = sgd.when_to_stop(sgd.quadratic, [1.0, 2.0, 3.0], x, 1e-6 * x * x + 1e6, steps=5)
    assert len(found.clean.stops) == 7


def test_a_loss_that_knows_its_points_is_refused_by_name():
    weights = torch.linspace(1, 3, 10)
    weighted = lambda a, b: (weights.to(a) * (a - b) ** 2).sum()  # noqa: E731
    x = torch.linspace(-1, 2, 10)
    with pytest.raises(ValueError, match="loss"):
        sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 2 * x + 1, loss=weighted, steps=5)


def test_rounding_shows_where_the_loss_rises_or_a_parameter_freezes():
    short, long = (sgd.when_to_stop(steps=steps).finding("rounding").text for steps in (50, 5_000))
    assert short.startswith("Rounding does not show")
    assert long.startswith("Rounding ends progress too")


def test_values_that_are_large_beside_the_loss_rise_by_rounding_in_float64_too():
    x = torch.linspace(1, 3, 20)
    y = (1e6 * x.double()).float()
    start, how = torch.tensor([1e6 + 0.1, 0.1]), {"learning_rate": 0.009, "steps": 300}
    found = sgd.when_to_stop(sgd.linear, start, x, y, **how)
    kept = torch.arange(20) % 5 != 2  # every fifth is held out
    precise = sgd.fit(sgd.linear, start.double(), x[kept].double(), y[kept].double(), **how)
    assert found.precise_rises_at == float((precise.losses.diff() > 0).nonzero()[0])
