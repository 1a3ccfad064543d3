"""Stopping rules: each stops where its definition says, computed from a full record."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd

STEPS = 3000


@pytest.fixture
def full_run(problem):
    """The run without a rule."""
    return sgd.fit(*problem, learning_rate=1e-7, steps=STEPS)


def stopped(problem, stop):
    return sgd.fit(*problem, learning_rate=1e-7, steps=STEPS, stop=stop)


def test_target_loss(problem, full_run):
    run = stopped(problem, sgd.TargetLoss(1000))
    assert run.stopped_because == "target loss"
    assert run.steps == np.argmax(full_run.losses.numpy() <= 1000)
    assert torch.equal(run.history, full_run.history[: run.steps + 1])


def test_gradient_norm(problem, full_run):
    _, _, x, y = problem
    columns = np.stack([x**2, x, x**0], axis=1).astype(np.float64)
    residuals = full_run.history.double().numpy() @ columns.T - y.double().numpy()
    norms = np.linalg.norm(2 * residuals @ columns, axis=1)
    run = stopped(problem, sgd.GradientNorm(1000))
    assert run.stopped_because == "gradient norm"
    assert run.steps == np.argmax(norms <= 1000)


def test_relative_change(problem, full_run):
    losses = full_run.losses.double().numpy()
    change = np.abs(np.diff(losses)) / losses[:-1]
    run = stopped(problem, sgd.RelativeChange(1e-3))
    assert run.stopped_because == "relative change"
    assert run.steps == 1 + np.argmax(change <= 1e-3)


def test_plateau():
    losses = [5.0, 4.0, 4.5, 3.9, 3.95, 4.0, 3.9, 3.0]
    rule = sgd.Plateau(patience=3)
    assert first_reached(rule, losses) == 6  # the best, 3.9, came at step 3
    assert (
        first_reached(sgd.Plateau(patience=2, threshold=0.1), losses) == 3
    )  # 3.9 is too little below 4
    assert first_reached(sgd.Plateau(patience=5), losses) is None


def first_reached(rule, losses):
    rule.start(sgd.linear, sgd.sum_squared_error)
    for step, loss in enumerate(losses):
        if rule.reached(sgd.Snapshot(step, loss, torch.zeros(2), torch.zeros(2))):
            return step
    return None


def test_held_out_set_stops_past_the_best_and_keeps_it():
    """Fit y = px to the point (1, 3) from 0, so that p is 3 (1 - 0.98^k); held out is (1, 1)."""
    through_zero = lambda x, params: params[0] * x  # noqa: E731
    x, y = torch.tensor([1.0], dtype=torch.float64), torch.tensor([3.0], dtype=torch.float64)
    rule = sgd.HeldOut([1.0], [1.0], patience=7)
    run = sgd.fit(through_zero, [0.0], x, y, learning_rate=0.01, steps=200, stop=rule)
    p = 3 * (1 - 0.98 ** np.arange(200))
    assert run.stopped_because == "held-out set"
    assert rule.best_step == np.argmin((p - 1) ** 2) == run.steps - 7
    assert rule.best_loss == pytest.approx(np.min((p - 1) ** 2))
    assert float(rule.best_params) == pytest.approx(p[rule.best_step])


def test_the_first_of_several_is_named(problem):
    both = [sgd.TargetLoss(1000), sgd.StepBudget(5)]
    assert stopped(problem, both).stopped_because == "steps"
    assert stopped(problem, both).steps == 5
    assert stopped(problem, tuple(both[::-1])).steps == 5
    both = [sgd.TargetLoss(1000), sgd.StepBudget(2000)]
    assert stopped(problem, both).stopped_because == "target loss"


def test_a_rule_reached_at_the_last_step_is_named(problem):
    steps = stopped(problem, sgd.TargetLoss(1000)).steps
    run = sgd.fit(*problem, learning_rate=1e-7, steps=steps, stop=sgd.TargetLoss(1000))
    assert run.stopped_because == "target loss"


def test_a_function_is_a_rule(problem):
    def a_has_arrived(now):
        return now.params[0] > 4.9

    run = stopped(problem, a_has_arrived)
    assert run.stopped_because == "a_has_arrived"
    assert run.history[-1, 0] > 4.9 >= run.history[-2, 0]


def test_divergence_comes_first(problem):
    with pytest.warns(sgd.DivergenceWarning):
        run = sgd.fit(*problem, learning_rate=1e-5, steps=100, stop=lambda now: now.step == 11)
    assert run.stopped_because == "diverged"


@pytest.mark.parametrize(
    "rule",
    [
        sgd.Plateau(patience=20, threshold=0.05),
        sgd.RelativeChange(1e-3),
        sgd.HeldOut([100.0], [50_000.0], patience=1, threshold=1e-2),
    ],
    ids=lambda rule: rule.name,
)
def test_a_rule_forgets_earlier_runs(problem, rule):
    first, second = stopped(problem, rule), stopped(problem, rule)
    assert first.stopped_because == second.stopped_because == rule.name
    assert first.steps == second.steps


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sgd.StepBudget(-1), "steps must be at least 0"),
        (lambda: sgd.StepBudget(1.5), "steps must be a whole number"),
        (lambda: sgd.TargetLoss(math.nan), "target must be a finite number"),
        (lambda: sgd.TargetLoss("0"), "target must be a finite number"),
        (lambda: sgd.GradientNorm(-1), "tolerance must be a finite number, 0 or more"),
        (lambda: sgd.RelativeChange(None), "tolerance must be a number"),
        (lambda: sgd.Plateau(0), "patience must be at least 1"),
        (lambda: sgd.HeldOut([1.0], [1.0, 2.0], patience=1), "x has 1 points and y has 2"),
    ],
)
def test_bad_rules_are_refused(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()
