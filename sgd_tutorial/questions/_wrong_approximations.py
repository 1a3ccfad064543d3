"""Question 2: what happens with a wrong approximation function?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._design_matrix import find_columns
from .._format import listed, name_of, number, steps
from .._validate import as_params
from ..approximations import Approximation, cubic, linear, polynomial, quadratic
from ..data import noisy_data, notebook_data
from ..losses import Loss, sum_squared_error
from ._problem import Case, as_case

NOISE = 100.0
DRAWS = 200
NOISY_DEGREES = (1, 2, 3, 6, 10)
OUTSIDE = 30.0
# Residuals with a smaller statistic than this have a pattern.
PATTERN = 1.0

Candidates = Sequence[tuple[Approximation, Sequence[float]]]


@dataclass(frozen=True, eq=False)
class Candidate:
    """One approximation on the same data.

    Attributes:
        name: of the function.
        approximation: the function.
        curvature: its bowl; `lowest` are its best parameters.
        floor: the least loss it can reach; 0 where only rounding is left.
        learning_rate: of its own run: the asked one if that is stable, or half its largest stable.
        loss: where its own run got to.
        params: (P,), where its own run got to.
        diverged_at: the step at which the run at the asked rate flies off; infinity for never.
        residuals: (N,), float64, data - best fit.
        pattern: Durbin and Watson's statistic of the residuals in the order of x: about 2 if
            neighbors have nothing in common, near 0 if they miss to the same side; NaN where
            nothing is left but rounding.
        left_out_error: root mean square of the error at each point when the fit has not seen it,
            in y's unit; NaN where there is no closed form.
    """

    name: str
    approximation: Approximation
    curvature: Curvature
    floor: float
    learning_rate: float
    loss: float
    params: Tensor
    diverged_at: float
    residuals: Tensor
    pattern: float
    left_out_error: float


@dataclass(frozen=True, eq=False)
class NoisyFit:
    """A polynomial fitted to the notebook's data with noise, on average over many draws.

    Attributes:
        degree: of the polynomial.
        points_loss: mean loss on the points it was fitted to.
        truth_loss: mean loss against the curve without noise at the same x.
        outside_error: root mean square of its error at x = 30, beyond the data.
    """

    degree: int
    points_loss: float
    truth_loss: float
    outside_error: float


@dataclass(frozen=True, eq=False)
class WrongApproximations:
    """What `wrong_approximations` found.

    Attributes:
        learning_rate: the rate that was asked about.
        steps: of every run.
        candidates: in the order of their floors, the lowest last.
        noise: standard deviation of the noise in the experiment with noise.
        noisy: what noise does to each degree; empty for the reader's own problem.
    """

    learning_rate: float
    steps: int
    candidates: tuple[Candidate, ...]
    noise: float
    noisy: tuple[NoisyFit, ...]

    def __str__(self) -> str:
        floors = listed(f"{number(c.floor)} for {c.name}" for c in self.candidates)
        reached = listed(f"{number(c.loss)} for {c.name}" for c in self.candidates)
        bounds = listed(
            f"{number(c.curvature.largest_stable_learning_rate)} for {c.name}"
            for c in self.candidates
        )
        sentences = [
            f"The floor, the least loss that a function can reach in any number of steps, is "
            f"{floors}.",
            f"After {steps(self.steps)} the loss is {reached}: compare it with its floor, not "
            f"with 0.",
            f"The function also decides the largest stable rate: {bounds}.",
        ]
        flown = [c for c in self.candidates if math.isfinite(c.diverged_at)]
        if flown:
            told = listed(f"{c.name} at step {number(c.diverged_at)}" for c in flown)
            sentences.append(
                f"At rate {number(self.learning_rate)} these fly off: {told}; the losses above "
                f"are theirs at half their own largest stable rate."
            )
        patterned = [c for c in self.candidates if c.pattern < PATTERN]
        if patterned:
            told = listed(f"{number(c.pattern)} for {c.name}" for c in patterned)
            sentences.append(
                f"Residuals whose neighbors miss to the same side give a misfit away: their "
                f"Durbin-Watson statistic is {told}, where noise alone has about 2."
            )
        if self.noisy:
            sentences.append(self._noise())
        else:
            judged = [c for c in self.candidates if math.isfinite(c.left_out_error)]
            if judged:
                best = min(judged, key=lambda c: c.left_out_error)
                sentences.append(
                    f"Of those that are linear in their parameters, {best.name} errs least at "
                    f"points that it has not seen, by {number(best.left_out_error)}."
                )
        return " ".join(sentences)

    def _noise(self) -> str:
        right = next(fit for fit in self.noisy if fit.degree == 2)
        high = self.noisy[-1]
        return (
            f"With noise of {number(self.noise)}, degree {high.degree} comes closer to the points "
            f"than degree {right.degree} (loss {number(high.points_loss)} against "
            f"{number(right.points_loss)}) and further from the curve behind them "
            f"({number(high.truth_loss)} against {number(right.truth_loss)}); at x = "
            f"{number(OUTSIDE)}, outside the data, it is off by {number(high.outside_error)} "
            f"against {number(right.outside_error)}."
        )


def wrong_approximations(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    candidates: Candidates | None = None,
    learning_rate: float | None = None,
    steps: int | None = None,
    loss: Loss = sum_squared_error,
) -> WrongApproximations:
    """What other approximations make of the same data.

    Args:
        approximation: f(x, params), the first of the candidates; the notebook's problem if none
            of the four is given.
        guesses: (P,), where its parameters start.
        x: (N,), data.
        y: (N,), data.
        candidates: further approximations, each with its guesses; polynomials of degree 1 to 4
            unless given.
        learning_rate: the rate that is asked about; the notebook's, or half the largest stable
            one of `approximation`, unless given.
        steps: of each run, at most 20,000; the notebook's unless given.
        loss: any loss(y1, y2).

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = wrong_approximations(steps=100)
    >>> line = answer.candidates[0]
    >>> line.name, f"{line.floor:,.0f}"
    ('linear', '16,043,300')
    """
    given = None if candidates is None else _as_pairs(candidates)
    case = as_case(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    pairs = _polynomials(case) if given is None else given
    if not any(function is case.approximation for function, _ in pairs):
        pairs = [(case.approximation, case.guesses.tolist()), *pairs]
    cases = [_case_of(function, start, case) for function, start in pairs]
    found = [_candidate(each, case.learning_rate) for each in cases]
    return WrongApproximations(
        learning_rate=case.learning_rate,
        steps=case.steps,
        candidates=tuple(sorted(found, key=lambda c: c.floor, reverse=True)),
        noise=NOISE,
        noisy=tuple(map(_noisy_fit, NOISY_DEGREES)) if case.is_notebook else (),
    )


def _as_pairs(candidates: object) -> list[tuple[Approximation, Sequence[float]]]:
    """Functions, each with its guesses."""
    message = "candidates must be a list of pairs, (approximation, guesses)"
    if not isinstance(candidates, list | tuple):
        raise TypeError(f"{message}; got {validate.short(candidates)}")
    for place, pair in enumerate(candidates):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not callable(pair[0]):
            raise TypeError(f"{message}; candidates[{place}] is {validate.short(pair)}")
        as_params(f"candidates[{place}] guesses", pair[1])
    return list(candidates)


def _polynomials(case: Case) -> list[tuple[Approximation, Sequence[float]]]:
    """Degrees 1 to 4, as far as the points can tell them apart; x must be a plain list."""
    if case.x.ndim > 1:
        raise ValueError(
            "x has several coordinates; give candidates=[(approximation, guesses), ...]"
        )
    functions = [linear, quadratic, cubic, polynomial(4)]
    known = case.guesses.tolist() if case.approximation in functions else []
    different = len(case.x.unique())
    return [
        (function, ([0.0] * 5 + known)[-count:])
        for count, function in enumerate(functions, start=2)
        if count <= different
    ]


def _case_of(function: Approximation, guesses: Sequence[float], asked: Case) -> Case:
    """The same question about another function."""
    try:
        return as_case(function, guesses, asked.x, asked.y, loss=asked.loss, steps=asked.steps)
    except ValueError as error:
        raise ValueError(f"{name_of(function)}, one of the candidates: {error}") from error


def _candidate(case: Case, asked: float) -> Candidate:
    function = case.approximation
    bound = case.valley.largest_stable_learning_rate
    run, own = case.fit(learning_rate=asked), asked
    diverged_at = float(run.steps) if run.stopped_because == "diverged" else math.inf
    if own >= bound or math.isfinite(diverged_at):
        own = bound / 2
        run = case.fit(learning_rate=own)
    x, y = case.x.double(), case.y.double()
    with torch.no_grad():
        residuals = y - function(x, case.lowest)
        nothing = float(case.loss(torch.zeros_like(y), y))
    floor, rounding = case.valley.floor, 4 * torch.finfo(case.y.dtype).eps
    return Candidate(
        name=name_of(function),
        approximation=function,
        curvature=case.valley,
        floor=floor if floor > rounding**2 * nothing else 0.0,
        learning_rate=own,
        loss=float(run.losses[-1]),
        params=run.params,
        diverged_at=diverged_at,
        residuals=residuals,
        pattern=_pattern(x, residuals, y, rounding),
        left_out_error=_left_out_error(case, residuals),
    )


def _pattern(x: Tensor, residuals: Tensor, y: Tensor, rounding: float) -> float:
    """Durbin and Watson's statistic, Σ (e[i+1] - e[i])^2 / Σ e^2."""
    if x.ndim > 1 or float(residuals.abs().max()) <= rounding * float(y.abs().max()):
        return math.nan
    ordered = residuals[x.argsort()]
    return float(ordered.diff().square().sum() / ordered.square().sum())


