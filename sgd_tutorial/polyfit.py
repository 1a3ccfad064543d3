"""Report: a polynomial fitted to two columns, and what there is to say about it, as text."""

import math
import textwrap
import warnings
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .approximations import polynomial
from .bowl import Curvature, curvature
from .diagnosis import Diagnosis, diagnose
from .divergence import DivergenceWarning
from .losses import Loss, sum_squared_error
from .orthogonal import STEPS, Basis, fit_orthogonal, orthogonal_basis, stable_rate
from .recipe import fit
from .record import Run
from .table import Table, TableError, Values, shown
from .words import names_of, number
from .words import steps as steps_in_words

# Rows that `diagnose` looks at.
DIAGNOSED = 10_000
# Steps of the plain recipe, and rows of its record, unless more are asked for.
PLAIN_STEPS = 1_000
# What float64 holds, with room for squares and sums.
MOST_DECADES = 140
# A part of y that is rounding.
ROUNDING = 1e-12
WIDTH = 72


@dataclass(frozen=True, eq=False)
class Report:
    """A fit and what was found out about it; `print` it to read it.

    Attributes:
        table: the data.
        degree: of the polynomial.
        run: from guesses of 0, its history in the reader's units.
        rate: the learning rate of the run.
        plain: whether the run is the plain recipe, in powers of x.
        loss: the sum of squared errors at the run's end.
        explained: the share of the spread of y that is explained, R^2; NaN where y has none.
        off: how far the fit in powers of x is off the one in orthogonal polynomials, in y's unit;
            0 for the plain recipe.
        bowl: the bowl of the loss in powers of x, seen from guesses of 0.
        diagnosis: of the run, or of the same on a sample.
        diagnosed: rows in that sample.
    """

    table: Table
    degree: int
    run: Run
    rate: float
    plain: bool
    loss: float
    explained: float
    off: float
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

    def __str__(self) -> str:
        parts = [_heading(self)]
        parts += [] if self.diverged else [_formula(self), _parameters(self), _quality(self)]
        parts += [_section("The run", [_way(self)])]
        parts += [_section("What diagnose finds", _findings(self))]
        parts += [] if self.plain else [_section("The plain recipe", [_plain_recipe(self)])]
        return "\n\n".join(parts)


def make_report(
    table: Table, degree: int, *, learning_rate: float | None = None, steps: int | None = None
) -> Report:
    r"""Fit a polynomial by gradient descent, and diagnose the run.

    Without a learning rate and steps, descent runs in orthogonal polynomials, where the bowl is
    round. With either, the plain recipe runs in powers of x, in the reader's own units.

    Args:
        table: from `read_table`.
        degree: highest power, 0 or more.
        learning_rate: of the plain recipe; half the largest stable one unless given.
        steps: of the plain recipe; 1,000 unless given.

    Returns:
        The report.

    Raises:
        TableError: if the columns cannot tell so many parameters apart, or do not fit float64.

    >>> from sgd_tutorial.table import read_table
    >>> report = make_report(read_table(b"x,y\n0,1\n1,3\n2,5\n"), degree=1)
    >>> report.params.round(decimals=6)
    tensor([2., 1.], dtype=torch.float64)
    """
    _check_size(table, degree)
    _check_different(table, degree)
    x, y = torch.from_numpy(table.x), torch.from_numpy(table.y)
    try:
        basis = orthogonal_basis(degree, x)
    except ValueError:
        raise TableError(
            f"the values of column '{shown(table.x_name)}' lie too close together for a polynomial "
            f"of degree {degree}; choose a lower --degree"
        ) from None
    bowl = _raw_bowl(basis, y)
    plain = learning_rate is not None or steps is not None
    if plain:
        rate = bowl.largest_stable_learning_rate / 2 if learning_rate is None else learning_rate
        count = PLAIN_STEPS if steps is None else steps
        run, diagnosis, diagnosed = _plain_run(degree, x, y, rate, count)
        fitted = polynomial(degree)(x, run.params.double())
        off = 0.0
    else:
        rate = stable_rate(basis) / 2
        run = fit_orthogonal(basis, y)
        diagnosis, diagnosed = _diagnosis(degree, x, y)
        fitted = polynomial(degree)(x, run.params)
        off = float((fitted - basis.values @ (basis.values.T @ y)).abs().max())
    loss, explained = _errors(fitted, y)
    return Report(table, degree, run, rate, plain, loss, explained, off, bowl, diagnosis, diagnosed)


