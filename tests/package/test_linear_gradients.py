"""Losses and gradients without a graph: against numpy's formulas, and when they are used."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._linear_gradients import find_linear_gradients
from sgd_tutorial._moves import last_moves
from tests.helpers.approximations import branching, centered, mean_of_everything
from tests.helpers.bad_arguments import X, Y
from tests.helpers.problems import EVEN

POINTS = torch.linspace(-2, 2, 7, dtype=torch.float64)
TARGETS = torch.cos(POINTS)
STARTS = torch.tensor([[1.0, 0.3, 0.2], [2.0, 0.1, 0.9], [-1.0, 3.0, -0.4]], dtype=torch.float64)
WEIGHTS = torch.linspace(0, 3, 7, dtype=torch.float64)


def weighted(y1, y2):
    shape = -1, *(1,) * (y1.ndim - 1)
    return (WEIGHTS.to(y1).reshape(shape) * (y1 - y2) ** 2).sum(dim=0)


def halved(y1, y2):
    return ((y1 - y2) ** 2).mean() / 2


def shifted(x, params):
    """A parabola over what no parameter changes."""
    return torch.sin(x) + sgd.quadratic(x, params)


def found(approximation, loss, starts=STARTS, x=POINTS, y=TARGETS):
    return find_linear_gradients(approximation, loss, starts, x, y)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("approximation", [sgd.quadratic, shifted])
@pytest.mark.parametrize(
    ("loss", "weights"),
    [
        (sgd.sum_squared_error, np.ones(7)),
        (sgd.mean_squared_error, np.full(7, 1 / 7)),
        (torch.nn.functional.mse_loss, np.full(7, 1 / 7)),
        (halved, np.full(7, 1 / 14)),
        (weighted, WEIGHTS.numpy()),
    ],
)
def test_losses_and_gradients_are_those_of_the_formulas(approximation, loss, weights, dtype):
    starts, x, y = STARTS.to(dtype), POINTS.to(dtype), TARGETS.to(dtype)
    how = found(approximation, loss, starts, x, y)
    losses, gradients = how.losses_and_gradients(starts.T, x[:, None], y[:, None])
    columns = np.vander(POINTS, 3)
    fixed = np.sin(POINTS.numpy()) if approximation is shifted else 0
    left = columns @ STARTS.numpy().T + (fixed - TARGETS.numpy())[:, None]
    close = dict(rtol=1e-12 if dtype == torch.float64 else 1e-5)
    np.testing.assert_allclose(losses, weights @ left**2, **close)
    np.testing.assert_allclose(gradients, 2 * columns.T @ (weights[:, None] * left), **close)
    assert losses.dtype == gradients.dtype == dtype


@pytest.mark.parametrize(
    ("approximation", "loss"),
    [
        (sgd.sine, sgd.sum_squared_error),
        (sgd.quadratic, torch.nn.functional.huber_loss),
        (sgd.quadratic, torch.nn.functional.l1_loss),
        (branching, sgd.mean_squared_error),
        (lambda x, p: x * float(p.detach()[0]) + p[1] + p[2], sgd.sum_squared_error),
    ],
)
def test_what_is_no_bowl_or_branches_has_a_graph(approximation, loss):
    assert found(approximation, loss) is None


def test_a_function_that_mixes_runs_is_evaluated_for_each_alone():
    """A triangle says all that it does; in float32 it would see all runs at once."""
    assert found(centered, mean_of_everything).method == "triangle"
    assert found(centered, mean_of_everything, *(v.float() for v in (STARTS, POINTS, TARGETS))) is None  # fmt: skip


def test_functions_of_one_dtype_have_a_graph():
    weights = torch.ones(3, 3)
    assert found(lambda x, p: sgd.quadratic(x, weights @ p), sgd.sum_squared_error) is None


@pytest.mark.parametrize(
    ("approximation", "loss"),
    [
        (lambda x, p: sgd.quadratic(x.double(), p), sgd.sum_squared_error),
        (sgd.quadratic, lambda y1, y2: sgd.sum_squared_error(y1.double(), y2)),
    ],
)
def test_functions_with_a_dtype_of_their_own_have_a_graph(approximation, loss):
    x, y = POINTS.float(), TARGETS.float()
    assert found(approximation, loss, STARTS.float(), x, y) is None
    runs = sgd.sweep(approximation, STARTS[0], x, y, learning_rate=[0.01], steps=9, loss=loss)
    run = sgd.fit(approximation, STARTS[0], x, y, learning_rate=0.01, steps=9, loss=loss)
    assert runs.losses.dtype == run.losses.dtype == torch.float64
    np.testing.assert_allclose(runs[0].history, run.history, rtol=1e-6)


def test_starts_that_are_all_too_far_off_tell_nothing():
    assert found(sgd.quadratic, sgd.sum_squared_error, 1e200 * STARTS) is None


def test_a_triangle_takes_as_much_for_many_points_as_for_few():
    x = torch.linspace(-2, 2, 20_000, dtype=torch.float64)
    how = found(sgd.quadratic, sgd.mean_squared_error, STARTS, x, x.sin())
    assert how.values_per_run == 4
    _, gradients = how.losses_and_gradients(STARTS.T, x[:, None], x.sin()[:, None])
    columns = np.vander(x, 3)
    left = columns @ STARTS.numpy().T - np.sin(x.numpy())[:, None]
    np.testing.assert_allclose(gradients, 2 / len(x) * columns.T @ left, rtol=1e-11)


@pytest.mark.parametrize(
    ("problem", "rate", "steps"),
    [
        (EVEN, 0.01, 600),
        ((sgd.quadratic, [5.0, 1e-6, 1e-4], X, Y), 6e-7, 500),
        ((sgd.quadratic, [5.0, 2e-7, 0.0], X, Y), 6e-7, 200),  # b x is lost where f is rounded
    ],
)
def test_parameters_freeze_where_they_freeze_in_fit(problem, rate, steps):
    run = sgd.fit(*problem, learning_rate=rate, steps=steps)
    runs = sgd.sweep(*problem, learning_rate=[rate, rate / 3], steps=steps)
    assert runs.method == "design matrix"
    frozen = last_moves(run.history) < steps - 100
    assert bool(frozen.any())
    assert torch.equal(last_moves(runs[0].history)[frozen], last_moves(run.history)[frozen])
    assert torch.equal(runs[0].params[frozen], run.params[frozen])
