"""What is measured of a run: against definitions by hand and numpy."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._problem import Problem
from sgd_tutorial.diagnosis._measure import (
    Measurement,
    arrivals,
    durbin_watson,
    in_order,
    last_moves,
    rounding_loss,
    spacing,
)

SHUFFLED = torch.tensor([3.0, 1.0, 2.0, 0.0])


def test_misses_come_in_the_order_of_x():
    misses = torch.tensor([30.0, 10.0, 20.0, 5.0])
    assert in_order(SHUFFLED, misses).tolist() == [5, 10, 20, 30]
    assert in_order(SHUFFLED[:, None], misses).tolist() == [5, 10, 20, 30]


def test_misses_at_one_x_are_one_miss():
    x, misses = torch.tensor([1.0, 0.0, 1.0]), torch.tensor([2.0, 5.0, 4.0])
    assert in_order(x, misses).tolist() == [5, 3]
    pairs = torch.stack([misses, -misses], dim=1)
    assert in_order(x, pairs).tolist() == [[5, -5], [3, -3]]


def test_points_with_coordinates_and_misses_that_cancel_have_no_order():
    assert in_order(torch.ones(4, 2), torch.ones(4)) is None
    assert in_order(torch.zeros(2), torch.tensor([1.0, -1.0])) is None


@pytest.mark.parametrize(
    ("misses", "statistic"),
    [([1.0, -1.0, 3.0], 20 / 11), ([1.0, -1.0, 1.0, -1.0], 3.0), ([1.0, 1.0, 1.0], 0.0)],
)
def test_durbin_and_watsons_statistic(misses, statistic):
    assert durbin_watson(torch.tensor(misses)) == pytest.approx(statistic)


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


def problem(function, x=SHUFFLED, y=2 * SHUFFLED):
    start = torch.tensor([1.0, 1.0])
    return Problem(function, start, x, y, sgd.sum_squared_error, given_rate=0.01, steps=20)


def test_rounding_leaves_a_few_roundings_at_every_point():
    expected = 4 * (8 * np.finfo(np.float32).eps * 6) ** 2
    assert rounding_loss(problem(sgd.linear)) == pytest.approx(expected)


def test_a_function_that_raises_leaves_a_measurement_open():
    def narrow(x, params):
        if x.dtype == torch.float64:
            raise RuntimeError("float32 alone")
        return params[0] * x + params[1]

    line, picky = (problem(f) for f in (sgd.linear, narrow))
    m, unmeasured = (Measurement(p, p.fit()) for p in (line, picky))
    assert m.loss_in_float64 == pytest.approx(float(((SHUFFLED - 1) ** 2).sum()))
    assert m.minimum.lowest.tolist() == pytest.approx([2, 0])
    assert math.isnan(unmeasured.loss_in_float64)
    assert unmeasured.curvature is None
    assert not unmeasured.has_minimum


def test_the_loss_reached_without_a_run_is_that_of_the_closed_form():
    start = problem(sgd.linear)
    long = Problem(*start.parts.values(), given_rate=0.01, steps=100_000)
    m = Measurement(long, start.fit())
    params = sgd.params_after(
        sgd.linear, [1.0, 1.0], SHUFFLED, 2 * SHUFFLED, learning_rate=0.01, steps=100_000
    )
    assert m.run.steps == 20
    assert m.loss_reached == pytest.approx(start.in_float64.loss_at(params), abs=1e-12)
