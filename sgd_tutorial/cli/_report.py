"""The report on a fitted polynomial, as text."""

import math

import numpy as np
import torch

from .._format import dtype_name, names_of, number, wrapped
from .._format import steps as steps_in_words
from ..approximations import polynomial
from ._errors import printable
from ._polynomial_fit import PLAIN_STEPS, ROUNDING, PolynomialFit


def report(fit: PolynomialFit) -> str:
    r"""The sections of the report, one below the other.

    >>> from sgd_tutorial.cli._polynomial_fit import fit_polynomial
    >>> from sgd_tutorial.cli._table import read_table
    >>> text = report(fit_polynomial(read_table(b"day,rain\n0,1\n1,3\n2,5\n"), degree=1))
    >>> text.splitlines()[:3]
    ['3 rows: x is day, y is rain', '', 'y = 2 x + 1']
    """
    parts = [_heading(fit)]
    if not fit.diverged:
        params, digits = _without_rounding(fit), _digits(fit)
        parts += [_formula(params, digits), _parameters(params, digits), _quality(fit)]
    parts += [_section("The run", [_run(fit)])]
    parts += [_section("What diagnose finds", _findings(fit))]
    if not fit.plain:
        parts += [_section("The plain recipe", [_plain_recipe(fit)])]
    return "\n\n".join(parts)


def _heading(fit: PolynomialFit) -> str:
    table = fit.table
    rows = f"{len(table.x):,} row{'' if len(table.x) == 1 else 's'}"
    return f"{rows}: x is {printable(table.x_name)}, y is {printable(table.y_name)}"


# The fit.


def _without_rounding(fit: PolynomialFit) -> list[float]:
    """The parameters, with 0 for those that are only rounding."""
    x, y = (float(np.abs(values).max()) for values in (fit.table.x, fit.table.y))
    powers = range(fit.degree, -1, -1)
    return [
        value if abs(value) * x**power > ROUNDING * y else 0.0
        for value, power in zip(fit.params.tolist(), powers, strict=True)
    ]


def _digits(fit: PolynomialFit) -> int:
    """The fewest digits with which the formula stays within a hundredth of the typical miss."""
    x = torch.from_numpy(np.linspace(fit.table.x.min(), fit.table.x.max(), 101))
    close = max(0.01 * fit.typical_miss, 1e-9 * float(np.abs(fit.table.y).max()))
    exact = polynomial(fit.degree)(x, fit.params)
    params = _without_rounding(fit)
    for digits in range(3, 17):
        rounded = torch.tensor([float(f"{p:.{digits}g}") for p in params], dtype=torch.float64)
        if float((polynomial(fit.degree)(x, rounded) - exact).abs().max()) <= close:
            return digits
    return 17


def _formula(params: list[float], digits: int) -> str:
    powers = reversed(range(len(params)))
    terms = [
        _term(f"{value:.{digits}g}", power)
        for value, power in zip(params, powers, strict=True)
        if value != 0
    ]
    return f"y = {' + '.join(terms).replace('+ -', '- ') or '0'}"


def _term(factor: str, power: int) -> str:
    if power == 0:
        return factor
    if factor in ("1", "-1"):
        return f"{factor[:-1]}{_power(power)}"
    return f"{factor} {_power(power)}"


def _power(power: int) -> str:
    return "x" if power == 1 else f"x^{power}"


def _parameters(params: list[float], digits: int) -> str:
    values = [f"{value:.{max(10, digits)}g}" for value in params]
    width = max(map(len, values))
    names = names_of(polynomial(len(params) - 1), len(params))
    powers = [*map(_power, range(len(params) - 1, 0, -1)), "constant"]
    return "\n".join(
        f"  {name}  {value:>{width}}  {power}"
        for name, value, power in zip(names, values, powers, strict=True)
    )


def _quality(fit: PolynomialFit) -> str:
    unit = f"the unit of {printable(fit.table.y_name)}"
    explained = (number(fit.explained), "R^2; 1 is a perfect fit")
    if math.isnan(fit.explained):
        explained = ("none", "every y is the same")
    lines = [
        ("loss", number(fit.loss), "the sum of squared errors"),
        ("typical miss", number(fit.typical_miss), f"its root mean, in {unit}"),
        ("explained", *explained),
    ]
    width = max(len(value) for _, value, _ in lines)
    return "\n".join(f"  {name:<12}  {value:>{width}}  {note}" for name, value, note in lines)


# The run.


def _section(title: str, paragraphs: list[str]) -> str:
    return "\n".join([title, "\n\n".join(wrapped(text, indent="  ") for text in paragraphs)])


def _run(fit: PolynomialFit) -> str:
    rate = number(fit.learning_rate)
    taken = f"{steps_in_words(fit.run.steps)} at rate {rate} from guesses of 0"
    if fit.plain:
        dtype = dtype_name(fit.run.history)
        ends = ", and diverged: there is no fit" if fit.diverged else ""
        return f"The plain recipe, in powers of x in your own units and {dtype}: {taken}{ends}."
    return (
        f"Gradient descent in orthogonal polynomials, whose bowl is round: {taken}, converted "
        f"back to powers of x.{_cancellation(fit)}"
    )


def _cancellation(fit: PolynomialFit) -> str:
    most = float(np.abs(fit.table.y).max())
    if fit.cancellation <= max(0.01 * fit.typical_miss, 1e-6 * most):
        return ""
    return (
        " Converted back, powers of x cancel each other: what the parameters above give is up to "
        f"{number(fit.cancellation)} off what descent found. Choose a lower --degree, or "
        "subtract a typical value from x."
    )


def _findings(fit: PolynomialFit) -> list[str]:
    texts = [finding.text for finding in fit.diagnosis.findings]
    rows = len(fit.table.x)
    if fit.diagnosed == rows:
        return texts
    sample = (
        f"From {fit.diagnosed:,} rows, evenly spaced in the order of x, each counted "
        f"{number(rows / fit.diagnosed)} times:"
    )
    return [sample, *texts]


def _plain_recipe(fit: PolynomialFit) -> str:
    bowl = fit.curvature
    rate = bowl.largest_stable_learning_rate
    half = float(f"{rate / 2:.3g}")
    needed = float(bowl.steps_needed(half).max())
    brings = "never brings every parameter"
    if math.isfinite(needed):
        brings = f"takes {steps_in_words(needed)} until every parameter is"
    return (
        f"In powers of x, in your own units, rates above {number(rate)} diverge. The bowl is "
        f"{number(bowl.condition_number)} times as steep along its steepest direction as along "
        f"its flattest. From guesses of 0, half that rate {brings} within "
        f"a hundredth of its best value. Watch it: add --learning-rate {half:g} "
        f"--steps {PLAIN_STEPS}."
    )
