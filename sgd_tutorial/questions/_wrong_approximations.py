"""Question 2: what happens with a wrong approximation function?"""

# For help(), which shows what types are called here, not what they stand for.
from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._design_matrix import find_design_matrix
from .._problem import Problem, with_defaults
from .._residuals import durbin_watson, in_order
from .._sweep import sweep
from .._text import Finding, QuestionAnswer, Writer, listed
from .._validate import as_params, name_of
from ..approximations import Approximation, cubic, linear, polynomial, quadratic
from ..data import noisy_data, notebook_data
from ..losses import Loss, sum_squared_error

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
        name: of the function; with its place where several have one name.
        approximation: the function.
        curvature: its bowl; `lowest` are its best parameters.
        floor: the least loss it can reach; 0 where only rounding is left.
        learning_rate: of its run: the rate in question if that is stable, or half its largest
            stable one.
        loss: where its run ended.
        params: (P,), where its run ended.
        diverged_at: the step at which its run at the rate in question diverges; infinity for never.
        residuals: (N,), float64, data - best fit.
        durbin_watson: the statistic of the residuals in the order of x: about 2 if neighbors have
            nothing in common, near 0 if they miss to the same side; NaN where nothing is left but
            rounding.
        leave_one_out_error: root mean square of the error at each point when the fit has not seen
            it, in y's unit; NaN where there is no closed form.
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
    durbin_watson: float
    leave_one_out_error: float


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


@dataclass(frozen=True, eq=False, repr=False)
class WrongApproximations(QuestionAnswer):
    """What `wrong_approximations` returns.

    Kinds of findings: "floors", "losses", "rates", "diverged" and "patterns" where there are
    some; "noise" for the notebook's problem, "unseen points" for the user's.

    Attributes:
        learning_rate: the rate that was asked about.
        steps: of every run.
        candidates: in the order of their floors, the lowest last.
        noise: standard deviation of the noise in the experiment with noise.
        noisy: what noise does to each degree; empty for the user's own problem.
    """

    learning_rate: float
    steps: int
    candidates: tuple[Candidate, ...]
    noise: float
    noisy: tuple[NoisyFit, ...]

    def _findings(self) -> Iterator[Finding]:
        write, candidates = Writer(), self.candidates
        floors = listed(f"{write(f'floor of {c.name}', c.floor)} for {c.name}" for c in candidates)
        yield write.finding(
            "floors",
            "The floor, the least loss that a function can reach in any number of steps, is "
            f"{floors}.",
        )
        losses = listed(f"{write(f'loss of {c.name}', c.loss)} for {c.name}" for c in candidates)
        yield write.finding(
            "losses",
            f"After {write.steps('steps', self.steps)} the loss is {losses}: compare it with its "
            f"floor, not with {write('zero', 0)}.",
        )
        bounds = listed(
            f"{write.limit(f'bound of {c.name}', c.curvature.largest_stable_learning_rate)} for "
            f"{c.name}"
            for c in candidates
        )
        text = f"The function also decides the largest stable rate: {bounds}."
        yield write.finding("rates", text)
        diverged = [c for c in candidates if math.isfinite(c.diverged_at)]
        if diverged:
            steps = listed(
                f"{c.name} at step {write(f'step of {c.name}', c.diverged_at)}" for c in diverged
            )
            yield write.finding(
                "diverged",
                f"At rate {write('learning_rate', self.learning_rate)} these diverge: {steps}; the "
                "losses above are theirs at half their own largest stable rate.",
            )
        yield from _judgments(self, write)


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
    pairs = None if candidates is None else _check_candidates(candidates)
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    if pairs is None:
        pairs = _polynomials(problem)
    if not any(function is problem.approximation for function, _ in pairs):
        pairs = [(problem.approximation, problem.guesses.tolist()), *pairs]
    problems = [_with_function(problem, function, start) for function, start in pairs]
    results = [
        _candidate(each, name, problem.learning_rate)
        for each, name in zip(problems, _different_names(problems), strict=True)
    ]
    return WrongApproximations(
        learning_rate=problem.learning_rate,
        steps=problem.steps,
        candidates=tuple(sorted(results, key=lambda c: c.floor, reverse=True)),
        noise=NOISE,
        noisy=tuple(map(_noisy_fit, NOISY_DEGREES)) if problem.is_notebook else (),
    )


# The findings.


def _judgments(answer: WrongApproximations, write: Writer) -> Iterator[Finding]:
    """What tells a wrong approximation from a right one."""
    patterned = [c for c in answer.candidates if c.durbin_watson < PATTERN]
    if patterned:
        statistics = listed(
            f"{write(f'statistic of {c.name}', c.durbin_watson)} for {c.name}" for c in patterned
        )
        yield write.finding(
            "patterns",
            "Residuals whose neighbors miss to the same side give a misfit away: their "
            f"Durbin-Watson statistic is {statistics}, where noise alone has about "
            f"{write('of_noise', 2)}.",
        )
    seen = [c for c in answer.candidates if math.isfinite(c.leave_one_out_error)]
    if answer.noisy:
        yield _with_noise(answer, write)
    elif seen:
        best = min(seen, key=lambda c: c.leave_one_out_error)
        yield write.finding(
            "unseen points",
            f"Of those that are linear in their parameters, {best.name} errs least at points that "
            f"it has not seen, by {write('error', best.leave_one_out_error)}.",
        )


