"""What each parameter adds to the values of an approximation that is linear in them.

Such an approximation is f(x, params) = offset + Σ params[j] * column j. Its columns are found by
evaluating it, so that nobody has to write them down. With squared errors the loss is then one
bowl, whose shape and lowest point the columns tell more precisely than second derivatives do.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor

from .approximations import Approximation
from .losses import Loss

# Relative rounding that float64 arithmetic may leave behind in a sum of many terms.
ROUNDING = 1e-9
# Below this fraction of the largest, a singular value needs the slower and finer method.
FINE = 1e-7
# A part of a direction below this is rounding.
PART = 1e-9
MOST_ROUNDS = 40


@dataclass(frozen=True, eq=False)
class DesignMatrix:
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


def find_design_matrix(
    approximation: Approximation, params: Tensor, x: Tensor
) -> DesignMatrix | None:
    """The columns at x, (N, ...), or None where the approximation is not linear in its parameters.

    The params, (P,), tell how many there are and of what size.
    """
    with torch.no_grad():
        try:
            offset = approximation(x, torch.zeros_like(params)).flatten()
            units = torch.eye(len(params)).to(params)
            matrix = torch.stack([approximation(x, unit).flatten() for unit in units], dim=1)
            design = DesignMatrix(matrix - offset[:, None], offset)
            sizes = DesignMatrix(design.matrix.abs(), offset.abs())
            linear = all(_agrees(approximation, design, sizes, p, x) for p in _elsewhere(params))
        except Exception:  # the user's function may refuse zeros, or whatever it is tried on
            return None
    return design if linear else None


def _elsewhere(params: Tensor) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    size = 1 + params.abs()
    draws = [torch.randn(len(params), generator=generator).to(params) for _ in range(3)]
    return [params, size * draws[0], -size * draws[0], 10 * size * draws[1], draws[2] / 10]


def _agrees(
    approximation: Approximation,
    design: DesignMatrix,
    sizes: DesignMatrix,
    params: Tensor,
    x: Tensor,
) -> bool:
    difference = approximation(x, params).flatten() - design.values(params)
    return bool((difference.abs() <= ROUNDING * sizes.values(params.abs())).all())


def squared_error_weights(loss: Loss, fitted: Tensor, y: Tensor) -> Tensor | None:
    """How much each point counts in a loss Σ weight * (y1 - y2)^2, or None for any other loss.

    The sum of squared errors weighs every point 1, the mean 1 / N. The values in `fitted`,
    (N, ...), float64 like y, tell what size of residuals the loss will meet.
    """
    generator = torch.Generator().manual_seed(0)
    size = 1 + (fitted - y).abs().max()
    draw = torch.randn(y.shape, generator=generator).to(y)
    above = y + size
    weights = _gradient(loss, above, y) / (2 * (above - y))
    if not bool(((weights >= 0) & weights.isfinite()).all()) or not bool(weights.any()):
        return None
    for residual in (y - fitted, -size * draw, draw):
        there = y - residual  # rounded; what is left of the residual is what the loss sees
        expected = 2 * weights * (there - y)
        gradient = _gradient(loss, there, y)
        if not bool(((gradient - expected).abs() <= ROUNDING * expected.abs().max()).all()):
            return None
    return weights.flatten()


def _gradient(loss: Loss, fitted: Tensor, y: Tensor) -> Tensor:
    fitted = fitted.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(fitted, y), fitted, allow_unused=True)
    return torch.full_like(y, torch.nan) if gradient is None else gradient


def least_squares(matrix: Tensor, target: Tensor, params: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The bowl |matrix @ params - target|^2 of (N, P), (P,) and (N,): how steep, and where lowest.

    Returns:
        (P,), eigenvalues of the second derivatives, ascending; (P, P), column i the direction of
        eigenvalue i; (P,), the lowest point, of many the nearest to `params`.
    """
    rounding = torch.finfo(torch.float64).eps * max(matrix.shape)
    matrix, target = triangle(matrix, target)
    eigenvalues, directions = eigen(matrix, rounding)
    return eigenvalues, directions, _lowest(matrix, target, params, eigenvalues, directions)


