"""Question 3: what happens with a learning rate that is too large, or too small?"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._format import listed, number, steps
from .._stability import largest_stable_learning_rate
from .._sweep import Runs, sweep
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ._problem import Case, as_case

NOTEBOOK_RATES = (1e-9, 1e-8, 1e-7, 3e-7, 5e-7, 6e-7, 6.9e-7, 7e-7, 8e-7, 1e-6, 1e-5)
# For the reader's own problem, in units of its largest stable rate.
SHARES = (0.001, 0.01, 0.1, 0.4, 0.7, 0.9, 0.99, 1.01, 1.2, 1.5, 10.0)
STEPS = 2_000

ONE_SIDE, SIDE_TO_SIDE, FLIES_OFF = "settles from one side", "settles side to side", "flies off"
# What only a loss that is no bowl allows: another valley, and jumps that stay as large.
ELSEWHERE, JUMPS = "settles elsewhere", "keeps jumping"


@dataclass(frozen=True, eq=False)
class LearningRates:
    """What `learning_rates` found.

    Attributes:
        learning_rates: (R,), float64, ascending.
        runs: one for each rate.
        curvature: the bowl that they go down.
        predicted: what each rate should do, from the curvature alone: "settles from one side",
            "settles side to side" or "flies off".
        observed: what its run did; "settles elsewhere" if it went down another valley,
            "keeps jumping" if it neither settles nor flies off.
        steps_needed: (R,), float64, steps until every parameter stays right; infinity for never.
        power_bound: the largest stable rate by power iteration, without a Hessian.
        tried_bound: the largest stable rate by trying, without any second derivative.
    """

    learning_rates: Tensor
    runs: Runs
    curvature: Curvature
    predicted: tuple[str, ...]
    observed: tuple[str, ...]
    steps_needed: Tensor
    power_bound: float
    tried_bound: float

    @property
    def bound(self) -> float:
        """2 / λmax."""
        return self.curvature.largest_stable_learning_rate

    @property
    def diverged_at(self) -> Tensor:
        """(R,), float64, the step at which the loss was no longer finite; infinity for never."""
        diverged = torch.tensor([reason == "diverged" for reason in self.runs.stopped_because])
        return torch.where(diverged, self.runs.steps.double(), math.inf)

    def __str__(self) -> str:
        near = "" if self.curvature.exact else " near the lowest point"
        agree = sum(p == o for p, o in zip(self.predicted, self.observed, strict=True))
        sentences = [
            f"The steepest direction has curvature {number(self.curvature.eigenvalues[-1])}"
            f"{near}, so a rate settles below 2 / {number(self.curvature.eigenvalues[-1])} = "
            f"{number(self.bound)} and flies off above it.",
            f"Power iteration, which needs no Hessian, says {number(self.power_bound)}; trying "
            f"rates from the guesses on, which works for any model, {self._tried()}.",
            f"Of {len(self.predicted)} rates tried over {steps(self.runs.most_steps)}, "
            f"{agree} did what the curvature predicts.",
        ]
        elsewhere = sum(what == ELSEWHERE for what in self.observed)
        if elsewhere:
            sentences.append(
                f"{elsewhere} came to rest in another valley: this loss is no bowl, and the bound "
                "speaks of one valley only."
            )
        overflowed = [i for i, at in enumerate(self.diverged_at.tolist()) if math.isfinite(at)]
        if overflowed:
            told = listed(
                f"at step {number(self.diverged_at[i])} with rate {number(self.learning_rates[i])}"
                for i in overflowed
            )
            sentences.append(f"Too large: the loss overflows {told}.")
        jumping = [
            i
            for i, what in enumerate(self.observed)
            if what == SIDE_TO_SIDE and self.learning_rates[i] <= self.bound
        ]
        if jumping:
            told = listed(number(self.learning_rates[i]) for i in jumping)
            sentences.append(
                f"Above half the bound the steepest direction jumps from side to side at every "
                f"step and still settles: {told}."
            )
        finite = [i for i, n in enumerate(self.steps_needed.tolist()) if 0 < n < math.inf]
        if len(finite) > 1:
            low, high = finite[0], finite[1]
            fewer = self.steps_needed[low] / self.steps_needed[high]
            larger = self.learning_rates[high] / self.learning_rates[low]
            sentences.append(
                f"Too small: rate {number(self.learning_rates[low])} needs "
                f"{steps(self.steps_needed[low])} until every parameter is right, a rate "
                f"{number(larger)} times as large {number(fewer)} times fewer."
            )
        return " ".join(sentences)

    def _tried(self) -> str:
        if math.isfinite(self.tried_bound):
            return f"says {number(self.tried_bound)}"
        return "finds none" if self.tried_bound > 0 else "finds every rate too large"


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
        tolerance: how far off counts as right, one number or one for each parameter; 0.01 for the
            notebook's problem, otherwise 1 % of each parameter's value or way, unless given.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = learning_rates(rates=[1e-7, 6e-7, 8e-7])
    >>> answer.observed
    ('settles from one side', 'settles side to side', 'flies off')
    """
    case = as_case(approximation, guesses, x, y, loss=loss, steps=STEPS if steps is None else steps)
    limits = case.tolerance(tolerance)
    bound = case.valley.largest_stable_learning_rate
    if rates is None:
        rates = NOTEBOOK_RATES if case.is_notebook else [bound * share for share in SHARES]
    chosen = _as_rates(rates)
    runs = sweep(
        case.approximation,
        case.guesses,
        case.x,
        case.y,
        learning_rate=chosen,
        steps=case.steps,
        loss=loss,
    )
    needed = [case.valley.steps_needed(float(rate), tolerance=limits).max() for rate in chosen]
    return LearningRates(
        learning_rates=chosen,
        runs=runs,
        curvature=case.valley,
        predicted=tuple(_predicted(float(rate), bound) for rate in chosen),
        observed=tuple(_observed(runs, index, case) for index in range(len(runs))),
        steps_needed=torch.stack(needed),
        power_bound=largest_stable_learning_rate(
            case.approximation, case.lowest, case.x, case.y, loss=loss, method="power iteration"
        ),
        tried_bound=_tried_bound(case),
    )


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
        return FLIES_OFF
    return SIDE_TO_SIDE if rate > bound / 2 else ONE_SIDE


