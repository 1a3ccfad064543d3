"""Orthogonal: polynomials at right angles over the data, and the way back to powers of x.

In powers of x the bowl of the loss is a narrow valley. In these polynomials it is round, so that
one rate suits every direction.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .._run import Run
from ..recipe import fit

# The first step goes to the lowest point; the second takes back the rounding of the first.
STEPS = 2
# A polynomial that keeps less than this of its length is made of rounding.
NOTHING_LEFT = 1e-12


@dataclass(frozen=True, eq=False)
class Basis:
    """P polynomials of degree 0, 1, ..., P-1, orthonormal over the points they were made for.

    Attributes:
        values: (N, P), float64, column k the polynomial of degree k at each point.
        matrix: (P, P), float64; the reader's params = matrix @ params of these polynomials.
        recurrence: (P, P), float64; column k makes polynomial k from those before it.
        middle: halfway from the least x to the largest.
        reach: from there to the largest.
    """

    values: Tensor
    matrix: Tensor
    recurrence: Tensor
    middle: float
    reach: float

    def approximation(self, x: Tensor, params: Tensor) -> Tensor:
        """The polynomial that these parameters stand for: hand it to `fit` and `diagnose`.

        Args:
            x: (N,), any points.
            params: (P,), from the lowest degree up.
        """
        u = (x - self.middle) / self.reach
        known = [torch.ones_like(u) / self.recurrence[0, 0]]
        for k in range(1, len(self.recurrence)):
            column = self.recurrence[:, k]
            rest = sum((column[j] * known[j] for j in range(k)), torch.zeros_like(u))
            known.append((u * known[-1] - rest) / column[k])
        return sum((p * values for p, values in zip(params, known, strict=True)), 0 * u)


def orthogonal_basis(degree: int, x: Tensor) -> Basis:
    """Polynomials that are orthonormal over the points x.

    Each is x times the one before, less its shares in all those before, made of length 1.

    Source: Brubeck, Nakatsukasa, Trefethen, Vandermonde with Arnoldi (2021).

    Args:
        degree: highest power.
        x: (N,), float64, more different points than `degree`.

    Returns:
        degree + 1 polynomials.

    Raises:
        ValueError: if the points lie too close together for so many.

    >>> basis = orthogonal_basis(1, torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64))
    >>> basis.values.T @ basis.values
    tensor([[1., 0.],
            [0., 1.]], dtype=torch.float64)
    """
    low, high = float(x.min()), float(x.max())
    middle, reach = low / 2 + high / 2, (high / 2 - low / 2) or 1.0
    u = (x - middle) / reach
    p = degree + 1
    values = x.new_empty(p, len(x))
    powers = x.new_zeros(p, p)  # row k: polynomial k in powers of x, from the lowest up
    recurrence = x.new_zeros(p, p)
    next_values, next_powers = torch.ones_like(x), x.new_zeros(p)
    next_powers[0] = 1
    for k in range(p):
        length = float(next_values.norm())
        for _twice in range(2):  # once leaves rounding of the shares behind
            shares = values[:k] @ next_values
            next_values = next_values - shares @ values[:k]
            next_powers = next_powers - shares @ powers[:k]
            recurrence[:k, k] += shares
        size = float(next_values.norm())
        if size <= NOTHING_LEFT * length:
            raise ValueError(f"the points lie too close together for {p} parameters")
        values[k], powers[k], recurrence[k, k] = next_values / size, next_powers / size, size
        next_values = u * values[k]
        next_powers = (powers[k].roll(1) - middle * powers[k]) / reach
    return Basis(values.T, powers.T.flip(0), recurrence, middle, reach)


def stable_rate(basis: Basis) -> float:
    """2 / λmax, the largest stable rate in these polynomials, where λ is 2 but for rounding."""
    hessian = 2 * basis.values.T @ basis.values
    return 2 / float(torch.linalg.eigvalsh(hessian)[-1])


def fit_orthogonal(basis: Basis, y: Tensor) -> Run:
    """The recipe in these polynomials, carried back.

    Half the largest stable rate goes to the lowest point of a round bowl in one step.

    Args:
        basis: from `orthogonal_basis`.
        y: (N,), float64, data.

    Returns:
        The run, from guesses of 0, with its history in the reader's units: powers of x from the
        highest down.

    >>> x = torch.arange(-20.0, 21.0, dtype=torch.float64)
    >>> run = fit_orthogonal(orthogonal_basis(2, x), 5 * x * x)
    >>> run.params.round(decimals=6) + 0.0
    tensor([5., 0., 0.], dtype=torch.float64)
    """
    run = fit(
        lambda values, params: values @ params,
        torch.zeros(len(basis.matrix), dtype=torch.float64),
        basis.values,
        y,
        learning_rate=stable_rate(basis) / 2,
        steps=STEPS,
    )
    return replace(run, history=run.history @ basis.matrix.T)
