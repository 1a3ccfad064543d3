"""Tensors print as torch prints them."""

import random

import pytest
import torch

from tests.helpers.random_programs import nested
from tests.helpers.small_torch import small


@pytest.mark.parametrize("seed", range(60))
def test_tensors_print_alike(seed):
    rng = random.Random(seed)
    shape = [rng.randint(1, 9) for _ in range(rng.randint(0, 3))]
    if seed % 10 == 0:
        shape = rng.choice([[1001], [40, 30], [7, 4, 40], [200, 6]])
    numbers = nested(rng, shape)
    special = rng.choice(
        ["x", "x * 0", "x / 0", "x.floor()", "x.long()", "x > 0", "x.double()", "x.int()"]
    )
    texts = []
    for module in (torch, small):
        x = module.tensor(numbers)
        y = eval(special, {"x": x})
        texts.append([repr(y), str(x * 1e3), repr(x.requires_grad_() * 2), f"{y.sum():.3f}"])
    assert texts[1] == texts[0]
