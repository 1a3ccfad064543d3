"""Losses and gradients of many runs as products of the design matrix, without a graph.

Where an approximation is linear in its parameters and the loss is Σ weight * (f - y)^2, its
gradient is 2 Aᵀ weight (f - y). In float64 the P + 1 rows of a triangle tell the same as all N:
with A = QR, |R p - Qᵀ y| is |A p - y|. In any other dtype f is the reader's own function, since
what is lost where it rounds decides where parameters stop moving.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from ._design_matrix import find_design_matrix, squared_error_weights, triangle
from ._run_gradients import (
    Computation,
    LossesAndGradients,
    agrees_with_single_runs,
    branches_on_values,
)
from .approximations import Approximation
from .losses import Loss

# Numbers in a design matrix: 80 MB. A larger one is not looked for.
MOST_NUMBERS = 10_000_000
# Runs that the computation is compared on.
SOME_RUNS = 8


@dataclass(frozen=True, eq=False)
class SquaredErrors:
    """The loss scale * Σ weight * (matrix @ params - target)^2.

    Attributes:
        matrix: (N, P), the design matrix.
        target: (N,), what it is to add up to.
        weights: (N,), the largest 1.
        scale: 1 for the sum of squared errors, 1 / N for their mean.
    """

    matrix: Tensor
    target: Tensor
    weights: Tensor
    scale: float


def find_linear_gradients(
    approximation: Approximation, loss: Loss, starts: Tensor, x: Tensor, y: Tensor
) -> Computation | None:
    """The computation that suits the dtype of starts, (R, P), x, (N, ...), and y, (N, ...).

    None where the loss is no sum of squared errors of a linear approximation, where the functions
    calculate in a dtype of their own, or where the computation does not agree with single runs.
    """
    if starts.shape[1] * y.numel() > MOST_NUMBERS:
        return None
    if not _keeps_dtype(approximation, loss, starts[0], x, y):
        return None
    some = starts[:: -(-len(starts) // SOME_RUNS)].T
    params, wide_x, wide_y = (values.double() for values in (some, x, y))
    squares = _squared_errors(approximation, loss, params[:, 0], wide_x, wide_y)
    if squares is None:
        return None
    if starts.dtype == torch.float64:
        compute = check = by_triangle(squares)
        how = Computation("triangle", compute, len(params) + 1)
    else:
        compute = by_design_matrix(approximation, squares, y)
        check = by_design_matrix(approximation, squares, wide_y)
        how = Computation("design matrix", compute, y.numel())
    problem = approximation, loss, params, wide_x.unsqueeze(-1), wide_y.unsqueeze(-1)
    if branches_on_values(*problem) or not agrees_with_single_runs(check, *problem):
        return None
    return how


@torch.no_grad()
def _keeps_dtype(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> bool:
    try:
        return loss(approximation(x, params), y).dtype == y.dtype
    except Exception:  # the user's function, which may need a graph
        return False


def _squared_errors(
    approximation: Approximation, loss: Loss, params: Tensor, x: Tensor, y: Tensor
) -> SquaredErrors | None:
    """In float64; the params, (P,), tell of what size they are."""
    design = find_design_matrix(approximation, params, x)
    if design is None:
        return None
    weights = squared_error_weights(loss, design.values(params).reshape(y.shape), y)
    if weights is None:
        return None
    scale = float(weights.max())
    return SquaredErrors(design.matrix, y.flatten() - design.offset, weights / scale, scale)


def by_triangle(squares: SquaredErrors) -> LossesAndGradients:
    """From P + 1 rows, however many points there are, which say all that x and y do."""
    roots = squares.weights.sqrt()
    rows, target = triangle(roots[:, None] * squares.matrix, roots * squares.target)
    target, back = target[:, None], 2 * squares.scale * rows.T

    def losses_and_gradients(params: Tensor, *_: Tensor) -> tuple[Tensor, Tensor]:
        left = rows @ params - target
        return squares.scale * left.square().sum(dim=0), back @ left

    return losses_and_gradients


def by_design_matrix(
    approximation: Approximation, squares: SquaredErrors, like: Tensor
) -> LossesAndGradients:
    """From the approximation's own values, in the dtype that y is `like`."""
    weights = (squares.scale * squares.weights[None]).to(like)
    back = (2 * squares.scale * squares.weights[:, None] * squares.matrix).T.to(like)

    def losses_and_gradients(params: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        left = (approximation(x, params) - y).flatten(end_dim=-2)
        return (weights @ left.square())[0], back @ left  # two matrices: a vector takes longer

    return losses_and_gradients
