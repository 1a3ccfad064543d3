"""Problems that the tests of questions share, and brute force to answer them with."""

import math
import warnings

import numpy as np
import torch

import sgd_tutorial as sgd

X = torch.linspace(-2, 3, 30, dtype=torch.float64)
NOISE = torch.randn(30, generator=torch.Generator().manual_seed(5), dtype=torch.float64)


def logarithm(x, params):
    """Linear in its parameters."""
    return params[0] + params[1] * torch.log(1 + x * x)


# Approximation, guesses, x and y.
LOGARITHM = logarithm, [0.5, 0.2], X, 1 + 2 * torch.log(1 + X * X) + 0.1 * NOISE
WAVE = sgd.sine, [1.0, 1.2], X.float(), 2 * torch.sin(1.5 * X.float())
CUBIC = sgd.cubic, [0.0, 0.0, 0.0, 0.0], X, 1 - 2 * X + X**3 + 0.3 * NOISE
EVEN = sgd.polynomial(1), [0.0, 0.0], X.float(), (2 * X - 1).float()
NOISY = (
    sgd.quadratic,
    [0.0, 0.0, 0.0],
    *(v.double() / s for v, s in zip(sgd.noisy_data(), (10, 100), strict=True)),
)

# All 0, then one of them 1 after the other.
UNITS = torch.cat([torch.zeros(1, 8), torch.eye(8)]).double()

# The notebook's, in numpy.
POWERS = np.arange(-20.0, 21.0)[:, None] ** [2, 1, 0]
START = np.array([1.0, 2.0, 3.0])
BEST = np.array([5.0, 0.0, 0.0])
# How far off each may be and still be right: 1 % of its best value or of its way, whichever is more.
RIGHT = np.array([0.05, 0.02, 0.03])


def columns_of(function, x, count):
    """What one unit of each parameter adds to the values, (N, P)."""
    none, *units = (function(x.double(), p).flatten() for p in UNITS[: count + 1, :count])
    return np.column_stack([unit - none for unit in units])


def overflow_step(function, guesses, x, y, rate):
    """By a loop in the data's dtype: the first step at which the sum of squares is not finite."""
    how = {"learning_rate": rate, "steps": 100_000, "loss": sgd.sum_squared_error}
    return len(by_a_loop(function, guesses, x, y, **how)[1]) - 1


def by_a_loop(function, guesses, x, y, *, learning_rate, steps, loss):
    """(S+1, P) and (S+1,), the parameters and losses of the notebook's loop, without `fit`.

    It ends at a loss that is no number. Parameters that stand still do so to the end.
    """
    params = torch.as_tensor(guesses, dtype=y.dtype)
    rate = learning_rate if callable(learning_rate) else lambda step: learning_rate
    rows, losses = [], []
    for step in range(steps + 1):
        variable = params.detach().requires_grad_()
        value = loss(function(x, variable), y)
        rows.append(params)
        losses.append(value.item())
        if not math.isfinite(losses[-1]):
            break
        params = params - torch.autograd.grad(value, variable)[0] * rate(step)
        if torch.equal(params, rows[-1]) and not callable(learning_rate):
            rows += (steps - step) * rows[-1:]
            losses += (steps - step) * losses[-1:]
            break
    return torch.stack(rows), torch.tensor(losses, dtype=torch.float64)


def until_right(columns, errors, rate, tolerance, most):
    """By brute force: the step from which on every later error is within the tolerance."""
    values, vectors = np.linalg.eigh(2 * columns.T @ columns)
    parts = vectors * (vectors.T @ errors)
    powers = (1 - rate * values) ** np.arange(most + 1)[:, None]
    outside = np.abs(powers @ parts.T) > tolerance
    return np.where(outside.any(axis=0), most + 1 - outside[::-1].argmax(axis=0), 0)


def observed(*problem, **settings):
    """The run; one that diverges says so in `stopped_because` alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sgd.DivergenceWarning)
        return sgd.fit(*problem, **settings)
