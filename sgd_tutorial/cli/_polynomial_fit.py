"""A polynomial fitted to a table by gradient descent, and what the fit is worth."""

import math
import warnings
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from .._curvature import Curvature, curvature
from .._record import Run
from .._stability import DivergenceWarning
from .._text import number
from ..approximations import Approximation, polynomial
from ..diagnosis._diagnose import Diagnosis, diagnose
from ..losses import sum_squared_error
from ..recipe import fit
from ..scaling import Rescaled, orthonormalizing_matrix
from ._csv_table import Table
from ._errors import InputError

# Where columns are orthonormal, one step at this rate goes to the lowest point; another removes the
# rounding of the first.
ROUND_RATE = 0.5
ROUND_STEPS = 2
# Steps of the plain recipe unless given; also the most that are recorded.
PLAIN_STEPS = 1_000
# Rows that `diagnose` sees.
DIAGNOSED = 10_000
# What float64 holds, with room for squares and sums.
MOST_DECADES = 140
# A part of y that is rounding.
ROUNDING = 1e-12
# Powers of x may add up to so many times the spread of y: they cancel, and cost four digits.
MOST_CANCELLED = 1e4


@dataclass(frozen=True, eq=False)
class PolynomialFit:
    """What `fit_polynomial` returns.

    Attributes:
        table: the data.
        run: from guesses of 0, its history in powers of (x - center).
        learning_rate: of the run.
        plain: whether the run is the plain recipe, in powers of x.
        center: the parameters are of powers of (x - center); 0 unless powers of x cancel.
        curvature: of the loss in powers of x, at guesses of 0.
        diagnosis: of the run, or of the same run on a sample.
    """

    table: Table
    run: Run
    learning_rate: float
    plain: bool
    center: float
    curvature: Curvature
    diagnosis: Diagnosis

    @property
    def params(self) -> Tensor:
        """(P,), float64, from the highest power down."""
        return self.run.params.double()

    @property
    def degree(self) -> int:
        """The highest power."""
        return len(self.params) - 1

    @property
    def approximation(self) -> Approximation:
        """The polynomial in powers of (x - center)."""
        powers, center = polynomial(self.degree), self.center
        return lambda x, params: powers(x - center, params)

    @property
    def diagnosed(self) -> int:
        """Rows that the diagnosis is of."""
        return min(len(self.table.x), DIAGNOSED)

    @property
    def diverged(self) -> bool:
        """Whether the run diverged, so that there is no fit."""
        return self.run.stopped_because == "diverged"

    @cached_property
    def loss(self) -> float:
        """The sum of squared errors at the run's end."""
        x, y = _tensors(self.table)
        return float(sum_squared_error(self.approximation(x, self.params), y))

    @property
    def typical_miss(self) -> float:
        """The root of the mean squared error, in the unit of y."""
        return math.sqrt(self.loss / len(self.table.x))

    @property
    def explained(self) -> float:
        """The share of the spread of y that is explained, R^2; NaN where y has none."""
        y = self.table.y
        spread = float(np.square(y - y.mean()).sum())
        rounding = (ROUNDING * float(np.abs(y).max())) ** 2 * len(y)
        return 1 - self.loss / spread if spread > rounding else math.nan

    def with_params(self, params: list[float]) -> "PolynomialFit":
        """The same with other parameters at the run's end, such as rounded ones."""
        history = self.run.history.double()
        last = torch.tensor([params], dtype=torch.float64)
        return replace(self, run=replace(self.run, history=torch.cat([history[:-1], last])))


def fit_polynomial(
    table: Table, degree: int, *, learning_rate: float | None = None, steps: int | None = None
) -> PolynomialFit:
    r"""Fit a polynomial by gradient descent, judge the fit and diagnose the run.

    Without a learning rate and steps, descent runs in orthogonal polynomials, where the bowl is
    round. With either, the plain recipe runs in powers of x, in the table's own units.

    Args:
        table: from `read_table`.
        degree: highest power, 0 or more.
        learning_rate: of the plain recipe; half the largest stable one unless given.
        steps: of the plain recipe; 1,000 unless given.

    Returns:
        The fit.

    Raises:
        InputError: if the columns cannot tell so many parameters apart, or do not fit float64.

    >>> from sgd_tutorial.cli._csv_table import read_table
    >>> fitted = fit_polynomial(read_table(b"x,y\n0,1\n1,3\n2,5\n"), degree=1)
    >>> fitted.params.round(decimals=6)
    tensor([2., 1.], dtype=torch.float64)
    """
    _check_size(table, degree)
    _check_different(table, degree)
    middle, reach = _range(table, degree)
    centered = replace(table, x=(table.x - middle) / reach)
    scaled = _orthonormal(centered, degree)
    run = _descend(scaled.approximation, scaled.guesses, centered, ROUND_RATE, ROUND_STEPS)
    bowl = _bowl(scaled, _substitution(degree, middle, reach), run.params)
    if learning_rate is not None or steps is not None:
        rate = bowl.largest_stable_learning_rate / 2 if learning_rate is None else learning_rate
        return _plain_fit(table, bowl, rate, PLAIN_STEPS if steps is None else steps)
    in_u = scaled.to_original(run.history)
    center = _center(table, middle, reach, in_u[-1])
    back = _substitution(degree, (center - middle) / reach, 1 / reach)
    return PolynomialFit(
        table=table,
        run=replace(run, history=in_u @ back.T),
        learning_rate=ROUND_RATE,
        plain=False,
        center=center,
        curvature=bowl,
        diagnosis=_diagnose_round(centered, degree),
    )


