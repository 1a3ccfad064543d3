"""Columns and weights: recovered where the loss is one bowl, None where it is not."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from sgd_tutorial._design_matrix import (
    find_design_matrix,
    least_squares,
    squared_error_weights,
)

X = torch.linspace(-3, 3, 13, dtype=torch.float64)
PARAMS = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)


def test_the_columns_of_the_quadratic_are_the_powers():
    columns = find_design_matrix(sgd.quadratic, PARAMS, X)
    np.testing.assert_allclose(columns.matrix, np.stack([X**2, X, X**0], axis=1), rtol=1e-13)
    assert columns.offset.tolist() == [0] * 13


@settings(deadline=None, max_examples=25)
@given(points=st.integers(1, 12), count=st.integers(1, 8), seed=st.integers(0, 10**6))
def test_any_matrix_and_offset_are_recovered(points, count, seed):
    draw = np.random.default_rng(seed)
    size = 10 ** draw.uniform(-3, 3, (1, count))
    matrix, offset = draw.normal(size=(points, count)) * size, draw.normal(size=points)
    here = torch.tensor(draw.normal(size=count))
    columns = find_design_matrix(
        lambda x, params: torch.tensor(matrix) @ params + torch.tensor(offset),
        here,
        torch.zeros(points, dtype=torch.float64),
    )
    np.testing.assert_allclose(columns.matrix, matrix, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(columns.offset, offset)


@pytest.mark.parametrize(
    ("approximation", "count"),
    [
        (sgd.sine, 2),
        (sgd.exponential, 2),
        (lambda x, params: params[0] * params[1] * x, 2),
        (lambda x, params: params[0].abs() * x, 1),
        (lambda x, params: torch.relu(params[0]) * x + params[1], 2),
        (lambda x, params: params[0] * x**2 + params[1] * x + params[2] ** 2, 3),
        (lambda x, params: x / params[0], 1),
        (lambda x, params: x ** params[0].abs(), 1),
        (lambda x, params: params.softmax(0)[0] * x, 2),
        (lambda x, params: params[0] * x + torch.rand(()), 1),
    ],
)
def test_what_is_not_linear_has_none(approximation, count):
    assert find_design_matrix(approximation, PARAMS[:count], X) is None


def test_large_values_at_some_points_hide_nothing_at_the_others():
    x = torch.linspace(-1e7, 1e7, 41, dtype=torch.float64)
    bent = lambda x, params: params[0] * x * x + params[1] * x + params[2] ** 2  # noqa: E731
    assert find_design_matrix(bent, PARAMS, x) is None


def test_a_function_that_refuses_zeros_has_none():
    def proud(x, params):
        if not params.all():
            raise ValueError("zeros, of all things")
        return params[0] * x

    assert find_design_matrix(proud, PARAMS[:1], X) is None


def test_columns_of_points_with_several_coordinates():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], dtype=torch.float64)
    columns = find_design_matrix(lambda x, params: x @ params[:2] + params[2], PARAMS, x)
    assert columns.matrix.tolist() == [[1, 2, 1], [3, 4, 1], [5, 7, 1]]


def test_finding_columns_leaves_no_trace():
    params = PARAMS.clone()
    find_design_matrix(sgd.quadratic, params, X)
    assert torch.equal(params, PARAMS)


def test_the_constant_is_found_wherever_it_stands():
    for place in range(3):
        order = [0, 1]
        order.insert(place, None)
        terms = lambda x, p, order=order: sum(  # noqa: E731
            p[j] * (x * 0 + 4 if power is None else x ** (power + 1))
            for j, power in enumerate(order)
        )
        assert find_design_matrix(terms, PARAMS, X).constant() == place


def test_no_constant_and_a_parameter_without_effect():
    assert find_design_matrix(lambda x, params: params[0] * x, PARAMS[:1], X).constant() is None
    idle = lambda x, params: params[0] * x + 0 * params[1]  # noqa: E731
    assert find_design_matrix(idle, PARAMS[:2], X).constant() is None


WEIGHTS = torch.arange(13, dtype=torch.float64)


@pytest.mark.parametrize(
    ("loss", "weights"),
    [
        (sgd.sum_squared_error, [1.0] * 13),
        (sgd.mean_squared_error, [1 / 13] * 13),
        (torch.nn.functional.mse_loss, [1 / 13] * 13),
        (torch.nn.MSELoss(reduction="sum"), [1.0] * 13),
        (lambda y1, y2: (WEIGHTS * (y1 - y2) ** 2).sum(), WEIGHTS.tolist()),
        (lambda y1, y2: ((y1 - y2) ** 2).sum() / 2 + 7, [0.5] * 13),
        (lambda y1, y2: (y1 - y2) @ (y1 - y2), [1.0] * 13),
        (lambda y1, y2: ((y1 - y2) ** 2)[3:].sum(), [0.0] * 3 + [1.0] * 10),
    ],
)
def test_squared_errors_tell_their_weights(loss, weights):
    found = squared_error_weights(loss, X**2, 3 * X)
    np.testing.assert_allclose(found, weights, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "loss",
    [
        torch.nn.functional.l1_loss,
        torch.nn.functional.huber_loss,
        torch.nn.functional.smooth_l1_loss,
        lambda y1, y2: ((y1 - y2) ** 2).mean().sqrt(),
        lambda y1, y2: ((y1 - y2) ** 4).sum(),
        lambda y1, y2: (y1 - y2).sum() ** 2,
        lambda y1, y2: (y1 - y2).sum(),
        lambda y1, y2: -((y1 - y2) ** 2).sum(),
        lambda y1, y2: ((y1 - y2) ** 2).max(),
        lambda y1, y2: ((y1 - y2 - 1) ** 2).sum(),
        lambda y1, y2: ((y1 - y2).relu() ** 2).sum(),
        lambda y1, y2: torch.log1p((y1 - y2) ** 2).sum(),
        lambda y1, y2: (((y1 - y2) / y2) ** 2).sum(),
    ],
)
def test_other_losses_have_no_weights(loss):
    assert squared_error_weights(loss, X**2, 3 * X) is None


@pytest.mark.parametrize("level", [0.0, 1e6, 1e9, 1e12])
def test_weights_do_not_depend_on_how_high_the_data_stands(level):
    """Rounding of y, 1e-16 of its size, is more than 1e-9 of a small miss."""
    weights = squared_error_weights(sgd.sum_squared_error, level + X**2, level + 3 * X)
    np.testing.assert_allclose(weights, 1, rtol=1e-3)


@pytest.mark.parametrize("s", [1e-20, 1e-8, 1.0, 1e8, 1e20])
@pytest.mark.parametrize("t", [1e-12, 2.0, 1e15])
def test_which_directions_are_flat_does_not_depend_on_units(s, t):
    """Of s a x + t b x + c, where x has mean 0, all can be told by hand."""
    matrix = torch.stack([s * X, t * X, X**0], dim=1)
    guesses = torch.tensor([0.5 / s, 0.25 / t, 1.0], dtype=torch.float64)
    eigenvalues, directions, lowest = least_squares(matrix, 3 * X + 7, guesses)
    length = np.hypot(s, t)
    curved = [2 * 13, 2 * length**2 * float((X**2).sum())]
    np.testing.assert_allclose(eigenvalues, [0, *sorted(curved)], rtol=1e-9)
    flat = np.array([t, -s, 0]) / length * (1 if t > s else -1)
    np.testing.assert_allclose(directions[:, 0], flat, rtol=1e-6, atol=1e-12)
    way = (3 - 0.5 - 0.25) / length
    expected = [0.5 / s + way * (s / length), 0.25 / t + way * (t / length), 7]
    np.testing.assert_allclose(lowest, expected, rtol=1e-6)


def test_where_nothing_has_an_effect_all_is_flat():
    guesses = torch.tensor([1.0, 2.0], dtype=torch.float64)
    eigenvalues, directions, lowest = least_squares(torch.zeros(5, 2).double(), X[:5], guesses)
    assert eigenvalues.tolist() == [0, 0]
    torch.testing.assert_close(directions @ directions.T, torch.eye(2).double())
    assert lowest.tolist() == [1, 2]