def _with_noise(answer: WrongApproximations, write: Writer) -> Finding:
    right, high = next(fit for fit in answer.noisy if fit.degree == 2), answer.noisy[-1]
    return write.finding(
        "noise",
        f"With noise of {write('noise', answer.noise)}, degree {write('high_degree', high.degree)} "
        f"comes closer to the points than degree {write('right_degree', right.degree)} (loss "
        f"{write('high_points_loss', high.points_loss)} against "
        f"{write('right_points_loss', right.points_loss)}) and further from the curve behind them "
        f"({write('high_truth_loss', high.truth_loss)} against "
        f"{write('right_truth_loss', right.truth_loss)}); at x = {write('outside', OUTSIDE)}, "
        f"outside the data, it is off by {write('high_outside_error', high.outside_error)} against "
        f"{write('right_outside_error', right.outside_error)}.",
    )


# The measurements.


def _check_candidates(candidates: object) -> list[tuple[Approximation, Sequence[float]]]:
    """Functions, each with its guesses."""
    message = "candidates must be a list of pairs, (approximation, guesses)"
    if not isinstance(candidates, list | tuple):
        raise TypeError(f"{message}; got {validate.short(candidates)}")
    for place, pair in enumerate(candidates):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not callable(pair[0]):
            raise TypeError(f"{message}; candidates[{place}] is {validate.short(pair)}")
        as_params(f"candidates[{place}] guesses", pair[1])
    return list(candidates)


def _polynomials(problem: Problem) -> list[tuple[Approximation, Sequence[float]]]:
    """Degrees 1 to 4, as far as the points can tell them apart; x must be a plain list."""
    if problem.x.ndim > 1:
        raise ValueError(
            "x has several coordinates; give candidates=[(approximation, guesses), ...]"
        )
    functions = [linear, quadratic, cubic, polynomial(4)]
    known = problem.guesses.tolist() if problem.approximation in functions else []
    different = len(problem.x.unique())
    return [
        (function, ([0.0] * 5 + known)[-count:])
        for count, function in enumerate(functions, start=2)
        if count <= different
    ]


def _with_function(problem: Problem, function: Approximation, guesses: Sequence[float]) -> Problem:
    """The same question about another function."""
    x, y, loss, steps = problem.x, problem.y, problem.loss, problem.steps
    try:
        return with_defaults(function, guesses, x, y, loss=loss, steps=steps)
    except ValueError as error:
        raise ValueError(f"{name_of(function)}, one of the candidates: {error}") from error


def _different_names(problems: Sequence[Problem]) -> list[str]:
    """What the functions are called, with their places where several have one name."""
    names = [name_of(problem.approximation) for problem in problems]
    return [
        f"{place}. {name}" if names.count(name) > 1 else name
        for place, name in enumerate(names, start=1)
    ]


def _candidate(problem: Problem, name: str, rate: float) -> Candidate:
    bound = problem.minimum.largest_stable_learning_rate
    rates, steps = (rate, bound / 2), problem.steps
    runs = sweep(**problem.parts, learning_rate=rates, steps=steps, record_every=steps)
    diverged_at = float(runs.steps[0]) if runs.stopped_because[0] == "diverged" else math.inf
    chosen = int(rate >= bound or math.isfinite(diverged_at))
    params = runs.params[chosen]
    x, y = problem.in_float64.x, problem.in_float64.y
    with torch.no_grad():
        residuals = y - problem.approximation(x, problem.lowest)
    only_rounding = problem.minimum.floor <= problem.rounding_loss(problem.minimum.lowest)
    ordered = None if only_rounding else in_order(x, residuals)
    return Candidate(
        name=name,
        approximation=problem.approximation,
        curvature=problem.minimum,
        floor=0.0 if only_rounding else problem.minimum.floor,
        learning_rate=rates[chosen],
        loss=problem.loss_at(params),
        params=params,
        diverged_at=diverged_at,
        residuals=residuals,
        durbin_watson=math.nan if ordered is None else durbin_watson(ordered),
        leave_one_out_error=_leave_one_out_error(problem, residuals),
    )


def _leave_one_out_error(problem: Problem, residuals: Tensor) -> float:
    """Every point left out once, from one fit: e / (1 - leverage)."""
    x, params = problem.in_float64.x, problem.minimum.params
    columns = find_design_matrix(problem.approximation, params, x)
    if not problem.minimum.exact or columns is None:
        return math.nan
    sizes = columns.matrix.norm(dim=0).clamp(min=1e-300)
    rows = torch.linalg.svd(columns.matrix / sizes, full_matrices=False)[0]
    rows = rows[:, : len(problem.minimum.curved)]  # two parameters for one job count once
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
