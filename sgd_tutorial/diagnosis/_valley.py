"""The bowl that touches the loss, the valley below a start, and lower valleys elsewhere."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .._curvature import Curvature, exact_curvature
from .._design_matrix import eigen
from ._attempt import attempt
from ._descent import descend
from ._look import Look

# Eigenvalues below this fraction are flat, where every parameter alone has 1.
FLAT = 1e-11
# The same where second derivatives are differences of slopes.
FLAT_DIFFERENCES = 1e-6
# Second derivatives differ by less than this fraction from differences of slopes.
SAME = 0.05
NEWTON_STEPS = 20
# A minimum is found where Newton's step is below this fraction of the tolerance.
CLOSE = 0.05
ITERATIONS = 300
# Points on which other starts are compared.
COMPARED = 1_000
DRAWS = 200
STARTS = 16
FEW_ITERATIONS = 60
# Where the loss is looked at beyond the end of a way, in lengths of it.
FURTHER = 1.5, 2, 4, 8


@dataclass(frozen=True, eq=False)
class Valley:
    """Where descent in float64 comes to from a start.

    Attributes:
        start: (P,).
        bowl: touches the loss where it ends; `lowest` is that end, or NaN if it is no minimum.
        end: (P,).
        loss: at the end.
        endless: whether the loss falls on however far the parameters go that way.
    """

    start: Tensor
    bowl: Curvature
    end: Tensor
    loss: float
    endless: bool = False

    @property
    def has_minimum(self) -> bool:
        return bool(self.bowl.lowest.isfinite().all())


def bowl_at(look: Look, params: Tensor) -> Curvature:
    """The loss's one bowl, or the one that touches it at these parameters, (P,)."""
    exact = exact_curvature(look.approximation, params, look.x, look.y, look.loss)
    return exact or _touching(look, params)


def valley_below(look: Look, start: Tensor, iterations: int = ITERATIONS) -> Valley:
    """The valley below a start, (P,)."""
    bowl = bowl_at(look, start)
    if bowl.exact:
        return Valley(start, bowl, bowl.lowest, bowl.floor)
    end = descend(look, start[None], _sizes(look, start, bowl)[None], iterations)[0]
    loss, bowl = look.loss_at(end), replace(bowl, lowest=torch.full_like(end, math.nan))
    for _ in range(NEWTON_STEPS):
        touching = attempt(_touching, look, end, otherwise=None)
        if touching is None:
            break
        bowl = touching
        if not bowl.floor < loss:
            break
        end, loss = bowl.lowest, bowl.floor
    endless = _is_endless(look, start, end, loss)
    if endless or not _is_minimum(look, start, bowl):
        lowest, floor = torch.full_like(end, math.nan), math.nan
    else:
        lowest, floor = end, loss
    return Valley(start, replace(bowl, lowest=lowest, floor=floor), end, loss, endless)


def _sizes(look: Look, start: Tensor, bowl: Curvature) -> Tensor:
    """(P,), changes that move the loss by about as much as there is of it."""
    curved = bowl.curvature_by_parameter
    scale = math.sqrt(abs(look.loss_at(start))) or 1.0
    sizes = scale / torch.where(curved > 0, curved, 1.0).sqrt()
    return torch.where((curved > 0) & sizes.isfinite(), sizes, 1 + start.abs())


# The bowl that touches the loss.


def _touching(look: Look, params: Tensor) -> Curvature:
    matrix, flat = _second_derivatives(look, params)
    gradient = look.gradient_at(params)
    sizes = matrix.diagonal().clamp(min=0).sqrt()
    units = torch.where(sizes > 0, 1 / sizes, 0.0)
    values, vectors = torch.linalg.eigh(units[:, None] * matrix * units)
    if float(values[0]) < -flat or bool(matrix[sizes == 0].any()):
        eigenvalues, directions = torch.linalg.eigh(matrix)
        nowhere = torch.full_like(params, math.nan)
        return Curvature(params, eigenvalues, directions, nowhere, math.nan, exact=False)
    curved = values > flat
    rows = torch.where(curved, values / 2, 0.0).sqrt()[:, None] * vectors.T * sizes
    eigenvalues, directions = eigen(rows, len(params) * torch.finfo(torch.float64).eps)
    slopes = vectors.T @ (units * gradient) / torch.where(curved, values, math.inf)
    lowest = params - units * (vectors @ slopes)
    floor = look.loss_of(look.values_at(lowest))
    return Curvature(params, eigenvalues, directions, lowest, floor, exact=False)


def _second_derivatives(look: Look, params: Tensor) -> tuple[Tensor, float]:
    """(P, P), and below which fraction an eigenvalue of them is rounding.

    Where torch has none, or others than the slopes say, differences of slopes stand for them. A
    backward pass that is written by hand may have none without an error.
    """
    rounding = 100 * look.eps
    matrix = attempt(look.hessian_at, params, otherwise=None)
    if matrix is None or not _is_slope_of_slopes(look, params, matrix):
        matrix = _differences(look, params)
        rounding = max(rounding, FLAT_DIFFERENCES)
    if not bool(matrix.square().sum().isfinite()):
        raise ValueError("the second derivatives of the loss are too large for float64")
    return matrix, max(FLAT, rounding)


