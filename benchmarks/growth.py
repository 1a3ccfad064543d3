"""How cost grows with points, parameters, runs and steps: one of them grows, the others stay."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch

import sgd_tutorial as sgd

from . import jax_loops, torch_loops
from .linear_problem import LSTSQ
from .problem import NOTEBOOK, Problem, with_params, with_points
from .recipe import FIT, LATER, OPTIM, fit
from .sweeps import SWEEP, VMAP, sweep
from .timing import Work, side_by_side

ROUNDS = 3
PREDICTED = "params_after"
# What stays while something else grows.
STAYS = {
    "points": {"steps": 20},
    "parameters": {"steps": 20, "points": 1_000},
    "runs": {"steps": 100},
    "steps": {},
}

Works = dict[str, Work]


def of_points(count: int) -> Works:
    """A few steps of one run, and the answer at once."""
    problem = with_points(count)
    table = np.vander(problem.x.numpy(), 3)
    return _descents(problem, STAYS["points"]["steps"]) | {
        LSTSQ: lambda: np.linalg.lstsq(table, problem.y.numpy(), rcond=None)
    }


def of_params(count: int) -> Works:
    """The same."""
    problem = with_params(count, STAYS["parameters"]["points"])
    return _descents(problem, STAYS["parameters"]["steps"]) | {
        LSTSQ: lambda: np.linalg.lstsq(problem.x.numpy(), problem.y.numpy(), rcond=None)
    }


def of_steps(count: int) -> Works:
    """One run of the notebook's problem."""
    return _descents(NOTEBOOK, count) | {PREDICTED: partial(_params_after, count)}


def of_runs(count: int) -> Works:
    """Some steps of the notebook's problem."""
    steps = STAYS["runs"]["steps"]
    rates = torch.linspace(1e-8, 5e-7, count, dtype=torch.float64)
    wide = NOTEBOOK.to(torch.float64)
    return {
        f"{SWEEP}, float64": partial(sweep, wide, rates, steps),
        f"{SWEEP}, float32": partial(sweep, NOTEBOOK, rates, steps),
        VMAP: partial(torch_loops.vmap, NOTEBOOK, rates.float(), steps),
        LATER: jax_loops.many_runs(NOTEBOOK, rates.float(), steps),
    }


def _descents(problem: Problem, steps: int) -> Works:
    return {
        FIT: partial(fit, problem, steps),
        OPTIM: partial(torch_loops.optim, problem, steps),
        LATER: jax_loops.one_run(problem, steps),
    }


def _params_after(steps: int) -> torch.Tensor:
    problem = NOTEBOOK
    return sgd.params_after(
        problem.approximation,
        problem.guesses,
        problem.x,
        problem.y,
        learning_rate=problem.rate,
        steps=steps,
    )


GROWING: Mapping[str, tuple[Callable[[int], Works], list[int]]] = {
    "points": (of_points, [100, 1_000, 10_000, 100_000, 1_000_000]),
    "parameters": (of_params, [3, 10, 30, 100, 300, 1_000]),
    "runs": (of_runs, [1, 10, 100, 1_000, 10_000]),
    "steps": (of_steps, [10, 100, 1_000, 10_000]),
}


def measure() -> dict[str, dict[str, Any]]:
    """For each thing that grows: its sizes, and each way's median, least and most seconds."""
    grown = {}
    for name, (works_of, sizes) in GROWING.items():
        found = [side_by_side(works_of(size), ROUNDS).summary() for size in sizes]
        seconds = {way: [at_size[way] for at_size in found] for way in found[0]}
        grown[name] = {**STAYS[name], "sizes": sizes, "seconds": seconds}
        print(f"  growth with {name}: measured", flush=True)
    return grown
