"""Normally distributed numbers are torch's."""

import pytest
import torch

from tests.helpers.small_torch import describe, small


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 15, 16, 17, 32, 41, 60, 1000, 4001])
def test_normal_numbers_are_torchs(count, dtype):
    """In float32 to the last bit; in float64 logarithm, sine and cosine are the C library's."""
    results = []
    for module in (torch, small):
        source = module.Generator().manual_seed(count)
        kind = getattr(module, dtype)
        first = module.randn(count, generator=source, dtype=kind)
        after = module.rand(2, generator=source)
        results.append((first, after))
    (theirs, next_theirs), (ours, next_ours) = results
    assert describe(next_ours) == describe(next_theirs)
    if dtype == "float32":
        assert describe(ours) == describe(theirs)
    else:
        assert ours.tolist() == pytest.approx(theirs.tolist(), rel=1e-14, abs=1e-15)


def test_many_normal_numbers_are_torchs_to_the_last_bit():
    results = [m.randn(50_000, generator=m.Generator().manual_seed(5)) for m in (torch, small)]
    assert results[0].tolist() == results[1].tolist()


def test_a_new_seed_discards_the_second_number_of_a_pair():
    for module in (torch, small):
        module.manual_seed(3)
    for size in (3, 3, 20, 1):
        assert describe(small.randn(size)) == describe(torch.randn(size))
    for module in (torch, small):
        module.manual_seed(3)
    assert describe(small.randn(1)) == describe(torch.randn(1))
