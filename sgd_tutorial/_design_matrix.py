"""Columns: what each parameter adds to the values, where an approximation is linear in them.

Such an approximation is f(x, params) = offset + Σ params[j] * column j. Its columns are found by
evaluating it, so that nobody has to write them down. With squared errors the loss is then one
bowl, whose shape the columns tell more precisely than second derivatives do.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .approximations import Approximation
from .losses import Loss

# Relative rounding that float64 arithmetic may leave behind in a sum of many terms.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Columns:
    """What one unit of each parameter adds to every value.

    Attributes:
        matrix: (N, P), float64, one column for each parameter.
        offset: (N,), float64, the values where all parameters are 0.
    """

    matrix: Tensor
    offset: Tensor

    def values(self, params: Tensor) -> Tensor:
        """(N,), what these parameters, (P,), add up to."""
        return self.offset + self.matrix @ params

    def constant(self) -> int | None:
        """The parameter whose column is the same at every point, if one has it."""
        spread = self.matrix.amax(dim=0) - self.matrix.amin(dim=0)
        size = self.matrix.abs().amax(dim=0)
        constant = ((spread <= ROUNDING * size) & (size > 0)).nonzero()
        return int(constant[0]) if len(constant) else None


def find_columns(approximation: Approximation, params: Tensor, x: Tensor) -> Columns | None:
    """The columns at x, or None where the approximation is not linear in its parameters.

    Args:
        approximation: any f(x, params).
        params: (P,), tells how many there are and of what size.
        x: (N, ...), float64.
    """
    with torch.no_grad():
        try:
            offset = approximation(x, torch.zeros_like(params)).flatten()
            units = torch.eye(len(params)).to(params)
            matrix = torch.stack([approximation(x, unit).flatten() for unit in units], dim=1)
            found = Columns(matrix - offset[:, None], offset)
            sizes = Columns(found.matrix.abs(), offset.abs())
            linear = all(_agrees(approximation, found, sizes, p, x) for p in _elsewhere(params))
        except Exception:  # a reader's function may refuse zeros, or whatever else it is tried on
            return None
    return found if linear else None


def _elsewhere(params: Tensor) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    size = 1 + params.abs()
    draws = [torch.randn(len(params), generator=generator).to(params) for _ in range(3)]
    return [params, size * draws[0], -size * draws[0], 10 * size * draws[1], draws[2] / 10]


def _agrees(
    approximation: Approximation, found: Columns, sizes: Columns, params: Tensor, x: Tensor
) -> bool:
    difference = approximation(x, params).flatten() - found.values(params)
    return bool((difference.abs() <= ROUNDING * sizes.values(params.abs())).all())


def squared_error_weights(loss: Loss, fitted: Tensor, y: Tensor) -> Tensor | None:
    """How much each point counts in a loss Σ weight * (y1 - y2)^2, or None for any other loss.

    The sum of squared errors weighs every point 1, the mean 1 / N.

    Args:
        loss: any loss(y1, y2).
        fitted: (N, ...), float64, values of the size that the loss will meet.
        y: (N, ...), float64, data.
    """
    generator = torch.Generator().manual_seed(0)
    size = 1 + (fitted - y).abs().max()
    draw = torch.randn(y.shape, generator=generator).to(y)
    above = y + size
    weights = _slope(loss, above, y) / (2 * (above - y))
    if not bool(((weights >= 0) & weights.isfinite()).all()) or not bool(weights.any()):
        return None
    for miss in (fitted - y, size * draw, -draw):
        there = y + miss  # rounded; what is left of the miss is what the loss sees
        expected = 2 * weights * (there - y)
        slope = _slope(loss, there, y)
        if not bool(((slope - expected).abs() <= ROUNDING * expected.abs().max()).all()):
            return None
    return weights.flatten()


def _slope(loss: Loss, fitted: Tensor, y: Tensor) -> Tensor:
    fitted = fitted.detach().requires_grad_()
    (slope,) = torch.autograd.grad(loss(fitted, y), fitted, allow_unused=True)
    return torch.full_like(y, torch.nan) if slope is None else slope
