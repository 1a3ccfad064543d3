"""Healthy loops that nobody wrote by hand are left in peace: at most one in 30 is spoken to."""

import pytest

import sgd_tutorial as sgd
from tests.helpers.marks import slow

from .generated_loops import Loop

# Seeds of loops that the check below finds healthy; the first were spoken to once, each falsely.
SPOKEN_TO_ONCE = [
    2, 59, 64, 75, 94, 107, 114, 209, 252, 260, 261,
    287, 332, 356, 373, 416, 508, 511, 539, 583, 586, 625,
]  # fmt: skip
OTHERS = [
    30, 38, 76, 101, 106, 113, 177, 212, 215, 239, 247, 248, 266,
    392, 407, 437, 441, 454, 473, 536, 571, 615, 637,
]  # fmt: skip
MOST_SPOKEN_TO = 1 / 30


def kinds_of(seed):
    run = Loop(seed).prepare()
    with sgd.watch() as seen:
        run()
    return seen.kinds


@pytest.mark.parametrize("seed", SPOKEN_TO_ONCE + OTHERS)
def test_a_healthy_loop_is_left_in_peace(seed):
    assert kinds_of(seed) == ("fine",)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seeds", [slow(range(first, first + 100)) for first in (1000, 1100, 1200)])
def test_few_of_many_are_spoken_to(seeds):
    healthy = [seed for seed in seeds if Loop(seed).is_healthy()]
    told = {seed: kinds for seed in healthy if (kinds := kinds_of(seed)) != ("fine",)}
    assert len(healthy) > 30
    assert len(told) <= max(1, MOST_SPOKEN_TO * len(healthy)), told
