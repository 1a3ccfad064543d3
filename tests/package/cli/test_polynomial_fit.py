"""The fit, against numpy, exact fractions and the package's own recipe."""

from fractions import Fraction

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial.cli._errors import InputError
from sgd_tutorial.cli._polynomial_fit import DIAGNOSED, fit_polynomial
from tests.helpers.csv_tables import noisy_parabola, table_of


@pytest.mark.parametrize("degree", [0, 1, 2, 3, 6])
def test_parameters_are_those_of_polyfit(degree):
    x, y = noisy_parabola()
    fit = fit_polynomial(table_of(x, y), degree)
    best = np.polyfit(x, y, degree)
    np.testing.assert_allclose(fit.params.numpy(), best, rtol=1e-9)
    misses = y - np.polyval(best, x)
    assert fit.loss == pytest.approx(misses @ misses, rel=1e-9)
    assert fit.typical_miss == pytest.approx(np.sqrt(np.mean(misses**2)), rel=1e-9)
    assert fit.explained == pytest.approx(1 - np.var(misses) / np.var(y), rel=1e-9, abs=1e-12)


def exact_least_squares(x, y, degree):
    """From the highest power down: the normal equations in fractions, by elimination."""
    powers = np.array([[Fraction(value) ** k for k in range(degree, -1, -1)] for value in x])
    target = np.array([[Fraction(value)] for value in y])
    equations = powers.T @ np.hstack([powers, target])
    for i in range(degree + 1):
        equations[i] /= equations[i, i]
        for j in set(range(degree + 1)) - {i}:
            equations[j] -= equations[j, i] * equations[i]
    return equations[:, -1].astype(float)


@pytest.mark.parametrize("degree", range(1, 16))
def test_years_lose_no_digits(degree):
    """Where numpy.polyfit has lost all from degree 6 on."""
    x = np.arange(1950.0, 2021.0)
    y = 14 + 0.02 * (x - 1950) + np.random.default_rng(0).normal(0, 0.1, 71)
    fit = fit_polynomial(table_of(x, y), degree)
    exact = exact_least_squares((x - fit.center).tolist(), y.tolist(), degree)
    np.testing.assert_allclose(fit.params.numpy(), exact, rtol=1e-9, atol=1e-30)
    # In powers of x, sums of these parameters lose four digits from degree 3 on.
    assert fit.center == (1985 if degree > 2 else 0)


def test_the_plain_recipe_is_predicted_from_the_bowl_of_all_rows():
    x, y = noisy_parabola()
    fit = fit_polynomial(table_of(x, y), 2)
    bowl = sgd.curvature(sgd.quadratic, [0.0] * 3, torch.from_numpy(x), torch.from_numpy(y))
    torch.testing.assert_close(fit.curvature.eigenvalues, bowl.eigenvalues)
    torch.testing.assert_close(fit.curvature.lowest, bowl.lowest)


def test_the_plain_run_is_the_one_that_was_asked_for():
    x, y = sgd.noisy_data()
    fit = fit_polynomial(table_of(x, y), 2, learning_rate=1e-7, steps=50)
    run = sgd.fit(sgd.polynomial(2), [0.0] * 3, x, y, learning_rate=1e-7, steps=50)
    assert torch.equal(fit.run.history, run.history)
    diagnosis = sgd.diagnose(sgd.polynomial(2), [0.0] * 3, x, y, learning_rate=1e-7, steps=50)
    assert str(fit.diagnosis) == str(diagnosis)


def test_a_rate_alone_and_steps_alone_bring_the_other():
    table = table_of(*sgd.noisy_data())
    assert fit_polynomial(table, 1, learning_rate=1e-6).run.steps == 1000
    fit = fit_polynomial(table, 1, steps=5)
    assert fit.run.steps == 5
    assert fit.learning_rate == pytest.approx(fit.curvature.largest_stable_learning_rate / 2)


def test_many_rows_are_diagnosed_on_a_sample_that_counts_for_all():
    x, y = noisy_parabola(count=3 * DIAGNOSED)
    fit = fit_polynomial(table_of(x, y), 2)
    assert fit.diagnosed == 10_000
    assert fit.diagnosis.run.losses[-1] == pytest.approx(fit.loss, rel=0.05)
    np.testing.assert_allclose(fit.params.numpy(), np.polyfit(x, y, 2), rtol=1e-9)
    plain = fit_polynomial(table_of(x, y), 2, steps=3)
    assert plain.diagnosis.run.losses[-1] == pytest.approx(plain.loss, rel=0.05)


def test_numbers_beyond_float32_are_no_obstacle():
    x = np.arange(20) * 1e60
    np.testing.assert_allclose(fit_polynomial(table_of(x, x), 1).params[0], 1, rtol=1e-12)
    assert fit_polynomial(table_of(x, x), 1, steps=10).run.history.dtype == torch.float64


@pytest.mark.parametrize(
    ("x", "y", "degree", "says"),
    [
        ([1], [2], 1, "there is one row"),
        ([3, 3, 3], [1, 2, 3], 1, "every value of column 'x' is 3"),
        ([1, 1, 2], [1, 2, 3], 2, "2 different values in 3 rows, and .* degree 2 needs 3"),
        ([1, 1 + 1e-15, 2], [1, 2, 3], 2, "too close together"),
        (1e-9 * (1 + 4e-16 * np.arange(20)), range(20), 14, "too close together"),
        ([1e200, 2e200], [1, 2], 1, "larger unit"),
        ([1, 2], [1e-200, 2e-200], 1, "smaller unit"),
    ],
)
def test_points_that_are_too_few_or_do_not_fit(x, y, degree, says):
    with pytest.raises(InputError, match=says):
        fit_polynomial(table_of(x, y), degree)


def test_one_row_has_a_constant():
    assert fit_polynomial(table_of([3], [7]), 0).params.tolist() == [7]
