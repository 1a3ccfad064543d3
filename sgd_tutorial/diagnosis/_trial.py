"""Runs that try something: the steps of `fit`, to the last bit, without what its callers ask."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .._problem import Problem
from .._record import Run
from .._repeated_graph import RepeatedGraph
from ..schedules import as_schedule
from ._attempt import of_the_user

# After so many steps, the last of them are searched for one that led back to where it was.
LOOKED_BACK = 50


def tried(
    problem: Problem,
    learning_rate: object,
    steps: int,
    *,
    begun: Run | None = None,
    ends: Callable[[list[Tensor]], bool] | None = None,
) -> Run:
    """The run of a problem that `fit` has taken once, at any rate or schedule.

    A FunctionError ends it where one of the functions fails on the way.

    Args:
        problem: what is fitted to what.
        learning_rate: as in `fit`.
        steps: adjustments to make.
        begun: a run at this rate that has fewer, to go on from.
        ends: whether it need not go on from these parameters; asked now and then.
    """
    schedule = as_schedule(learning_rate, problem.guesses)
    approximation, x, y, loss = problem.approximation, problem.x, problem.y, problem.loss
    rows, losses = list[Tensor](), list[float]()
    params, graph = problem.guesses, RepeatedGraph(approximation, loss)
    if begun is not None:
        *rows, params = begun.history
        losses = begun.losses.tolist()[:-1]
    with of_the_user():
        while True:
            if known := graph.loss_and_gradient(len(rows), params, x):
                value, gradient = known
            else:
                variable = params.detach().requires_grad_()
                value = loss(approximation(x, variable), y)
                (gradient,) = torch.autograd.grad(value, variable)
                graph.compare(params, x, y, gradient)
            rows.append(params)
            losses.append(value.item())
            step = len(rows) - 1
            if step % LOOKED_BACK == 0 and not callable(learning_rate):
                _repeat(rows, losses, steps)
            if len(rows) > steps or not math.isfinite(losses[-1]):
                break
            if ends is not None and step % LOOKED_BACK == 0 and step > 0 and ends(rows):
                break
            params = params - gradient * schedule(step)
    return Run(
        history=torch.stack(rows),
        losses=torch.tensor(losses, dtype=torch.float64).to(value.device, value.dtype),
        steps=len(rows) - 1,
        stopped_because="steps" if math.isfinite(losses[-1]) else "diverged",
    )


def _repeat(rows: list[Tensor], losses: list[float], steps: int) -> None:
    """Fill up with the steps to come, if the last one led back: they are the same ones again.

    In float32 a run that has arrived stands still, or goes to and fro by a rounding.
    """
    *earlier, last = rows[-LOOKED_BACK:]
    if not earlier:
        return
    back = (torch.stack(earlier) == last).all(dim=1).nonzero()
    if len(back):
        length, missing = len(earlier) - int(back[-1]), steps + 1 - len(rows)
        rows += (rows[-length:] * math.ceil(missing / length))[:missing]
        losses += (losses[-length:] * math.ceil(missing / length))[:missing]
