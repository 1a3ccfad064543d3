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
    text = text_of(table_of(x, y), 2)
    stated = float(re.search(r"a rate settles below (\S+)\. ", text)[1])
    bound = bowl.largest_stable_learning_rate
    assert bound * (1 - 1e-4) < stated <= bound


def test_a_sample_is_reported_as_one():
    text = text_of(table_of(*noisy_parabola(count=3 * DIAGNOSED)), 2)
    assert "From 10,000 rows, evenly spaced in the order of x, each counted 3 times:" in text


def printed_formula(text):
    """The formula of a report as a function, and the R^2 beside it."""
    formula = re.search(r"^y = (.*)$", text, re.M)[1]
    python = re.sub(r"(\d) (x|\()", r"\1 * \2", formula).replace("^", "**")
    stated = re.search(r"^  explained +(\S+)  R\^2", text, re.M)[1]
    return lambda x: eval(python, {"x": x}) + 0 * x, float(stated)


def far_data(seed):
    """Years, dates, serial numbers, positions: x far from 0, now and then y too."""
    random = np.random.default_rng(seed)
    middle, reach = random.choice([-1, 1]) * 10 ** random.uniform(0, 9), 10 ** random.uniform(-3, 3)
    x = middle + reach * random.uniform(-1, 1, 80)
    degree = int(random.integers(1, 9))
    u = (x - middle) / reach
    y = np.polynomial.Polynomial(random.normal(size=degree + 1))(u)
    y += 10 ** random.uniform(-4, 0.5) * random.normal(size=80)
    return x, y * 10 ** random.uniform(-6, 6) + random.choice([0, 1e3, 1e6]), degree


@pytest.mark.parametrize("seed", range(40))
def test_the_printed_formula_has_the_stated_r2_however_far_x_is(seed):
    x, y, degree = far_data(seed)
    formula, stated = printed_formula(report(fit_polynomial(table_of(x, y), degree)))

    def explained(values):
        return 1 - np.square(y - values).sum() / np.square(y - y.mean()).sum()

    best = explained(np.polynomial.Polynomial.fit(x, y, degree)(x))
    assert explained(formula(x)) == pytest.approx(stated, abs=2e-4)
    assert stated == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize(
    ("table", "degree", "power"),
    [
        (table_of(*noisy_parabola(low=1_000_000, high=1_000_001)), 4, "(x - 1000000.5)^4"),
        (table_of(*noisy_parabola(low=-2_007, high=-1_952)), 6, "(x + 1980)^6"),
        (table_of(1e15 + np.arange(20), np.arange(20) / 10), 1, "(x - 1000000000000010)"),
        (table_of(*noisy_parabola(low=1952, high=2007)), 1, " x "),
        (table_of(*noisy_parabola()), 3, "x^3"),
    ],
)
def test_powers_are_of_the_distance_from_the_middle_where_powers_of_x_cancel(table, degree, power):
    text = text_of(table, degree)
    assert power in text.partition(" a ")[0]
    assert ("powers of x cancel each other" in text) == ("(x" in power)


def test_a_fit_worse_than_a_constant_says_so():
    x, y = noisy_parabola()
    assert "R^2; below 0 a constant fits better" in text_of(table_of(x, y + 10_000), 1, steps=1)


@pytest.mark.parametrize(
    ("low", "degree", "settings", "advice"),
    [
        (1952, 2, {"learning_rate": 1.0}, "Leave out --learning-rate and --steps"),
        (1952, 2, {"steps": 10}, "Leave out --learning-rate and --steps"),
        (-20, 1, {}, "Another --degree may have it"),
        (-20, 1, {"learning_rate": 1.0}, "Try --learning-rate"),
    ],
)
def test_advice_names_flags(low, degree, settings, advice):
    x, y = noisy_parabola(low=low, high=low + 55)
    found = text_of(table_of(x, y * 1e-3), degree, **settings).partition("What diagnose finds")[2]
    assert found.count(advice) == 1
    assert not re.search(r"standardize|fit_rescaled|[Ff]loat64|[Ss]tart |x\[|\w_\w", found)


def test_the_rate_and_steps_that_are_advised_bring_the_fit():
    x, y = noisy_parabola()
    text = text_of(table_of(x, y), 1, learning_rate=1.0)
    rate, steps = re.search(r"Try --learning-rate (\S+) --steps (\d+)", text).groups()
    fit = fit_polynomial(table_of(x, y), 1, learning_rate=float(rate), steps=int(steps))
    np.testing.assert_allclose(fit.params, np.polyfit(x, y, 1), rtol=0.02)


def test_the_dtype_of_the_plain_recipe_is_reported():
    x = np.arange(20) * 1e60
    assert "y = x" in text_of(table_of(x, x), 1)
    assert "in your own units and float64" in text_of(table_of(x, x), 1, steps=10)
