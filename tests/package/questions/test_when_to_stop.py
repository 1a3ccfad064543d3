"""When to stop: every rule against its definition, from the recorded run by numpy."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.package.questions.test_why_is_c_wrong import BEST, GROWTH, POWERS, WAVE
from tests.package.test_format import agrees, commas, says, sentences_of


@pytest.fixture(scope="module")
def answers():
    return {
        "notebook": sgd.when_to_stop(steps=6_000),
        "growth": sgd.when_to_stop(*GROWTH, steps=2_000),
        "wave": sgd.when_to_stop(*WAVE, steps=1_500, noise=0.1),
    }


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


def held_out_data(name):
    """The points that the run does not learn from, and those that it does."""
    if name == "notebook":
        x, y = sgd.notebook_data()
        middles = (x[:-1] + x[1:]) / 2
        return (middles, 5 * middles**2), (x, y)
    if name == "noise":
        return sgd.noisy_data(100, 1), sgd.noisy_data(100, 0)
    x, y = {"growth": GROWTH, "wave": WAVE}[name][2:]
    held = np.arange(len(x)) % 5 == 2
    return (x[held], y[held]), (x[~held], y[~held])


FUNCTIONS = {
    "growth": GROWTH[0],
    "wave": sgd.sine,
    "notebook": sgd.quadratic,
    "noise": sgd.quadratic,
}


def definitions(run, function, held_out, points, noise):
    """Where each rule should stop, from the run's history alone."""
    x, y = points
    losses, gradients, others = [], [], []
    for params in run.history:
        here = params.clone().requires_grad_()
        loss = ((function(x, here) - y) ** 2).sum()
        (slope,) = torch.autograd.grad(loss, here)
        losses.append(float(loss.detach()))
        gradients.append(float(slope.norm()))
        others.append(float(((function(held_out[0], params) - held_out[1]) ** 2).sum()))
    losses, gradients = np.array(losses), np.array(gradients)
    change = np.abs(np.diff(losses)) <= 1e-5 * np.abs(losses[:-1])
    return {
        "half the step budget": first(np.arange(len(losses)) >= (len(losses) - 1) // 2),
        "loss below": first(losses <= 1e-3 * losses[0]),
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


@pytest.mark.parametrize("name", ["notebook", "noise", "growth", "wave"])
def test_every_rule_stops_where_its_definition_says(answers, name):
    answer = answers["notebook" if name == "noise" else name]
    stops = answer.noisy if name == "noise" else answer.clean
    noise = {"notebook": 0, "noise": 100, "wave": 0.1}.get(name, stops.noise)
    assert stops.noise == noise
    expected = definitions(stops.run, FUNCTIONS[name], *held_out_data(name), noise)
    assert len(stops.stops) == len(expected) == 7
    for stop in stops.stops:
        step = next(at for rule, at in expected.items() if stop.rule.startswith(rule))
        assert stop.step == step, stop.rule
        if math.isfinite(step):
            assert stop.loss == pytest.approx(float(stops.run.losses[step]), rel=1e-6)


@pytest.mark.parametrize("name", ["notebook", "noise", "growth"])
def test_errors_and_gradients_are_numpys(answers, name):
    answer = answers["notebook" if name == "noise" else name]
    stops = answer.noisy if name == "noise" else answer.clean
    x, y = (values.double() for values in held_out_data(name)[1])
    count = len(answer.names)
    columns = np.column_stack([FUNCTIONS[name](x, unit) for unit in torch.eye(count).double()])
    exact = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    flattest = np.linalg.eigvalsh(2 * columns.T @ columns)[0]
    for stop in stops.stops:
        step = -1 if math.isinf(stop.step) else stop.step
        params = stops.run.history[step].double().numpy()
        np.testing.assert_allclose(stop.errors, params - exact, atol=1e-7 * abs(exact).max())
        if math.isfinite(stop.step):
            slope = 2 * columns.T @ (columns @ params - y.numpy())
            size = np.linalg.norm(slope)
            assert stop.gradient_norm == pytest.approx(size, rel=1e-3, abs=1e-3)
            off = np.linalg.norm(params - exact)
            assert off <= size / flattest * (1 + 1e-6) + 1e-9


def test_the_gradient_promises_no_more_than_its_length_over_the_smallest_curvature(answers):
    for answer in answers.values():
        stop = next(s for s in answer.clean.stops if s.rule.startswith("gradient norm"))
        flattest = float(answer.clean.curvature.eigenvalues[0])
        assert answer.bound_on_error == pytest.approx(stop.gradient_norm / flattest)
        if answer.clean.curvature.exact:
            assert float(stop.errors.norm()) <= answer.bound_on_error * (1 + 1e-9)


def test_the_notebooks_run_and_its_first_rise(notebook, problem):
    run = sgd.fit(*problem, learning_rate=1e-7, steps=6_000)
    assert torch.equal(run.history, notebook.clean.run.history)
    assert notebook.rises_at == first(np.diff(run.losses.numpy()) > 0) == 4617
    params = np.array([1.0, 2.0, 3.0])
    losses = []
    for _ in range(6_001):
        misses = POWERS @ (params - BEST)
        losses.append(misses @ misses)
        params = params - 1e-7 * 2 * POWERS.T @ misses
    assert notebook.precise_rises_at == first(np.diff(losses) > 0) == math.inf


def test_parameters_freeze_where_the_history_stops_changing(answers):
    x = torch.linspace(-1, 2, 20)
    stuck = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 3 * x + 5 + torch.sin(9 * x), steps=3_000)
    for answer in (*answers.values(), stuck):
        history = answer.clean.run.history.numpy()
        for i, at in enumerate(answer.frozen_at.tolist()):
            moved = np.nonzero(history[1:, i] != history[:-1, i])[0]
            last = moved[-1] + 1 if len(moved) else 0
            assert at == (last if len(history) - 1 - last >= 1000 else math.inf)
    assert stuck.frozen_at.isfinite().any()
    end = stuck.clean.run.history[-1].numpy()
    np.testing.assert_array_equal(stuck.spacing, np.spacing(np.abs(end)))
    kept = np.arange(20) % 5 != 2
    columns = np.column_stack([x, np.ones(20)])[kept]
    y = (3 * x + 5 + torch.sin(9 * x)).double().numpy()[kept]
    slope = 2 * columns.T @ (columns @ end.astype(float) - y)
    np.testing.assert_allclose(stuck.last_step, stuck.learning_rate * np.abs(slope), atol=1e-6)
    assert "at the end" in sentences_of(stuck, 3)[-1]


def test_noise_is_estimated_from_neighbors():
    generator = torch.Generator().manual_seed(0)
    x = torch.linspace(0, 10, 400, dtype=torch.float64)
    y = 2 * x + 3 * torch.randn(400, generator=generator, dtype=torch.float64)
    answer = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, y, steps=3)
    assert answer.clean.noise == pytest.approx(3, rel=0.15)