def spread_out(x: Values, most: int) -> NDArray[np.int64]:
    """Places of at most so many points, evenly spaced in the order of x; all if they are few."""
    if len(x) <= most:
        return np.arange(len(x))
    order = np.argsort(x)
    return order[np.linspace(0, len(x) - 1, most).round().astype(np.int64)]


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
    if len(np.unique(table.x[:DIAGNOSED])) >= needed:
        return
    different = len(np.unique(table.x))
    if different >= needed:
        return
    rows = len(table.x)
    name, degrees = shown(table.x_name), f"a polynomial of degree {degree}"
    if rows == 1:
        what = "there is one row of data"
    elif different == 1:
        what = f"every value of column '{name}' is {number(table.x[0])}"
    else:
        what = f"column '{name}' has {different} different values in {rows} rows"
    raise TableError(
        f"{what}, and {degrees} needs {needed} different ones; add rows or choose a lower --degree"
    )


# What is computed.


def _raw_bowl(basis: Basis, y: Tensor) -> Curvature:
    """The bowl in powers of x, from P rows.

    The columns of the powers are A = QR, with R the way into the orthonormal polynomials, so that
    |A params - y|^2 and |R params - Qᵀ y|^2 differ by a constant alone.
    """
    triangle = torch.linalg.inv(basis.matrix)
    guesses = torch.zeros(len(triangle), dtype=torch.float64)
    return curvature(lambda rows, p: rows @ p, guesses, triangle, basis.values.T @ y)


