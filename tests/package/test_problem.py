"""Problems and their minima: against closed forms, known answers and numpy."""

from itertools import islice, pairwise

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._problem import Problem, with_defaults
from tests.helpers.problems import LOGARITHM, WAVE, columns_of

X = torch.linspace(-3, 3, 61, dtype=torch.float64)


def minimum_of(function, guesses, x, y, loss=sgd.sum_squared_error):
    start = torch.tensor(guesses, dtype=y.dtype)
    return Problem(function, start, x, y, loss, given_rate=1e-7, steps=1).minimum


def test_one_bowl_has_numpys_lowest_point(problem):
    minimum = minimum_of(*problem)
    x, y = (values.double().numpy() for values in problem[2:])
    exact = np.linalg.lstsq(np.stack([x * x, x, x**0], axis=1), y, rcond=None)[0]
    np.testing.assert_allclose(minimum.lowest, exact, atol=1e-9)
    assert minimum.exact
    assert minimum.params.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("function", "guesses", "best"),
    [
        (sgd.sine, [1.0, 1.2], [2.0, 1.5]),
        (sgd.exponential, [1.0, 0.0], [3.0, -0.8]),
        (lambda x, p: p[0] / (1 + torch.exp(-p[1] * (x - p[2]))), [1.0, 1.0, 0.0], [3.0, 2.0, 0.5]),
        (lambda x, p: p[0] * x.abs() ** p[1], [1.0, 1.0], [2.0, 1.5]),
        (lambda x, p: p[0] ** 2 * x + p[1], [1.0, 0.0], [3.0, -1.0]),
    ],
)
def test_data_made_by_the_function_gives_its_parameters_back(function, guesses, best):
    x = X + 3.1 if function is sgd.exponential else X + 0.01
    y = function(x, torch.tensor(best, dtype=torch.float64))
    minimum = minimum_of(function, guesses, x, y)
    np.testing.assert_allclose(minimum.lowest, best, rtol=1e-9)
    assert minimum.floor == pytest.approx(0, abs=1e-18)
    assert minimum.params.tolist() == guesses
    assert not minimum.exact


