"""Diagnosis with losses whose least is not 0, or not known: nothing is said that is not so."""

import numpy as np
import pytest
import torch
from torch.autograd.function import once_differentiable

import sgd_tutorial as sgd
from tests.helpers.approximations import cross_entropy, probability
from tests.helpers.findings import diagnosed

X = torch.linspace(-3, 3, 24)
NOISE = torch.randn(24, generator=torch.Generator().manual_seed(2))
LABELS = (X + 1.5 * NOISE > 0).float()
COUNTS = torch.poisson(torch.exp(0.7 * X + 0.3), generator=torch.Generator().manual_seed(1))
NOISY = 2 * X + 1 + NOISE


def poisson(rate, count):
    return (torch.exp(rate) - count * rate).mean()


def by_newton(design, y, mean):
    """The maximum-likelihood parameters of a generalized linear model, with numpy."""
    params = np.zeros(design.shape[1])
    for _ in range(50):
        expected, variance = mean(design @ params)
        curved = design.T @ (variance[:, None] * design)
        params = params + np.linalg.solve(curved, design.T @ (y - expected))
    return params


def logistic_mean(values):
    q = 1 / (1 + np.exp(-values))
    return q, q * (1 - q)


def exponential_mean(values):
    return np.exp(values), np.exp(values)


DESIGN = np.column_stack([X.numpy(), np.ones(24)]).astype(float)
LIKELIHOODS = {
    "cross entropy by hand": (probability, LABELS, cross_entropy, logistic_mean),
    "BCELoss": (probability, LABELS, torch.nn.BCELoss(), logistic_mean),
    "BCEWithLogitsLoss": (sgd.linear, LABELS, torch.nn.BCEWithLogitsLoss(), logistic_mean),
    "Poisson": (sgd.linear, COUNTS, poisson, exponential_mean),
}


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_a_likelihood_has_its_maximum_where_newtons_method_has_it(name):
    f, y, loss, mean = LIKELIHOODS[name]
    best = by_newton(DESIGN, y.numpy().astype(float), mean)
    found = diagnosed(f, [0.0, 0.0], X, y, learning_rate=0.05, steps=30, loss=loss)
    assert found.kinds[0] == "unfinished"
    assert "high valley" not in found.kinds
    np.testing.assert_allclose(found.curvature.lowest, best, rtol=1e-5)
    arrived = diagnosed(f, best, X, y, learning_rate=0.05, steps=30, loss=loss)
    assert arrived.kinds == ("noise", "fine")


ERRORS = {
    "half squares": lambda a, b: ((a - b) ** 2).sum() / 2,
    "Huber": torch.nn.HuberLoss(),
    "root of the mean square": lambda a, b: ((a - b) ** 2).mean().sqrt(),
}


@pytest.mark.parametrize("name", ERRORS)
def test_noise_around_a_line_is_noise_by_any_loss_of_errors(name):
    found = diagnosed(sgd.linear, [2.0, 1.0], X, NOISY, learning_rate=1e-2, steps=1500, loss=ERRORS[name])  # fmt: skip
    assert found.kinds == ("noise", "fine")


@pytest.mark.parametrize("name", ERRORS)
def test_a_line_cannot_follow_a_parabola_by_any_loss_of_errors(name):
    found = diagnosed(sgd.linear, [2.0, 1.0], X, X**2, learning_rate=1e-2, steps=1500, loss=ERRORS[name])  # fmt: skip
    assert "wrong approximation" in found.kinds
    assert "fine" not in found.kinds


def test_a_constant_and_the_least_loss_are_those_of_the_likelihood():
    found = diagnosed(sgd.linear, [0.0, 0.0], X, COUNTS, learning_rate=0.05, steps=30, loss=poisson)
    mean = COUNTS.mean()
    assert found.finding("noise").numbers["constant_loss"] == pytest.approx(float(mean - mean * mean.log()))  # fmt: skip


