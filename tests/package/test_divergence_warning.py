"""Runs that fly off: where, what is kept, and what the warning says."""

import warnings

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.approximations import growth


@pytest.mark.parametrize(("rate", "step"), [(7e-7, 1546), (8e-7, 132), (1e-6, 57), (1e-5, 11)])
def test_the_loss_overflows_float32_where_numpys_does(problem, rate, step):
    """The notebook's loop in numpy, in float32, overflows at the same step or the next."""
    with pytest.warns(sgd.DivergenceWarning, match=f"the loss is inf at step {step}"):
        run = sgd.fit(*problem, learning_rate=rate, steps=10_000)
    assert run.stopped_because == "diverged"
    assert run.steps == step
    assert torch.isfinite(run.losses[:-1]).all()
    assert run.losses[-1] == torch.inf
    assert run.history.shape == (step + 1, 3)
    _, guesses, x, y = problem
    assert abs(step - numpy_overflow(guesses, x.numpy(), y.numpy(), rate)) <= 1


def numpy_overflow(guesses, x, y, rate):
    a, b, c = np.float32(guesses)
    rate = np.float32(rate)
    step = 0
    with np.errstate(over="ignore"):
        while True:
            error = a * x * x + b * x + c - y
            if not np.isfinite(np.sum(error**2)):
                return step
            a -= rate * np.sum(2 * error * x * x)
            b -= rate * np.sum(2 * error * x)
            c -= rate * np.sum(2 * error)
            step += 1


def test_the_warning_names_the_largest_stable_rate_and_the_readers_line(problem):
    with pytest.warns(sgd.DivergenceWarning, match=r"at the guesses is 6\.919e-07\)") as caught:
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
    """A bound at the guesses says nothing of the steeper slopes beyond them."""
    x = torch.linspace(0, 3, 20)
    with pytest.warns(sgd.DivergenceWarning, match="use a smaller learning rate$"):
        sgd.fit(growth, [1.0, -1.0], x, 3 * torch.exp(2 * x), learning_rate=1e-3, steps=9)


def test_the_bound_is_left_out_where_it_cannot_be_had():
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
