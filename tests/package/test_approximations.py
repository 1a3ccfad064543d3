"""Approximations and losses against numpy."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial.approximations import letters, names_of

X = torch.linspace(-2, 3, 11, dtype=torch.float64)
PARAMS = torch.tensor([1.5, -2.0, 0.5, 4.0], dtype=torch.float64)


@pytest.mark.parametrize(
    ("approximation", "count"),
    [(sgd.linear, 2), (sgd.quadratic, 3), (sgd.cubic, 4)]
    + [(sgd.polynomial(degree), degree + 1) for degree in range(4)],
)
def test_polynomials_equal_numpys(approximation, count):
    params = PARAMS[:count]
    np.testing.assert_allclose(approximation(X, params), np.polyval(params, X), rtol=1e-14)


@pytest.mark.parametrize(
    ("approximation", "function"), [(sgd.sine, np.sin), (sgd.exponential, np.exp)]
)
def test_waves_and_growth_equal_numpys(approximation, function):
    a, b = PARAMS[:2].numpy()
    values = approximation(X, PARAMS[:2])
    np.testing.assert_allclose(values, a * function(b * X.numpy()), rtol=1e-14)


@pytest.mark.parametrize(
    ("approximation", "count"),
    [(sgd.linear, 2), (sgd.cubic, 4), (sgd.polynomial(2), 3), (sgd.sine, 2), (sgd.exponential, 2)],
)
def test_parameters_of_many_runs_go_side_by_side(approximation, count):
    """Parameters (P, R) and x (N, 1) give (N, R), each column one run's values; so do losses."""
    params = torch.stack([PARAMS[:count], -PARAMS[:count]], dim=1)
    together = approximation(X[:, None], params)
    losses = sgd.mean_squared_error(together, X[:, None])
    for run in range(2):
        alone = approximation(X, params[:, run])
        torch.testing.assert_close(together[:, run], alone)
        torch.testing.assert_close(losses[run], sgd.mean_squared_error(alone, X))


def test_losses_equal_numpys():
    y1, y2 = X, X**2
    difference = (y1 - y2).numpy()
    assert float(sgd.sum_squared_error(y1, y2)) == pytest.approx(np.sum(difference**2))
    assert float(sgd.mean_squared_error(y1, y2)) == pytest.approx(np.mean(difference**2))


@pytest.mark.parametrize("degree", [-1, 1.5, "2", True])
def test_impossible_degrees_are_refused(degree):
    with pytest.raises((TypeError, ValueError), match="degree must be"):
        sgd.polynomial(degree)


def test_a_polynomial_counts_its_parameters():
    with pytest.raises(ValueError, match="degree 2 has 3 parameters; got 2"):
        sgd.polynomial(2)(X, PARAMS[:2])


@pytest.mark.parametrize(
    ("approximation", "names"),
    [
        (sgd.linear, "ab"),
        (sgd.cubic, "abcd"),
        (sgd.polynomial(4), "abcde"),
        (sgd.sine, "aw"),
        (sgd.exponential, "ab"),
    ],
)
def test_the_packages_parameters_are_letters(approximation, names):
    assert names_of(approximation, len(names)) == tuple(names)


def test_other_parameters_are_places():
    def line(x, params):
        return params[0] * x + params[1]

    assert names_of(line, 2) == ("params[0]", "params[1]")
    assert letters(26)[-1] == "z"
    assert names_of(sgd.polynomial(30), 31)[-1] == "params[30]"