def test_the_global_minimum_of_growth_with_noise_is_no_bad_valley():
    w = torch.linspace(0, 3, 60)
    y = 2 * torch.exp(0.3 * w) + torch.randn(60, generator=torch.Generator().manual_seed(0))
    found = diagnosed(sgd.exponential, [1.5, 0.2], w, y, learning_rate=1e-4, steps=2500)
    assert found.kinds == ("noise", "fine")


def test_little_explained_is_not_well():
    y = torch.randn(24, generator=torch.Generator().manual_seed(3))
    found = diagnosed(sgd.linear, [0.0, 0.0], X, y, learning_rate=5e-3, steps=500)
    best = np.polyfit(X.numpy(), y.numpy(), 1)
    residuals = y.numpy() - np.polyval(best, X.numpy())
    r2 = 1 - residuals.var() / y.numpy().var()
    assert r2 < 0.1
    assert found.kinds == ("noise", "finished")
    assert found.finding("finished").numbers["explained"] == pytest.approx(100 * r2, rel=1e-3)


def test_a_value_far_from_the_rest_that_repeats_may_stand_for_a_missing_one():
    y = NOISY.clone()
    y[[3, 9, 20]] = -999.0
    found = diagnosed(sgd.linear, [0.0, 0.0], X, y, learning_rate=5e-3, steps=500)
    numbers = found.finding("repeated value").numbers
    assert numbers["value"] == -999
    assert numbers["times"] == 3
    assert "fine" not in found.kinds
    once = NOISY.clone()
    once[3] = -999.0
    assert "repeated value" not in diagnosed(sgd.linear, [0.0, 0.0], X, once, learning_rate=5e-3, steps=500).kinds  # fmt: skip


def test_a_loss_of_one_point_cannot_tell_two_parameters():
    found = diagnosed(sgd.linear, [0.0, 0.0], X, 2 * X + 1, learning_rate=0.05, steps=300, loss=lambda a, b: (a[-1] - b[-1]) ** 2)  # fmt: skip
    assert found.kinds == ("not told apart", "finished")
    assert found.finding("not told apart").numbers == {"parameters": 2, "points": 1}


class Squares(torch.autograd.Function):
    """A sum of squared errors that has no second derivative."""

    @staticmethod
    def forward(ctx, values, y):
        ctx.save_for_backward(values, y)
        return ((values - y) ** 2).sum()

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        values, y = ctx.saved_tensors
        return slope * 2 * (values - y), None


class Wave(torch.autograd.Function):
    """a sin(w x), by hand, without a second derivative."""

    @staticmethod
    def forward(ctx, x, params):
        ctx.save_for_backward(x, params)
        return params[0] * torch.sin(params[1] * x)

    @staticmethod
    @once_differentiable
    def backward(ctx, slope):
        x, (a, w) = ctx.saved_tensors
        return None, torch.stack([(slope * torch.sin(w * x)).sum(), (slope * a * x * torch.cos(w * x)).sum()])  # fmt: skip


TWICE = {
    "a line, losses by hand": (sgd.linear, Squares.apply, [0.0, 0.0], NOISY),
    "a wave, losses by hand": (sgd.sine, Squares.apply, [1.0, 1.4], 2 * torch.sin(1.5 * X) + 0.1 * NOISE),
    "a wave by hand": (Wave.apply, sgd.sum_squared_error, [1.0, 1.4], 2 * torch.sin(1.5 * X) + 0.1 * NOISE),
    "both by hand": (Wave.apply, Squares.apply, [1.0, 1.4], 2 * torch.sin(1.5 * X)),
}  # fmt: skip


@pytest.mark.parametrize("name", TWICE)
def test_functions_without_second_derivatives_are_diagnosed_like_others(name):
    f, loss, guesses, y = TWICE[name]
    twice = sgd.sine if f == Wave.apply else f
    settings = dict(learning_rate=2e-3, steps=400)
    found = diagnosed(f, guesses, X, y, loss=loss, **settings)
    expected = diagnosed(twice, guesses, X, y, loss=sgd.sum_squared_error, **settings)
    assert found.kinds == expected.kinds
    torch.testing.assert_close(found.curvature.lowest, expected.curvature.lowest, rtol=1e-4, atol=1e-4)  # fmt: skip
