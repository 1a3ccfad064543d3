"""The Hessian and the stable rate against numpy; the warning of runs that diverge."""

import math
import warnings
from decimal import ROUND_DOWN, Context

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import sgd_tutorial as sgd
from sgd_tutorial._stability import hessian_matrix
from tests.helpers.problems import POWERS, overflow_step

BOTH = ["hessian", "power iteration"]


def test_the_hessian_is_twice_the_columns_products(problem):
    expected = 2 * POWERS.T @ POWERS
    np.testing.assert_allclose(hessian_matrix(*problem), expected, rtol=1e-12)
    bound = sgd.largest_stable_learning_rate(*problem)
    assert bound == pytest.approx(2 / np.linalg.eigvalsh(expected)[-1], rel=1e-12)


@pytest.mark.parametrize("method", BOTH)
def test_a_linear_loss_has_no_bound(method):
    x = torch.tensor([1.0, 2.0])
    how = {"loss": lambda y1, y2: (y1 - y2).sum(), "method": method}
    assert sgd.largest_stable_learning_rate(sgd.linear, [0.0, 0.0], x, x, **how) == np.inf


class Once(torch.autograd.Function):
    """The values as they are; torch has their first derivatives alone."""

    @staticmethod
    def forward(ctx, values, derivatives=1):
        ctx.derivatives = derivatives
        return values.clone()

    @staticmethod
    def backward(ctx, gradient):
        if not ctx.derivatives:
            raise RuntimeError("not implemented")
        return Once.apply(gradient, ctx.derivatives - 1), None


@pytest.mark.parametrize("method", BOTH)
def test_a_function_with_first_derivatives_alone_is_refused(problem, method):
    once = lambda x, params: Once.apply(sgd.quadratic(x, params))  # noqa: E731
    with pytest.raises(ValueError, match="no second derivatives of the loss: not implemented"):
        sgd.largest_stable_learning_rate(once, *problem[1:], method=method)
    waves = lambda x, params: Once.apply(sgd.sine(x, params))  # noqa: E731
    x = torch.linspace(0, 6, 40)
    problem, how = ([1.0, 1.8], x, 2 * torch.sin(2 * x)), dict(learning_rate=1e-4, steps=3)
    found, twice = (sgd.diagnose(f, *problem, **how) for f in (waves, sgd.sine))
    assert found.kinds == twice.kinds  # by differences of slopes
    torch.testing.assert_close(found.curvature.lowest, twice.curvature.lowest)


@pytest.mark.parametrize("method", BOTH)
def test_what_has_no_second_derivatives_is_refused(method):
    x = torch.tensor([1.0, 2.0])
    for problem, message in [
        ((lambda x, params: (params[0] * x) ** 1.5, [0.0]), "loss are not finite"),
        ((sgd.linear, [0.0]), "params has 1 number, but linear needs 2"),
    ]:
        with pytest.raises(ValueError, match=message):
            sgd.largest_stable_learning_rate(*problem, x, x, method=method)


# Power iteration.


def power(approximation, params, x, y, **keywords):
    keywords["method"] = "power iteration"
    return sgd.largest_stable_learning_rate(approximation, params, x, y, **keywords)


def with_hessian(eigenvalues):
    """A function and a loss whose Hessian has these eigenvalues, in rotated directions."""
    count = len(eigenvalues)
    rotation, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(count, count)))
    matrix = torch.tensor(rotation @ np.diag(eigenvalues) @ rotation.T)
    approximation = lambda x, params: params @ matrix @ params / 2 + 0 * x  # noqa: E731
    arguments = approximation, np.linspace(-1, 1, count), [0.0], [0.0]
    return arguments, {"loss": lambda y1, y2: (y1 - y2).sum()}


@pytest.mark.parametrize(
    ("approximation", "params"),
    [
        (sgd.quadratic, [1.0, 2.0, 3.0]),
        (sgd.polynomial(0), [1.0]),
        (sgd.sine, [1.0, 0.5]),
        (sgd.sine, [3.0, 0.1]),
        (sgd.exponential, [1.0, 0.1]),
        (lambda x, params: torch.tanh(params[0] * x + params[1]) * params[2], [0.1, 0.2, 0.3]),
    ],
)
@pytest.mark.parametrize("loss", [sgd.sum_squared_error, sgd.mean_squared_error])
def test_power_iteration_finds_the_hessians_bound(problem, approximation, params, loss):
    *_, x, y = problem
    matrix = hessian_matrix(approximation, params, x, y, loss=loss)
    expected = 2 / np.linalg.eigvalsh(matrix.numpy())[-1]
    assert power(approximation, params, x, y, loss=loss) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    "eigenvalues",
    [
        [5.0, 1.0, 0.1],
        [5.0, 5.0, 5.0],
        [5.0, 4.9, -1.0],
        [5.0, -4.0, 0.0],
        [5.0, 0.0, 0.0],
        [-10.0, 5.0, 1.0],
        [-1000.0, 3.0, 1.0],
        [-1e6, -0.5, 1.0],
        [5.0, -5.0],
        [-5.0, 5.0],
        [-5.0, 5.0, 0.0],
        [0.0, 5.0, -5.0],
        [5.0, -4.99, 1.0],
        [-5.01, 5.0, 1.0],
    ],
    ids=str,
)
def test_power_iteration_finds_the_steepest_way_up(eigenvalues):
    arguments, keywords = with_hessian(eigenvalues)
    assert power(*arguments, **keywords) == pytest.approx(2 / max(eigenvalues), rel=1e-3)


