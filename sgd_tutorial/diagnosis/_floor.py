"""Losses to compare with: that of the best constant, and the least that any values could have."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from ._attempt import attempt, of_the_user
from ._descent import MOST_POINTS
from ._look import Look
from ._valley import valley_below

ITERATIONS = 100
# On the way from the values to y: as close as float64 can tell.
HALVINGS = 0, 1, 2, 5, 10, 20, 35, 50
TOO_SMALL = 1e-6


def constant_loss(look: Look) -> float:
    """The loss of the best constant; NaN where there is none."""

    def constant(_: Tensor, params: Tensor) -> Tensor:
        return params[0] + torch.zeros_like(look.y)

    mean = look.y.mean().unsqueeze(0)
    alone = replace(look, approximation=constant, guesses=mean)
    losses = [
        attempt(alone.loss_at, mean, otherwise=math.nan),
        attempt(lambda: valley_below(alone, mean).loss, otherwise=math.nan),
    ]
    return min(filter(math.isfinite, losses), default=math.nan)


def least_loss(look: Look, values: Tensor) -> float:
    """The lowest loss that is found where each value, (N,), may be anything.

    The way from the values to y finds it for errors and for probabilities, descent for values such
    as logits, whose best is not y.
    """
    pull = attempt(look.pull_on, look.y, otherwise=None)
    if pull is not None and not bool(pull.any()):  # as of errors: nothing is lower than no error
        return look.loss_of(look.y)
    shares = [1 - 0.5**k for k in HALVINGS]
    losses = [look.loss_of(values + share * (look.y - values)) for share in [*shares, 1.0]]
    losses.append(look.loss_of(_free(look, values)))
    return min(filter(math.isfinite, losses), default=math.nan)


def _free(look: Look, values: Tensor) -> Tensor:
    """(N,), where Newton's method takes each value by itself, all of them halving their steps."""
    least, share = look.loss_of(values), 1.0
    for _ in range(max(10, min(ITERATIONS, MOST_POINTS // len(values)))):
        step = attempt(_newton_step, look, values, otherwise=None)
        if step is None:
            break
        lower = look.loss_of(values + share * step)
        if lower < least:
            values, least, share = values + share * step, lower, min(1.0, 2 * share)
        elif share < TOO_SMALL:
            break
        else:
            share /= 4
    return values


def _newton_step(look: Look, values: Tensor) -> Tensor | None:
    """(N,), towards the lowest point of the parabola that touches the loss along each value."""
    variable = values.detach().clone().requires_grad_()
    with of_the_user():
        (slope,) = torch.autograd.grad(look.loss(variable, look.y), variable, create_graph=True)
        if not slope.requires_grad:
            return None
        (curved,) = torch.autograd.grad(slope.sum(), variable)
    step = torch.where(curved > 0, -slope.detach() / curved, 0.0)
    return step if bool(step.any()) and bool(step.isfinite().all()) else None
