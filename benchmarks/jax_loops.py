"""JAX's loops: `jit` of a `scan`, and of a `vmap` of it, as its documentation has them.

They keep what `fit` and `sweep` keep: the parameters and the loss of every step.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from torch import Tensor

from .problem import Problem, squared_error

# Parameters (S+1, P) and losses (S+1,), of each run.
History = tuple[Any, Any]


def one_run(problem: Problem, steps: int) -> Callable[[], History]:
    """A loop that compiles when it is first called."""
    import jax  # not above: peers.py installs it

    guesses, x, y = _arrays(problem)
    loop = jax.jit(_descent(problem, steps))
    return lambda: jax.block_until_ready(loop(guesses, problem.rate, x, y))


def many_runs(problem: Problem, rates: Tensor, steps: int) -> Callable[[], History]:
    """The same, a run for each rate."""
    import jax

    guesses, x, y = _arrays(problem)
    of_each = np.asarray(rates)
    loop = jax.jit(jax.vmap(_descent(problem, steps), in_axes=(None, 0, None, None)))
    return lambda: jax.block_until_ready(loop(guesses, of_each, x, y))


def in_float64() -> AbstractContextManager[Any]:
    """Otherwise JAX makes float32 of every float64."""
    import jax

    return jax.enable_x64(True)


def _descent(problem: Problem, steps: int) -> Callable[..., History]:
    import jax

    def descend(guesses: Any, rate: Any, x: Any, y: Any) -> History:
        def loss(params: Any) -> Any:
            return squared_error(problem.approximation(x, params), y)

        def step(params: Any, _: None) -> tuple[Any, History]:
            value, slope = jax.value_and_grad(loss)(params)
            return params - rate * slope, (params, value)

        return jax.lax.scan(step, guesses, length=steps + 1)[1]

    return descend


def _arrays(problem: Problem) -> list[Any]:
    import jax

    return [jax.device_put(np.asarray(each)) for each in (problem.guesses, problem.x, problem.y)]
