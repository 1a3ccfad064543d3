"""How the parameters of a run move: for the last time, into a tolerance to stay, the least."""

import math

import torch
from torch import Tensor


def last_moves(history: Tensor) -> Tensor:
    """(P,), the step that last moved each parameter of (S+1, P), one row a step; 0 for none."""
    return _last(history[1:] != history[:-1]) + 1


def arrivals(outside: Tensor, steps: Tensor) -> Tensor:
    """(R,), float64, the step from which on none is outside, (S, R); infinity for never.

    The steps, (S,), are those of the rows.
    """
    first = (_last(outside) + 1).clamp(max=len(steps) - 1)
    return torch.where(outside[-1].cpu(), math.inf, steps[first].double())


def _last(flags: Tensor) -> Tensor:
    """(R,), the last row of (S, R) that is true, -1 for none."""
    if not len(flags):
        return -torch.ones(flags.shape[1], dtype=torch.int64)
    return torch.where(flags.cpu(), torch.arange(len(flags))[:, None], -1).amax(dim=0)


def spacing(values: Tensor, dtype: torch.dtype) -> Tensor:
    """From the size of each number to the next larger number of the dtype, in float64."""
    size = values.double().abs().clamp(min=torch.finfo(dtype).tiny)
    return torch.finfo(dtype).eps * 2.0 ** (torch.frexp(size).exponent.double() - 1)


def last_tenth(rows: Tensor) -> Tensor:
    """The last tenth of a run's rows, at least ten of them, in float64."""
    return rows[-max(10, (len(rows) - 1) // 10) :].double()
