"""The Hessian and the stable rate against numpy's eigenvalues and against runs."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd


def test_the_hessian_is_twice_the_columns_products(problem):
    _, guesses, x, y = problem
    columns = np.stack([x**2, x, x**0], axis=1).astype(np.float64)
    matrix = sgd.hessian_matrix(sgd.quadratic, torch.tensor(guesses), x, y)
    np.testing.assert_allclose(matrix, 2 * columns.T @ columns, rtol=1e-12)


def test_the_bound_is_two_over_numpys_largest_eigenvalue(problem):
    _, guesses, x, y = problem
    columns = np.stack([x**2, x, x**0], axis=1).astype(np.float64)
    expected = 2 / np.linalg.eigvalsh(2 * columns.T @ columns)[-1]
    bound = sgd.largest_stable_learning_rate(sgd.quadratic, torch.tensor(guesses), x, y)
    assert bound == pytest.approx(expected, rel=1e-12)
    assert f"{bound:.4e}" == "6.9187e-07"


@pytest.mark.parametrize(("factor", "settles"), [(0.99, True), (1.01, False)])
def test_runs_settle_below_the_bound_and_fly_off_above_it(precise_problem, factor, settles):
    approximation, guesses, x, y = precise_problem
    rate = factor * sgd.largest_stable_learning_rate(approximation, torch.tensor(guesses), x, y)
    run = sgd.fit(approximation, guesses, x, y, learning_rate=rate, steps=1500)
    assert bool(run.losses[-1] < run.losses[0]) is settles


def test_without_upward_curvature_there_is_no_bound():
    x = torch.tensor([1.0, 2.0])
    slope = lambda y1, y2: (y1 - y2).sum()  # noqa: E731
    assert sgd.largest_stable_learning_rate(sgd.linear, torch.zeros(2), x, x, loss=slope) == np.inf
