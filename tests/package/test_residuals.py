"""Residuals: their order and Durbin and Watson's statistic, by hand."""

import pytest
import torch

from sgd_tutorial._residuals import durbin_watson, in_order

SHUFFLED = torch.tensor([3.0, 1.0, 2.0, 0.0])


def test_residuals_come_in_the_order_of_x():
    residuals = torch.tensor([30.0, 10.0, 20.0, 5.0])
    assert in_order(SHUFFLED, residuals).tolist() == [5, 10, 20, 30]
    assert in_order(SHUFFLED[:, None], residuals).tolist() == [5, 10, 20, 30]


def test_residuals_at_one_x_are_one_residual():
    x, residuals = torch.tensor([1.0, 0.0, 1.0]), torch.tensor([2.0, 5.0, 4.0])
    assert in_order(x, residuals).tolist() == [5, 3]
    pairs = torch.stack([residuals, -residuals], dim=1)
    assert in_order(x, pairs).tolist() == [[5, -5], [3, -3]]


def test_points_with_coordinates_and_residuals_that_cancel_have_no_order():
    assert in_order(torch.ones(4, 2), torch.ones(4)) is None
    assert in_order(torch.zeros(2), torch.tensor([1.0, -1.0])) is None


@pytest.mark.parametrize(
    ("residuals", "statistic"),
    [([1.0, -1.0, 3.0], 20 / 11), ([1.0, -1.0, 1.0, -1.0], 3.0), ([1.0, 1.0, 1.0], 0.0)],
)
def test_durbin_and_watsons_statistic(residuals, statistic):
    assert durbin_watson(torch.tensor(residuals)) == pytest.approx(statistic)