def _observed(runs: Runs, index: int, case: Case) -> str:
    """From the run alone: its losses, and the side of the steepest direction that it is on."""
    losses = runs.losses[index]
    if not bool(losses[-1] <= losses[0]):
        return FLIES_OFF
    errors = runs.history[index].double() - case.lowest
    if not case.valley.exact and len(errors) > 2:
        moves = errors.diff(dim=0)
        last, largest = float(moves[-1].norm()), float(moves.norm(dim=1).max())
        if float(moves[-1] @ moves[-2]) < 0 and last > 1e-3 * largest:
            return JUMPS
        far = float(errors[-1].norm()) > 0.1 * float(errors[0].norm())
        if far and last <= 1e-6 * largest:
            return ELSEWHERE
    steep = errors @ case.valley.directions[:, -1]
    large = (steep[:-1].abs() > 1e-3 * steep[0].abs()).nonzero()
    last = int(large[-1]) if len(large) else 0
    return SIDE_TO_SIDE if float(steep[last] * steep[last + 1]) < 0 else ONE_SIDE


def _tried_bound(case: Case) -> float:
    """The largest rate whose loss does not grow: decades first, then between two neighbors."""
    rates, highest = torch.logspace(-37, 4, 165, dtype=torch.float64), math.nan
    for count in (100, 1000):
        runs = sweep(
            case.approximation,
            case.guesses,
            case.x,
            case.y,
            learning_rate=rates,
            steps=count,
            loss=case.loss,
            record_every=count,
        )
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
