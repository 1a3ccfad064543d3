"""Losses and gradients of many runs: each method against autograd on one run, and the choice."""

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._run_gradients import METHODS, choose_method
from tests.helpers.approximations import (
    branching,
    branching_on_the_size_of_all,
    centered,
    mean_of_everything,
)

X = torch.linspace(-2, 2, 7, dtype=torch.float64)
Y = torch.cos(X)
PARAMS = torch.tensor(
    [[1.0, 2.0, -1.0, 0.5], [0.3, 0.1, 3.0, 2.0], [0.2, 0.9, -0.4, 1.0]], dtype=torch.float64
)


def network(x, params):
    """A hidden layer of 2, with a matrix product."""
    hidden = torch.tanh(x[:, None] * params[:2] + params[2:4])
    return hidden @ params[4:6]


def sum_divided_by_count(y1, y2):
    return ((y1 - y2) ** 2).sum(dim=0) / y1.numel()


def alone(approximation, loss, params, x, y):
    """Each run by itself: torch.autograd.grad on column after column."""
    losses, gradients = [], []
    for run in range(params.shape[1]):
        own = params[:, run].clone().requires_grad_()
        value = loss(approximation(x, own), y)
        losses.append(value.detach())
        gradients.append(torch.autograd.grad(value, own)[0])
    return torch.stack(losses), torch.stack(gradients, dim=1)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_gives_each_run_its_own_gradient(name):
    actual = METHODS[name](sgd.quadratic, sgd.sum_squared_error)(PARAMS, X[:, None], Y[:, None])
    expected = alone(sgd.quadratic, sgd.sum_squared_error, PARAMS, X, Y)
    torch.testing.assert_close(actual, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_takes_different_points_for_each_run(name):
    x = torch.stack([X, X + 1, X * 2, -X], dim=1)
    losses, gradients = METHODS[name](sgd.quadratic, sgd.sum_squared_error)(PARAMS, x, x.sin())
    for run in range(4):
        expected = alone(
            sgd.quadratic, sgd.sum_squared_error, PARAMS[:, [run]], x[:, run], x[:, run].sin()
        )
        torch.testing.assert_close(losses[[run]], expected[0])
        torch.testing.assert_close(gradients[:, [run]], expected[1])


@pytest.mark.parametrize("name", METHODS)
def test_no_method_changes_its_arguments(name):
    params = PARAMS.clone()
    METHODS[name](sgd.quadratic, sgd.sum_squared_error)(params, X[:, None], Y[:, None])
    assert torch.equal(params, PARAMS)
    assert not params.requires_grad
    assert params.grad is None


@pytest.mark.parametrize(
    ("approximation", "loss", "expected"),
    [
        (sgd.quadratic, sgd.sum_squared_error, "batched"),
        (sgd.quadratic, sgd.mean_squared_error, "batched"),
        (sgd.polynomial(2), sgd.sum_squared_error, "batched"),
        (lambda x, p: p[0] * torch.exp(p[1] * x) + p[2], sgd.sum_squared_error, "batched"),
        (lambda x, p: torch.where(x > 0, p[0], p[1]) * p[2], sgd.sum_squared_error, "batched"),
        (lambda x, p: p[0] * (x - x.mean()) + p[1] + p[2], sgd.sum_squared_error, "batched"),
        (sgd.quadratic, mean_of_everything, "vmap"),
        (sgd.quadratic, torch.nn.functional.mse_loss, "vmap"),
        (sgd.quadratic, sum_divided_by_count, "vmap"),
        (centered, sgd.sum_squared_error, "vmap"),
        (lambda x, p: x * p.norm() + p[0], sgd.sum_squared_error, "vmap"),
        (lambda x, p: x[:, None] ** torch.arange(3) @ p, sgd.sum_squared_error, "vmap"),
        (lambda x, p: p.softmax(-1)[0] * x, sgd.sum_squared_error, "vmap"),
        (lambda x, p: x * p.flip(-1)[0], sgd.sum_squared_error, "vmap"),
        (branching, sgd.sum_squared_error, "one by one"),
        (branching_on_the_size_of_all, sgd.sum_squared_error, "one by one"),
        (lambda x, p: float(p.detach()[0]) * x * p[1], sgd.sum_squared_error, "one by one"),
    ],
)
def test_the_fastest_correct_method_is_chosen(approximation, loss, expected):
    name = choose_method(approximation, loss, PARAMS, X[:, None], Y[:, None])
    assert name == expected
    far = 7 * PARAMS
    actual = METHODS[name](approximation, loss)(far, X[:, None], Y[:, None])
    torch.testing.assert_close(actual, alone(approximation, loss, far, X, Y))


def test_a_network_goes_through_vmap():
    params = torch.cat([PARAMS, -PARAMS])
    assert choose_method(network, sgd.sum_squared_error, params, X[:, None], Y[:, None]) == "vmap"
    actual = METHODS["vmap"](network, sgd.sum_squared_error)(params, X[:, None], Y[:, None])
    torch.testing.assert_close(actual, alone(network, sgd.sum_squared_error, params, X, Y))


@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_an_infinite_loss_hides_no_mixing(place):
    """Where one loss is infinite, every difference is small beside it."""

    def mixing(x, params):
        return torch.exp(params[0] * x) + params[1] - 0.5 * params[1].mean() + params[2]

    params = PARAMS.clone()
    params[0, place] = 1e4
    name = choose_method(mixing, sgd.sum_squared_error, params, X[:, None], Y[:, None])
    assert name != "batched"


def test_an_infinite_loss_slows_down_no_other_run():
    params = PARAMS.clone()
    params[1, -1] = 1e4
    approximation = lambda x, p: p[0] * torch.exp(p[1] * x) + p[2]  # noqa: E731
    name = choose_method(approximation, sgd.sum_squared_error, params, X[:, None], Y[:, None])
    assert name == "batched"
