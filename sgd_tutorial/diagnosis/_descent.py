"""Descent by BFGS from several starts at once, each to the lowest place that it comes to."""

import math

import torch
from torch import Tensor

from ._look import Look

# Descent ends where an iteration lowers the loss by no more than this part of it.
STALLS = 1e-13
MOST_HALVINGS = 60
TINY = 1e-300
# Points times iterations that a search may take.
MOST_POINTS = 20_000_000


def descend(look: Look, starts: Tensor, sizes: Tensor, iterations: int) -> Tensor:
    """(R, P), where descent from each start, (R, P), ends, in parameters of these sizes, (R, P).

    Its line search halves and doubles. So it gets along with kinks, and with places where the loss
    is no number; nor does it load what torch's optimizers do.

    Source: Lewis, Overton, Nonsmooth Optimization via Quasi-Newton Methods (2013).
    """
    ends, going, params = starts.clone(), torch.arange(len(starts)), starts
    losses, gradients = look.losses_and_gradients_at(params)
    slopes = sizes * gradients
    lengths = slopes.norm(dim=1).clamp(min=TINY)
    inverses = torch.eye(starts.shape[1]).to(starts) / lengths[:, None, None]
    for _ in range(max(10, min(iterations, MOST_POINTS // look.x.numel()))):
        ways = sizes * -(inverses @ slopes[:, :, None])[:, :, 0]
        found, lower, fallen, gradients = _searched(look, params, ways, losses, slopes / sizes)
        ends[going[found]] = lower[found]
        change = sizes * gradients - slopes
        inverses, slopes = _updated(inverses, (lower - params) / sizes, change), slopes + change
        on = found & (losses - fallen > STALLS * losses.abs())
        if not bool(on.any()):
            break
        going, sizes, params, losses = going[on], sizes[on], lower[on], fallen[on]
        slopes, inverses = slopes[on], inverses[on]
    return ends


def _searched(
    look: Look, starts: Tensor, ways: Tensor, losses: Tensor, gradients: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """On each way, whether there is a place that is lower and less steep, its loss and gradient."""
    slopes = (ways * gradients).sum(dim=1)
    lowest, fallen, there = starts.clone(), losses.clone(), gradients.clone()
    low, high = torch.zeros_like(losses), torch.full_like(losses, math.inf)
    found, length, open_ = low > 0, low + 1, slopes < 0
    for _ in range(MOST_HALVINGS):
        rows = open_.nonzero().flatten()
        if not len(rows):
            break
        ahead = starts[rows] + length[rows, None] * ways[rows]
        loss, gradient = look.losses_and_gradients_at(ahead)
        falls = loss <= losses[rows] + 1e-4 * length[rows] * slopes[rows]
        falls &= gradient.isfinite().all(dim=1)
        better = rows[falls]
        found[better], low[better], high[rows[~falls]] = True, length[better], length[rows[~falls]]
        lowest[better], fallen[better], there[better] = ahead[falls], loss[falls], gradient[falls]
        length = torch.where(high < math.inf, (low + high) / 2, 2 * low)
        steep = (there * ways).sum(dim=1) < 0.9 * slopes
        open_ &= (~found | steep) & (length * slopes.abs() > STALLS * losses.abs())
    return found, lowest, fallen, there


def _updated(inverses: Tensor, steps: Tensor, changes: Tensor) -> Tensor:
    """BFGS' next estimates, (R, P, P), of the inverses of the second derivatives."""
    products = (steps * changes).sum(dim=1)
    curved = (products > TINY)[:, None, None]
    rho = 1 / torch.where(products > TINY, products, 1.0)[:, None, None]
    outer = steps[:, :, None] * changes[:, None, :]
    left = torch.eye(steps.shape[1]).to(steps) - rho * outer
    squares = steps[:, :, None] * steps[:, None, :]
    return torch.where(curved, left @ inverses @ left.transpose(1, 2) + rho * squares, inverses)