def test_points_on_a_line_have_no_noise_whatever_their_distances():
    x = torch.tensor([0.0, 1.0, 5.0, 6.0, 20.0, 21.0], dtype=torch.float64)
    answer = sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 2 * x + 1, steps=3)
    assert answer.clean.noise == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", ["notebook", "growth", "wave"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    told = sentences_of(answer, 4 if name == "notebook" else 3)
    head, rules = told.pop(0).split(" stop here: ")
    says(head, "On one run of # steps the rules", len(answer.clean.run.history) - 1)
    compare_rules(answer, answer.clean, rules.removesuffix("."))
    stop = next(s for s in answer.clean.stops if s.rule.startswith("gradient norm"))
    worst = int(stop.errors.abs().argmax())
    exact = answer.clean.curvature.exact
    says(
        told.pop(0),
        f"A small gradient is no small error: where its length is #, {answer.names[worst]} is "
        "still off by #"
        + (
            ", and all it promises is an error below length / smallest curvature = #." * exact
            or "."
        ),
        *(stop.gradient_norm, abs(float(stop.errors[worst]))),
        *[stop.gradient_norm / float(answer.clean.curvature.eigenvalues[0])] * exact,
    )
    if name == "notebook":
        head, rules = told.pop(0).split(" in every y: ")
        says(head, "With noise of #", 100)
        rules, rest = rules.rsplit("; ", 1)
        compare_rules(answer, answer.noisy, rules)
        assert rest == "a loss as low as that of the noise does not say that the curve is right."
    dtype = "float64" if name == "growth" else "float32"
    text = told.pop(0)
    rises = [answer.rises_at, *([answer.precise_rises_at] if dtype == "float32" else [])]
    risen = ["first rises after step #" if math.isfinite(at) else "never rises" for at in rises]
    still = [i for i, at in enumerate(answer.frozen_at) if math.isfinite(at)]
    frozen = commas(
        [
            f"{answer.names[i]} (from step #, where the next step would be # and the spacing of "
            "numbers is #)"
            for i in still
        ]
        or [""]
    )
    ends = f"; at the end {frozen} no longer move{'s' * (len(still) == 1)}." if still else "."
    says(
        text.replace(f"this {dtype} run", "this run").replace(", in float64 it", ", precisely it"),
        f"Rounding ends progress too: the loss of this run {', precisely it '.join(risen)}{ends}",
        *(at for at in rises if math.isfinite(at)),
        *(v for i in still for v in (answer.frozen_at[i], answer.last_step[i], answer.spacing[i])),
    )
    assert not told


