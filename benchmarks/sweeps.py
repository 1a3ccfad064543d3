"""`sweep` against a single run, torch.func.vmap and JAX, in both dtypes."""

from functools import cache, partial

import numpy as np
import torch

import sgd_tutorial as sgd

from . import jax_loops, torch_loops
from .problem import NOTEBOOK, Problem, squared_error
from .recipe import BARE, FIRST, LATER, fit
from .timing import Comparison, side_by_side

RUNS = 1000
STEPS = 1000
ROUNDS = 5
RATES = torch.linspace(1e-8, 5e-7, RUNS, dtype=torch.float64)
SWEEP, VMAP = "sweep", "torch.func.vmap"
DTYPES = {"float64": torch.float64, "float32": torch.float32}
COMPARED = range(0, RUNS, 100)  # runs that are done alone, too


def sweep(problem: Problem, rates: torch.Tensor, steps: int) -> sgd.Runs:
    """Records parameters and loss of every step of every run, and watches for divergence."""
    return sgd.sweep(
        problem.approximation,
        problem.guesses,
        problem.x,
        problem.y,
        learning_rate=rates,
        steps=steps,
        loss=squared_error,
    )


@cache
def many_runs(dtype: str) -> Comparison:
    """1,000 runs of 1,000 steps, and one run alone."""
    problem, rates = NOTEBOOK.to(DTYPES[dtype]), RATES.to(DTYPES[dtype])
    with jax_loops.in_float64():
        later = jax_loops.many_runs(problem, rates, STEPS)
        np.testing.assert_allclose(
            later()[0], sweep(problem, rates, STEPS).history, rtol=1e-3, atol=1e-6
        )
        works = {
            SWEEP: partial(sweep, problem, rates, STEPS),
            FIRST: lambda: jax_loops.many_runs(problem, rates, STEPS)(),
            LATER: later,
            VMAP: partial(torch_loops.vmap, problem, rates, STEPS),
            BARE: partial(torch_loops.bare, problem, STEPS),
        }
        return side_by_side(works, ROUNDS)


@cache
def largest_difference(dtype: str) -> float:
    """Between runs of the sweep and the same done alone, as a share of the largest parameter."""
    problem, rates = NOTEBOOK.to(DTYPES[dtype]), RATES.to(DTYPES[dtype])
    runs = sweep(problem, rates, STEPS)
    differences = []
    for index in COMPARED:
        alone = fit(problem.at(float(rates[index])), STEPS).history
        differences.append(float((runs.history[index] - alone).abs().max() / alone.abs().max()))
    return max(differences)
