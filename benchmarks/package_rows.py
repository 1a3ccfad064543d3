"""The rows of README's table: the package, beside its peers."""

from functools import partial

from . import command, figures, linear_problem, prediction, recipe, sweeps
from .linear_problem import LINEAR, LSTSQ, RESCALED, SGD
from .recipe import BARE, FIRST, FIT, LATER, OPTIM
from .sweeps import SWEEP, VMAP
from .table import Benchmark


def one_run(other: str) -> float:
    """`fit` / another loop."""
    return recipe.one_run().ratio(FIT, other)


def many_runs(dtype: str, other: str) -> float:
    """`sweep` / another way to do the same, or one run of it."""
    return sweeps.many_runs(dtype).ratio(SWEEP, other)


def linear(other: str) -> float:
    """`fit_rescaled` / another way to the same parameters."""
    return linear_problem.one_fit().ratio(RESCALED, other)


def rows_of_sweeps(dtype: str, tolerance: float) -> list[Benchmark]:
    """1,000 runs of 1,000 steps."""
    name = f"`sweep`, {dtype}, 1,000 runs x 1,000 steps /"
    share = partial(many_runs, dtype)
    return [
        (f"{name} one bare loop", partial(share, BARE), 3, ""),
        (f"{name} `torch.func.vmap`", partial(share, VMAP), 1, ""),
        (f"{name} JAX's first call", partial(share, FIRST), 1, ""),
        (f"{name} JAX's later calls", partial(share, LATER), 2, ""),
        (
            f"`sweep`, {dtype}: how far from `fit`",
            partial(sweeps.largest_difference, dtype),
            tolerance,
            "",
        ),
    ]


ROWS = [
    ("`fit` per step, recording all, / the bare loop", partial(one_run, BARE), 1.2, ""),
    ("`fit` per step, recording all, / a `torch.optim.SGD` loop", partial(one_run, OPTIM), 0.9, ""),
    ("`fit`, 2,000 steps / JAX's first call", partial(one_run, FIRST), None, ""),
    ("`fit`, 2,000 steps / JAX's later calls", partial(one_run, LATER), None, ""),
    ("`import sgd_tutorial` after torch / `import torch`", recipe.import_time, 1.1, ""),
    ("`fit`, 1,000,000 steps: memory", recipe.memory_of_a_million_steps, 40, " MB"),
    *rows_of_sweeps("float64", 1e-10),
    *rows_of_sweeps("float32", 1e-5),
    ("`fit_rescaled`, 100,000 rows / `numpy.linalg.lstsq`", partial(linear, LSTSQ), None, ""),
    ("`fit_rescaled`, 100,000 rows / `LinearRegression`", partial(linear, LINEAR), None, ""),
    ("`fit_rescaled`, 100,000 rows / `SGDRegressor`", partial(linear, SGD), None, ""),
    ("`params_after` 10**9 steps", prediction.a_billion_steps, 2, " ms"),
    ("the slowest of the six answers", figures.slowest_answer, 10, " s"),
    ("all figures, given the answers", figures.seconds_for_all, 5, " s"),
    ("the command on 1,000,000 rows / reading them + `lstsq`", command.against_lstsq, 3, ""),
    ("the command on 1,000,000 rows, with every import", command.seconds_with_imports, 10, " s"),
]
