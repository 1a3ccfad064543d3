"""The same approximation in better-behaved parameters, and the way back.

Rescaled parameters q stand for the original ones: params = matrix @ q. Descent in q sees a bowl of
another shape; a good matrix makes it round. The result is converted back to the original units.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from . import _validate as validate
from ._design_matrix import DesignMatrix, find_design_matrix
from ._record import Run
from ._stability import largest_stable_learning_rate
from ._validate import as_data, as_params, name_of, try_approximation, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .recipe import fit


@dataclass(frozen=True, eq=False)
class Rescaled:
    """An approximation in other parameters.

    Attributes:
        original: the approximation in its own parameters.
        matrix: (P, P), float64; original params = matrix @ rescaled params.
        guesses: (P,), float64, the guesses in rescaled parameters.
    """

    original: Approximation
    matrix: Tensor
    guesses: Tensor

    def approximation(self, x: Tensor, params: Tensor) -> Tensor:
        """The same values from rescaled parameters: pass it to `fit`.

        Args:
            x: (N,), data.
            params: (P,), rescaled.
        """
        return self.original(x, self.matrix.to(params) @ params)

    def from_original(self, params: object) -> Tensor:
        """Rescaled parameters, float64.

        Args:
            params: (..., P), original.
        """
        return torch.linalg.solve(self.matrix, self._as_params(params).unsqueeze(-1)).squeeze(-1)

    def to_original(self, params: object) -> Tensor:
        """Original parameters, float64.

        Args:
            params: (..., P), rescaled: the result of a run, or its whole history.
        """
        return self._as_params(params) @ self.matrix.T

    def _as_params(self, params: object) -> Tensor:
        values = validate.numbers("params", params, torch.float64)
        if values.ndim == 0 or values.shape[-1] != len(self.matrix):
            raise ValueError(
                f"params must have {len(self.matrix)} numbers, one for each parameter; "
                f"got shape {tuple(values.shape)}"
            )
        return values


def standardize(
    approximation: Approximation, guesses: object, x: object, *, center: bool = True
) -> Rescaled:
    """Give every parameter's column mean 0 and spread 1 over the data.

    For a column A of the approximation, what its parameter adds to each value,

        new column = (A - mean of A) / spread of A

    where the spread is the standard deviation. The constant absorbs the means: c = constant's
    own value - Σ params * mean. An approximation without a constant has nothing to absorb them, so
    its columns keep their means and are divided by their root mean square alone.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), in the original units.
        x: (N,), data.
        center: subtract the means, where there is a constant.

    Returns:
        The approximation in standardized parameters, to `fit` with; its `to_original` goes back.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, the approximation is not linear in its
            parameters, or a column is 0 everywhere or, beside a constant, constant too.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> scaled = standardize(quadratic, [1.0, 2.0, 3.0], x)
    >>> run = fit(scaled.approximation, scaled.guesses, x, y, learning_rate=1 / 82, steps=1)
    >>> scaled.to_original(run.params).round(decimals=3) + 0.0
    tensor([5., 0., 0.], dtype=torch.float64)
    """
    x = as_data(x, x)[0].double()
    start = as_params("guesses", guesses, torch.float64).to(x.device)
    validate.function("approximation", approximation)
    with torch.no_grad():
        try_approximation(approximation, start, x, "guesses")
    columns = _columns(approximation, start, x)
    constant = columns.constant() if center else None
    means = columns.matrix.mean(dim=0)
    centered = columns.matrix - (means if constant is not None else 0)
    spreads = centered.square().mean(dim=0).sqrt()
    if constant is not None:
        spreads[constant] = means[constant].abs()
    sizes = columns.matrix.abs().amax(dim=0)
    if bool((same := spreads <= 1e-9 * sizes).any()):
        raise ValueError(
            f"params[{constant}] and params[{int(same.int().argmax())}] both add the same to "
            "every point; leave one out"
        )
    matrix = torch.diag(1 / spreads)
    if constant is not None:
        others = [j for j in range(len(start)) if j != constant]
        matrix[constant, others] = -means[others] / spreads[others] / means[constant]
    return _rescaled(approximation, matrix, start)


def orthonormalizing_matrix(columns: Tensor) -> Tensor:
    """M, (P, P), with which the columns of A M are orthonormal: R⁻¹, where A = QR.

    Columns, (N, P), float64, none of them 0 everywhere, are refused if one is a combination of
    the others, up to rounding.

    >>> columns = torch.vander(torch.arange(5.0, dtype=torch.float64), 2)
    >>> q = columns @ orthonormalizing_matrix(columns)
    >>> (q.T @ q).round(decimals=9) + 0.0
    tensor([[1., 0.],
            [0., 1.]], dtype=torch.float64)
    """
    n, p = columns.shape
    sizes = columns.norm(dim=0)
    triangle = torch.linalg.qr(columns / sizes, mode="r").R
    diagonal = triangle.diagonal().abs()
    if n < p or float(diagonal.min()) <= 1e-13 * float(diagonal.max()):
        raise ValueError(
            f"{n} points cannot tell {p} parameters apart; "
            "give more different points or fewer parameters"
        )
    return torch.linalg.inv(triangle) / sizes[:, None]


def fit_rescaled(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    steps: int,
    learning_rate: object = None,
    loss: Loss = sum_squared_error,
    **settings: object,
) -> Run:
    """`fit` in orthonormal parameters, where every direction is equally steep.

    The columns of the approximation are A = QR; descent runs in q = R @ params, and its result is
    converted back. With squared errors the bowl is round, and one step at the right rate is exact.
    Be aware that the factorization has done the work by then: the least-squares answer is R⁻¹ Qᵀ y,
    no descent needed. What is left to descent are other losses and mini-batches.

    Everything is computed in float64, whatever the data's dtype: on the way back large
    parameters cancel each other.

    Source: Golub, Van Loan, Matrix Computations (2013), section 5.3.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), in the original units.
        x: (N,), data, at least P different points.
        y: (N,), data.
        steps: adjustments to make at most.
        learning_rate: as in `fit`, for the orthonormal parameters; half the largest stable rate
            unless given.
        loss: as in `fit`.
        **settings: everything else that `fit` takes but `callback` and `stop`, which would see
            the orthonormal parameters.

    Returns:
        The run, float64; its history is in the original units.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, the approximation is not linear in its
            parameters, or some of them cannot be told apart on these points.

    >>> from sgd_tutorial import polynomial
    >>> x = torch.linspace(0, 20, 41, dtype=torch.float64)
    >>> run = fit_rescaled(polynomial(5), [0.0] * 6, x, 5 * x * x, steps=200)
    >>> run.params.round(decimals=6) + 0.0
    tensor([0., 0., 0., 5., 0., 0.], dtype=torch.float64)
    """
    x, y = (values.double() for values in as_data(x, y))
    start = as_params("guesses", guesses, torch.float64).to(x.device)
    try_once(approximation, start.clone().requires_grad_(), x, y, loss)
    for name in ("callback", "stop"):
        if settings.get(name) is not None:
            raise TypeError(f"{name} would see other parameters than yours; use standardize")
    columns = _columns(approximation, start, x)
    scaled = _rescaled(approximation, orthonormalizing_matrix(columns.matrix), start)
    problem = scaled.approximation, scaled.guesses, x, y
    if learning_rate is None:
        # One product with the Hessian gives the rate of a round bowl.
        bound = largest_stable_learning_rate(*problem, loss=loss, method="power iteration")
        if bound == float("inf"):
            raise ValueError("this loss has no curvature to choose a rate by; give learning_rate")
        learning_rate = bound / 2
    run = fit(
        *problem,
        learning_rate=learning_rate,  # type: ignore[arg-type]
        steps=steps,
        loss=loss,
        **settings,  # type: ignore[arg-type]
    )
    return replace(run, history=scaled.to_original(run.history))


def _columns(approximation: Approximation, start: Tensor, x: Tensor) -> DesignMatrix:
    """The columns over the data, none of them 0 everywhere."""
    columns = find_design_matrix(approximation, start, x)
    if columns is None:
        raise ValueError(
            f"{name_of(approximation)} is not linear in its parameters, so it has no columns to "
            "rescale"
        )
    if bool((unused := ~columns.matrix.any(dim=0)).any()):
        j = int(unused.int().argmax())
        raise ValueError(f"params[{j}] has no effect on these points; leave it out")
    return columns


def _rescaled(approximation: Approximation, matrix: Tensor, start: Tensor) -> Rescaled:
    scaled = Rescaled(approximation, matrix, start)
    return replace(scaled, guesses=scaled.from_original(start))