def triangle(matrix: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """The same bowl from P + 1 rows at most: with A = QR, |R p - Qᵀ t| is |A p - t|.

    The rest works on these few rows, however many points there are. Householder's QR leaves in
    each column no more than its own rounding, so that short columns stay as exact as long ones.

    Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), section 19.3.
    """
    triangle = torch.linalg.qr(torch.cat([matrix, target[:, None]], dim=1), mode="r").R
    return triangle[:, :-1], triangle[:, -1]


def eigen(matrix: Tensor, rounding: float) -> tuple[Tensor, Tensor]:
    """Eigenvalues and vectors of 2 * matrixᵀ matrix, from singular values, which keep small ones.

    Flat directions, of eigenvalue 0, are found first, and the others beside them.
    """
    flat, beside = _flat(matrix, rounding)
    if flat.shape[1]:
        matrix = matrix @ beside
    _, values, rows = torch.linalg.svd(matrix, full_matrices=False)
    if len(values) and float(values[-1]) < FINE * float(values[0]):
        values, rows = _jacobi(matrix)
    curved = rows.flip(0).T
    directions = torch.cat([flat, beside @ curved], dim=1) if flat.shape[1] else curved
    return torch.cat([values.new_zeros(flat.shape[1]), 2 * values.flip(0) ** 2]), signed(directions)


def _flat(matrix: Tensor, rounding: float) -> tuple[Tensor, Tensor]:
    """(P, K) and (P, P - K), orthonormal: the directions along which no row changes, and the rest.

    Columns of one length decide which singular values are only rounding, and so 0: columns of very
    different lengths, like x^4 and 1, are no reason to give one up.
    """
    n, p = matrix.shape
    if n < p:  # as many rows as columns, so that every direction has a singular value
        matrix = torch.cat([matrix, matrix.new_zeros(p - n, p)])
    sizes = matrix.norm(dim=0)
    units = torch.where(sizes > 0, 1 / sizes, 1.0)
    _, values, rows = torch.linalg.svd(matrix * units, full_matrices=False)
    flat = rows[values <= rounding * values[0]].T
    flat = torch.where(flat.abs() > PART, flat, 0.0)  # in other units its rounding may be large
    both = torch.linalg.qr(units[:, None] * flat, mode="complete").Q
    return both[:, : flat.shape[1]], both[:, flat.shape[1] :]


def _jacobi(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Singular values, descending, and right vectors as rows, the small ones as exact as the large.

    Pairs of columns are rotated until all are orthogonal (one-sided Jacobi).

    Source: Demmel, Veselić, Jacobi's method is more accurate than QR (1992).
    """
    order = matrix.norm(dim=0).argsort(descending=True)
    turned = matrix[:, order]
    vectors = torch.eye(len(order)).to(matrix)[:, order]
    for _ in range(MOST_ROUNDS):
        largest = 0.0
        for i, j in combinations(range(len(order)), 2):
            pair = turned[:, [i, j]]
            (first, shared), (_, second) = (pair.T @ pair).tolist()
            if abs(shared) <= 1e-15 * math.sqrt(first) * math.sqrt(second):
                continue
            largest = max(largest, abs(shared) / math.sqrt(first) / math.sqrt(second))
            zeta = (second - first) / (2 * shared)
            tangent = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
            cosine = 1 / math.hypot(1, tangent)
            sine = cosine * tangent
            turn = matrix.new_tensor([[cosine, sine], [-sine, cosine]])
            turned[:, [i, j]] = pair @ turn
            vectors[:, [i, j]] = vectors[:, [i, j]] @ turn
        if largest <= 1e-14:
            break
    values = turned.norm(dim=0)
    order = values.argsort(descending=True)
    return values[order], vectors[:, order].T


def signed(directions: Tensor) -> Tensor:
    """Each direction with its largest part positive: it has no sign of its own."""
    largest = directions.gather(0, directions.abs().argmax(dim=0, keepdim=True))
    return directions * torch.where(largest < 0, -1.0, 1.0)


def _lowest(
    matrix: Tensor, target: Tensor, params: Tensor, eigenvalues: Tensor, directions: Tensor
) -> Tensor:
    """The least-squares parameters; where there are many, the nearest to `params`."""
    if float(eigenvalues[0]) > 0:
        sizes = matrix.norm(dim=0)  # columns of one length lose the fewest digits
        answer: Tensor = torch.linalg.lstsq(matrix / sizes, target[:, None], driver="gelsd")[0]
        return answer[:, 0] / sizes
    curved = directions[:, eigenvalues > 0]
    if not curved.shape[1]:
        return params
    columns = matrix @ curved
    sizes = columns.norm(dim=0)
    left = (target - matrix @ params)[:, None]
    step: Tensor = torch.linalg.lstsq(columns / sizes, left, driver="gelsd")[0][:, 0] / sizes
    return params + curved @ step
