"""What the pages say of columns, scaled or added, and of least squares, checked on three problems."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd

claim = pytest.mark.claim
HAND, DERIVATIVES = "recipe/by-hand.py", "recipe/derivatives.py"
WHY, WRONG = "questions/why-is-c-wrong.py", "questions/wrong-approximation.py"
MEAN, REAL = "questions/mean-or-sum.py", "further/real-data.py"


def condition_number(columns):
    """Of the loss: the square of that of the columns."""
    return np.linalg.cond(columns) ** 2


def standardized(columns):
    """All but the constant with mean 0 and spread 1; their means and spreads."""
    means, spreads = columns[:, :-1].mean(axis=0), columns[:, :-1].std(axis=0)
    return np.column_stack([(columns[:, :-1] - means) / spreads, columns[:, -1]]), means, spreads


# The lowest point.


@claim(HAND, "The sum of squares is smallest where $\\c$ is the mean of what is left over")
def test_the_best_constant_is_the_mean_of_what_is_left_over(case):
    left_over = (case.y - 4 * case.x**2).numpy()
    [best] = np.linalg.lstsq(np.ones((len(left_over), 1)), left_over, rcond=None)[0]
    assert best == pytest.approx(left_over.mean())


@claim(DERIVATIVES, "for a parabola it is exact, but for rounding")
def test_the_finite_difference_of_a_parabola_is_exact_for_any_distance(case):
    for h in (0.5, 3.0):
        for unit, slope in zip(np.eye(3), case.gradient([1.0, 2.0, 3.0]), strict=True):
            ends = (case.loss(np.array([1.0, 2.0, 3.0]) + sign * h * unit) for sign in (1, -1))
            assert slope == pytest.approx(np.subtract(*ends) / (2 * h), rel=1e-6)


@claim(WHY, "(The curvature along a parameter is twice the sum of the squares of its column.)")
def test_a_parameter_off_by_1_costs_the_sum_of_the_squares_of_its_column(case):
    for unit, column in zip(np.eye(3), case.columns.T, strict=True):
        cost = case.loss(case.best + unit) - case.loss(case.best)
        assert cost == pytest.approx((column**2).sum(), rel=1e-6)


@claim(WHY, "divides the gradient by the curvature, direction by direction")
def test_newtons_step_ends_at_the_lowest_point(case):
    start = np.array([1.0, 2.0, 3.0])
    parts = case.vectors.T @ case.gradient(start) / case.values
    np.testing.assert_allclose(start - case.vectors @ parts, case.best, rtol=1e-4, atol=1e-4)


@claim(WHY, r"$$A^\top\! A\, p = A^\top y", "whose condition number is the square of that of $A$")
def test_the_normal_equations_have_the_lowest_point_and_the_squared_condition_number(case):
    gram = case.columns.T @ case.columns
    found = np.linalg.solve(gram, case.columns.T @ case.y.numpy())
    np.testing.assert_allclose(found, case.best, rtol=1e-4, atol=1e-4)
    assert np.linalg.cond(gram) == pytest.approx(condition_number(case.columns), rel=1e-6)


@claim(WRONG, "At the floor the function is at its best, and more steps do nothing.")
def test_at_the_floor_the_gradient_is_zero_and_no_other_line_is_better(case):
    line = case.columns[:, 1:]
    best = np.linalg.lstsq(line, case.y.numpy(), rcond=None)[0]
    floor = sgd.curvature(sgd.linear, [0.0, 0.0], case.x, case.y).floor
    misses = line @ best - case.y.numpy()
    assert floor == pytest.approx((misses**2).sum(), rel=1e-9)
    assert (np.abs(line.T @ misses) < 1e-9 * np.abs(line.T) @ np.abs(misses)).all()
    others = best + np.random.default_rng(0).normal(size=(100, 2))
    assert (((line @ others.T - case.y.numpy()[:, None]) ** 2).sum(axis=0) > floor).all()


# Scaled.


@claim(WHY, "With the mean subtracted, no column can stand in for the constant")
@claim(WHY, "Standardizing helps, but the bowl is not round.")
def test_standardized_columns_are_rounder_and_round_where_they_are_uncorrelated(case):
    scaled, _, _ = standardized(case.columns)
    assert np.abs(scaled[:, :-1].sum(axis=0)).max() < 1e-9 * len(scaled)
    assert condition_number(scaled) < condition_number(case.columns) / 1_000
    uncorrelated = abs(np.corrcoef(case.columns[:, :2].T)[0, 1]) < 1e-9
    assert (condition_number(scaled) < 1 + 1e-6) == uncorrelated


@claim(WHY, "so even powers are uncorrelated with odd ones")
@claim(WHY, "For any points, make the columns **orthogonal**")
def test_centered_parabolas_of_even_points_and_orthogonal_columns_are_round(case):
    centered = np.vander(case.x - case.x.mean(), 3)
    assert condition_number(standardized(centered)[0]) == pytest.approx(1)
    assert condition_number(np.linalg.qr(case.columns).Q) == pytest.approx(1)


@claim(WHY, "It is the same curve, so these are the parameters in your units")
def test_parameters_of_standardized_columns_go_back_by_the_formula(case):
    scaled, means, spreads = standardized(case.columns)
    p = np.linalg.lstsq(scaled, case.y.numpy(), rcond=None)[0]
    ab = p[:2] / spreads
    np.testing.assert_allclose([*ab, p[2] - ab @ means], case.best, rtol=1e-6, atol=1e-6)


@claim(WHY, "The rate is stable for all standardized columns")
def test_curvatures_of_standardized_columns_add_up_to_2_for_each_parameter(case):
    scaled, _, _ = standardized(case.columns)
    values = np.linalg.eigvalsh(2 * scaled.T @ scaled / len(scaled))
    assert values.sum() == pytest.approx(2 * 3)
    assert 2 / values[-1] > 1 / 3


@claim(WHY, "these rates fly off: divide them by the number of parameters")
def test_a_rate_for_each_parameter_is_stable_when_divided_by_their_number(case):
    hessian = 2 * case.columns.T @ case.columns
    products = np.abs(np.linalg.eigvals(hessian / np.diag(hessian)))  # rate times curvature
    assert products.max() / 3 < 1
    assert (products.max() > 2) == (case.x.min() >= 0)


@claim(MEAN, "So it works: at rate", "Dividing the loss by a number moves no lowest point.")
def test_the_mean_takes_the_same_path_at_n_times_the_rate(case):
    n = len(case.x)
    of_sum = case.run(0.5, 200)
    of_mean = case.run(0.5 * n, 200, loss=sgd.mean_squared_error)
    torch.testing.assert_close(of_mean.history, of_sum.history, rtol=1e-9, atol=1e-9)


@claim(MEAN, "Half the mean halves everything once more.", "the condition number is the same")
def test_the_mean_has_the_same_lowest_point_and_condition_number_and_n_times_the_limit(case):
    def half_mean(y1, y2):
        return sgd.mean_squared_error(y1, y2) / 2

    for by, loss in ((1, sgd.mean_squared_error), (2, half_mean)):
        mean = sgd.curvature(*case.problem, loss=loss)
        assert mean.largest_stable_learning_rate == pytest.approx(by * len(case.x) * case.limit)
        assert mean.condition_number == pytest.approx(case.values[-1] / case.values[0], rel=1e-6)
        np.testing.assert_allclose(mean.lowest, case.best, rtol=1e-6, atol=1e-6)


# Added, and what is left over.


@claim(WRONG, "it never rises with the degree")
@claim(REAL, "no lower degree beats the highest: degree 5 contains the others")
def test_a_higher_degree_is_no_further_from_its_points(case):
    noisy = case.y.numpy() + np.random.default_rng(1).normal(size=len(case.y))
    x = case.x / case.x.abs().max()
    floors = [np.polyfit(x, noisy, degree, full=True)[1].item() for degree in range(8)]
    assert (np.diff(floors) <= 1e-9 * floors[0]).all()


@claim(WRONG, "**The function you choose decides the learning rate you need.**")
def test_each_power_more_lowers_the_limit_and_raises_the_condition_number(case):
    tables = [np.vander(case.x, degree + 1) for degree in (1, 2, 3, 4)]
    largest = [np.linalg.svd(table, compute_uv=False)[0] for table in tables]
    assert (np.diff(largest) > 0).all()
    assert (np.diff([np.linalg.cond(table) for table in tables]) > 0).all()


@claim(WRONG, "It lies between 0 and 4.", r"they spread around it by about $2/\sqrt n$")
def test_durbin_and_watsons_statistic_of_noise_is_about_2(case):
    noise = np.random.default_rng(2).normal(size=(4_000, len(case.x)))
    found = (np.diff(noise) ** 2).sum(axis=1) / (noise**2).sum(axis=1)
    assert found.mean() == pytest.approx(2, abs=0.06)
    assert found.std() == pytest.approx(2 / len(case.x) ** 0.5, rel=0.05)
    signs = (-1.0) ** np.arange(len(case.x))
    assert 0 <= found.min() <= found.max() <= (np.diff(signs) ** 2).sum() / len(signs) < 4


@claim(
    "questions/when-to-stop.py", "Then even the true curve misses the points, by a loss of about"
)
def test_the_true_curve_misses_noisy_points_by_their_number_times_the_square_of_the_spread(case):
    expected = len(case.x) * 100.0**2 if case.is_noisy else 0
    assert case.loss([5.0, 0.0, 0.0]) == pytest.approx(expected, rel=0.2)
