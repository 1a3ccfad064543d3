"""Rates too large and too small: against eigenvalues from numpy and runs one by one."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import (
    BEST,
    LOGARITHM,
    POWERS,
    RIGHT,
    START,
    WAVE,
    columns_of,
    observed,
    overflow_step,
    until_right,
)
from tests.helpers.questions import answer

ONE_SIDE, SIDE_TO_SIDE = "settles from one side", "settles side to side"


@pytest.fixture(scope="module")
def notebook():
    return answer("learning_rates", "notebook")


def test_the_bound_is_two_over_numpys_largest_eigenvalue_by_all_three_ways(notebook):
    exact = 2 / np.linalg.eigvalsh(2 * POWERS.T @ POWERS)[-1]
    assert notebook.bound == pytest.approx(exact, rel=1e-9)
    assert notebook.bound_by_power_iteration == pytest.approx(exact, rel=1e-6)
    assert notebook.bound_by_trial == pytest.approx(exact, rel=0.01)


def test_the_loss_overflows_at_the_step_of_a_loop_by_hand(notebook, problem):
    at = dict(zip(notebook.learning_rates.tolist(), notebook.diverged_at.tolist(), strict=True))
    for rate in (7e-7, 8e-7, 1e-6, 1e-5):
        assert at[rate] == overflow_step(*problem, rate)


def test_each_rate_does_what_the_notebook_says(notebook):
    expected = (ONE_SIDE,) * 3 + (ONE_SIDE,) + (SIDE_TO_SIDE,) * 3 + ("diverges",) * 4
    assert notebook.predicted == expected
    assert notebook.observed == expected


def test_steps_times_rate_is_constant_far_below_the_bound(notebook):
    products = (notebook.steps_needed * notebook.learning_rates)[:4]
    np.testing.assert_allclose(products, float(products[0]), rtol=1e-3)
    for rate in (1e-7, 5e-7):
        index = notebook.learning_rates.tolist().index(rate)
        expected = until_right(POWERS, START - BEST, rate, RIGHT, 1_300_000).max()
        assert float(notebook.steps_needed[index]) == expected


@pytest.mark.parametrize(("name", "problem"), [("logarithm", LOGARITHM), ("wave", WAVE)])
def test_every_run_is_that_of_fit(name, problem):
    found = answer("learning_rates", name)
    for index, rate in enumerate(found.learning_rates.tolist()):
        run = observed(*problem, learning_rate=rate, steps=found.runs.most_steps)
        assert found.runs.stopped_because[index] == run.stopped_because
        if run.stopped_because == "diverged":
            assert float(found.diverged_at[index]) == pytest.approx(run.steps, abs=1)
        elif found.observed[index] in (ONE_SIDE, SIDE_TO_SIDE):
            torch.testing.assert_close(
                found.runs.history[index, -1], run.params, rtol=1e-4, atol=1e-4
            )


def test_one_side_or_both_is_told_from_signs_of_the_steepest_errors():
    found = answer("learning_rates", "logarithm")
    function, start, x, y = LOGARITHM
    columns = columns_of(function, x, 2)
    exact = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    values, vectors = np.linalg.eigh(2 * columns.T @ columns)
    for rate, regime in zip(found.learning_rates.tolist(), found.observed, strict=True):
        params = np.array(start)
        sides = []
        for _ in range(3):
            sides.append(np.sign(vectors[:, -1] @ (params - exact)))
            params = params - rate * 2 * columns.T @ (columns @ params - y.numpy())
        flips = sides[0] != sides[1]
        grows = rate * values[-1] > 2
        assert regime == ("diverges" if grows else SIDE_TO_SIDE if flips else ONE_SIDE)


def test_rates_come_back_ascending_whatever_their_order():
    found = sgd.learning_rates(rates=[6e-7, 1e-9, 1e-7], steps=50)
    assert found.learning_rates.tolist() == [1e-9, 1e-7, 6e-7]
    assert found.runs.learning_rate.tolist() == [1e-9, 1e-7, 6e-7]


def test_one_rate_is_enough():
    found = sgd.learning_rates(rates=1e-7, steps=50)
    assert len(found.observed) == 1
    assert found.kinds == ("bound", "other bounds", "agreement")


def test_runs_that_settle_elsewhere_are_counted():
    x = torch.linspace(-3, 3, 61)
    found = sgd.learning_rates(sgd.sine, [1.0, 1.2], x, 2 * torch.sin(1.5 * x), steps=500)
    bound = found.bound
    for rate, regime in zip(found.learning_rates.tolist(), found.observed, strict=True):
        run = found.runs.history[found.learning_rates.tolist().index(rate)]
        off = float((run[-1] - torch.tensor([2.0, 1.5])).norm())
        if 0.05 * bound < rate < bound:
            assert off < 0.1
            assert regime in (ONE_SIDE, SIDE_TO_SIDE)
        if regime == "settles elsewhere":
            assert off > 0.06


def test_where_no_rate_is_too_large_trying_finds_none():
    x = torch.linspace(-1, 2, 10)
    flat = lambda a, b: torch.tanh(((a - b) ** 2).sum())  # noqa: E731
    found = sgd.learning_rates(sgd.linear, [2.0, 1.0], x, 2 * x + 1, loss=flat, steps=5)
    assert found.bound_by_trial == math.inf
    assert found.finding("other bounds").text.endswith("for any model, finds none.")


def test_trying_rates_finds_the_bound_where_it_lies_on_the_grid_and_where_it_is_tiny():
    x = torch.linspace(-1, 2, 10)
    constant = lambda x, params: params[0] + 0 * x  # noqa: E731
    found = sgd.learning_rates(constant, [0.0], x, x, steps=50)
    assert found.bound_by_trial == pytest.approx(0.1, rel=0.02)
    steep = sgd.learning_rates(sgd.quadratic, [1.0, 2.0, 3.0], 1e6 * x, 1e6 * x * x, steps=50)
    assert steep.bound_by_trial == pytest.approx(steep.bound, rel=0.02)


def test_a_convex_loss_has_no_other_valley():
    x = torch.linspace(-1, 2, 10)
    huber = lambda a, b: torch.nn.functional.huber_loss(a, b, reduction="sum")  # noqa: E731
    y = 2 * x + 1 + 0.1 * torch.sin(9 * x)
    found = sgd.learning_rates(sgd.linear, [0.0, 0.0], x, y, loss=huber, steps=500)
    assert "settles elsewhere" not in found.observed
    assert "elsewhere" not in found.kinds


def test_what_still_jumps_has_not_come_to_rest():
    x = torch.linspace(-1, 2, 10)
    found = sgd.learning_rates(sgd.exponential, [1.0, 0.0], x, 3 * torch.exp(-0.8 * x), steps=500)
    moves = (found.runs.history[:, -1] - found.runs.history[:, -2]).norm(dim=1)
    for move, regime in zip(moves.tolist(), found.observed, strict=True):
        assert move < 0.1 or not regime.startswith("settles")