def _plain_fit(table: Table, bowl: Curvature, rate: float, steps: int) -> PolynomialFit:
    problem = polynomial(len(bowl.params) - 1), bowl.params.to(_plain_dtype(table))
    return PolynomialFit(
        table=table,
        run=_descend(*problem, table, rate, steps),
        learning_rate=rate,
        plain=True,
        center=0.0,
        curvature=bowl,
        diagnosis=_diagnose(*problem, table, rate, steps),
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
            raise InputError(
                f"column {name!r} goes up to {most:.4g}, and its squares or powers do not fit "
                f"float64; give it in a {unit} unit"
            )


def _check_different(table: Table, degree: int) -> None:
    """Refuse fewer different x than parameters."""
    needed = degree + 1
    rows, different = len(table.x), len(np.unique(table.x))
    if different >= needed:
        return
    if rows == 1:
        what = "there is one row of data"
    elif different == 1:
        what = f"every value of column {table.x_name!r} is {table.x_start or number(table.x[0])}"
    else:
        what = f"column {table.x_name!r} has {different} different values in {rows} rows"
    raise InputError(
        f"{what}, and a polynomial of degree {degree} needs {needed} different ones; "
        "add rows or choose a lower --degree"
    )


def _too_close(table: Table, degree: int) -> InputError:
    return InputError(
        f"the values of column {table.x_name!r} lie too close together for a polynomial of degree "
        f"{degree}; choose a lower --degree"
    )


# Orthogonal polynomials, made of powers of u = (x - middle) / reach, which goes from -1 to 1.
# Far from 0, powers of x itself are nearly alike, and their sums lose all digits.


def _range(table: Table, degree: int) -> tuple[float, float]:
    """The middle of all x, and how far they reach from there."""
    low, high = float(table.x.min()), float(table.x.max())
    reach = (high / 2 - low / 2) or 1.0
    if -degree * math.log10(reach) > MOST_DECADES:
        raise _too_close(table, degree)
    return low / 2 + high / 2, reach


def _orthonormal(centered: Table, degree: int) -> Rescaled:
    """The polynomial, in parameters of orthonormal columns."""
    powers = torch.vander(torch.from_numpy(centered.x), degree + 1)
    try:
        matrix = orthonormalizing_matrix(powers)
    except ValueError:
        raise _too_close(centered, degree) from None
    return Rescaled(polynomial(degree), matrix, torch.zeros(degree + 1, dtype=torch.float64))


def _substitution(degree: int, shift: float, factor: float) -> Tensor:
    """(P, P); f(shift + factor * t) has params matrix @ params of f(t)."""
    powers = range(degree, -1, -1)
    rows = [[math.comb(k, i) * shift ** max(k - i, 0) * factor**i for k in powers] for i in powers]
    return torch.tensor(rows, dtype=torch.float64)


def _bowl(scaled: Rescaled, into_u: Tensor, best: Tensor) -> Curvature:
    """The curvature in powers of x, from P rows instead of N.

    With R from powers of x to orthonormal parameters, |A params - y|^2 and |R params - best|^2
    differ by a constant alone.
    """
    triangle = scaled.from_original(into_u.T).T
    return curvature(lambda rows, params: rows @ params, torch.zeros_like(best), triangle, best)


def _center(table: Table, middle: float, reach: float, params_of_u: Tensor) -> float:
    """0, or a round number near the middle of all x where powers of x cancel each other."""
    powers = range(len(params_of_u) - 1, 0, -1)
    params = _substitution(len(powers), -middle / reach, 1 / reach) @ params_of_u
    most = float(np.abs(table.x).max())
    terms = sum(abs(p) * most**k for p, k in zip(params.tolist(), powers, strict=False))
    y = table.y
    if terms <= MOST_CANCELLED * max(float(np.ptp(y)), ROUNDING * float(np.abs(y).max())):
        return 0.0
    return round(middle, -math.floor(math.log10(reach / 5)))


# Runs.


def _descend(
    approximation: Approximation, guesses: Tensor, table: Table, rate: float, steps: int
) -> Run:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # the diagnosis says it
        return fit(
            approximation,
            guesses,
            *_tensors(table, guesses.dtype),
            learning_rate=rate,
            steps=steps,
            record_every=max(1, steps // PLAIN_STEPS),
        )


def _diagnose_round(centered: Table, degree: int) -> Diagnosis:
    """The diagnosis of two steps in polynomials that are orthonormal over the sample."""
    scaled = _orthonormal(centered.sample(DIAGNOSED), degree)
    rate = ROUND_RATE * min(1, DIAGNOSED / len(centered.x))
    return _diagnose(scaled.approximation, scaled.guesses, centered, rate, ROUND_STEPS)


def _diagnose(
    approximation: Approximation, guesses: Tensor, table: Table, rate: float, steps: int
) -> Diagnosis:
    """The diagnosis of a run on a sample, in which each row counts as several."""
    sample = table.sample(DIAGNOSED)
    weight = len(table.x) / len(sample.x)
    return diagnose(
        approximation,
        guesses,
        *_tensors(sample, guesses.dtype),
        learning_rate=rate,
        steps=steps,
        loss=lambda y1, y2: weight * sum_squared_error(y1, y2),
    )


def _tensors(table: Table, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(table.x).to(dtype), torch.from_numpy(table.y).to(dtype)


def _plain_dtype(table: Table) -> torch.dtype:
    """float32, as in the notebook, where it holds the data."""
    most = max(np.abs(table.x).max(), np.abs(table.y).max())
    return torch.float32 if most < torch.finfo(torch.float32).max else torch.float64
