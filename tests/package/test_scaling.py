"""Scaling: against numpy's least squares with known coefficients, and the way back."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from sgd_tutorial.scaling import orthonormalizing_matrix
from tests.helpers.problems import columns_of

KNOWN = [0.001, -0.02, 0.3, -1.0, 2.0, 5.0]
DEGREE_FIVE = sgd.polynomial(5), [0.0] * 6


def far_out(dtype=torch.float64):
    """Degree 5 on 0..20, where the columns' sizes differ by six orders of magnitude."""
    x = torch.linspace(0, 20, 41, dtype=torch.float64)
    return x.to(dtype), sgd.polynomial(5)(x, torch.tensor(KNOWN, dtype=torch.float64)).to(dtype)


def many_points():
    x = 40 * torch.rand(300_000, generator=torch.Generator().manual_seed(0)).double() - 20
    noise = torch.randn(len(x), generator=torch.Generator().manual_seed(1)).double()
    return x, sgd.cubic(x, torch.tensor([0.02, 5.0, -3.0, 7.0]).double()) + 100 * noise


@pytest.mark.parametrize(
    ("degree", "guess", "data", "settings", "rtol"),
    [
        (5, 0.0, far_out(), {"steps": 200}, 1e-6),
        (5, 1.0, far_out(), {"steps": 1, "learning_rate": 0.5}, 1e-6),
        (5, 1.0, far_out(), {"steps": 300, "loss": sgd.mean_squared_error}, 1e-6),
        (5, 1.0, far_out(), {"steps": 300, "optimizer": sgd.Momentum(0.5)}, 1e-5),
        (5, 0.0, far_out(torch.float32), {"steps": 50}, 1e-6),
        (2, 0.0, sgd.gapminder_data(), {"steps": 1}, 1e-8),
        (3, 0.0, many_points(), {"steps": 2}, 1e-11),
    ],
    ids=["steps", "one step", "mean", "momentum", "float32", "incomes", "many points"],
)
def test_descent_ends_at_numpys_least_squares(degree, guess, data, settings, rtol):
    run = sgd.fit_rescaled(sgd.polynomial(degree), [guess] * (degree + 1), *data, **settings)
    x, y = (values.double().numpy() for values in data)
    sizes = np.abs(x).max() ** np.arange(degree, -1, -1)
    exact = np.linalg.lstsq(np.vander(x, degree + 1) / sizes, y, rcond=None)[0] / sizes
    np.testing.assert_allclose(run.params, exact, rtol=rtol)
    np.testing.assert_allclose(run.history[0], guess, rtol=1e-6, atol=1e-9)
    assert run.params.dtype == torch.float64


def test_the_orthonormalizing_matrix_does_what_it_says():
    columns = torch.vander(torch.linspace(-1, 1, 300, dtype=torch.float64), 16)
    q = columns @ orthonormalizing_matrix(columns)
    np.testing.assert_allclose(q.T @ q, np.eye(16), atol=1e-9)


