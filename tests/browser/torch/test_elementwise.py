"""Calculation number by number: how it is rounded."""

import random

import pytest
import torch

from tests.helpers.small_torch import describe, small


@pytest.mark.parametrize("seed", range(20))
def test_scaled_sums_are_rounded_once(seed):
    rng = random.Random(seed)
    a, b = ([rng.gauss(0, 1) * 10 ** rng.randint(-3, 3) for _ in range(200)] for _ in range(2))
    alpha = rng.uniform(-1, 1)
    ours, theirs = (m.tensor(a).add(m.tensor(b), alpha=alpha) for m in (small, torch))
    assert describe(ours) == describe(theirs)
    ours, theirs = (m.tensor(a).sub(m.tensor(b), alpha=alpha) for m in (small, torch))
    assert describe(ours) == describe(theirs)


@pytest.mark.parametrize("name", ["sqrt", "exp", "log", "sin", "cos", "tanh"])
def test_functions_are_within_two_units_in_the_last_place(name):
    """Torch has its own versions of these; here they are rounded correctly."""
    rng = random.Random(name)
    numbers = [rng.uniform(0.01, 20) for _ in range(1000)]
    x, y = (m.tensor(numbers).requires_grad_() for m in (small, torch))
    ours, theirs = (getattr(each, name)() for each in (x, y))
    ours.sum().backward()
    theirs.sum().backward()
    one = torch.nextafter(theirs.abs(), torch.tensor(torch.inf)) - theirs.abs()
    assert ((torch.tensor(ours.tolist()) - theirs).abs() <= 2 * one).all()
    torch.testing.assert_close(torch.tensor(x.grad.tolist()), y.grad, rtol=1e-6, atol=1e-6)
