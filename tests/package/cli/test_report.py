"""What the report says of a fit."""

import re

import numpy as np
import pytest

import sgd_tutorial as sgd
from sgd_tutorial.cli._polynomial_fit import DIAGNOSED, fit_polynomial
from sgd_tutorial.cli._report import report
from tests.helpers.csv_tables import noisy_parabola, table_of


def text_of(table, degree, **settings):
    """The report in one line."""
    return " ".join(report(fit_polynomial(table, degree, **settings)).split())


def test_a_run_that_diverges_is_reported_without_a_fit():
    text = text_of(table_of(*sgd.noisy_data()), 2, learning_rate=8e-7, steps=1000)
    assert "there is no fit" in text
    assert "y =" not in text


def test_the_plain_recipe_has_the_bound_of_the_curvature():
    x, y = noisy_parabola()
    bowl = sgd.curvature(sgd.quadratic, [0.0] * 3, x, y)
    assert f"rates above {bowl.largest_stable_learning_rate:.4g} diverge" in text_of(
        table_of(x, y), 2
    )


def test_a_sample_is_reported_as_one():
    text = text_of(table_of(*noisy_parabola(count=3 * DIAGNOSED)), 2)
    assert "From 10,000 rows, evenly spaced in the order of x, each counted 3 times:" in text


def test_the_formula_gives_what_the_parameters_give():
    x, y = noisy_parabola(low=1952, high=2007)
    fit = fit_polynomial(table_of(x, y), 2)
    formula = re.search(r"^y = (.*)$", report(fit), re.M)[1]
    python = re.sub(r"(\d) x", r"\1 * x", formula).replace("^", "**")
    misses = eval(python, {"x": x}) - np.polyval(fit.params.numpy(), x)
    assert np.abs(misses).max() < 0.02 * fit.typical_miss


@pytest.mark.parametrize(
    ("table", "degree", "cancels"),
    [
        (table_of(*noisy_parabola(low=1_000_000, high=1_000_001)), 4, True),
        (table_of(1e15 + np.arange(20), np.arange(20) / 10), 1, True),
        (table_of(*noisy_parabola()), 3, False),
    ],
)
def test_cancellation_on_the_way_back_is_reported(table, degree, cancels):
    assert ("cancel each other" in text_of(table, degree)) == cancels


def test_the_dtype_of_the_plain_recipe_is_reported():
    x = np.arange(20) * 1e60
    assert "y = x" in text_of(table_of(x, x), 1)
    assert "in your own units and float64" in text_of(table_of(x, x), 1, steps=10)
