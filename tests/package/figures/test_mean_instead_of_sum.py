"""The figure of mean_instead_of_sum: the bounds for each number of points."""

from tests.helpers.figures import named, same


def test_bounds_of_sum_and_mean(given, drawn):
    figure, answer = drawn["mean_instead_of_sum", "light"], given["mean_instead_of_sum"]
    same(named(figure, "sum").y, answer.sum_bounds)
    same(named(figure, "mean").y, answer.mean_bounds)
    assert list(named(figure, "sum").x) == answer.sizes.tolist()
