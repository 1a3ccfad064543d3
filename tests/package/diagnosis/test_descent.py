"""Descent from several starts at once: each ends where torch's LBFGS and numpy say."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._problem import Problem
from sgd_tutorial.diagnosis._descent import descend
from sgd_tutorial.diagnosis._look import look_at

X = torch.linspace(-2, 3, 30, dtype=torch.float64)
Y = X**3 - 2 * X + 1


def picky(x, params):
    """Takes one parameter vector alone."""
    assert params.ndim == 1
    return sgd.quadratic(x, params)


def undefined_elsewhere(x, params):
    if bool((params > 50).any()):
        raise RuntimeError("too far")
    return sgd.quadratic(x, params)


def look(approximation, loss=sgd.sum_squared_error):
    return look_at(Problem(approximation, torch.zeros(3), X.float(), Y.float(), loss, 0.01, 10))


@pytest.mark.parametrize("approximation", [sgd.quadratic, picky])
def test_every_start_comes_to_the_least_squares(approximation):
    starts = torch.tensor([[0.0, 0, 0], [100, -3, 2], [-1, 1e3, 1e-3]], dtype=torch.float64)
    one = look(approximation)
    assert one.takes_many == (approximation is sgd.quadratic)
    ends = descend(one, starts, 1 + starts.abs(), 200)
    best = np.polyfit(X.numpy(), Y.float().double().numpy(), 2)
    np.testing.assert_allclose(ends, np.tile(best, (3, 1)), rtol=1e-5, atol=1e-5)


def test_a_start_where_the_function_fails_stays_and_the_others_go():
    starts = torch.tensor([[100.0, 0, 0], [1, 2, 3]], dtype=torch.float64)
    ends = descend(look(undefined_elsewhere), starts, 1 + starts.abs(), 200)
    assert ends[0].tolist() == [100, 0, 0]
    np.testing.assert_allclose(ends[1], np.polyfit(X, Y, 2), rtol=1e-4, atol=1e-4)


LOSSES = {
    "sum": sgd.sum_squared_error,
    "mean of everything": lambda y1, y2: ((y1 - y2) ** 2).mean(),
    "a class": torch.nn.HuberLoss(),
}


@pytest.mark.parametrize("name", LOSSES)
def test_many_places_at_once_are_each_place_alone(name):
    one = look(sgd.quadratic, LOSSES[name])
    places = torch.randn(5, 3, generator=torch.Generator().manual_seed(0)).double()
    losses, gradients = one.losses_and_gradients_at(places)
    for place, loss, gradient in zip(places, losses, gradients, strict=True):
        variable = place.clone().requires_grad_()
        expected = LOSSES[name](sgd.quadratic(one.x, variable), one.y)
        expected.backward()
        torch.testing.assert_close(loss, expected.detach())
        torch.testing.assert_close(gradient, variable.grad)
    torch.testing.assert_close(one.losses_at(places), losses)
