"""Sums add up, and round, in torch's order."""

import random
from itertools import product

import pytest
import torch

from tests.helpers.small_torch import describe, small

# Long, wide, transposed and strided: each has its own order.
TENSORS = "x", "x.T", "x[::2]", "x[:, ::2]", "x[:, :1]", "(x.T * 2)", "x[None]"
REDUCTIONS = "sum()", "sum(dim=0)", "sum(dim=-1)", "mean()", "sum(dim=(0, 1))", "mean(dim=1)"
PROGRAMS = [f"{tensor}.{reduction}" for tensor, reduction in product(TENSORS, REDUCTIONS)]
PROGRAMS += [f"x.reshape(-1).{reduction}" for reduction in REDUCTIONS[:4]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("seed", range(8))
def test_sums_add_up_in_torchs_order(seed, dtype):
    rng = random.Random(seed)
    rows, columns = rng.randint(1, 300), rng.randint(1, 80)
    numbers = [
        [rng.gauss(0, 1) * 10 ** rng.randint(-3, 5) for _ in range(columns)] for _ in range(rows)
    ]
    ours, theirs = (m.tensor(numbers, dtype=getattr(m, dtype)) for m in (small, torch))
    for program in PROGRAMS:
        assert describe(eval(program, {"x": ours})) == describe(eval(program, {"x": theirs})), (
            program
        )
