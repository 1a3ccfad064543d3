"""Shares: their gradients and losses add up to numpy's of all points."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial.distributed._gradients import Share, averages

PARAMS = [1.0, -2.0, 0.5]


def problem(rows):
    x = torch.linspace(-3, 4, rows, dtype=torch.float64)
    params = torch.tensor(PARAMS, dtype=torch.float64, requires_grad=True)
    return sgd.quadratic, params, x, torch.cos(x)


def by_hand(x, y):
    """The gradient of the sum of squared errors, and behind it that sum."""
    columns = np.vander(x.numpy(), 3)
    misses = columns @ PARAMS - y.numpy()
    return np.append(2 * misses @ columns, misses @ misses)


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 40])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize(("loss", "mean"), [(sgd.sum_squared_error, False), (sgd.mean_squared_error, True)])  # fmt: skip
def test_shares_add_up_to_the_whole(rows, size, loss, mean):
    approximation, params, x, y = problem(rows)
    shares = [Share(rank, size, approximation, loss, mean) for rank in range(size)]
    total = sum(share.gradient_and_loss(params, x, y) for share in shares)
    np.testing.assert_allclose(total, by_hand(x, y) / (rows if mean else 1), rtol=1e-12)


@pytest.mark.parametrize("rows", [2, 7, 40])
@pytest.mark.parametrize("size", [2, 3, 50])
def test_sums_and_means_are_told_apart(rows, size):
    for loss, mean in ((sgd.sum_squared_error, False), (sgd.mean_squared_error, True)):
        assert averages(*problem(rows), loss, None, shares=size) is mean


def test_a_sum_over_a_fixed_count_adds_up():
    seventh = lambda y1, y2: ((y1 - y2) ** 2).sum() / 7  # noqa: E731
    assert averages(*problem(40), seventh, None, shares=3) is False


@pytest.mark.parametrize(
    "loss",
    [
        lambda y1, y2: ((y1 - y2) ** 2).sum().sqrt(),
        lambda y1, y2: (y1 - y2).abs().median(),
    ],
    ids=["root", "median"],
)
def test_a_loss_that_is_neither_is_refused(loss):
    with pytest.raises(ValueError, match="neither the sum nor the mean over its parts"):
        averages(*problem(40), loss, None, shares=3)


def test_an_approximation_that_mixes_the_points_is_refused():
    approximation, params, x, y = problem(40)
    mixed = lambda x, params: approximation(x - x.mean(), params)  # noqa: E731
    with pytest.raises(ValueError, match="let the approximation treat each point alone"):
        averages(mixed, params, x, y, sgd.sum_squared_error, None, shares=3)


def test_guesses_without_a_finite_loss():
    approximation, params, x, y = problem(40)
    far = (1e200 * params).detach().requires_grad_()
    assert averages(approximation, far, x, y, sgd.sum_squared_error, None, shares=2) is False
    with pytest.raises(ValueError, match="not finite at the guesses; start closer"):
        averages(approximation, far, x, y, sgd.sum_squared_error, 5, shares=2)