def _plain_run(
    degree: int, x: Tensor, y: Tensor, rate: float, steps: int
) -> tuple[Run, Diagnosis, int]:
    """The run on every row, and its diagnosis."""
    dtype = _plain_dtype(x, y)
    problem = polynomial(degree), torch.zeros(degree + 1, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # a finding says it
        run = fit(
            *problem,
            x.to(dtype),
            y.to(dtype),
            learning_rate=rate,
            steps=steps,
            record_every=max(1, steps // PLAIN_STEPS),
        )
    places = torch.from_numpy(spread_out(x.numpy(), DIAGNOSED))
    diagnosis = diagnose(
        *problem,
        x[places].to(dtype),
        y[places].to(dtype),
        learning_rate=rate,
        steps=steps,
        loss=_loss_of_all(len(x), len(places)),
    )
    return run, diagnosis, len(places)


def _plain_dtype(x: Tensor, y: Tensor) -> torch.dtype:
    """float32, as in the notebook, where it holds the data."""
    most = torch.finfo(torch.float32).max
    fits = float(x.abs().max()) < most and float(y.abs().max()) < most
    return torch.float32 if fits else torch.float64


def _diagnosis(degree: int, x: Tensor, y: Tensor) -> tuple[Diagnosis, int]:
    """Of the fit in orthogonal polynomials, on a sample if the rows are many."""
    places = torch.from_numpy(spread_out(x.numpy(), DIAGNOSED))
    weight = len(x) / len(places)
    basis = orthogonal_basis(degree, x[places])
    diagnosis = diagnose(
        basis.approximation,
        torch.zeros(degree + 1, dtype=torch.float64),
        x[places],
        y[places],
        learning_rate=stable_rate(basis) / 2 / weight,
        steps=STEPS,
        loss=_loss_of_all(len(x), len(places)),
    )
    return diagnosis, len(places)


def _loss_of_all(rows: int, sample: int) -> Loss:
    """The sum of squared errors, in which each row of a sample counts for several."""
    if rows == sample:
        return sum_squared_error
    return lambda y1, y2: rows / sample * sum_squared_error(y1, y2)


def _errors(fitted: Tensor, y: Tensor) -> tuple[float, float]:
    """The loss, and the share explained."""
    loss = float(sum_squared_error(fitted, y))
    spread = float((y - y.mean()).square().sum())
    rounding = (ROUNDING * float(y.abs().max())) ** 2 * len(y)
    return loss, 1 - loss / spread if spread > rounding else math.nan


# What is said.


def _heading(report: Report) -> str:
    table = report.table
    rows = f"{len(table.x):,} row{'' if len(table.x) == 1 else 's'}"
    return f"{rows}: x is {shown(table.x_name)}, y is {shown(table.y_name)}"


def _power(power: int) -> str:
    return "" if power == 0 else "x" if power == 1 else f"x^{power}"


def _clean(report: Report) -> list[float]:
    """The parameters, 0 where they are rounding."""
    reach = float(np.abs(report.table.x).max())
    most = float(np.abs(report.table.y).max())
    params = report.params.tolist()
    powers = range(report.degree, -1, -1)
    return [
        p if abs(p) * reach**power > ROUNDING * most else 0.0
        for p, power in zip(params, powers, strict=True)
    ]


def _digits(report: Report) -> int:
    """The fewest digits with which the formula stays within a hundredth of the typical miss."""
    x = torch.from_numpy(np.linspace(report.table.x.min(), report.table.x.max(), 101))
    most = float(np.abs(report.table.y).max())
    close = max(0.01 * report.typical_miss, 1e-9 * most)
    exact = polynomial(report.degree)(x, report.params)
    for digits in range(3, 17):
        rounded = [float(f"{p:.{digits}g}") for p in _clean(report)]
        values = polynomial(report.degree)(x, torch.tensor(rounded, dtype=torch.float64))
        if float((values - exact).abs().max()) <= close:
            return digits
    return 17


def _formula(report: Report) -> str:
    digits = _digits(report)
    text = ""
    for power, value in zip(range(report.degree, -1, -1), _clean(report), strict=True):
        if value == 0:
            continue
        sign = "-" if value < 0 else "+"
        lead = f" {sign} " if text else "-" if value < 0 else ""
        size = f"{abs(value):.{digits}g}"
        text += f"{lead}{'' if size == '1' and power else f'{size} '}{_power(power)}".rstrip()
    return f"y = {text or '0'}"


def _parameters(report: Report) -> str:
    digits = max(10, _digits(report))
    values = [f"{value:.{digits}g}" for value in _clean(report)]
    width = max(map(len, values))
    names = names_of(polynomial(report.degree), len(values))
    powers = range(report.degree, -1, -1)
    return "\n".join(
        f"  {name}  {value:>{width}}  {_power(power) or 'constant'}"
        for name, value, power in zip(names, values, powers, strict=True)
    )


def _quality(report: Report) -> str:
    explained = number(report.explained)
    if math.isnan(report.explained):
        explained = "none to explain: every y is the same"
    lines = [
        ("loss", number(report.loss), "the sum of squared errors"),
        ("typical miss", number(report.typical_miss), f"its root mean, in {_unit(report)}"),
        ("explained", explained, "" if math.isnan(report.explained) else "R^2, 1 is all"),
    ]
    width = max(len(value) for _, value, _ in lines[:2])
    rows = (f"  {name:<12}  {value:>{width}}  {note}" for name, value, note in lines)
    return "\n".join(map(str.rstrip, rows))


def _unit(report: Report) -> str:
    return f"the unit of {shown(report.table.y_name)}"


def _section(title: str, paragraphs: list[str]) -> str:
    wrapped = [
        textwrap.fill(
            text,
            WIDTH,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for text in paragraphs
    ]
    return "\n".join([title, "\n\n".join(wrapped)])


def _way(report: Report) -> str:
    taken = f"{steps_in_words(report.run.steps)} at rate {number(report.rate)} from guesses of 0"
    if report.plain:
        dtype = str(report.run.history.dtype).removeprefix("torch.")
        ends = ", and diverged: there is no fit" if report.diverged else ""
        return f"The plain recipe, in powers of x in your own units and {dtype}: {taken}{ends}."
    off = ""
    if report.off > max(0.01 * report.typical_miss, 1e-6 * float(np.abs(report.table.y).max())):
        off = (
            f" Carried back, powers of x cancel each other: the parameters above are up to "
            f"{number(report.off)} off what descent found. Choose a lower --degree, or take away "
            "a middle value from x."
        )
    return (
        f"Gradient descent in orthogonal polynomials, whose bowl is round: {taken}, carried back "
        f"to powers of x.{off}"
    )


def _findings(report: Report) -> list[str]:
    texts = [finding.text for finding in report.diagnosis.findings]
    rows = len(report.table.x)
    if report.diagnosed < rows:
        texts.insert(
            0,
            f"From {report.diagnosed:,} rows, evenly spaced in the order of x, each counted "
            f"{number(rows / report.diagnosed)} times:",
        )
    return texts


def _plain_recipe(report: Report) -> str:
    bowl = report.bowl
    rate = bowl.largest_stable_learning_rate
    half = float(f"{rate / 2:.3g}")
    needed = float(bowl.steps_needed(half).max())
    wait = f"takes {steps_in_words(needed)} until" if math.isfinite(needed) else "never sees"
    ends = "is" if math.isfinite(needed) else "get"
    return (
        f"In powers of x, in your own units, rates above {number(rate)} diverge. The bowl is "
        f"{number(bowl.condition_number)} times as steep along its steepest direction as along "
        f"its flattest. From guesses of 0, half that rate {wait} every parameter {ends} within "
        f"a hundredth of its best value. Watch it: add --learning-rate {half:g} "
        f"--steps {PLAIN_STEPS}."
    )
