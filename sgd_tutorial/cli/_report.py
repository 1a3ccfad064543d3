"""The report on a fitted polynomial, as text."""

import math

import numpy as np
import torch

from .._text import Finding, dtype_name, limit, number, wrapped
from .._text import steps as steps_in_words
from ..approximations import names_of, polynomial
from ._csv_table import Table
from ._errors import printable
from ._polynomial_fit import PLAIN_STEPS, ROUNDING, PolynomialFit

# Findings that another rate, other steps or orthogonal polynomials cure.
OF_THE_RUN = {"diverges", "does not settle", "frozen", "rounded off", "unfinished"}
# Steps of the plain recipe that a reader may wait for.
MOST_ADVISED = 1_000_000
ONE_STEP = "in orthogonal polynomials a step or two are enough."


def report(fit: PolynomialFit) -> str:
    r"""The sections of the report, one below the other.

    >>> from sgd_tutorial.cli._polynomial_fit import fit_polynomial
    >>> from sgd_tutorial.cli._csv_table import read_table
    >>> text = report(fit_polynomial(read_table(b"day,rain\n0,1\n1,3\n2,5\n"), degree=1))
    >>> text.splitlines()[:3]
    ['3 rows: x is day, y is rain', '', 'y = 2 x + 1']
    """
    parts = [_heading(fit.table)]
    if not fit.diverged:
        params = _without_rounding(fit)
        digits = _digits(fit, params)
        # What the formula is worth as it stands here.
        printed = fit.with_params(_rounded(params, digits))
        parts += [_formula(printed), _parameters(fit, params, digits), _quality(printed)]
    parts += [_section("The run", [_run(fit)])]
    parts += [_section("What diagnose finds", _findings(fit))]
    if not fit.plain:
        parts += [_section("The plain recipe", [_plain_recipe(fit)])]
    return "\n\n".join(parts)


def _heading(table: Table) -> str:
    rows = f"{len(table.x):,} row{'' if len(table.x) == 1 else 's'}"
    first = f"{rows}: x is {table.x_label}, y is {table.y_label}"
    return "\n".join([first, *(f"  {printable(note)}" for note in table.notes)])


# The fit.


def _without_rounding(fit: PolynomialFit) -> list[float]:
    """The parameters, with 0 for those that are only rounding."""
    x = float(np.abs(fit.table.x - fit.center).max())
    close = _negligible(fit, ROUNDING)
    powers = range(fit.degree, -1, -1)
    return [
        value if abs(value) * x**power > close else 0.0
        for value, power in zip(fit.params.tolist(), powers, strict=True)
    ]


def _negligible(fit: PolynomialFit, part: float) -> float:
    """A part of the spread of y, or what float64 cannot tell beside y."""
    y = fit.table.y
    return max(part * float(np.ptp(y)), 1e-15 * float(np.abs(y).max()))


def _digits(fit: PolynomialFit, params: list[float]) -> int:
    """The fewest digits with which the formula stays within a hundredth of the typical miss."""
    x = torch.from_numpy(np.linspace(fit.table.x.min(), fit.table.x.max(), 101))
    close = max(0.01 * fit.typical_miss, _negligible(fit, 1e-9))
    exact = fit.approximation(x, fit.params)
    for digits in range(3, 17):
        rounded = torch.tensor(_rounded(params, digits), dtype=torch.float64)
        if float((fit.approximation(x, rounded) - exact).abs().max()) <= close:
            return digits
    return 17


def _rounded(params: list[float], digits: int) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in params]


def _formula(fit: PolynomialFit) -> str:
    powers = reversed(range(fit.degree + 1))
    terms = [
        _term(_plain(value), _power(power, fit.center))
        for value, power in zip(fit.params.tolist(), powers, strict=True)
        if value != 0
    ]
    return f"y = {' + '.join(terms).replace('+ -', '- ') or '0'}"


def _term(factor: str, power: str) -> str:
    if not power:
        return factor
    return f"{factor[:-1]}{power}" if factor in ("1", "-1") else f"{factor} {power}"


def _power(power: int, center: float) -> str:
    """The power of x, or of its distance from the center."""
    base = "x"
    if center:
        base = f"(x {'-' if center > 0 else '+'} {_plain(abs(center))})"
    return ("", base)[power] if power < 2 else f"{base}^{power}"


def _plain(value: float) -> str:
    """The shortest text that stands for the number."""
    return repr(value).removesuffix(".0")


def _parameters(fit: PolynomialFit, params: list[float], digits: int) -> str:
    values = [f"{value:.{max(10, digits)}g}" for value in params]
    width = max(map(len, values))
    names = names_of(polynomial(fit.degree), len(params))
    powers = (_power(power, fit.center) or "constant" for power in range(fit.degree, -1, -1))
    return "\n".join(
        f"  {name}  {value:>{width}}  {power}"
        for name, value, power in zip(names, values, powers, strict=True)
    )


def _quality(fit: PolynomialFit) -> str:
    unit = "days" if fit.table.y_start else f"the unit of {printable(fit.table.y_name)}"
    explained = (number(fit.explained), "R^2; 1 is a perfect fit")
    if fit.explained < 0:
        explained = (number(fit.explained), "R^2; below 0 a constant fits better")
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
    powers = "powers of x"
    if fit.center:
        powers = (
            f"powers of the distance from {_plain(fit.center)}, since powers of x cancel each "
            "other so far from 0"
        )
    return (
        f"Gradient descent in orthogonal polynomials, whose bowl is round: {taken}, converted "
        f"back to {powers}."
    )


def _findings(fit: PolynomialFit) -> list[str]:
    """What diagnose says, and what callers of the command can do about it, once."""
    texts: list[str] = []
    for finding in fit.diagnosis.findings:
        text, advice = finding.text_without_cures, _advice(finding, fit)
        said = any(advice in other for other in texts)
        texts.append(text if said else f"{text} {advice}".strip())
    rows = len(fit.table.x)
    if fit.diagnosed == rows:
        return texts
    sample = (
        f"From {fit.diagnosed:,} rows, evenly spaced in the order of x, each counted "
        f"{number(rows / fit.diagnosed)} times:"
    )
    return [sample, *texts]


def _advice(finding: Finding, fit: PolynomialFit) -> str:
    """What the flags can do about it."""
    if finding.kind == "wrong approximation":
        return "Another --degree may have it."
    if finding.kind not in OF_THE_RUN or not fit.plain:
        return ""
    rates = (finding.numbers.get(f"{which}_learning_rate", 0) for which in ("suggested", "faster"))
    rate = float(f"{next(filter(None, rates), 0):.3g}")
    needed = float(fit.curvature.steps_needed(rate).max()) if rate else math.inf
    if needed <= MOST_ADVISED:
        return f"Try --learning-rate {rate:g} --steps {needed:.0f}, or neither: {ONE_STEP}"
    return f"Leave out --learning-rate and --steps: {ONE_STEP}"


def _plain_recipe(fit: PolynomialFit) -> str:
    bowl = fit.curvature
    rate = bowl.largest_stable_learning_rate
    half = float(f"{rate / 2:.3g}")
    needed = float(bowl.steps_needed(half).max())
    brings = "never brings every parameter"
    if math.isfinite(needed):
        brings = f"takes {steps_in_words(needed)} until every parameter is"
    return (
        f"In powers of x, in your own units, a rate settles below {limit(rate)}. The bowl is "
        f"{number(bowl.condition_number)} times as steep along its steepest direction as along "
        f"its flattest. From guesses of 0, half that rate {brings} right. Watch it: add "
        f"--learning-rate {half:g} --steps {PLAIN_STEPS}."
    )
