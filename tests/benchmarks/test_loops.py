"""What is timed side by side does the same: by other code, the same parameters."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from benchmarks import growth, linear_problem, recipe, sweeps, torch_loops
from benchmarks.problem import NOTEBOOK, with_params, with_points

PROBLEMS = {
    "the notebook's": NOTEBOOK,
    **{f"{count} points": with_points(count) for count in (100, 100_000)},
    **{f"{count} parameters": with_params(count, 1000) for count in (3, 1000)},
}
STEPS = 20


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_loops_of_torch_end_where_fit_ends_and_fall_all_the_way(problem):
    run = recipe.fit(problem, STEPS)
    assert (run.losses.diff() <= 1e-6 * run.losses[:-1]).all()
    for loop in (torch_loops.bare, torch_loops.optim):
        torch.testing.assert_close(loop(problem, STEPS), run.params, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("dtype", sweeps.DTYPES.values(), ids=sweeps.DTYPES)
def test_vmap_ends_where_the_sweep_ends(dtype):
    problem, rates = NOTEBOOK.to(dtype), sweeps.RATES[::100].to(dtype)
    swept = sweeps.sweep(problem, rates, STEPS)
    assert set(swept.stopped_because) == {"steps"}
    by_hand = torch_loops.vmap(problem, rates, STEPS)
    torch.testing.assert_close(by_hand, swept.params, rtol=1e-5, atol=1e-6)


def test_no_rate_of_the_sweep_is_too_large():
    limit = sgd.largest_stable_learning_rate(
        NOTEBOOK.approximation, NOTEBOOK.guesses, NOTEBOOK.x, NOTEBOOK.y
    )
    assert sweeps.RATES.max() < limit


def test_least_squares_finds_the_curve_that_the_noise_is_around():
    found = linear_problem.fit_rescaled()
    np.testing.assert_allclose(found, linear_problem.lstsq(), rtol=1e-9)
    np.testing.assert_allclose(found, linear_problem.TRUE, rtol=0.02)


@pytest.mark.parametrize("name", growth.GROWING)
def test_sizes_rise_and_each_kind_of_growth_says_what_stays(name):
    sizes = growth.GROWING[name][1]
    assert sizes == sorted(set(sizes))
    assert name not in growth.STAYS[name]
