"""Why is c wrong: against brute force in numpy, torch's optimizers and loops by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.findings import assert_findings
from tests.helpers.problems import (
    BEST,
    CUBIC,
    LOGARITHM,
    POWERS,
    RIGHT,
    START,
    WAVE,
    X,
    columns_of,
    until_right,
)
from tests.helpers.questions import answer


def test_the_steps_that_the_notebook_would_have_needed(why_is_c_wrong):
    expected = until_right(POWERS, START - BEST, 1e-7, RIGHT, 1_300_000)
    assert expected.tolist() == [14, 4_010, 1_266_334]
    assert why_is_c_wrong.steps_needed.tolist() == expected.tolist()
    assert why_is_c_wrong.names[why_is_c_wrong.slowest] == "c"
    np.testing.assert_allclose(why_is_c_wrong.lowest, BEST, atol=1e-12)
    np.testing.assert_allclose(
        why_is_c_wrong.errors, why_is_c_wrong.run.params.numpy() - BEST, atol=1e-6
    )


def test_the_run_asked_about_is_the_notebooks(why_is_c_wrong, notebooks_run):
    assert torch.equal(why_is_c_wrong.run.history, notebooks_run.history)


def test_every_cure_of_the_notebooks_problem_takes_the_steps_that_a_loop_takes(why_is_c_wrong):
    compare_with_loops(why_is_c_wrong, sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data())
    assert why_is_c_wrong.cures["scaled x"].condition_number == pytest.approx(7.7, abs=0.05)
    assert why_is_c_wrong.cures["standardized"].steps == 1


@pytest.mark.parametrize(("name", "problem"), [("logarithm", LOGARITHM), ("cubic", CUBIC)])
def test_every_cure_of_another_problem_takes_the_steps_that_a_loop_takes(name, problem):
    compare_with_loops(answer("why_is_c_wrong", name), *problem)


def test_where_the_loss_is_no_bowl_a_loop_by_hand_takes_as_many_steps():
    found, (function, start, x, y) = answer("why_is_c_wrong", "wave"), WAVE
    params = torch.tensor(start, dtype=y.dtype)
    descend = torch.optim.SGD([params.requires_grad_()], lr=found.learning_rate)
    steps = found.cures["same rate"].steps
    assert arrival(found, descend, params, function, x, y, int(steps)) == steps


def arrival(found, optimizer, params, function, x, y, expected, matrix=None):
    """The step from which on the slowest parameter stays right, in a loop by hand."""
    i, at = found.slowest, math.inf
    for step in range(expected + 501):
        there = params.detach().double().numpy()
        there = there if matrix is None else matrix @ there
        if abs(there[i] - float(found.lowest[i])) > float(found.tolerance[i]):
            at = math.inf
        elif math.isinf(at):
            at = step
        optimizer.zero_grad()
        used = params if matrix is None else torch.tensor(matrix).to(params) @ params
        ((function(x, used) - y) ** 2).sum().backward()
        optimizer.step()
    return at


def compare_with_loops(found, function, start, x, y):
    """Every cure once more, its transformation, rates and descent by numpy and torch alone."""
    p = len(start)
    columns = columns_of(function, x, p)
    hessian = 2 * columns.T @ columns
    curvatures = np.linalg.eigvalsh(hessian)
    exact = np.linalg.lstsq(columns, y.double().numpy(), rcond=None)[0]
    np.testing.assert_allclose(found.lowest, exact, rtol=1e-9, atol=1e-9)
    own = np.diag(np.diag(hessian) ** -0.5)
    matrices = {"own rates": own}
    spread = x.double().numpy().std()
    if "scaled x" in found.cures:
        matrices["scaled x"] = np.diag(spread ** -np.arange(p - 1.0, -1.0, -1.0))
    constant = next(j for j in range(p) if np.ptp(columns[:, j]) == 0)
    matrix = np.diag(1 / np.where(np.arange(p) == constant, 1, columns.std(axis=0)))
    others = [j for j in range(p) if j != constant]
    matrix[constant, others] = -(columns.mean(axis=0) / columns.std(axis=0).clip(1e-9))[others]
    matrices["standardized"] = matrix
    low, high = np.sqrt(curvatures[0]), np.sqrt(curvatures[-1])
    for name, cure in found.cures.items():
        if cure.source == "closed form":
            assert cure.steps == 0
            continue
        inner = matrices.get(name, np.eye(p))
        errors = np.linalg.solve(inner, np.array(start) - exact)
        bowl = np.linalg.eigvalsh(inner.T @ hessian @ inner)
        rate = found.learning_rate if name == "same rate" else 2 / (bowl[0] + bowl[-1])
        if name == "Newton":
            assert cure.steps == 1
            continue
        if name in ("same rate", "one rate", "scaled x", "standardized"):
            assert cure.learning_rate == pytest.approx(rate, rel=1e-6)
            assert cure.condition_number == pytest.approx(bowl[-1] / bowl[0], rel=1e-6)
        if name == "own rates":
            np.testing.assert_allclose(cure.learning_rate, rate * np.diag(own) ** 2, rtol=1e-6)
        expected = cure.steps
        if cure.source == "predicted":
            assert expected > 20_000
            most = int(1.1 * expected)
            steps = until_right(columns, errors, rate, found.tolerance.numpy(), most)
            assert steps[found.slowest] == expected
            continue
        params = torch.tensor(np.linalg.solve(inner, np.array(start)), dtype=y.dtype)
        optimizer = torch.optim.SGD([params.requires_grad_()], lr=float(rate))
        if name == "momentum":
            rate, beta = 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
            optimizer = torch.optim.SGD([params], lr=float(rate), momentum=float(beta))
        elif name == "Adam":
            optimizer = torch.optim.Adam([params], lr=float(cure.learning_rate))
        elif name in matrices:
            assert cure.condition_number == pytest.approx(bowl[-1] / bowl[0], rel=1e-6)
        arrived = arrival(found, optimizer, params, function, x, y, int(expected), inner)
        slack = 0 if y.dtype == torch.float64 else 1 + 0.01 * expected
        assert arrived == pytest.approx(expected, abs=slack), name
    kinds = {"same rate", "one rate", "momentum", "Adam", "Newton", "least squares"}
    assert kinds | set(matrices) == set(found.cures)


def test_a_rate_above_the_bound_never_settles(short_searches):
    found = sgd.why_is_c_wrong(*LOGARITHM, learning_rate=1.0, steps=10)
    assert found.steps_needed.isinf().all()
    assert found.finding("too large").text.startswith("At this rate params[0] never settles")


def test_a_run_that_had_its_steps_is_finished(short_searches):
    found = sgd.why_is_c_wrong(*LOGARITHM, steps=50)
    assert found.errors.abs()[found.slowest] <= found.tolerance[found.slowest]
    assert found.finding("finished").numbers["needed"] <= 50


def test_a_flat_direction_is_named_and_does_not_count(short_searches):
    twice = lambda x, params: params[0] * x + params[1] * x + params[2]  # noqa: E731
    found = sgd.why_is_c_wrong(twice, [0.0, 1.0, 2.0], X, 3 * X - 1, steps=20)
    columns = np.stack([X, X, X**0], axis=1)
    values = np.linalg.eigvalsh(2 * columns.T @ columns)
    shape = found.finding("steepness")
    assert "(apart from 1 flat one, along which nothing moves)" in shape.text
    assert shape.numbers["steepness"] == pytest.approx(values[2] / values[1])
    assert found.steps_needed.isfinite().all()


# Quadratic on incomes: more steps than float64 counts, at half the largest stable rate.
INCOMES = torch.linspace(300, 50_000, 40)
SLOWEST = sgd.quadratic, [0.0, 0.0, 60.0], INCOMES, 8 * torch.log(INCOMES)


def assert_not_counted(found):
    assert found.learning_rate < found.curvature.largest_stable_learning_rate
    assert found.finding("not counted").numbers["counted"] == 2**53
    assert_findings(found)


def test_a_stable_rate_is_not_called_too_large(why_is_c_wrong):
    """The curvature of one problem, in the answer to another whose cures are known."""
    bowl = sgd.curvature(*SLOWEST)
    rate = bowl.largest_stable_learning_rate / 2
    needed = bowl.steps_needed(rate)
    assert_not_counted(
        replace(why_is_c_wrong, curvature=bowl, learning_rate=rate, steps_needed=needed)
    )


@pytest.mark.slow
def test_a_stable_rate_is_never_called_too_large():
    assert_not_counted(sgd.why_is_c_wrong(*SLOWEST, steps=5))


def test_newtons_method_may_fly_off_where_the_loss_is_no_bowl(short_searches):
    x = torch.linspace(-1, 2, 10)
    cosh = lambda a, b: torch.log(torch.cosh(a - b)).sum()  # noqa: E731
    y = 2 * x + 1 + 0.1 * torch.sin(9 * x)
    found = sgd.why_is_c_wrong(sgd.linear, [0.0, 0.0], x, y, loss=cosh, steps=5)
    assert math.isinf(found.cures["Newton"].steps)
    assert "Newton's method (not there)" in found.finding("cures").text


def test_more_steps_at_the_same_rate_are_the_steps_that_the_parameter_needs(short_searches):
    x = torch.arange(101.0, dtype=torch.float64)
    found = sgd.why_is_c_wrong(sgd.quadratic, [1.0, 2.0, 3.0], x, 5 * x * x, steps=1)
    assert found.cures["same rate"].steps == pytest.approx(float(found.steps_needed[found.slowest]))