def compare_rules(answer, stops, text):
    """Each rule's settings, step and worst error as told, ascending, and none left out."""
    told = text.split("; ")
    first_slope = gradient_at_start(answer, stops)
    assert len(told) == 7
    steps = []
    for rule in told:
        stop = next(s for s in stops.stops if rule.startswith(s.rule))
        setting = stop.rule.split()[-1]
        if stop.rule.startswith("gradient"):
            assert agrees(setting, 1e-4 * first_slope)
        elif stop.rule.startswith("loss of"):
            assert agrees(setting, stops.noise**2 * points(answer, stops))
        else:
            assert stop.rule in (
                "half the step budget",
                "loss below 0.001 of the first",
                "relative change below 1e-05",
                "plateau of 100 steps",
                "held-out set with patience of 100 steps",
            )
        steps.append(stop.step)
        rest = rule.removeprefix(stop.rule)
        if math.isinf(stop.step):
            assert rest == " never"
            continue
        worst = int(stop.errors.abs().argmax())
        says(
            rest,
            f" at step # ({answer.names[worst]} off by #)",
            *(stop.step, abs(float(stop.errors[worst]))),
        )
    assert steps == sorted(steps)


def named_data(answer, stops):
    if stops is answer.noisy:
        return "noise"
    return {3: "notebook"}.get(len(answer.names), "wave" if "w" in answer.names else "growth")


def points(answer, stops):
    return len(held_out_data(named_data(answer, stops))[1][1])


def gradient_at_start(answer, stops):
    name = named_data(answer, stops)
    x, y = held_out_data(name)[1]
    params = stops.run.history[0].clone().requires_grad_()
    loss = ((FUNCTIONS[name](x, params) - y) ** 2).sum()
    return float(torch.autograd.grad(loss, params)[0].norm())


def test_gradients_too_long_for_the_square_of_a_float32_are_compared_all_the_same():
    x = 1e6 * torch.linspace(-1, 2, 10)
    answer = sgd.when_to_stop(sgd.quadratic, [1.0, 2.0, 3.0], x, 1e-6 * x * x + 1e6, steps=5)
    assert len(answer.clean.stops) == 7


def test_a_loss_that_knows_its_points_is_refused_by_name():
    weights = torch.linspace(1, 3, 10)
    weighted = lambda a, b: (weights.to(a) * (a - b) ** 2).sum()  # noqa: E731
    x = torch.linspace(-1, 2, 10)
    with pytest.raises(ValueError, match="loss"):
        sgd.when_to_stop(sgd.linear, [0.0, 0.0], x, 2 * x + 1, loss=weighted, steps=5)