@pytest.mark.parametrize("eigenvalues", [[-1.0, -2.0, -7.0], [0.0, 0.0], [-3.0]], ids=str)
def test_power_iteration_where_nothing_curves_upward(eigenvalues):
    arguments, keywords = with_hessian(eigenvalues)
    assert power(*arguments, **keywords) == np.inf


def test_power_iteration_needs_no_matrix():
    """100,000 parameters would have a Hessian of 80 GB."""
    count = 100_000
    scale = torch.linspace(0, 1, count, dtype=torch.float64)
    scale[-1] = 2
    approximation = lambda x, params: (scale * params**2).sum() + 0 * x  # noqa: E731
    bound = power(approximation, torch.zeros(count), [0.0], [0.0], loss=lambda y1, y2: y1.sum())
    assert bound == pytest.approx(2 / 4, rel=1e-3)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="method must be 'hessian' or 'power iteration'; got 'x'"):
        sgd.largest_stable_learning_rate(sgd.linear, [0.0, 0.0], [1.0], [1.0], method="x")


@given(st.floats(1e-300, 1e300), st.integers(1, 9))
def test_rounding_down_keeps_so_many_digits_and_is_never_above(rate, digits):
    """Against the decimal module, which rounds every digit of the float."""
    down = sgd.rounded_down(rate, digits)
    floor = Context(prec=digits, rounding=ROUND_DOWN).create_decimal_from_float(rate)
    assert down <= rate
    assert down == float(f"{down:.{digits - 1}e}")
    assert down >= float(floor)


def test_what_is_no_limit_is_not_rounded():
    assert [sgd.rounded_down(rate) for rate in (0.0, math.inf)] == [0, math.inf]
    with pytest.raises(ValueError, match="precision"):
        sgd.rounded_down(0.3, digits=0)


# The warning.


@pytest.mark.parametrize(("rate", "step"), [(7e-7, 1546), (8e-7, 132), (1e-6, 57), (1e-5, 11)])
def test_the_loss_overflows_where_that_of_a_loop_does(problem, rate, step):
    with pytest.warns(sgd.DivergenceWarning, match=f"the loss is inf at step {step}"):
        run = sgd.fit(*problem, learning_rate=rate, steps=10_000)
    assert run.stopped_because == "diverged"
    assert run.steps == step
    assert torch.isfinite(run.losses[:-1]).all()
    assert run.losses[-1] == torch.inf
    assert run.history.shape == (step + 1, 3)
    assert overflow_step(*problem, rate) == step


def test_the_warning_names_the_largest_stable_rate_and_the_readers_line(problem):
    with pytest.warns(sgd.DivergenceWarning, match=r"at the guesses is 6\.9187e-07\)") as caught:
        sgd.fit(*problem, learning_rate=1e-5, steps=100)
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    "keywords",
    [
        {"optimizer": sgd.Momentum()},
        {"batch_size": 8},
        {"learning_rate": [1e-5, 1e-5, 1e-5]},
        {"learning_rate": lambda step: 1e-5},
    ],
    ids=lambda keywords: next(iter(keywords)),
)
def test_the_bound_is_left_out_where_it_does_not_apply(problem, keywords):
    with pytest.warns(sgd.DivergenceWarning, match="use a smaller learning rate$"):
        sgd.fit(*problem, **{"learning_rate": 1e-5, "steps": 200} | keywords)


def test_the_bound_is_left_out_where_the_rate_was_below_it():
    """The bound at the guesses does not hold where the loss is steeper."""
    x = torch.linspace(0, 3, 20)
    with pytest.warns(sgd.DivergenceWarning, match="use a smaller learning rate$"):
        sgd.fit(sgd.exponential, [1.0, -1.0], x, 3 * torch.exp(2 * x), learning_rate=1e-3, steps=9)


def test_the_bound_is_left_out_where_there_are_no_second_derivatives():
    class OnceOnly(torch.autograd.Function):
        @staticmethod
        def forward(ctx, values):
            return values.clone()

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx, gradient):
            return gradient

    x, y = sgd.notebook_data()
    once = lambda x, params: OnceOnly.apply(sgd.quadratic(x, params))  # noqa: E731
    with pytest.warns(sgd.DivergenceWarning, match="use a smaller learning rate$"):
        sgd.fit(once, [1.0, 2.0, 3.0], x, y, learning_rate=1e-5, steps=100)


def test_guesses_beyond_the_dtype_are_named(problem):
    approximation, _, x, y = problem
    with pytest.warns(sgd.DivergenceWarning, match="guesses are too far off for this dtype"):
        run = sgd.fit(approximation, [1e20, 0.0, 0.0], x, y, learning_rate=1e-7, steps=10)
    assert run.steps == 0
    assert run.history.tolist() == [[pytest.approx(1e20), 0, 0]]


def test_a_stable_run_does_not_warn(problem):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sgd.fit(*problem, learning_rate=6.9e-7, steps=2000)
