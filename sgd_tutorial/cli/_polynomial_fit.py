"""Polyfit: a polynomial fitted to a table by gradient descent, and what it is worth."""

import math
import warnings
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .._curvature import Curvature, curvature
from .._format import number
from .._run import Run
from .._stability import DivergenceWarning
from ..approximations import Approximation, polynomial
from ..diagnosis._diagnose import Diagnosis, diagnose
from ..losses import sum_squared_error
from ..recipe import fit
from ._orthogonal import STEPS, Basis, fit_orthogonal, orthogonal_basis, stable_rate
from ._table import Table, TableError, shown

# Rows that `diagnose` looks at.
DIAGNOSED = 10_000
# Steps of the plain recipe, and rows of its record, unless more are asked for.
PLAIN_STEPS = 1_000
# What float64 holds, with room for squares and sums.
MOST_DECADES = 140
# A part of y that is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class PolynomialFit:
    """What `fit_polynomial` returns.

    Attributes:
        table: the data.
        degree: of the polynomial.
        run: from guesses of 0, its history in the reader's units.
        learning_rate: of the run.
        plain: whether the run is the plain recipe, in powers of x.
        loss: the sum of squared errors at the run's end.
        explained: the share of the spread of y that is explained, R^2; NaN where y has none.
        cancellation: how far off the fit is, in y's unit, because powers of x cancel each other
            on the way back from orthogonal polynomials; 0 for the plain recipe.
        bowl: the bowl of the loss in powers of x, seen from guesses of 0.
        diagnosis: of the run, or of the same on a sample.
        diagnosed: rows in that sample.
    """

    table: Table
    degree: int
    run: Run
    learning_rate: float
    plain: bool
    loss: float
    explained: float
    cancellation: float
    bowl: Curvature
    diagnosis: Diagnosis
    diagnosed: int

    @property
    def params(self) -> Tensor:
        """(P,), float64, from the highest power down."""
        return self.run.params.double()

    @property
    def typical_miss(self) -> float:
        """The root of the mean squared error, in the unit of y."""
        return math.sqrt(self.loss / len(self.table.x))

    @property
    def diverged(self) -> bool:
        """Whether the run flew off, so that there is no fit."""
        return self.run.stopped_because == "diverged"


def fit_polynomial(
    table: Table, degree: int, *, learning_rate: float | None = None, steps: int | None = None
) -> PolynomialFit:
    r"""Fit a polynomial by gradient descent, judge the fit and diagnose the run.

    Without a learning rate and steps, descent runs in orthogonal polynomials, where the bowl is
    round. With either, the plain recipe runs in powers of x, in the reader's own units.

    Args:
        table: from `read_table`.
        degree: highest power, 0 or more.
        learning_rate: of the plain recipe; half the largest stable one unless given.
        steps: of the plain recipe; 1,000 unless given.

    Returns:
        The fit.

    Raises:
        TableError: if the columns cannot tell so many parameters apart, or do not fit float64.

    >>> from sgd_tutorial.cli._table import read_table
    >>> fitted = fit_polynomial(read_table(b"x,y\n0,1\n1,3\n2,5\n"), degree=1)
    >>> fitted.params.round(decimals=6)
    tensor([2., 1.], dtype=torch.float64)
    """
    _check_size(table, degree)
    _check_different(table, degree)
    basis = _basis(table, degree)
    x, y = _tensors(table)
    best = basis.values.T @ y
    bowl = _bowl(basis, best)
    sample = table.sample(DIAGNOSED)
    weight = len(table.x) / len(sample.x)
    plain = learning_rate is not None or steps is not None
    if plain:
        rate = bowl.largest_stable_learning_rate / 2 if learning_rate is None else learning_rate
        count = PLAIN_STEPS if steps is None else steps
        problem = polynomial(degree), torch.zeros(degree + 1, dtype=_plain_dtype(table))
        run = _plain_run(*problem, table, rate, count)
        diagnosis = _diagnose(*problem, sample, weight, rate, count)
    else:
        rate = stable_rate(basis) / 2
        run = fit_orthogonal(basis, y)
        own = _basis(sample, degree)
        problem = own.approximation, torch.zeros(degree + 1, dtype=torch.float64)
        diagnosis = _diagnose(*problem, sample, weight, stable_rate(own) / 2 / weight, STEPS)
    values = polynomial(degree)(x, run.params.double())
    return PolynomialFit(
        table=table,
        degree=degree,
        run=run,
        learning_rate=rate,
        plain=plain,
        loss=float(sum_squared_error(values, y)),
        explained=_explained(values, y),
        cancellation=0.0 if plain else float((values - basis.values @ best).abs().max()),
        bowl=bowl,
        diagnosis=diagnosis,
        diagnosed=len(sample.x),
    )


