"""Which of many steps are drawn."""

import numpy as np
import pytest

from sgd_tutorial.figures._drawing import log_spaced


@pytest.mark.parametrize("count", [1, 2, 39, 40, 41, 500, 10_003, 1_000_001])
def test_thinning_keeps_first_and_last(count):
    places = log_spaced(count, 40)
    assert places[0] == 0
    assert places[-1] == count - 1
    assert len(set(places.tolist())) == len(places) <= 40
    assert (np.diff(places) > 0).all()
    assert len(places) >= min(count, 25)
