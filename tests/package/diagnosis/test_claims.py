"""Diagnosis: what it says of random problems holds in runs and searches."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.claims import checked, claims
from tests.helpers.minimum import lowest
from tests.helpers.random_problems import CURVED, LINEAR, LOSSES, random_problem, squares

# Noise has a pattern once in a thousand, and few points may hide one; the others may never be false.
OFTEN = {
    ("noise", "y has noise"): 1 / 50,
    ("high valley", "a better valley exists"): 1 / 50,
    ("wrong approximation", "y has more in it"): 1 / 50,
    ("nothing", "fine where it is"): 1 / 10,
}


def assert_true(numbers):
    made, false = checked(numbers)
    for key, texts in false.items():
        share = f"{len(texts)} of {made[key]} false, {' / '.join(key)}"
        assert len(texts) <= OFTEN.get(key, 0) * made[key], "\n\n".join([share, *texts[:5]])
    return made


# A problem takes a sixth of a second; `python -m tests.helpers.claims 0 5000` looks at more.
QUICK, PROBLEMS, CHUNK = 50, 200, 75
OTHERS = [
    pytest.param(first, marks=pytest.mark.xdist_group(f"claims {first}"))
    for first in range(QUICK, PROBLEMS, CHUNK)
]


def test_what_is_said_of_some_problems_is_so():
    made = assert_true(range(QUICK))
    kinds = {kind for kind, _ in made}
    assert {"fine", "noise", "unfinished", "diverges", "frozen"} <= kinds


@pytest.mark.slow  # minutes
@pytest.mark.parametrize("first", OTHERS)
def test_what_is_said_of_many_problems_is_so(first):
    assert_true(range(first, first + CHUNK))


# The checks themselves.


def test_the_problems_are_of_every_kind():
    problems = [random_problem(number) for number in range(150)]
    assert {problem.family.name for problem in problems} == {each.name for each in LINEAR + CURVED}
    assert {problem.loss for problem in problems} == {loss for group in LOSSES.values() for loss in group}  # fmt: skip
    assert 60 <= sum(problem.family.linear for problem in problems) <= 90


# The number of a problem, a kind that is said of it, and a number in the text made so many times
# as large.
WRONG_NUMBERS = [
    (36, "diverges", "step", 2),
    (36, "diverges", "largest_stable_learning_rate", 2),
    (36, "diverges", "suggested_learning_rate", 50),
    (1, "unfinished", "needed", 0.1),
    (4, "unfinished", "faster_needed", 0.1),
    (1, "unfinished", "standardized_needed", 0.1),
    (26, "fine", "step", 0),
    (26, "fine", "loss_reached", 1.01),
    (44, "noise", "floor", 1.01),
    (44, "noise", "constant_loss", 1.01),
]


@pytest.mark.parametrize(("number", "kind", "name", "factor"), WRONG_NUMBERS)
def test_a_wrong_number_is_seen(number, kind, name, factor):
    problem = random_problem(number)
    found = sgd.diagnose(*problem.parts, **problem.settings)
    assert all(claim.holds for claim in claims(problem, found))
    true = found.finding(kind)
    wrong = replace(true, numbers=true.numbers | {name: factor * true.numbers[name]})
    findings = tuple(wrong if each is true else each for each in found.findings)
    assert kind in false_kinds(problem, replace(found, findings=findings)), found


WRONG_KINDS = [
    "fine", "finished", "high valley", "wrong approximation", "kink", "no effect", "not told apart", "no slope",
    "no end", "no gradient", "symmetric start", "thrown away", "undefined", "overflows at the guesses", "diverges",
]  # fmt: skip


@pytest.mark.parametrize("kind", WRONG_KINDS)
def test_a_wrong_kind_is_seen(kind):
    problem = random_problem(44)  # not finished, with noise
    found = sgd.diagnose(*problem.parts, **problem.settings)
    wrong = replace(found, findings=(*found.findings, sgd.Finding(kind, "", {})))
    assert kind in false_kinds(problem, wrong)


def false_kinds(problem, found):
    return {claim.kind for claim in claims(problem, found) if not claim.holds}


def test_the_search_finds_the_least_squares():
    x = torch.linspace(-2, 3, 20, dtype=torch.float64)
    y = torch.sin(3 * x)
    starts = torch.tensor([[1.0, 2.0, 3.0], [-50.0, 0.0, 1e4]], dtype=torch.float64)
    ends, losses = lowest(sgd.quadratic, squares, x, y, starts)
    best, (floor,), *_ = np.linalg.lstsq(np.vander(x, 3), y, rcond=None)
    np.testing.assert_allclose(ends, np.tile(best, (2, 1)), rtol=1e-6)
    np.testing.assert_allclose(losses, floor, rtol=1e-9)
