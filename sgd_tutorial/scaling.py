"""Scaling: the same approximation with better-behaved parameters, and the way back.

Other parameters q stand for the reader's: params = matrix @ q. Descent in q meets a bowl of another
shape; a good matrix makes it round. The answer is carried back to the reader's units.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from . import _validate as validate
from ._curvature import why_not_exact
from ._design_matrix import Columns, find_columns
from ._run import Run
from ._stability import largest_stable_learning_rate
from ._validate import as_data, as_params, try_approximation, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .recipe import fit


@dataclass(frozen=True, eq=False)
class Rescaled:
    """An approximation in other parameters.

    Attributes:
        original: the reader's approximation.
        matrix: (P, P), float64; the reader's params = matrix @ rescaled params.
        guesses: (P,), float64, the reader's guesses in rescaled parameters.
    """

    original: Approximation
    matrix: Tensor
    guesses: Tensor

    def approximation(self, x: Tensor, params: Tensor) -> Tensor:
        """The same values from rescaled parameters: hand it to `fit`.

        Args:
            x: (N,), data.
            params: (P,), rescaled.
        """
        return self.original(x, self.matrix.to(params) @ params)

    def from_original(self, params: object) -> Tensor:
        """Rescaled parameters from the reader's.

        Args:
            params: (..., P), the reader's.
        """
        return torch.linalg.solve(self.matrix, self._checked(params).unsqueeze(-1)).squeeze(-1)

    def to_original(self, params: object) -> Tensor:
        """The reader's parameters from rescaled ones, in float64.

        Args:
            params: (..., P), rescaled: the result of a run, or its whole history.
        """
        return self._checked(params) @ self.matrix.T

    def _checked(self, params: object) -> Tensor:
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
        guesses: (P,), in the reader's units.
        x: (N,), data.
        center: take the means away, where there is a constant.

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
    p = len(start)
    means = columns.matrix.mean(dim=0)
    centered = columns.matrix - (means if constant is not None else 0)
    spreads = centered.square().mean(dim=0).sqrt()
    if constant is not None:
        spreads[constant] = means[constant].abs()
    size = columns.matrix.abs().amax(dim=0)
    for j in range(p):
        if float(size[j]) == 0:
            raise ValueError(f"params[{j}] has no effect on these points; leave it out")
        if float(spreads[j]) <= 1e-9 * float(size[j]):
            raise ValueError(
                f"params[{constant}] and params[{j}] both add the same to every point; "
                "leave one out"
            )
    matrix = torch.diag(1 / spreads)
    if constant is not None:
        others = [j for j in range(p) if j != constant]
        matrix[constant, others] = -means[others] / spreads[others] / means[constant]
    rescaled = Rescaled(approximation, matrix, start)
    return replace(rescaled, guesses=rescaled.from_original(start))


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
    """`fit` in orthonormal coordinates, where every direction is equally steep.

    The columns of the approximation are written as orthonormal columns times a triangle, A = QR;
    descent runs in R @ params, and what it finds is carried back. With squared errors the bowl is
    then round, and one step at the right rate is exact. Be aware that the factorization has by
    then done the work: the least-squares answer is R⁻¹ Qᵀ y, no descent needed. What is left to
    descent are other losses and mini-batches.

    Everything is calculated in float64, whatever the data's dtype: on the way back large
    parameters cancel each other.

    Source: Golub, Van Loan, Matrix Computations (2013), section 5.3.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), in the reader's units.
        x: (N,), data, at least P different points.
        y: (N,), data.
        steps: adjustments to make at most.
        learning_rate: as in `fit`, for the orthonormal coordinates; half the largest stable rate
            unless given.
        loss: as in `fit`.
        **settings: everything else that `fit` takes but `callback` and `stop`, which would see
            the orthonormal coordinates.

    Returns:
        The run, float64; its history is in the reader's units.

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
    columns = _columns(approximation, start, x)
    for named in ("callback", "stop"):
        if settings.get(named) is not None:
            raise TypeError(f"{named} would see other parameters than yours; use standardize")
    sizes = columns.matrix.norm(dim=0)
    if not bool((sizes > 0).all()):
        j = int((sizes == 0).int().argmax())
        raise ValueError(f"params[{j}] has no effect on these points; leave it out")
    rows, triangle = torch.linalg.qr(columns.matrix / sizes)
    diagonal = triangle.diagonal().abs()
    if len(diagonal) < len(start) or float(diagonal.min()) <= 1e-13 * float(diagonal.max()):
        raise ValueError(
            f"{len(x)} points cannot tell {len(start)} parameters apart; "
            "give more different points or fewer parameters"
        )
    rescaled = Rescaled(approximation, torch.linalg.inv(triangle) / sizes[:, None], start)
    inside = triangle @ (sizes * start)

    def orthonormal(rows: Tensor, params: Tensor) -> Tensor:
        return (rows[:, :-1] @ params + rows[:, -1]).reshape(len(rows), *y.shape[1:])

    points = torch.cat([rows, columns.offset[:, None]], dim=1)
    problem = orthonormal, inside, points, y
    if learning_rate is None:
        # Where the bowl is round, its first product tells the rate.
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
    return replace(run, history=rescaled.to_original(run.history))


def _columns(approximation: Approximation, start: Tensor, x: Tensor) -> Columns:
    columns = find_columns(approximation, start, x)
    if columns is None:
        raise ValueError(why_not_exact(approximation, start, x))
    return columns
