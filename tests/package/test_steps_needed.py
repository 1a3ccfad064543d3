"""Steps told in advance against exact powers, and against every single step taken."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sgd_tutorial._steps_needed import factors_after, steps_within

ENOUGH = 3000  # 0.99 ** 3000 is 1e-13
PRODUCTS = [0.0, 1e-9, 0.3, 0.999999, 1.0, 1.000001, 1.7, 2 - 1e-9, 2.0, 2 + 1e-9, 2.1, 7.0]


def doubles(values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize("product", PRODUCTS)
def test_factors_are_exact_powers(product):
    steps = [0, 1, 2, 3, 10, 101]
    expected = [float((1 - Fraction(product)) ** k) for k in steps]
    found = factors_after(doubles([product]), torch.tensor(steps))
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("product", [1e-12, 1e-9, 2 - 1e-9, 2 + 1e-9])
def test_a_billion_steps_cost_no_digits(product):
    with localcontext() as context:
        context.prec = 40
        expected = float((1 - Decimal(product)) ** (10**9 + 1))
    (found,) = factors_after(doubles([product]), torch.tensor(10**9 + 1))
    assert float(found) == pytest.approx(expected, rel=1e-7)


def test_factors_of_one_number_of_steps_and_of_several():
    close = lambda found, expected: np.testing.assert_allclose(found, expected, rtol=1e-14)  # noqa: E731
    close(factors_after(doubles([0.5, 1.0]), torch.tensor(2)), [0.25, 0])
    several = factors_after(doubles([0.5, 3.0]), torch.tensor([0, 1, 3]))
    close(several, [[1, 1], [0.5, -2], [0.125, -8]])


def by_taking_every_step(amplitudes, products, tolerance):
    """The first step inside, and the first from which on all are: numpy, no logarithm."""
    factors = np.ones(len(products))
    sums = np.empty(ENOUGH)
    for k in range(ENOUGH):
        sums[k] = np.abs(np.dot(amplitudes, factors))
        factors = factors * (1 - np.array(products))
    # what lies on the limit itself is a matter of rounding
    assume((np.abs(sums - tolerance) > 1e-9 * (np.abs(amplitudes).sum() + tolerance)).all())
    inside = sums <= tolerance
    first = int(inside.argmax()) if inside.any() else math.inf
    for_good = math.inf if not inside[-1] else int((~inside).nonzero()[0].max(initial=-1)) + 1
    return first, for_good


def predicted(amplitudes, products, tolerance):
    first, for_good = steps_within(doubles([amplitudes]), doubles(products), doubles([tolerance]))
    return float(first), float(for_good)


settling = st.one_of(st.floats(0.01, 1.99), st.just(1.0), st.floats(0.01, 0.1))
amplitude = st.one_of(st.floats(-10, 10), st.just(0.0)).map(lambda value: round(value, 3))
tolerances = st.floats(1e-3, 10)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(amplitude, settling), min_size=1, max_size=4), tolerances)
@example([(10.0, 0.03), (-9.0, 0.01)], 0.001)  # through zero between two steps of a coarse search
@example([(10.0, 0.03), (-9.9, 0.025)], 0.001)
@example([(10.0, 0.06), (-9.9, 0.04), (0.1, 1.99)], 0.001)
def test_steps_that_settle_equal_a_search_through_all(directions, tolerance):
    amplitudes, products = zip(*directions, strict=True)
    expected = by_taking_every_step(amplitudes, products, tolerance)
    assert predicted(amplitudes, products, tolerance) == expected


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(amplitude, settling), min_size=0, max_size=3),
    st.sampled_from([0.0, 2.0, 2.1, 3.0]),
    st.floats(0.01, 10),
    st.floats(0.02, 5),
)
@example([(-1.0, 0.02)], 0.0, 0.5, 0.05)  # through zero, on to the flat direction's error
@example([(1.0, 0.3)], 2.0, 0.5, 0.6)  # even steps and odd ones differ
@example([(-3.0, 0.01)], 2.1, 0.01, 0.05)  # shortly inside, then off
@example([], 2.1, 0.5, 1.0)  # inside at the start, then off
def test_steps_beside_a_direction_that_never_settles(settling, product, size, tolerance):
    amplitudes, products = zip(*settling, (round(size, 3), product), strict=True)
    with np.errstate(over="ignore", invalid="ignore"):
        expected = by_taking_every_step(amplitudes, products, tolerance)
    assert predicted(amplitudes, products, tolerance) == expected


@pytest.mark.parametrize("power", [1, 5, 10, 20, 23, 24, 25, 30, 38, 44])
@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_a_single_direction_is_told_to_the_step(power, beside):
    """exp(-rate * step) falls below exp(-rate * (step - 1/2)) at that step."""
    step, rate = 2**power + beside, 2.0**-power
    tolerance = math.exp(-rate * (step - 0.5))
    assert predicted([1.0], [-math.expm1(-rate)], tolerance) == (step, step)


@pytest.mark.parametrize("scale", [1e2, 1e4, 1e6, 1e9])
def test_a_short_visit_is_not_missed(scale):
    """2 e^(-2t) - e^(-t) passes through zero at t = log 2, and comes within a millionth there."""
    products = [-math.expm1(-2 / scale), -math.expm1(-1 / scale)]
    first, for_good = predicted([2.0, -1.0], products, max(1e-6, 1 / scale))
    zero = scale * math.log(2)
    assert zero - 4e-6 * scale - 4 <= first <= zero + 1
    assert for_good > zero + scale


def test_what_is_within_from_the_start_takes_no_step():
    assert predicted([0.5, -0.2], [0.1, 1.9], 1.0) == (0, 0)
    assert predicted([0.0, 0.0], [0.1, 2.5], 1e-300) == (0, 0)


def test_each_parameter_has_its_own_amplitudes_and_tolerance():
    first, for_good = steps_within(
        doubles([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), doubles([0.5, 1.9]), doubles([0.3, 0.5, 1e9])
    )
    assert first.tolist() == for_good.tolist() == [2, 7, 0]


def test_what_float64_cannot_count_is_never():
    assert predicted([1.0], [1e-300], 0.5) == (math.inf, math.inf)
