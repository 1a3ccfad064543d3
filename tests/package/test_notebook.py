"""The facts of the notebook's problem: against the notebook's digits, numpy and brute force."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import BEST, POWERS, RIGHT, START, until_right

VALUES = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)


@pytest.fixture(scope="module")
def facts():
    return sgd.notebook_facts()


def test_the_run_has_the_notebooks_digits(facts):
    assert f"{facts.run.losses[-2]:.4f}" == "153.9312"
    assert str(facts.run.params) == "tensor([4.9885e+00, 2.0487e-05, 2.9079e+00])"
    assert (facts.learning_rate, facts.steps) == (1e-7, facts.run.steps)
    assert sgd.notebook_facts() is facts


def test_its_shape_is_that_of_numpys_eigenvalues(facts):
    assert f"{2 / VALUES[-1]:.5e}" == "6.91872e-07"
    assert facts.limit == 6.9187e-07
    assert facts.condition_number == pytest.approx(VALUES[-1] / VALUES[0])
    assert facts.least_curvature == pytest.approx(VALUES[0])
    assert facts.share_left == pytest.approx(math.exp(10_002 * math.log1p(-1e-7 * VALUES[0])))


def test_the_floor_of_a_line_is_what_least_squares_leaves(facts):
    _, [floor], *_ = np.linalg.lstsq(POWERS[:, 1:], POWERS @ BEST, rcond=None)
    assert facts.line_floor == pytest.approx(floor)


def test_its_steps_are_those_of_brute_force(facts):
    np.testing.assert_allclose(facts.tolerance, RIGHT)
    even = 2 / (VALUES[0] + VALUES[-1])
    for rate, steps in ((1e-7, facts.steps_needed), (even, facts.even_steps)):
        most = int(1.02 * steps.max())
        assert steps.tolist() == until_right(POWERS, START - BEST, rate, RIGHT, most).tolist()
    fastest = until_right(POWERS, START - BEST, facts.fastest_rate, RIGHT, 190_000)
    assert facts.fastest_steps == fastest.max() == fastest[2]


def test_at_the_even_rate_c_is_first_within_and_leaves_again(facts):
    first = int(facts.even_first_steps[2])
    even = 2 / (VALUES[0] + VALUES[-1])
    steps = torch.arange(first - 1, int(facts.even_steps[2]) + 1)
    c = sgd.params_after(*facts.problem, learning_rate=even, steps=steps)[:, 2].abs()
    within = (c <= 0.03).tolist()
    assert within[:2] == [False, True]
    assert within[-2:] == [False, True]
