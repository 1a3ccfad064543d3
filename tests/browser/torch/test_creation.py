"""arange and linspace: exact steps give the same bits, others are within a unit in the last place."""

import random

import pytest
import torch

from tests.helpers.small_torch import describe, small


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_numbers_at_equal_steps_are_within_a_unit_in_the_last_place(dtype):
    rng = random.Random(0)
    for _ in range(200):
        start, length = round(rng.uniform(-50, 50), 3), round(rng.uniform(1, 60), 3)
        step, count = round(rng.uniform(0.01, 2), 3), rng.randint(2, 200)
        ours, theirs = (
            torch.cat(
                [
                    torch.tensor(m.arange(start, start + length, step, dtype=kind).tolist()),
                    torch.tensor(m.linspace(start, start + length, count, dtype=kind).tolist()),
                ]
            )
            for m in (small, torch)
            for kind in [getattr(m, dtype)]
        )
        largest = torch.nextafter(torch.tensor(abs(start) + length), torch.tensor(torch.inf))
        one = largest - (abs(start) + length)
        assert (ours - theirs).abs().max() <= one


@pytest.mark.parametrize("start", [-20.0, 0.0, 1.5, -1.0])
@pytest.mark.parametrize("step", [1.0, 0.5, 0.25, 2.0])
def test_numbers_at_exact_steps_are_the_same(start, step):
    ours, theirs = (describe(m.arange(start, start + 30, step)) for m in (small, torch))
    assert ours == theirs