# What is refused.


def _check_size(table: Table, degree: int) -> None:
    """Refuse numbers whose powers or squares float64 cannot hold."""
    for name, values, power in (
        (table.x_name, table.x, max(degree, 1)),
        (table.y_name, table.y, 1),
    ):
        most = float(np.abs(values).max())
        if most > 0 and power * abs(math.log10(most)) > MOST_DECADES:
            unit = "larger" if most > 1 else "smaller"
            raise TableError(
                f"column '{shown(name)}' goes up to {most:.4g}, and its squares or powers do not "
                f"fit float64; give it in a {unit} unit"
            )


def _check_different(table: Table, degree: int) -> None:
    """Refuse fewer different x than parameters."""
    needed = degree + 1
    rows, different = len(table.x), len(np.unique(table.x))
    if different >= needed:
        return
    name = shown(table.x_name)
    if rows == 1:
        what = "there is one row of data"
    elif different == 1:
        what = f"every value of column '{name}' is {number(table.x[0])}"
    else:
        what = f"column '{name}' has {different} different values in {rows} rows"
    raise TableError(
        f"{what}, and a polynomial of degree {degree} needs {needed} different ones; "
        "add rows or choose a lower --degree"
    )


def _basis(table: Table, degree: int) -> Basis:
    try:
        return orthogonal_basis(degree, torch.from_numpy(table.x))
    except ValueError:
        raise TableError(
            f"the values of column '{shown(table.x_name)}' lie too close together for a polynomial "
            f"of degree {degree}; choose a lower --degree"
        ) from None


# What is computed.


def _tensors(table: Table, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(table.x).to(dtype), torch.from_numpy(table.y).to(dtype)


def _bowl(basis: Basis, best: Tensor) -> Curvature:
    """The bowl in powers of x, from P rows.

    The columns of the powers are A = QR, with R the way into the orthonormal polynomials and Qᵀ y
    the best parameters there, so that |A params - y|^2 and |R params - Qᵀ y|^2 differ by a
    constant alone.
    """
    triangle = torch.linalg.inv(basis.matrix)
    guesses = torch.zeros(len(triangle), dtype=torch.float64)
    return curvature(lambda rows, params: rows @ params, guesses, triangle, best)


def _plain_run(
    approximation: Approximation, guesses: Tensor, table: Table, rate: float, steps: int
) -> Run:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # a finding says it
        return fit(
            approximation,
            guesses,
            *_tensors(table, guesses.dtype),
            learning_rate=rate,
            steps=steps,
            record_every=max(1, steps // PLAIN_STEPS),
        )


def _plain_dtype(table: Table) -> torch.dtype:
    """float32, as in the notebook, where it holds the data."""
    most = max(np.abs(table.x).max(), np.abs(table.y).max())
    return torch.float32 if most < torch.finfo(torch.float32).max else torch.float64


def _diagnose(
    approximation: Approximation,
    guesses: Tensor,
    sample: Table,
    weight: float,
    rate: float,
    steps: int,
) -> Diagnosis:
    """Of a run on a sample, in which each row counts for several."""
    return diagnose(
        approximation,
        guesses,
        *_tensors(sample, guesses.dtype),
        learning_rate=rate,
        steps=steps,
        loss=lambda y1, y2: weight * sum_squared_error(y1, y2),
    )


def _explained(values: Tensor, y: Tensor) -> float:
    """R^2."""
    spread = float((y - y.mean()).square().sum())
    rounding = (ROUNDING * float(y.abs().max())) ** 2 * len(y)
    return 1 - float(sum_squared_error(values, y)) / spread if spread > rounding else math.nan
