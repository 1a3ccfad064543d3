"""What an index picks has torch's order in memory."""

import math
import random

import pytest
import torch

from tests.helpers.small_torch import describe, small


def random_index(rng, size):
    """A slice or a list of places along an axis, as code."""
    places = [rng.randrange(size) for _ in range(2)]
    lists = f"torch.tensor({places})", f"torch.tensor([[{places[0]}], [0]])"
    return rng.choice([":", ":", "::2", f"{places}", *lists])


@pytest.mark.parametrize("seed", range(150))
def test_what_an_index_picks_has_torchs_order_in_memory(seed):
    """The order in memory decides the order in which sums are taken later."""
    rng = random.Random(seed)
    shape = [rng.randint(1, 5) for _ in range(rng.randint(2, 4))]
    order = rng.sample(range(len(shape)), len(shape))
    index = ", ".join(random_index(rng, shape[axis]) for axis in order)
    code = f"torch.arange({math.prod(shape)}.).reshape({shape}).permute({order})[{index}]"
    ours, theirs = (eval(code, {"torch": module}) for module in (small, torch))
    assert describe(ours) == describe(theirs), code
    strides = zip(ours.shape, ours.stride(), theirs.stride(), strict=True)
    assert all(one == other for size, one, other in strides if size > 1), code
