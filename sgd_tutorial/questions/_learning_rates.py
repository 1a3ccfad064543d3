"""Question 3: what happens with a learning rate that is too large, or too small?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._problem import Problem, with_defaults
from .._runs import Runs
from .._stability import largest_stable_learning_rate
from .._sweep import sweep
from .._text import Finding, QuestionAnswer, Writer, listed
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error

NOTEBOOK_RATES = (1e-9, 1e-8, 1e-7, 3e-7, 5e-7, 6e-7, 6.9e-7, 7e-7, 8e-7, 1e-6, 1e-5)
# For the user's own problem, in units of its largest stable rate.
SHARES = (0.001, 0.01, 0.1, 0.4, 0.7, 0.9, 0.99, 1.01, 1.2, 1.5, 10.0)
STEPS = 2_000

ONE_SIDE, SIDE_TO_SIDE, DIVERGES = "settles from one side", "settles side to side", "diverges"
# What only a loss that is no bowl allows: another valley, and jumps that stay as large.
ELSEWHERE, JUMPS = "settles elsewhere", "keeps jumping"


@dataclass(frozen=True, eq=False, repr=False)
class LearningRates(QuestionAnswer):
    """What `learning_rates` returns.

    Kinds of findings: "bound", "other bounds", "agreement", "elsewhere", "too large",
    "side to side", "too small"; of the last four those that the runs show.

    Attributes:
        learning_rates: (R,), float64, ascending.
        runs: one for each rate.
        curvature: the bowl at the minimum, seen from the guesses.
        predicted: what each rate should do, from the curvature alone: "settles from one side",
            "settles side to side" or "diverges".
        observed: what its run did; "settles elsewhere" if it went down another valley,
            "keeps jumping" if it neither settles nor diverges.
        steps_needed: (R,), float64, steps until every parameter is right; infinity for never.
        bound_by_power_iteration: the largest stable rate by power iteration, without a Hessian.
        bound_by_trial: the largest stable rate by trying, without any second derivative; infinity
            where no rate is too large, NaN where every rate is.
    """

    learning_rates: Tensor
    runs: Runs
    curvature: Curvature
    predicted: tuple[str, ...]
    observed: tuple[str, ...]
    steps_needed: Tensor
    bound_by_power_iteration: float
    bound_by_trial: float

    @property
    def bound(self) -> float:
        """2 / λmax."""
        return self.curvature.largest_stable_learning_rate

    @property
    def diverged_at(self) -> Tensor:
        """(R,), float64, the step at which the loss was no longer finite; infinity for never."""
        diverged = torch.tensor([reason == "diverged" for reason in self.runs.stopped_because])
        return torch.where(diverged, self.runs.steps.double(), math.inf)

    def _findings(self) -> Iterator[Finding]:
        write, trial = Writer(), self.bound_by_trial
        steepest = write("largest_curvature", self.curvature.eigenvalues[-1])
        near = "" if self.curvature.exact else " near the lowest point"
        yield write.finding(
            "bound",
            f"The steepest direction has curvature {steepest}{near}, so a rate settles below "
            f"{write('largest_product', 2)} / {steepest} = {write.limit('bound', self.bound)} and "
            "diverges above it.",
        )
        by_power_iteration = write.limit("bound_by_power_iteration", self.bound_by_power_iteration)
        by_trial = "finds none" if trial > 0 else "finds every rate too large"
        if math.isfinite(trial):
            by_trial = f"says {write.limit('bound_by_trial', trial)}"
        yield write.finding(
            "other bounds",
            f"Power iteration, which needs no Hessian, says {by_power_iteration}; trying rates "
            f"from the guesses on, which works for any model, {by_trial}.",
        )
        agree = sum(p == o for p, o in zip(self.predicted, self.observed, strict=True))
        yield write.finding(
            "agreement",
            f"Of {write('rates', len(self.predicted))} rates tried over "
            f"{write.steps('steps', self.runs.most_steps)}, {write('agree', agree)} did what the "
            "curvature predicts.",
        )
        yield from _regimes(self, write)


def learning_rates(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    rates: object = None,
    steps: int | None = None,
    loss: Loss = sum_squared_error,
    tolerance: object = None,
) -> LearningRates:
    """What each of many learning rates should do, and does.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        rates: (R,), learning rates to try; from a thousandth of the largest stable one to ten
            times as much unless given.
        steps: of each run, at most 20,000; 2,000 unless given.
        loss: any loss(y1, y2).
        tolerance: how far off counts as right, one number or one for each parameter; a hundredth
            of each parameter's best value or of its way there, whichever is more, unless given.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = learning_rates(rates=[1e-7, 6e-7, 8e-7])
    >>> answer.observed
    ('settles from one side', 'settles side to side', 'diverges')
    """
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, steps=STEPS if steps is None else steps
    )
    minimum, limits = problem.minimum, problem.tolerance(tolerance)
    bound = minimum.largest_stable_learning_rate
    if rates is None:
        rates = NOTEBOOK_RATES if problem.is_notebook else [bound * share for share in SHARES]
    rates = _as_rates(rates)
    runs = sweep(**problem.parts, learning_rate=rates, steps=problem.steps)
    needed = [minimum.steps_needed(float(rate), tolerance=limits).max() for rate in rates]
    return LearningRates(
        learning_rates=rates,
        runs=runs,
        curvature=minimum,
        predicted=tuple(_predicted(float(rate), bound) for rate in rates),
        observed=tuple(_observed(runs, index, problem) for index in range(len(runs))),
        steps_needed=torch.stack(needed),
        bound_by_power_iteration=largest_stable_learning_rate(
            problem.approximation,
            problem.lowest,
            problem.x,
            problem.y,
            loss=loss,
            method="power iteration",
        ),
        bound_by_trial=_bound_by_trial(problem),
    )


# The findings.


def _regimes(answer: LearningRates, write: Writer) -> Iterator[Finding]:
    """What runs showed, if any did."""
    rates, needed = answer.learning_rates, answer.steps_needed
    if elsewhere := answer.observed.count(ELSEWHERE):
        yield write.finding(
            "elsewhere",
            f"{write('runs', elsewhere)} came to rest in another valley: this loss is no bowl, and "
            "the bound holds for one valley only.",
        )
    overflows = [
        f"at step {write(f'step of run {i}', step)} with rate {write(f'rate of run {i}', rates[i])}"
        for i, step in enumerate(answer.diverged_at.tolist())
        if math.isfinite(step)
    ]
    if overflows:
        text = f"Too large: the loss overflows {listed(overflows)}."
        yield write.finding("too large", text)
    jumping = [
        write(f"rate of run {i}", rates[i])
        for i, observed in enumerate(answer.observed)
        if observed == SIDE_TO_SIDE and rates[i] <= answer.bound
    ]
    if jumping:
        yield write.finding(
            "side to side",
            "Above half the bound the steepest direction jumps from side to side at every step and "
            f"still settles: {listed(jumping)}.",
        )
    finite = [i for i, steps in enumerate(needed.tolist()) if 0 < steps < math.inf]
    if len(finite) > 1:
        low, high = finite[:2]
        yield write.finding(
            "too small",
            f"Too small: rate {write('learning_rate', rates[low])} needs "
            f"{write.steps('needed', needed[low])} until every parameter is right, a rate "
            f"{write('times_larger', rates[high] / rates[low])} times as large "
            f"{write('times_fewer', needed[low] / needed[high])} times fewer.",
        )


# The measurements.


def _as_rates(rates: object) -> Tensor:
    """(R,), ascending."""
    values = validate.numbers("rates", rates, torch.float64).cpu().flatten()
    if len(values) == 0 or not bool((values > 0).all()):
        raise ValueError(
            f"rates must be numbers above 0, one at least; got {validate.short(rates)}"
        )
    return values.sort().values


def _predicted(rate: float, bound: float) -> str:
    if rate > bound:
        return DIVERGES
    return SIDE_TO_SIDE if rate > bound / 2 else ONE_SIDE


def _observed(runs: Runs, index: int, problem: Problem) -> str:
    """From the run alone: its losses, and the side of the steepest direction that it is on."""
    losses = runs.losses[index]
    if not bool(losses[-1] <= losses[0]):
        return DIVERGES
    errors = runs.history[index].double() - problem.lowest
    if not problem.minimum.exact and len(errors) > 2:
        moves = errors.diff(dim=0)
        last, largest = float(moves[-1].norm()), float(moves.norm(dim=1).max())
        if float(moves[-1] @ moves[-2]) < 0 and last > 1e-3 * largest:
            return JUMPS
        far = float(errors[-1].norm()) > 0.1 * float(errors[0].norm())
        if far and last <= 1e-6 * largest:
            return ELSEWHERE
    steep = errors @ problem.minimum.directions[:, -1]
    large = (steep[:-1].abs() > 1e-3 * steep[0].abs()).nonzero()
    last = int(large[-1]) if len(large) else 0
    return SIDE_TO_SIDE if float(steep[last] * steep[last + 1]) < 0 else ONE_SIDE


def _bound_by_trial(problem: Problem) -> float:
    """The largest rate whose loss does not grow: decades first, then between two neighbors."""
    rates, highest = torch.logspace(-37, 4, 165, dtype=torch.float64), math.nan
    for count in (100, 1000):
        runs = sweep(**problem.parts, learning_rate=rates, steps=count, record_every=count)
        falls = runs.losses[:, -1] <= runs.losses[:, 0]
        if bool(falls.all()):
            return math.inf if math.isnan(highest) else float(rates[-1])
        first = int((~falls).int().argmax())
        if first == 0:
            return highest
        highest = float(rates[first - 1])
        rates = torch.logspace(
            math.log10(highest), math.log10(float(rates[first])), 81, dtype=torch.float64
        )
    return highest
