"""Rates too large and too small: against eigenvalues from numpy and runs one by one."""

import warnings

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.approximations import growth
from tests.package.questions.test_why_is_c_wrong import (
    BEST,
    GROWTH,
    POWERS,
    START,
    WAVE,
    until_right,
)
from tests.package.test_format import commas, says, sentences_of

ONE_SIDE, SIDE_TO_SIDE = "settles from one side", "settles side to side"


@pytest.fixture(scope="module")
def answers():
    return {
        "notebook": sgd.learning_rates(),
        "growth": sgd.learning_rates(*GROWTH, tolerance=0.001),
        "wave": sgd.learning_rates(*WAVE, steps=500),
    }


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


def test_the_bound_is_two_over_numpys_largest_eigenvalue_by_all_three_ways(notebook):
    exact = 2 / np.linalg.eigvalsh(2 * POWERS.T @ POWERS)[-1]
    assert notebook.bound == pytest.approx(exact, rel=1e-9)
    assert notebook.power_bound == pytest.approx(exact, rel=1e-6)
    assert notebook.tried_bound == pytest.approx(exact, rel=0.01)


def test_the_loss_overflows_at_the_steps_that_runs_one_by_one_overflow_at(notebook, problem):
    at = dict(zip(notebook.learning_rates.tolist(), notebook.diverged_at.tolist(), strict=True))
    assert [at[rate] for rate in (7e-7, 8e-7, 1e-6, 1e-5)] == [1546, 132, 57, 11]
    function, _, x, y = problem
    for rate, step in ((7e-7, 1546), (8e-7, 132), (1e-6, 57), (1e-5, 11)):
        params, count = torch.tensor(START, dtype=torch.float32), 0
        while True:
            params.requires_grad_()
            loss = ((function(x, params) - y) ** 2).sum()
            if not torch.isfinite(loss):
                break
            (slope,) = torch.autograd.grad(loss, params)
            params, count = (params - rate * slope).detach(), count + 1
        assert count == step


def test_each_rate_does_what_the_notebook_says(notebook):
    expected = (ONE_SIDE,) * 3 + (ONE_SIDE,) + (SIDE_TO_SIDE,) * 3 + ("flies off",) * 4
    assert notebook.predicted == expected
    assert notebook.observed == expected


def test_steps_times_rate_is_constant_far_below_the_bound(notebook):
    products = (notebook.steps_needed * notebook.learning_rates)[:4]
    np.testing.assert_allclose(products, float(products[0]), rtol=1e-3)
    for rate, steps in ((1e-7, 1_568_086), (5e-7, None)):
        index = notebook.learning_rates.tolist().index(rate)
        expected = until_right(POWERS, START - BEST, rate, 0.01, 1_600_000).max()
        assert float(notebook.steps_needed[index]) == expected
        assert steps in (None, expected)


@pytest.mark.parametrize("name", ["growth", "wave"])
def test_every_run_is_that_of_fit(answers, name):
    answer, problem = answers[name], {"growth": GROWTH, "wave": WAVE}[name]
    for index, rate in enumerate(answer.learning_rates.tolist()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sgd.DivergenceWarning)
            run = sgd.fit(*problem, learning_rate=rate, steps=answer.runs.most_steps)
        assert (answer.runs.stopped_because[index] == "diverged") == (
            run.stopped_because == "diverged"
        )
        if run.stopped_because == "diverged":
            assert float(answer.diverged_at[index]) == pytest.approx(run.steps, abs=1)
        elif answer.observed[index] in (ONE_SIDE, SIDE_TO_SIDE):
            torch.testing.assert_close(
                answer.runs.history[index, -1], run.params, rtol=1e-4, atol=1e-4
            )


def test_one_side_or_both_is_told_from_signs_of_the_steepest_errors(answers):
    answer = answers["growth"]
    function, start, x, y = GROWTH
    columns = np.column_stack([function(x, unit) for unit in torch.eye(2).double()])
    exact = np.linalg.lstsq(columns, y.numpy(), rcond=None)[0]
    values, vectors = np.linalg.eigh(2 * columns.T @ columns)
    for rate, said in zip(answer.learning_rates.tolist(), answer.observed, strict=True):
        params = np.array(start)
        sides = []
        for _ in range(3):
            sides.append(np.sign(vectors[:, -1] @ (params - exact)))
            params = params - rate * 2 * columns.T @ (columns @ params - y.numpy())
        flips = sides[0] != sides[1]
        grows = rate * values[-1] > 2
        assert said == ("flies off" if grows else SIDE_TO_SIDE if flips else ONE_SIDE)


def test_rates_come_back_ascending_whatever_their_order():
    answer = sgd.learning_rates(rates=[6e-7, 1e-9, 1e-7], steps=50)
    assert answer.learning_rates.tolist() == [1e-9, 1e-7, 6e-7]
    assert answer.runs.learning_rate.tolist() == [1e-9, 1e-7, 6e-7]


