"""Step 5 of many runs at once, by any optimizer."""

import copy
from collections.abc import Callable

import torch
from torch import Tensor

from .optimizers import Optimizer, start_optimizer
from .recipe import adjust

# Sizes of the gradients that an optimizer is tried on: one that clips them acts on some.
TRIAL_SIZES = (1.0, 1.0, 1e-6, 1e6, 1e12, 1.0, 1e3, 1e-3, 1e9)

# From parameters and gradients (P, R) and rates (R,): moves the parameters in place.
RunsStep = Callable[[Tensor, Tensor, Tensor], None]


def step_of_all_runs(optimizer: Optimizer | None, params: Tensor) -> RunsStep:
    """Step 5 for all runs at once; run by run if the optimizer mixes them."""
    if optimizer is None:
        return adjust
    if _treats_each_run_alone(optimizer, params):
        return start_optimizer(copy.deepcopy(optimizer), params)
    return _run_by_run(optimizer, params)


def _treats_each_run_alone(optimizer: Optimizer, params: Tensor) -> bool:
    """Whether steps of all runs at once equal steps run by run: tried in float64."""
    at_once, run_by_run = params.double().clone(), params.double().clone()
    rates = torch.linspace(0.1, 0.2, params.shape[1]).to(at_once)
    generator = torch.Generator().manual_seed(0)
    try:
        step_at_once = start_optimizer(copy.deepcopy(optimizer), at_once)
        step_run_by_run = _run_by_run(optimizer, run_by_run)
        for size in TRIAL_SIZES:
            gradients = size * torch.randn(params.shape, generator=generator).to(rates)
            step_at_once(at_once, gradients, rates)
            step_run_by_run(run_by_run, gradients, rates)
            if not torch.allclose(at_once, run_by_run, rtol=1e-9, atol=0.0, equal_nan=True):
                return False
    except Exception:  # the user's optimizer, on shapes it was not written for
        return False
    return True


def _run_by_run(optimizer: Optimizer, params: Tensor) -> RunsStep:
    columns = [column.clone() for column in params.T]  # an optimizer may keep a reference to its
    steps = [start_optimizer(copy.deepcopy(optimizer), column) for column in columns]

    def adjust_each(params: Tensor, gradients: Tensor, rates: Tensor) -> None:
        for run, (step, column) in enumerate(zip(steps, columns, strict=True)):
            column.copy_(params[:, run])
            step(column, gradients[:, run], float(rates[run]))
            params[:, run] = column

    return adjust_each
