"""torch.optim: SGD gives the same parameters to the last bit, Adam to the last digits."""

import random

import pytest
import torch

from tests.helpers.small_torch import describe, small

SETTINGS = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.8, "dampening": 0.3},
    {"weight_decay": 0.01},
    {"momentum": 0.5, "weight_decay": 0.1, "maximize": True},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sgd_takes_torchs_steps(settings, dtype):
    rng = random.Random(0)
    numbers = [rng.gauss(0, 10) for _ in range(11)]
    results = []
    for module in (torch, small):
        params = module.tensor(numbers, dtype=getattr(module, dtype)).requires_grad_()
        optimizer = module.optim.SGD([params], lr=0.01, **settings)
        for _ in range(50):
            optimizer.zero_grad()
            ((params - 3) ** 2).sum().backward()
            optimizer.step()
        results.append(describe(params))
    assert results[1] == results[0]


@pytest.mark.parametrize(
    "settings",
    [{}, {"lr": 0.3}, {"betas": (0.5, 0.9), "eps": 1e-3}, {"weight_decay": 0.1, "maximize": True}],
    ids=str,
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_adam_takes_torchs_steps_to_the_last_digits(settings, dtype):
    rng = random.Random(0)
    numbers = [rng.gauss(0, 10) for _ in range(11)]
    results = []
    for module in (torch, small):
        params = module.tensor(numbers, dtype=getattr(module, dtype)).requires_grad_()
        optimizer = module.optim.Adam([params], **settings)
        for _ in range(50):
            optimizer.zero_grad()
            ((params - 3) ** 2).sum().backward()
            optimizer.step()
        results.append(torch.tensor(params.tolist(), dtype=getattr(torch, dtype)))
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    torch.testing.assert_close(results[1], results[0], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [(([],), {}), ((3.0,), {}), (([1.0],), {}), (([],), {"lr": -1}), (([],), {"nesterov": True})],
)
def test_it_refuses_what_torch_refuses(arguments, settings):
    assert refusal("SGD", small, arguments, settings) == refusal("SGD", torch, arguments, settings)


@pytest.mark.parametrize(
    "settings",
    [{"lr": -1}, {"betas": (1.0, 0.9)}, {"betas": (0.9, 1.0)}, {"eps": -1}, {"weight_decay": -1}],
    ids=str,
)
def test_adam_refuses_what_torch_refuses(settings):
    errors = [refusal("Adam", m, [[m.ones(2)]], settings) for m in (small, torch)]
    assert errors[0] == errors[1]


def refusal(name, module, arguments, settings):
    with pytest.raises((TypeError, ValueError)) as caught:
        getattr(module.optim, name)(*arguments, **settings)
    return caught.type, str(caught.value)