def test_mini_batches_come_near_through_orthonormal_coordinates():
    x, y = far_out()
    noise = torch.randn(41, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    run = sgd.fit_rescaled(
        *DEGREE_FIVE,
        x,
        y + noise,
        steps=4_000,
        batch_size=10,
        learning_rate=sgd.inverse_decay(0.3, half_at=50),
        seed=1,
        record_every=100,
    )
    exact = np.polynomial.Polynomial.fit(x, y + noise, 5)(x.numpy())
    assert np.abs(sgd.polynomial(5)(x, run.params).numpy() - exact).max() < 0.3
    assert run.record_every == 100


def test_other_losses_descend_to_their_own_answer():
    """The median of y is what absolute errors want of a constant; log cosh rounds the corner."""
    x, y = far_out()
    y = y + torch.where(torch.arange(41) % 10 == 0, 500.0, 0.0)  # four points way off
    cosh = lambda a, b: torch.nn.functional.softplus(2 * (a - b)).sum() - (a - b).sum()  # noqa: E731
    run = sgd.fit_rescaled(
        sgd.polynomial(5), KNOWN, x, y, steps=3_000, loss=cosh, learning_rate=0.8
    )
    squares = sgd.fit_rescaled(sgd.polynomial(5), KNOWN, x, y, steps=5)
    misses = sgd.polynomial(5)(x, run.params) - y
    slope = (x[:, None] / 20) ** torch.arange(6) * torch.tanh(misses)[:, None]
    np.testing.assert_allclose(slope.sum(dim=0), 0, atol=1e-3)
    rest = torch.arange(41) % 10 != 0
    assert (
        misses[rest].abs().max() < 2 < (sgd.polynomial(5)(x, squares.params) - y)[rest].abs().max()
    )


@pytest.mark.parametrize(
    ("function", "count"),
    [
        (sgd.quadratic, 3),
        (lambda x, p: p[0] * x**2 + p[1] * x, 2),  # no constant
        (lambda x, p: p[0] * x + 7 * p[1], 2),  # the constant's own value is 7
        (lambda x, p: p[0] - p[1] * torch.exp(x / 10), 2),
        (lambda x, p: p[0] * x + p[1] + 3 * x**3, 2),  # an offset
        (lambda x, p: torch.stack([x, x**0, x**2], dim=1) @ p, 3),
    ],
)
@pytest.mark.parametrize("center", [True, False])
def test_standardized_columns_have_mean_zero_and_spread_one(function, count, center):
    x = torch.linspace(3, 9, 25, dtype=torch.float64)
    scaled = sgd.standardize(function, [0.5] * count, x, center=center)
    columns = columns_of(scaled.approximation, x, count)
    constant = np.ptp(columns, axis=0) < 1e-9
    np.testing.assert_allclose(np.sqrt((columns**2).mean(axis=0)), 1, rtol=1e-9)
    if constant.any() and center:
        np.testing.assert_allclose(columns[:, ~constant].mean(axis=0), 0, atol=1e-9)
        np.testing.assert_allclose(np.abs(columns[:, constant]), 1, rtol=1e-12)
    start = torch.full((count,), 0.5, dtype=torch.float64)
    np.testing.assert_allclose(
        scaled.approximation(x, scaled.guesses), function(x, start), rtol=1e-9
    )


@settings(deadline=None, max_examples=40)
@given(
    degree=st.integers(1, 4),
    low=st.floats(-100, 100),
    width=st.floats(1, 100),
    values=st.lists(st.floats(-100, 100), min_size=5, max_size=5),
)
def test_carrying_in_and_out_are_inverse_and_keep_the_values(degree, low, width, values):
    x = torch.linspace(low, low + width, 12, dtype=torch.float64)
    function, params = sgd.polynomial(degree), torch.tensor(values[: degree + 1]).double()
    scaled = sgd.standardize(function, params, x)
    inside = scaled.from_original(params)
    back = scaled.to_original(inside)
    condition = float(torch.linalg.cond(scaled.matrix))
    np.testing.assert_allclose(back, params, atol=1e-14 * condition * 100)
    assert torch.equal(scaled.guesses, inside)
    many = scaled.to_original(torch.stack([inside, 2 * inside]))
    np.testing.assert_allclose(many[1], 2 * back, rtol=1e-12, atol=1e-14 * condition * 100)
    np.testing.assert_allclose(scaled.from_original(many)[0], inside, atol=1e-12 * condition * 100)


def test_a_run_in_standardized_parameters_ends_at_numpys_least_squares():
    x = torch.linspace(1950, 2020, 71)
    y = 0.02 * (x - 1950) + 14 + torch.sin(x)
    x, y = x.double(), y.double()
    scaled = sgd.standardize(sgd.linear, [0.0, 0.0], x)
    problem = scaled.approximation, scaled.guesses, x, y
    run = sgd.fit(*problem, learning_rate=0.9 / 142, steps=100)
    exact = np.polyfit(x - 1985, y, 1)
    expected = [exact[0], exact[1] - 1985 * exact[0]]
    np.testing.assert_allclose(scaled.to_original(run.params), expected, rtol=1e-8)


@pytest.mark.parametrize("function", [sgd.standardize, None], ids=["standardize", "fit_rescaled"])
@pytest.mark.parametrize(
    ("problem", "error", "match"),
    [
        ((sgd.sine, [1.0, 1.0]), ValueError, "sine .* has no columns to rescale"),
        ((lambda x, p: p[0] * x + 0 * p[1], [1.0, 1.0]), ValueError, r"params\[1\] has no effect"),
        ((lambda x, p: p[0] * x, [1.0, 1.0]), ValueError, r"params\[1\] has no effect"),
        ((sgd.linear, [1.0]), ValueError, "guesses has 1 number, but linear needs 2"),
        ((sgd.linear, [[1.0, 1.0]]), ValueError, "guesses must be a flat list"),
        ((sgd.linear, [1.0, float("nan")]), ValueError, r"guesses\[1\] is nan"),
        ((torch.nn.Linear, [1.0, 1.0]), TypeError, "approximation got the class Linear"),
        ((3, [1.0, 1.0]), TypeError, "approximation must be a function"),
    ],
)
def test_bad_problems_are_refused(function, problem, error, match):
    x = torch.linspace(1, 5, 9)
    call = function or (lambda *start: sgd.fit_rescaled(*start, x, steps=5))
    with pytest.raises(error, match=match):
        call(*problem, x)


def test_two_parameters_with_one_job_are_refused():
    with pytest.raises(ValueError, match=r"params\[0\] and params\[1\] both add the same"):
        sgd.standardize(sgd.linear, [0.0, 0.0], torch.ones(5))
    x = torch.linspace(1, 5, 9)
    constants = lambda x, p: p[0] * x + p[1] + 2 * p[2]  # noqa: E731
    with pytest.raises(ValueError, match=r"params\[1\] and params\[2\] both add the same"):
        sgd.standardize(constants, [0.0, 0.0, 0.0], x)
    slopes = lambda x, p: p[0] * x + p[1] * x + p[2]  # noqa: E731
    for function in (constants, slopes):
        with pytest.raises(ValueError, match="cannot tell 3 parameters apart"):
            sgd.fit_rescaled(function, [0.0, 0.0, 0.0], x, x, steps=5)


def test_fewer_points_than_parameters_are_refused():
    with pytest.raises(ValueError, match="2 points cannot tell 3 parameters apart"):
        sgd.fit_rescaled(sgd.quadratic, [0.0, 0.0, 0.0], [1.0, 2.0], [1.0, 2.0], steps=5)
    with pytest.raises(ValueError, match="cannot tell 3 parameters apart"):
        sgd.fit_rescaled(sgd.quadratic, [0.0] * 3, [1.0, 2.0, 1.0, 2.0], [1.0] * 4, steps=5)


@pytest.mark.parametrize("named", ["callback", "stop"])
def test_what_would_see_other_parameters_is_refused(named):
    with pytest.raises(TypeError, match=f"{named} would see other parameters"):
        sgd.fit_rescaled(*_line(), steps=5, **{named: print})


@pytest.mark.parametrize(
    ("changes", "error", "match"),
    [
        ({"steps": -1}, ValueError, "steps must be"),
        ({"steps": 5, "learning_rate": -1.0}, ValueError, "learning_rate must be"),
        ({"steps": 5, "batch_size": 0}, ValueError, "batch_size must be"),
        ({"steps": 5, "speed": 3}, TypeError, "speed"),
        ({"steps": 5, "loss": torch.nn.MSELoss}, TypeError, "loss got the class"),
        ({"steps": 5, "loss": lambda a, b: (a - b).abs().sum()}, ValueError, "give learning_rate"),
    ],
)
def test_bad_settings_are_refused(changes, error, match):
    with pytest.raises(error, match=match):
        sgd.fit_rescaled(*_line(), **changes)


def _line():
    x = torch.linspace(1, 5, 9)
    return sgd.linear, [0.0, 0.0], x, 2 * x + 1


@pytest.mark.parametrize("carry", ["from_original", "to_original"])
def test_carrying_something_else_is_refused(carry):
    scaled = sgd.standardize(sgd.linear, [0.0, 0.0], torch.linspace(1, 5, 9))
    with pytest.raises(TypeError, match="params must be numbers"):
        getattr(scaled, carry)("ab")
    with pytest.raises(ValueError, match="params"):
        getattr(scaled, carry)([1.0, 2.0, 3.0])


def test_the_rate_of_weighted_errors_is_half_of_numpys_bound():
    x, y = far_out()
    weights = torch.linspace(0.1, 3, 41, dtype=torch.float64)
    loss = lambda y1, y2: (weights * (y1 - y2) ** 2).sum()  # noqa: E731
    run = sgd.fit_rescaled(*DEGREE_FIVE, x, y, steps=1, loss=loss)
    rows, triangle = np.linalg.qr(x.numpy()[:, None] ** np.arange(5, -1, -1))
    rate = 1 / np.linalg.eigvalsh(2 * rows.T @ (weights.numpy()[:, None] * rows))[-1]
    step = np.linalg.solve(triangle, rate * 2 * rows.T @ (weights * y).numpy())
    np.testing.assert_allclose(run.params, step, rtol=1e-3)
