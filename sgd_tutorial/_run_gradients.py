"""Slopes: losses and gradients of many runs at once, by the fastest way that is right.

Everything here has the runs on its last axis: parameters (P, R), a batch of x and y (N, ..., R), or
(N, ..., 1) where all runs see the same points. A function written as in the notebook then returns
(N, R), a loss that reduces the first axis (R,), and one `backward` on the sum of the losses gives
every run its own gradient. That holds only for functions and losses that keep to their column: a
`.mean()` over everything mixes the runs. So it is compared with runs done alone before it is used.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from .approximations import Approximation
from .losses import Loss

Slopes = Callable[[Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


def batched(approximation: Approximation, loss: Loss) -> Slopes:
    """All runs in one evaluation: for functions that keep to their column."""

    def slopes(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        params = params.detach().requires_grad_()
        losses = loss(approximation(x, params), y)
        if losses.shape != params.shape[1:]:
            raise ValueError("not one loss for each run")
        losses.sum().backward()
        assert params.grad is not None
        return losses.detach(), params.grad

    return slopes


def vmapped(approximation: Approximation, loss: Loss) -> Slopes:
    """All runs at once through torch.func.vmap, which is far slower: for other functions."""

    def slopes(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        of_one = grad_and_value(lambda params, x, y: loss(approximation(x, params), y))
        if x.shape[-1] == params.shape[1] > 1:
            gradients, losses = vmap(of_one, in_dims=(1, -1, -1))(params, x, y)
        else:
            gradients, losses = vmap(of_one, in_dims=(1, None, None))(params, x[..., 0], y[..., 0])
        return losses, gradients.T

    return slopes


def one_by_one(approximation: Approximation, loss: Loss) -> Slopes:
    """One run after the other: for everything else."""

    def slopes(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        pairs = []
        for run in range(params.shape[1]):
            here = params[:, run].clone().requires_grad_()
            value = loss(approximation(x[..., run % x.shape[-1]], here), y[..., run % y.shape[-1]])
            value.backward()
            assert here.grad is not None
            pairs.append((value.detach(), here.grad))
        losses, gradients = zip(*pairs, strict=True)
        return torch.stack(losses), torch.stack(gradients, dim=1)

    return slopes


METHODS = {"batched": batched, "vmap": vmapped, "one by one": one_by_one}


def choose(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> tuple[str, Slopes]:
    """The name of the fastest way that agrees with runs done alone, and the way itself.

    The comparison is in float64, where rounding cannot hide a difference, on parameters that all
    differ, where runs cannot agree by accident.
    """
    x, y = x.double(), y.double()
    apart = _apart(params.double())
    some = torch.tensor(sorted({0, params.shape[1] // 2, params.shape[1] - 1}))
    alone = one_by_one(approximation, loss)
    try:
        if not bool(alone(apart[:, some], _of(some, x), _of(some, y))[0].isfinite().any()):
            some = torch.arange(params.shape[1])
    except Exception:
        return "one by one", alone
    for name in ("batched", "vmap"):
        try:
            if name == "batched":
                _ask(vmapped(approximation, loss), apart, x, y)
            losses, gradients = METHODS[name](approximation, loss)(apart, x, y)
            expected = alone(apart[:, some], _of(some, x), _of(some, y))
        except Exception:  # whatever a reader's function raises on shapes it was not written for
            continue
        if _same(losses[some], gradients[:, some], *expected):
            return name, METHODS[name](approximation, loss)
    return "one by one", one_by_one(approximation, loss)


def _apart(params: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    draws = torch.rand(2, *params.shape, generator=generator).to(params)
    return params * (1 + 0.1 * draws[0]) + 0.1 * draws[1]


def _of(some: Tensor, values: Tensor) -> Tensor:
    return values if values.shape[-1] == 1 else values[..., some]


def _same(losses: Tensor, gradients: Tensor, expected: Tensor, slopes: Tensor) -> bool:
    """Run by run, each by its own size; a run beyond float64 has nothing to compare."""
    if losses.shape != expected.shape or gradients.shape != slopes.shape:
        return False
    finite = expected.isfinite()
    same = torch.isclose(losses, expected, rtol=1e-8, atol=0.0)
    apart = (gradients - slopes).abs().amax(dim=0) <= 1e-8 * slopes.abs().amax(dim=0)
    return bool((finite == losses.isfinite()).all()) and bool((same & apart)[finite].all())


def _ask(slopes: Slopes, params: Tensor, x: Tensor, y: Tensor) -> None:
    """Refuse functions that ask for a value: asked of a table, they answer once for all runs."""
    try:
        slopes(params, x, y)
    except RuntimeError as error:
        if "data-dependent" in str(error) or ".item()" in str(error):
            raise
