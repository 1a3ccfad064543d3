"""The figure of mean_instead_of_sum: the bounds for each number of points."""

import numpy as np

from tests.helpers.figures import named


def test_bounds_of_sum_and_mean(given, drawn):
    figure, answer = drawn["mean_instead_of_sum", "light"], given["mean_instead_of_sum"]
    for name, bounds in (("sum", answer.sum_bounds), ("mean", answer.mean_bounds)):
        drawn_bounds = np.array(named(figure, name).y)
        assert (drawn_bounds <= bounds.numpy()).all()  # rounded down, to five digits
        np.testing.assert_allclose(drawn_bounds, bounds, rtol=1e-4)
    assert list(named(figure, "sum").x) == answer.sizes.tolist()