def _is_slope_of_slopes(look: Look, params: Tensor, matrix: Tensor) -> bool:
    """Whether these derivatives, (P, P), tell how the gradient changes along one direction."""
    generator = torch.Generator().manual_seed(0)
    way = torch.randn(len(params), generator=generator, dtype=torch.float64).to(params)
    way *= look.eps ** (1 / 3) * torch.where(params == 0, 1.0, params.abs())
    ahead, behind = (look.gradient_at(params + side * way) for side in (1, -1))
    expected, change = 2 * matrix @ way, ahead - behind
    size = torch.stack([change.abs(), 2 * matrix.abs() @ way.abs()]).amax(dim=0)
    rounding = 1e3 * look.eps * torch.stack([ahead.abs(), behind.abs()]).amax(dim=0)
    return bool(((change - expected).abs() <= SAME * size + rounding).all())


def _differences(look: Look, params: Tensor) -> Tensor:
    steps = look.eps ** (1 / 3) * torch.where(params == 0, 1.0, params.abs())
    rows = [
        (look.gradient_at(params + way) - look.gradient_at(params - way)) / (2 * step)
        for way, step in zip(torch.diag(steps), steps, strict=True)
    ]
    matrix = torch.stack(rows)
    return (matrix + matrix.T) / 2


# What the end is.


def _is_minimum(look: Look, start: Tensor, bowl: Curvature) -> bool:
    """Whether Newton's method has nothing left to do, along flat directions neither."""
    if not bool(bowl.lowest.isfinite().all()):
        return False
    step = bowl.lowest - bowl.params
    seen = replace(bowl, params=start)
    left = float(bowl.eigenvalues @ (bowl.directions.T @ step).square()) / 2
    rounding = 100 * look.eps * abs(look.loss_at(bowl.params))
    if left > rounding and bool((step.abs() > CLOSE * seen.default_tolerance).any()):
        return False
    flat = bowl.directions[:, bowl.eigenvalues == 0]
    first, last = look.gradient_at(start), look.gradient_at(bowl.params)
    size = 1 + bowl.params.abs()
    slope = float((flat.T * size @ last).abs().sum())
    return slope <= 1e-6 * float((size * first).abs().sum()) + rounding


def _is_endless(look: Look, start: Tensor, end: Tensor, loss: float) -> bool:
    """Whether the loss is no higher wherever the parameters go on, on the way that they took."""
    fallen = look.loss_at(start) - loss
    if not fallen > 1e-6 * abs(loss):
        return False
    further = [look.loss_of(look.values_at(start + times * (end - start))) for times in FURTHER]
    finite = [beyond for beyond in further if math.isfinite(beyond)]
    if not finite:  # it falls up to where nothing is left to calculate with, as in log(0)
        return float(look.gradient_at(end) @ (end - start)) < -1e-6 * fallen
    return all(beyond <= loss + 1e-12 * abs(loss) for beyond in finite)


# Other valleys.


def best_of_others(look: Look, few: Look) -> Valley | None:
    """The lowest valley below other guesses than the user's, found with few of the points."""
    starts = _starts(few)
    if not len(starts):
        return None
    ends = descend(few, starts, 1 + starts.abs(), FEW_ITERATIONS)
    losses = few.losses_at(ends)
    if not bool(losses.isfinite().any()):
        return None
    lowest = ends[losses.nan_to_num(math.inf).argmin()]
    return attempt(valley_below, look, lowest, otherwise=None)


def _starts(look: Look) -> Tensor:
    """(R, P), some of many draws: those with the lowest loss, and as many others.

    Each parameter of a draw is near its guess, or of the size of x, of 1 / x, of y or of 1.
    """
    generator = torch.Generator().manual_seed(0)
    guesses = look.guesses
    spreads = [float((values - values.mean()).abs().mean()) or 1.0 for values in (look.x, look.y)]
    sizes = torch.tensor([1.0, spreads[0], 1 / spreads[0], spreads[1]], dtype=torch.float64)
    shape = DRAWS, len(guesses)
    normal = torch.randn(shape, generator=generator, dtype=torch.float64)
    which = torch.randint(len(sizes), shape, generator=generator)
    near = torch.randint(2, shape, generator=generator).bool()
    draws = torch.where(
        near, guesses.cpu() + (1 + guesses.cpu().abs()) * normal, sizes[which] * normal
    )
    starts = torch.cat([-guesses[None], draws.to(guesses)])
    losses = look.losses_at(starts).tolist()
    finite = [i for i, loss in enumerate(losses) if math.isfinite(loss)]
    lowest = sorted(finite, key=lambda i: losses[i])[: STARTS // 2]
    others = [i for i in finite if i not in lowest][: STARTS // 2]
    return starts[lowest + others]
