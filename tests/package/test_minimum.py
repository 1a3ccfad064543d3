"""The valley that a start lies in: against closed forms, known answers and numpy."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._minimum import find_valley
from tests.helpers.approximations import growth

X = torch.linspace(-3, 3, 61, dtype=torch.float64)


def valley_of(function, guesses, x, y, loss=sgd.sum_squared_error):
    return find_valley(function, guesses, x, y, loss)


def test_one_bowl_has_numpys_lowest_point(problem):
    valley = valley_of(*problem)
    x, y = (values.double().numpy() for values in problem[2:])
    exact = np.linalg.lstsq(np.stack([x * x, x, x**0], axis=1), y, rcond=None)[0]
    np.testing.assert_allclose(valley.lowest, exact, atol=1e-9)
    assert valley.exact
    assert valley.params.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("function", "guesses", "best"),
    [
        (sgd.sine, [1.0, 1.2], [2.0, 1.5]),
        (growth, [1.0, 0.0], [3.0, -0.8]),
        (lambda x, p: p[0] / (1 + torch.exp(-p[1] * (x - p[2]))), [1.0, 1.0, 0.0], [3.0, 2.0, 0.5]),
        (lambda x, p: p[0] * x.abs() ** p[1], [1.0, 1.0], [2.0, 1.5]),
        (lambda x, p: p[0] ** 2 * x + p[1], [1.0, 0.0], [3.0, -1.0]),
    ],
)
def test_data_made_by_the_function_gives_its_parameters_back(function, guesses, best):
    x = X + 3.1 if function is growth else X + 0.01
    y = function(x, torch.tensor(best, dtype=torch.float64))
    valley = valley_of(function, guesses, x, y)
    np.testing.assert_allclose(valley.lowest, best, rtol=1e-9)
    assert valley.floor == pytest.approx(0, abs=1e-18)
    assert valley.params.tolist() == guesses
    assert not valley.exact


def test_the_curvature_there_is_that_of_finite_differences():
    noise = torch.randn(61, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    y = 2 * torch.sin(1.5 * X) + 0.3 * noise
    valley = valley_of(sgd.sine, [1.0, 1.2], X, y)
    x, data = X.numpy(), y.numpy()

    def loss(a, w):
        return ((a * np.sin(w * x) - data) ** 2).sum()

    a, w = valley.lowest.tolist()
    assert valley.floor == pytest.approx(loss(a, w))
    h, hessian = 1e-4, np.zeros((2, 2))
    for i, (da, dw) in enumerate(((h, 0), (0, h))):
        for j, (ea, ew) in enumerate(((h, 0), (0, h))):
            hessian[i, j] = (
                loss(a + da + ea, w + dw + ew)
                - loss(a + da - ea, w + dw - ew)
                - loss(a - da + ea, w - dw + ew)
                + loss(a - da - ea, w - dw - ew)
            ) / (4 * h * h)
    np.testing.assert_allclose(valley.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-5)
    nearby = np.array([a, w]) + 1e-3 * np.random.default_rng(0).normal(size=(50, 2))
    assert all(loss(*there) > valley.floor for there in nearby)


@pytest.mark.parametrize("start", [1.2, 5.0])
def test_each_start_finds_a_valley_of_its_own(start):
    valley = valley_of(sgd.sine, [1.0, start], X, 2 * torch.sin(1.5 * X))
    params = valley.lowest.clone().requires_grad_()
    loss = ((sgd.sine(X, params) - 2 * torch.sin(1.5 * X)) ** 2).sum()
    assert sgd.gradient(loss, params).norm() < 1e-8
    assert (float(valley.floor) < 1e-9) == (start == 1.2)


def test_other_losses_have_valleys_too():
    y = 2 * X + 1 + torch.sin(20 * X)
    cosh = lambda a, b: torch.log(torch.cosh(a - b)).sum()  # noqa: E731
    valley = valley_of(sgd.linear, [0.0, 0.0], X, y, cosh)
    misses = (valley.lowest[0] * X + valley.lowest[1] - y).numpy()
    np.testing.assert_allclose([np.tanh(misses) @ X.numpy(), np.tanh(misses).sum()], 0, atol=1e-8)
    curved = 1 / np.cosh(misses) ** 2
    columns = np.stack([X, X**0], axis=1)
    hessian = columns.T @ (curved[:, None] * columns)
    np.testing.assert_allclose(valley.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-8)


def test_float32_data_are_searched_in_float64():
    valley = valley_of(sgd.sine, [1.0, 1.2], X.float(), 2 * torch.sin(1.5 * X.float()))
    assert valley.lowest.dtype == torch.float64
    np.testing.assert_allclose(valley.lowest, [2, 1.5], rtol=1e-6)


@pytest.mark.parametrize("start", [[0.0, 0.0], [1.0, -2.0]])
def test_where_no_valley_is_found_its_lowest_point_is_not_a_number(start):
    """Two parameters with one job in a function that is not linear: flat, not a point."""
    twice = lambda x, p: torch.exp(p[0] + p[1] + x)  # noqa: E731
    assert valley_of(twice, start, X, torch.exp(X)).lowest.isnan().all()
