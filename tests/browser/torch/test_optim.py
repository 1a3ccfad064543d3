"""torch.optim: SGD gives the same parameters to the last bit, Adam to the last digits."""

import random

import pytest
import torch

from tests.helpers.small_torch import describe, small

BOTH_DTYPES = pytest.mark.parametrize("dtype", ["float32", "float64"])


def after_steps(module, name, dtype, settings):
    """The parameters after 50 steps toward 3."""
    rng = random.Random(0)
    numbers = [rng.gauss(0, 10) for _ in range(11)]
    params = module.tensor(numbers, dtype=getattr(module, dtype)).requires_grad_()
    optimizer = getattr(module.optim, name)([params], **settings)
    for _ in range(50):
        optimizer.zero_grad()
        ((params - 3) ** 2).sum().backward()
        optimizer.step()
    return params


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.8, "dampening": 0.3},
        {"weight_decay": 0.01},
        {"momentum": 0.5, "weight_decay": 0.1, "maximize": True},
    ],
    ids=str,
)
@BOTH_DTYPES
def test_sgd_takes_torchs_steps(settings, dtype):
    ours, theirs = (after_steps(m, "SGD", dtype, {"lr": 0.01} | settings) for m in (small, torch))
    assert describe(ours) == describe(theirs)


@pytest.mark.parametrize(
    "settings",
    [{}, {"lr": 0.3}, {"betas": (0.5, 0.9), "eps": 1e-3}, {"weight_decay": 0.1, "maximize": True}],
    ids=str,
)
@BOTH_DTYPES
def test_adam_takes_torchs_steps_to_the_last_digits(settings, dtype):
    ours, theirs = (after_steps(m, "Adam", dtype, settings).tolist() for m in (small, torch))
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    assert ours == pytest.approx(theirs, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize(
    ("name", "params", "settings"),
    [
        ("SGD", [], {}),
        ("SGD", 3.0, {}),
        ("SGD", [1.0], {}),
        ("SGD", [], {"lr": -1}),
        ("SGD", [], {"nesterov": True}),
        ("Adam", [], {"lr": -1}),
        ("Adam", [], {"betas": (1.0, 0.9)}),
        ("Adam", [], {"betas": (0.9, 1.0)}),
        ("Adam", [], {"eps": -1}),
        ("Adam", [], {"weight_decay": -1}),
    ],
)
def test_it_refuses_what_torch_refuses(name, params, settings):
    errors = []
    for module in (small, torch):
        with pytest.raises((TypeError, ValueError)) as caught:
            getattr(module.optim, name)(params, **settings)
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1]