def test_one_rate_is_enough():
    answer = sgd.learning_rates(rates=1e-7, steps=50)
    assert len(answer.observed) == 1
    sentences_of(answer, 3)


@pytest.mark.parametrize("name", ["notebook", "growth", "wave"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    rates = answer.learning_rates.tolist()
    agree = sum(p == o for p, o in zip(answer.predicted, answer.observed, strict=True))
    elsewhere = sum(o == "settles elsewhere" for o in answer.observed)
    flown = [
        (int(steps), rate)
        for steps, rate, why in zip(
            answer.runs.steps, rates, answer.runs.stopped_because, strict=True
        )
        if why == "diverged"
    ]
    jumping = [r for r, o in zip(rates, answer.observed, strict=True) if o == SIDE_TO_SIDE]
    told = sentences_of(answer, 4 + bool(elsewhere) + bool(flown) + bool(jumping))
    steepest = float(answer.curvature.eigenvalues[-1])
    near = "" if answer.curvature.exact else " near the lowest point"
    says(
        told.pop(0),
        f"The steepest direction has curvature #{near}, so a rate settles below 2 / # = # and "
        "flies off above it.",
        *(steepest, steepest, 2 / steepest),
    )
    says(
        told.pop(0),
        "Power iteration, which needs no Hessian, says #; trying rates from the guesses on, "
        "which works for any model, says #.",
        *(answer.power_bound, answer.tried_bound),
    )
    says(
        told.pop(0),
        "Of # rates tried over # steps, # did what the curvature predicts.",
        *(len(rates), answer.runs.most_steps, agree),
    )
    if elsewhere:
        says(
            told.pop(0),
            "# came to rest in another valley: this loss is no bowl, and the bound speaks of one "
            "valley only.",
            elsewhere,
        )
    if flown:
        says(
            told.pop(0),
            f"Too large: the loss overflows {commas(['at step # with rate #'] * len(flown))}.",
            *(value for pair in flown for value in pair),
        )
    if jumping:
        says(
            told.pop(0),
            "Above half the bound the steepest direction jumps from side to side at every step "
            f"and still settles: {commas(['#'] * len(jumping))}.",
            *jumping,
        )
    low, high = answer.steps_needed[:2].tolist()
    says(
        told.pop(0),
        "Too small: rate # needs # steps until every parameter is right, a rate # times as large "
        "# times fewer.",
        *(rates[0], low, rates[1] / rates[0], low / high),
    )
    assert not told


def test_runs_that_settle_elsewhere_are_counted():
    x = torch.linspace(-3, 3, 61)
    answer = sgd.learning_rates(sgd.sine, [1.0, 1.2], x, 2 * torch.sin(1.5 * x), steps=500)
    bound = answer.bound
    for rate, said in zip(answer.learning_rates.tolist(), answer.observed, strict=True):
        run = answer.runs.history[answer.learning_rates.tolist().index(rate)]
        off = float((run[-1] - torch.tensor([2.0, 1.5])).norm())
        if 0.05 * bound < rate < bound:
            assert off < 0.1
            assert said in (ONE_SIDE, SIDE_TO_SIDE)
        if said == "settles elsewhere":
            assert off > 0.06


def test_trying_rates_finds_the_bound_where_it_lies_on_the_grid_and_where_it_is_tiny():
    x = torch.linspace(-1, 2, 10)
    constant = lambda x, params: params[0] + 0 * x  # noqa: E731
    answer = sgd.learning_rates(constant, [0.0], x, x, steps=50)
    assert answer.tried_bound == pytest.approx(0.1, rel=0.02)
    steep = sgd.learning_rates(sgd.quadratic, [1.0, 2.0, 3.0], 1e6 * x, 1e6 * x * x, steps=50)
    assert steep.tried_bound == pytest.approx(steep.bound, rel=0.02)


def test_a_convex_loss_has_no_other_valley():
    x = torch.linspace(-1, 2, 10)
    huber = lambda a, b: torch.nn.functional.huber_loss(a, b, reduction="sum")  # noqa: E731
    y = 2 * x + 1 + 0.1 * torch.sin(9 * x)
    answer = sgd.learning_rates(sgd.linear, [0.0, 0.0], x, y, loss=huber, steps=500)
    assert "settles elsewhere" not in answer.observed
    assert "another valley" not in str(answer)


def test_what_still_jumps_has_not_come_to_rest():
    x = torch.linspace(-1, 2, 10)
    answer = sgd.learning_rates(growth, [1.0, 0.0], x, 3 * torch.exp(-0.8 * x), steps=500)
    moves = (answer.runs.history[:, -1] - answer.runs.history[:, -2]).norm(dim=1)
    for move, said in zip(moves.tolist(), answer.observed, strict=True):
        assert move < 0.1 or not said.startswith("settles")
