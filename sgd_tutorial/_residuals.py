"""Residuals, y - f(x): in the order of x, whether neighbors have something in common, rounding."""

import torch
from torch import Tensor

from .losses import Loss

# Residuals at one x cancel if their mean is below this fraction of the largest.
CANCELED = 1e-9
# Residuals of so many roundings of the largest y are rounding, not a misfit.
ROUNDINGS = 8
# Draws of noise, of which the lowest thousandth is a limit; for more points the normal law will do.
DRAWS = 5_000
RARE = 1_000
MOST_DRAWN = 500
# Deviations of the normal law below which one draw in a thousand lies.
DEVIATIONS = 3.09


def in_order(x: Tensor, residuals: Tensor) -> Tensor | None:
    """Residuals in the order of x, (D, ...), their mean where several points share one x.

    None where x, (N, ...), has several coordinates and so no order, or where they cancel.
    """
    if x.numel() != len(x):
        return None
    _, place, counts = x.flatten().unique(return_inverse=True, return_counts=True)
    sums = residuals.new_zeros(len(counts), *residuals.shape[1:]).index_add(0, place, residuals)
    means = (sums.flatten(1) / counts[:, None]) if residuals.ndim > 1 else sums / counts
    cancel = float(means.abs().max()) <= CANCELED * float(residuals.abs().max())
    return None if cancel else means


def durbin_watson(residuals: Tensor) -> float:
    """Σ (e_i - e_{i-1})² / Σ e_i² in the order of x: about 2 for noise, less for a misfit.

    Source: Durbin, Watson, Testing for Serial Correlation in Least Squares Regression (1950).
    """
    return float(residuals.diff(dim=0).square().sum() / residuals.square().sum())


def lowest_of_noise(x: Tensor, columns: Tensor | None) -> float:
    """The statistic below which one draw of noise in a thousand lies; 0 where too few points tell.

    Noise, less what the columns, (N, P), follow of it, is what a fit leaves of noise. A pattern can
    be told where even the second smoothest residuals that a fit can leave lie below the limit. For
    more points than can be drawn, columns are None, and the normal law will do.
    """
    points = len(x.flatten().unique())
    if columns is None:
        return 2 - DEVIATIONS * 2 / points**0.5
    basis = _orthonormal(columns)
    draws = torch.randn(len(x), DRAWS, generator=torch.Generator().manual_seed(0)).double().to(x)
    ordered = in_order(x, draws - basis @ (basis.T @ draws))
    if ordered is None:
        return 0.0
    statistics = ordered.diff(dim=0).square().sum(dim=0) / ordered.square().sum(dim=0)
    limit = float(statistics.kthvalue(DRAWS // RARE).values)
    return limit if _second_smoothest(x, basis) < limit else 0.0


def _orthonormal(columns: Tensor) -> Tensor:
    """(N, D), what the columns span; those that add nothing are left out."""
    sizes = columns.norm(dim=0)
    vectors, values, _ = torch.linalg.svd(columns / torch.where(sizes > 0, sizes, 1), False)
    return vectors[:, values > 1e-9 * values[:1]]


def _second_smoothest(x: Tensor, basis: Tensor) -> float:
    """The second lowest statistic of residuals that a fit can leave, none of them a sum of others.

    Among residuals of length 1 the statistic is a quadratic form, and these are its eigenvalues.
    """
    units = torch.eye(len(x)).to(basis)
    left = in_order(x, units - basis @ basis.T)
    if left is None:
        return 4.0
    vectors, values, _ = torch.linalg.svd(left, full_matrices=False)
    possible = vectors[:, values > 1e-6 * values[0]]
    smooth = torch.linalg.eigvalsh(possible.diff(dim=0).T @ possible.diff(dim=0))
    return float(smooth[1]) if len(smooth) > 1 else 4.0


def rounding_loss(loss: Loss, fitted: Tensor, y: Tensor, eps: float) -> float:
    """What a few roundings at every value add to the loss; 0 where the loss has no curvature.

    Half the second derivative times the square of one residual: with a sum of squares, the sum
    itself.

    Args:
        loss: any loss(y1, y2).
        fitted: (N,), float64, the values around which the loss is curved.
        y: (N,), float64, data.
        eps: the spacing of the data's numbers at 1.
    """
    off = ROUNDINGS * eps * float(y.abs().max())
    shift = torch.zeros((), dtype=y.dtype, device=y.device, requires_grad=True)
    (slope,) = torch.autograd.grad(loss(fitted.detach() + shift, y), shift, create_graph=True)
    if not slope.requires_grad:
        return 0.0
    (curvature,) = torch.autograd.grad(slope, shift, allow_unused=True)
    added = 0.0 if curvature is None else float(curvature) * off**2 / 2
    return added if 0 <= added < float("inf") else 0.0