def test_the_curvature_there_is_that_of_finite_differences():
    noise = torch.randn(61, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    y = 2 * torch.sin(1.5 * X) + 0.3 * noise
    minimum = minimum_of(sgd.sine, [1.0, 1.2], X, y)
    x, data = X.numpy(), y.numpy()

    def loss(a, w):
        return ((a * np.sin(w * x) - data) ** 2).sum()

    a, w = minimum.lowest.tolist()
    assert minimum.floor == pytest.approx(loss(a, w))
    h, hessian = 1e-4, np.zeros((2, 2))
    for i, (da, dw) in enumerate(((h, 0), (0, h))):
        for j, (ea, ew) in enumerate(((h, 0), (0, h))):
            hessian[i, j] = (
                loss(a + da + ea, w + dw + ew)
                - loss(a + da - ea, w + dw - ew)
                - loss(a - da + ea, w - dw + ew)
                + loss(a - da - ea, w - dw - ew)
            ) / (4 * h * h)
    np.testing.assert_allclose(minimum.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-5)
    nearby = np.array([a, w]) + 1e-3 * np.random.default_rng(0).normal(size=(50, 2))
    assert all(loss(*there) > minimum.floor for there in nearby)


@pytest.mark.parametrize("start", [1.2, 5.0])
def test_each_start_finds_a_minimum_of_its_own(start):
    minimum = minimum_of(sgd.sine, [1.0, start], X, 2 * torch.sin(1.5 * X))
    params = minimum.lowest.clone().requires_grad_()
    loss = ((sgd.sine(X, params) - 2 * torch.sin(1.5 * X)) ** 2).sum()
    assert sgd.gradient(loss, params).norm() < 1e-8
    assert (float(minimum.floor) < 1e-9) == (start == 1.2)


def test_other_losses_have_minima_too():
    y = 2 * X + 1 + torch.sin(20 * X)
    cosh = lambda a, b: torch.log(torch.cosh(a - b)).sum()  # noqa: E731
    minimum = minimum_of(sgd.linear, [0.0, 0.0], X, y, cosh)
    residuals = (y - minimum.lowest[0] * X - minimum.lowest[1]).numpy()
    np.testing.assert_allclose(
        [np.tanh(residuals) @ X.numpy(), np.tanh(residuals).sum()], 0, atol=1e-8
    )
    curved = 1 / np.cosh(residuals) ** 2
    columns = np.stack([X, X**0], axis=1)
    hessian = columns.T @ (curved[:, None] * columns)
    np.testing.assert_allclose(minimum.eigenvalues, np.linalg.eigvalsh(hessian), rtol=1e-8)


def test_float32_data_are_searched_in_float64():
    minimum = minimum_of(sgd.sine, [1.0, 1.2], X.float(), 2 * torch.sin(1.5 * X.float()))
    assert minimum.lowest.dtype == torch.float64
    np.testing.assert_allclose(minimum.lowest, [2, 1.5], rtol=1e-6)


@pytest.mark.parametrize("start", [[0.0, 0.0], [1.0, -2.0]])
def test_where_no_minimum_is_found_its_lowest_point_is_not_a_number(start):
    """Two parameters with one job in a function that is not linear: flat, not a point."""
    twice = lambda x, p: torch.exp(p[0] + p[1] + x)  # noqa: E731
    assert minimum_of(twice, start, X, torch.exp(X)).lowest.isnan().all()


def test_without_a_problem_it_is_the_notebooks():
    problem = with_defaults(None, None, None, None, loss=sgd.sum_squared_error)
    assert problem.is_notebook
    assert (problem.learning_rate, problem.steps) == (1e-7, 10_002)
    assert problem.guesses.tolist() == [1, 2, 3]
    assert problem.lowest.tolist() == pytest.approx([5, 0, 0])
    assert problem.tolerance(None).tolist() == pytest.approx([0.05, 0.02, 0.03])


def test_another_problem_gets_half_its_largest_stable_rate():
    function, start, x, y = LOGARITHM
    problem = with_defaults(function, start, x, y, loss=sgd.sum_squared_error)
    columns = columns_of(function, x, 2)
    assert problem.learning_rate == pytest.approx(
        1 / np.linalg.eigvalsh(2 * columns.T @ columns)[-1], rel=1e-9
    )
    exact = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    np.testing.assert_allclose(problem.lowest, exact, rtol=1e-9)
    expected = 0.01 * np.maximum(np.abs(exact), np.abs(np.array(start) - exact))
    np.testing.assert_allclose(problem.tolerance(None), expected)
    assert problem.tolerance([0.1, 0.2]).tolist() == [0.1, 0.2]
    assert problem.names == ("params[0]", "params[1]")


def test_the_rate_is_stable_both_at_the_guesses_and_at_the_minimum():
    function, start, x, y = WAVE
    problem = with_defaults(function, start, x, y, loss=sgd.sum_squared_error)
    bounds = [
        sgd.largest_stable_learning_rate(function, there, x, y) for there in (start, [2.0, 1.5])
    ]
    assert problem.learning_rate == pytest.approx(min(bounds) / 2, rel=1e-6)


def test_divergence_is_part_of_an_answer_and_no_warning():
    found = sgd.why_is_c_wrong(*LOGARITHM, learning_rate=10.0, steps=200)
    assert found.run.stopped_because == "diverged"
    with pytest.warns(sgd.DivergenceWarning):
        sgd.fit(*LOGARITHM, learning_rate=10.0, steps=200)


def test_newtons_method_finds_the_root_of_the_gradient():
    """Of cosh(a) - a / 2 the gradient is sinh(a) - 1 / 2."""
    problem = Problem(
        lambda x, params: params[0] + 0 * x,
        torch.tensor([3.0]),
        torch.zeros(1),
        torch.zeros(1),
        lambda a, b: (torch.cosh(a - b) - (a - b) / 2).sum(),
        given_rate=None,
        steps=1,
    )
    places = [float(bowl.params) for bowl in islice(problem.newton(problem.guesses), 9)]
    for before, after in pairwise(places):
        step = (np.sinh(before) - 0.5) / np.cosh(before)
        assert after == pytest.approx(before - step, abs=1e-12)
    assert places[-1] == pytest.approx(np.arcsinh(0.5))
    assert problem.learning_rate == pytest.approx(1 / np.cosh(3))  # 2 / curvature, and half of it


def test_the_minimum_in_other_parameters_is_that_of_the_same_loss():
    function, start, x, y = LOGARITHM
    problem = with_defaults(*LOGARITHM, loss=sgd.sum_squared_error)
    scaled = sgd.standardize(function, start, x)
    bowl = problem.minimum_in(scaled, problem.minimum)
    columns = columns_of(function, x, 2) @ scaled.matrix.numpy()
    np.testing.assert_allclose(bowl.eigenvalues, np.linalg.eigvalsh(2 * columns.T @ columns))
    best = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    np.testing.assert_allclose(bowl.lowest, best)
    np.testing.assert_allclose(scaled.matrix @ bowl.params, start)


def test_a_search_into_the_undefined_ends_where_the_loss_is_a_number():
    """Torch's line search raises an IndexError there."""
    logarithm = lambda x, params: torch.log(params[0] * x + params[1])  # noqa: E731
    absolute = lambda y1, y2: (y1 - y2).abs().sum()  # noqa: E731
    x, y = torch.tensor([0.00545, -0.00906, 0.0782]), torch.tensor([2.363, -0.528, -0.469])
    start = torch.tensor([0.0012, 0.3006])
    bowl = Problem(logarithm, start, x, y, absolute, given_rate=None, steps=1).minimum
    assert bowl.lowest.isnan().all()
    with pytest.raises(ValueError, match="no lowest point was found"):
        sgd.why_is_c_wrong(logarithm, start, x, y, loss=absolute)
