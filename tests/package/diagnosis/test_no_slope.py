"""Diagnosis where the loss has no slope, no end or a kink: each cause is told from the others."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.approximations import cross_entropy, network, probability
from tests.helpers.findings import diagnosed
from tests.helpers.problems import observed

X = torch.linspace(-2, 2, 20)
NOISE = torch.randn(20, generator=torch.Generator().manual_seed(0))


def units(x, params):
    return torch.relu(x[:, None] * params[:2] + params[2:4]) @ params[4:6] + params[6]


def test_a_network_of_zeros_is_symmetric():
    found = diagnosed(network, [0.0] * 10, X, X**2, learning_rate=0.02, steps=50)
    assert found.kinds == ("symmetric start",)
    assert (found.run.history[:, :9] == 0).all()
    text, numbers = found.findings[0].text, found.findings[0].numbers
    assert "by symmetry" in text
    assert numbers["better_floor"] < float(((X**2 - (X**2).mean()) ** 2).sum()) / 2


def test_units_that_start_alike_stay_alike():
    found = diagnosed(network, [0.5] * 10, X, X**2, learning_rate=0.01, steps=50)
    assert found.kinds == ("symmetric start",)
    assert (found.run.history[:, 0] == found.run.history[:, 1]).all()


def test_dead_units_have_no_slope():
    found = diagnosed(units, [1.0, 1.0, -9.0, -8.0, 1.0, 1.0, 0.0], X, X**2, learning_rate=0.01, steps=50)  # fmt: skip
    assert found.kinds == ("no slope",)
    assert "around them" in found.findings[0].text
    assert (found.run.history[:, :6] == found.run.history[0, :6]).all()


PARTS = {
    "detached": lambda x, params: params[0].detach() * x + params[1],
    "rounded": lambda x, params: params[0].round() * x + params[1],
    "data": lambda x, params: params.data[0] * x + params[1],
}


@pytest.mark.parametrize("name", PARTS)
def test_a_parameter_that_no_gradient_reaches(name):
    found = diagnosed(PARTS[name], [0.0, 0.0], X, 2 * X + 1, learning_rate=0.01, steps=100)
    assert found.kinds == ("no gradient",)
    assert "params[0]" in found.findings[0].text
    assert (found.run.history[:, 0] == 0).all()


BOTTOMLESS = {
    "a sign": lambda a, b: -((a - b) ** 2).sum(),
    "plain differences": lambda a, b: (a - b).sum(),
}


@pytest.mark.parametrize("name", BOTTOMLESS)
def test_a_loss_without_a_bound(name):
    found = diagnosed(sgd.linear, [1.0, 0.5], X, 2 * X + 1, learning_rate=1e-3, steps=100, loss=BOTTOMLESS[name])  # fmt: skip
    assert found.kinds == ("no lower bound",)


@pytest.mark.parametrize("steps", [50, 20_000])
def test_classes_that_separate_have_no_lowest_point(steps):
    y = (X > 0).float()
    found = diagnosed(probability, [0.0, 0.0], X, y, learning_rate=2.0, steps=steps, loss=cross_entropy)  # fmt: skip
    assert found.kinds == ("no end",)
    assert "classes separate" in found.findings[0].text
    # The steeper, the better: along that way the loss falls.
    losses = [float(cross_entropy(probability(X.double(), torch.tensor([a, 0.0])), y)) for a in (1.0, 3.0, 9.0)]  # fmt: skip
    assert losses[0] > losses[1] > losses[2]
    if math.isnan(found.run.losses[-1]):
        assert "logits" in found.findings[0].text
        assert found.findings[0].numbers["step"] == found.run.steps


KINKS = {
    "absolute errors": (lambda a, b: (a - b).abs().sum(), 0.3),
    "L1Loss": (torch.nn.L1Loss(), 0.3),
    "root of squares": (lambda a, b: ((a - b) ** 2).mean().sqrt(), 0.0),
}


@pytest.mark.parametrize("name", KINKS)
def test_a_kink_at_the_goal_makes_a_fixed_rate_swing(name):
    loss, noise = KINKS[name]
    problem = sgd.linear, [0.0, 0.0], X, 2 * X + 1 + noise * NOISE
    found = diagnosed(*problem, learning_rate=0.05, steps=600, loss=loss)
    assert found.kinds == ("kink",)
    numbers = found.findings[0].numbers
    schedule = sgd.inverse_decay(numbers["learning_rate"], numbers["half_at"])
    run = observed(*problem, learning_rate=schedule, steps=int(numbers["decayed_steps"]), loss=loss)
    assert float(run.losses[-1]) == numbers["decayed_loss"] < numbers["plain_loss"]
    last = found.run.history[-60:].double()
    assert numbers["swing"] in (last.amax(dim=0) - last.amin(dim=0)).tolist()


def test_a_root_of_squares_with_noise_has_no_kink_at_its_goal():
    loss, _ = KINKS["root of squares"]
    y = 2 * X + 1 + 0.3 * NOISE
    found = diagnosed(sgd.linear, [0.0, 0.0], X, y, learning_rate=0.05, steps=600, loss=loss)
    assert found.kinds == ("noise", "fine")
    best = np.polyfit(X.double().numpy(), y.double().numpy(), 1)
    np.testing.assert_allclose(found.curvature.lowest, best, rtol=1e-5)


def test_a_step_that_throws_a_parameter_away():
    t = torch.linspace(0, 50, 6)
    problem = sgd.exponential, [1.0, 0.1], t, 20 * torch.exp(-0.05 * t)
    found = diagnosed(*problem, learning_rate=1e-3, steps=300)
    assert found.kinds == ("thrown away",)
    numbers = found.findings[0].numbers
    assert numbers["step"] == 1
    assert numbers["value"] == float(found.run.history[1, 1])
    rate, steps = numbers["suggested_learning_rate"], 2_000
    calm = observed(*problem, learning_rate=rate, steps=steps)
    assert calm.losses[-1] < calm.losses[0]
    assert abs(calm.params[1]) < 1


def test_a_rate_at_which_the_step_throws_away_comes_with_other_guesses_where_it_is_slow():
    t = torch.linspace(0, 75, 8)
    problem = sgd.exponential, [1.0, 0.1], t, 30 * torch.exp(-0.05 * t)
    found = diagnosed(*problem, learning_rate=1e-3, steps=3000)
    assert found.kinds == ("thrown away",)
    numbers = found.findings[0].numbers
    run = observed(*problem, learning_rate=numbers["suggested_learning_rate"], steps=3000)
    assert float(run.losses[-1]) == numbers["tried_loss"]
    assert numbers["better_floor"] < 1e-3 * numbers["tried_loss"]
    guesses = [numbers["guess of a"], numbers["guess of b"]]
    assert float(sgd.sum_squared_error(sgd.exponential(t, torch.tensor(guesses)), problem[3])) < numbers["tried_loss"]  # fmt: skip


def test_as_many_points_above_as_below_are_a_kink():
    """Their absolute errors pull b up as much as down, until a has moved."""
    x = torch.linspace(-1, 1, 8)
    y = torch.tensor([1.0, -1, 1, -1, 1, -1, 1, -1]) + 0.1 * x
    found = diagnosed(sgd.linear, [0.5, 0.0], x, y, learning_rate=1e-5, steps=14, loss=KINKS["absolute errors"][0])  # fmt: skip
    assert (found.run.history[:, 1] == 0).all()
    assert found.kinds == ("kink",)
