"""Random networks train as with torch: starts and batches to the bit, the rest to last digits."""

import pytest

from tests.helpers.random_networks import network
from tests.helpers.small_torch import assert_alike, run_with_both

NETWORKS, QUICK = 600, 40
CHUNK = 20
STARTS = [
    *range(0, QUICK, CHUNK),
    *(pytest.param(start, marks=pytest.mark.slow) for start in range(QUICK, NETWORKS, CHUNK)),
]


@pytest.mark.parametrize("start", STARTS)
def test_random_networks_agree(start):
    for seed in range(start, start + CHUNK):
        theirs, ours = run_with_both(network(seed))
        assert_alike(ours, theirs)