def _left_out_error(case: Case, residuals: Tensor) -> float:
    """Every point left out once, from one fit: e / (1 - leverage)."""
    columns = find_columns(case.approximation, case.valley.params, case.x.double())
    if not case.valley.exact or columns is None:
        return math.nan
    sizes = columns.matrix.norm(dim=0).clamp(min=1e-300)
    rows = torch.linalg.svd(columns.matrix / sizes, full_matrices=False)[0]
    rows = rows[:, : len(case.valley.curved)]  # two parameters for one job count once
    leverage = rows.square().sum(dim=1)
    if bool((leverage >= 1 - 1e-9).any()):  # a point that decides its own value
        return math.nan
    return float((residuals.flatten() / (1 - leverage)).square().mean().sqrt())


def _noisy_fit(degree: int) -> NoisyFit:
    """Least squares on many draws of the noise."""
    x, truth = (values.double() for values in notebook_data())
    draws = torch.stack([noisy_data(NOISE, seed)[1].double() for seed in range(DRAWS)], dim=1)
    powers = torch.arange(degree, -1, -1)
    columns = (x[:, None] / OUTSIDE) ** powers
    params = torch.linalg.lstsq(columns, draws).solution
    fitted = columns @ params
    outside = params.sum(dim=0) - 5 * OUTSIDE**2
    return NoisyFit(
        degree=degree,
        points_loss=float((fitted - draws).square().sum(dim=0).mean()),
        truth_loss=float((fitted - truth[:, None]).square().sum(dim=0).mean()),
        outside_error=float(outside.square().mean().sqrt()),
    )
