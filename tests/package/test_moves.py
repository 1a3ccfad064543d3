"""When parameters move last and arrive, by hand; the spacing of numbers, against numpy."""

import math

import numpy as np
import pytest
import torch

from sgd_tutorial._moves import arrivals, last_moves, spacing


def test_the_last_move_of_a_parameter():
    history = torch.tensor([[0.0, 0.0, 5.0], [1.0, 0.0, 5.0], [1.0, 2.0, 5.0], [1.0, 3.0, 5.0]])
    assert last_moves(history).tolist() == [1, 3, 0]
    assert last_moves(history[:1]).tolist() == [0, 0, 0]


def test_a_run_has_arrived_once_it_stays():
    outside = torch.tensor([[1, 1, 0, 0], [0, 1, 1, 0], [1, 1, 0, 0], [0, 1, 0, 0]], dtype=bool)
    steps = torch.tensor([0, 10, 20, 25])
    assert arrivals(outside, steps).tolist() == [25, math.inf, 20, 0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("value", [0.0, 1e-30, 0.3, 1.0, -1.0, 3.99, 4.0, 1e9])
def test_spacing_is_numpys(value, dtype):
    exact = np.spacing(np.abs(torch.tensor(value, dtype=dtype).numpy()))
    if value == 0 and dtype == torch.float64:
        exact = np.finfo(float).smallest_subnormal
    assert float(spacing(torch.tensor(value, dtype=dtype), dtype)) == exact


def test_spacing_of_bfloat16_has_eight_bits():
    assert float(spacing(torch.tensor(1.0), torch.bfloat16)) == 2.0**-7
