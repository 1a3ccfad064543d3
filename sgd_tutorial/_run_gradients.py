"""Losses and gradients of many runs at once, by the fastest method that is correct.

Runs are on the last axis of everything here: parameters (P, R), a batch of x and y (N, ..., R), or
(N, ..., 1) where all runs use the same points. A function written as in the notebook then returns
(N, R), a loss that reduces the first axis (R,), and one `backward` on the sum of the losses gives
every run its own gradient. That holds only for functions and losses that treat each run alone: a
`.mean()` over everything mixes the runs. So a method is compared with single runs before it is
used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from .approximations import Approximation
from .losses import Loss

# From parameters, x and y to losses (R,) and gradients (P, R).
LossesAndGradients = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


@dataclass(frozen=True, eq=False)
class Computation:
    """How losses and gradients of many runs are computed.

    Attributes:
        method: its name.
        losses_and_gradients: the computation.
        values_per_run: of one evaluation.
    """

    method: str
    losses_and_gradients: LossesAndGradients
    values_per_run: int


def batched(approximation: Approximation, loss: Loss) -> LossesAndGradients:
    """All runs in one evaluation: for functions that treat each run alone."""

    def losses_and_gradients(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        params = params.detach().requires_grad_()
        losses = loss(approximation(x, params), y)
        if losses.shape != params.shape[1:]:
            raise ValueError("not one loss for each run")
        losses.sum().backward()
        assert params.grad is not None
        return losses.detach(), params.grad

    return losses_and_gradients


def vmapped(approximation: Approximation, loss: Loss) -> LossesAndGradients:
    """All runs at once through torch.func.vmap: for functions that mix them, and far slower."""
    of_one_run = grad_and_value(lambda params, x, y: loss(approximation(x, params), y))

    def losses_and_gradients(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        gradients, losses = _for_each_run(of_one_run, params, x, y)
        return losses, gradients.T

    return losses_and_gradients


def _for_each_run(function: Callable[..., Any], params: Tensor, x: Tensor, y: Tensor) -> Any:
    """By vmap, what a function of params (P,), x and y returns, along the first axis."""
    if x.shape[-1] == params.shape[1] > 1:
        return vmap(function, in_dims=(1, -1, -1))(params, x, y)
    return vmap(function, in_dims=(1, None, None))(params, x[..., 0], y[..., 0])


def one_by_one(approximation: Approximation, loss: Loss) -> LossesAndGradients:
    """One run after the other: for functions that vmap cannot take."""

    def losses_and_gradients(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        losses, gradients = [], []
        for run in range(params.shape[1]):
            own = params[:, run].clone().requires_grad_()
            value = loss(approximation(x[..., run % x.shape[-1]], own), y[..., run % y.shape[-1]])
            value.backward()
            assert own.grad is not None
            losses.append(value.detach())
            gradients.append(own.grad)
        return torch.stack(losses), torch.stack(gradients, dim=1)

    return losses_and_gradients


# From the fastest to the one that is always correct.
METHODS = {"batched": batched, "vmap": vmapped, "one by one": one_by_one}


def choose_method(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> str:
    """The name of the fastest method that agrees with single runs.

    The comparison is in float64, where rounding cannot hide a difference, and at parameters that
    all differ, where runs cannot agree by accident.
    """
    params, x, y = params.double(), x.double(), y.double()
    for name in ("batched", "vmap"):
        if name == "batched" and branches_on_values(approximation, loss, params, x, y):
            continue
        if agrees_with_single_runs(
            METHODS[name](approximation, loss), approximation, loss, params, x, y
        ):
            return name
    return "one by one"


def agrees_with_single_runs(
    method: LossesAndGradients,
    approximation: Approximation,
    loss: Loss,
    params: Tensor,
    x: Tensor,
    y: Tensor,
) -> bool:
    """Whether some runs, computed by themselves, have the same losses and gradients.

    All in float64, near these parameters, (P, R).
    """
    params = _perturbed(params)
    try:
        sample, expected = _single_runs(approximation, loss, params, x, y)
        losses, gradients = method(params, x, y)
    except Exception:  # the user's function, in a dtype or on shapes it was not written for
        return False
    tells = bool(expected[0].isfinite().any())
    return tells and _agree((losses[sample], gradients[:, sample]), expected)


def _perturbed(params: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    draws = torch.rand(2, *params.shape, generator=generator).to(params)
    return params * (1 + 0.1 * draws[0]) + 0.1 * draws[1]


def _single_runs(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Three runs by number, or all if none of the three is finite; their losses and gradients."""
    runs = params.shape[1]
    for sample in (torch.tensor(sorted({0, runs // 2, runs - 1})), torch.arange(runs)):
        own_x, own_y = (
            values if values.shape[-1] == 1 else values[..., sample] for values in (x, y)
        )
        expected = one_by_one(approximation, loss)(params[:, sample], own_x, own_y)
        if bool(expected[0].isfinite().any()):
            break
    return sample, expected


def branches_on_values(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> bool:
    """Whether a function asks for a value: on a batch it would branch once for all runs."""

    def loss_of_one_run(params: Tensor, x: Tensor, y: Tensor) -> Tensor:
        return loss(approximation(x, params), y)

    try:
        _for_each_run(loss_of_one_run, params, x, y)  # a gradient would import a compiler
    except RuntimeError as error:  # or else one that only vmap cannot take
        return "data-dependent" in str(error) or ".item()" in str(error)
    except Exception:  # the function's own, which may be of that kind
        return True
    return False


def _agree(actual: tuple[Tensor, Tensor], expected: tuple[Tensor, Tensor]) -> bool:
    """Compare run by run, each at its own scale, wherever a loss is finite in float64."""
    (losses, gradients), (expected_losses, expected_gradients) = actual, expected
    if losses.shape != expected_losses.shape or gradients.shape != expected_gradients.shape:
        return False
    finite = expected_losses.isfinite()
    same_losses = torch.isclose(losses, expected_losses, rtol=1e-8, atol=0.0)
    difference = (gradients - expected_gradients).abs().amax(dim=0)
    same_gradients = difference <= 1e-8 * expected_gradients.abs().amax(dim=0)
    both_finite = bool((finite == losses.isfinite()).all())
    return both_finite and bool((same_losses & same_gradients)[finite].all())
