"""Question 1: why is c wrong, and how do you make it right?"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .._curvature import Curvature, curvature
from .._design_matrix import find_columns
from .._format import listed, named, number, steps
from .._run import Run, Snapshot
from .._steps_needed import MOST_COUNTED, steps_within
from .._sweep import sweep
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..optimizers import Adam, Momentum, Optimizer
from ..scaling import Rescaled, standardize
from ._problem import MOST_STEPS, Case, as_case

ADAM_RATES = (0.001, 0.01, 0.1, 1.0)
# A run counts as arrived once it has stayed within the tolerance for so many steps.
STAY = 500
NEWTON_STEPS = 50


@dataclass(frozen=True, eq=False)
class Cure:
    """One way to make the slowest parameter right.

    Attributes:
        name: what is done.
        steps: until the slowest parameter stays within its tolerance; infinity if it has not come
            there within 20,000.
        how: "run" if it was done, "predicted" if it would take more than 20,000 steps and comes
            from the closed form, "closed form" if it needs no descent.
        learning_rate: one number, one for each parameter (P,), or None where there is none.
        condition_number: of the bowl that this cure descends in.
    """

    name: str
    steps: float
    how: str
    learning_rate: float | Tensor | None
    condition_number: float


@dataclass(frozen=True, eq=False)
class WhyIsCWrong:
    """What `why_is_c_wrong` found; c stands for whichever parameter is slowest.

    Attributes:
        names: (P) what the parameters are called.
        learning_rate: of the run.
        run: the plain run that was asked about.
        curvature: the bowl that it goes down.
        lowest: (P,), float64, the best parameters.
        tolerance: (P,), float64, how far off still counts as right.
        steps_needed: (P,), float64, steps from the guesses until each parameter stays right.
        slowest: the parameter that needs the most.
        taken: the share of the error along the flattest direction that one step takes away;
            negative if it adds to it.
        cures: each with the steps that it takes.
    """

    names: tuple[str, ...]
    learning_rate: float
    run: Run
    curvature: Curvature
    lowest: Tensor
    tolerance: Tensor
    steps_needed: Tensor
    slowest: int
    taken: float
    cures: tuple[Cure, ...]

    @property
    def errors(self) -> Tensor:
        """(P,), float64, how far off the run ended."""
        return self.run.params.double() - self.lowest

    def __str__(self) -> str:
        slow = self.names[self.slowest]
        needed = float(self.steps_needed[self.slowest])
        sentences = [
            f"After {steps(self.run.steps)} at rate {number(self.learning_rate)} the run is at "
            f"{named(self.names, self.run.params)}; the best values are "
            f"{named(self.names, self.lowest)}.",
            self._shape(),
        ]
        if math.isinf(needed):
            sentences.append(
                f"At this rate {slow} never settles: the rate is too large."
                if self.learning_rate >= self.curvature.largest_stable_learning_rate
                else f"To stay within {number(self.tolerance[self.slowest])} of its best value, "
                f"{slow} needs more than {number(MOST_COUNTED)} steps: not wrong, not finished."
            )
        else:
            sentences.append(
                f"To stay within {number(self.tolerance[self.slowest])} of its best value, "
                f"{slow} needs {steps(needed)}{self._others()}."
            )
            left = needed - self.run.steps
            sentences.append(
                f"So {slow} is not wrong but not finished: {left:,.0f} more to go."
                if left > 0
                else f"So {slow} has had the steps that it needs."
            )
        sentences.append(f"Cures, by the steps that {slow} takes with them: {self._told('run')}.")
        if any(cure.how == "predicted" for cure in self.cures):
            sentences.append(f"Predicted instead of run: {self._told('predicted')}.")
        if any(cure.how == "closed form" for cure in self.cures):
            sentences.append("Least squares, the closed form, takes no steps at all.")
        return " ".join(sentences)

    def _shape(self) -> str:
        bowl = self.curvature
        if len(bowl.curved) == 1:
            return (
                f"Only one direction is curved, and along it a step takes away "
                f"{number(100 * self.taken)} % of the error."
            )
        flat = len(bowl.eigenvalues) - len(bowl.curved)
        where = "The bowl" if bowl.exact else "Near its lowest point the bowl"
        apart = (
            f" (apart from {flat} flat one{'s' * (flat > 1)}, along which nothing moves)"
            if flat
            else ""
        )
        return (
            f"{where} is {number(bowl.steepness)} times as steep along its steepest "
            f"direction as along its flattest{apart}, and one rate has to serve both: "
            f"along the flattest, a step takes away {number(100 * self.taken)} % of the error."
        )

    def _others(self) -> str:
        rest = [
            f"{name} {number(count)}"
            for i, (name, count) in enumerate(zip(self.names, self.steps_needed, strict=True))
            if i != self.slowest and math.isfinite(count)
        ]
        return f" ({listed(rest)})" if rest else ""

    def _told(self, how: str) -> str:
        chosen = [cure for cure in self.cures if cure.how == how]
        arrived = sorted((c for c in chosen if math.isfinite(c.steps)), key=lambda c: c.steps)
        told = [f"{cure.name} ({steps(cure.steps)})" for cure in arrived]
        told += [f"{cure.name} (not there)" for cure in chosen if math.isinf(cure.steps)]
        return listed(told)


def why_is_c_wrong(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    learning_rate: float | None = None,
    steps: int | None = None,
    loss: Loss = sum_squared_error,
    tolerance: object = None,
) -> WhyIsCWrong:
    """Why the slowest parameter is still off, and what every cure costs.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: of the run that is asked about; the notebook's, or half the largest stable
            one, unless given.
        steps: of that run, at most 20,000; the notebook's unless given.
        loss: any loss(y1, y2).
        tolerance: how far off counts as right, one number or one for each parameter; 0.01 for the
            notebook's problem, otherwise 1 % of each parameter's value or way, unless given.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = why_is_c_wrong()
    >>> [f"{count:,.0f}" for count in answer.steps_needed.tolist()]
    ['49,557', '4,613', '1,568,086']
    """
    case = as_case(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    valley = case.valley
    limits = case.tolerance(tolerance)
    needed = valley.steps_needed(case.learning_rate, tolerance=limits)
    gentle = case.valley.fastest_learning_rate / 2  # settles every direction: tells the slowest
    slowest = int(valley.steps_needed(gentle, tolerance=limits).argmax())
    flattest = case.learning_rate * float(valley.curved[0])
    return WhyIsCWrong(
        names=case.names,
        learning_rate=case.learning_rate,
        run=case.fit(),
        curvature=valley,
        lowest=case.lowest,
        tolerance=limits,
        steps_needed=needed,
        slowest=slowest,
        taken=min(flattest, 2 - flattest),
        cures=tuple(_cures(case, Goal(slowest, float(limits[slowest]), valley.lowest))),
    )


@dataclass(frozen=True, eq=False)
class Goal:
    """One parameter within a tolerance of its best value."""

    parameter: int
    tolerance: float
    lowest: Tensor

    def met(self, params: Tensor) -> Tensor:
        """(...) of params (..., P), in the reader's units."""
        there = params.double()[..., self.parameter]
        return (there - self.lowest[self.parameter]).abs() <= self.tolerance


def _cures(case: Case, goal: Goal) -> list[Cure]:
    valley = case.valley
    same = Rescaled(case.approximation, torch.eye(len(case.names)).to(valley.lowest), valley.params)
    cures = [
        _plain("more steps at the same rate", case, goal, same, case.learning_rate),
        _plain("the best single rate", case, goal, same, valley.fastest_learning_rate),
    ]
    ways = {
        "a rate for each parameter": _own_rates,
        "x divided by its spread": _divided_by_spread,
        "columns standardized": _standardized,
    }
    for name, way in ways.items():
        rescaled = way(case)
        if rescaled is not None:
            cures.append(_plain(name, case, goal, rescaled, None))
    return [*cures, _momentum(case, goal), _adam(case, goal), _newton(case, goal), *_closed(case)]


def _plain(name: str, case: Case, goal: Goal, rescaled: Rescaled, rate: float | None) -> Cure:
    """Plain descent in other parameters, at their best single rate unless given."""
    if case.valley.exact:
        bowl = curvature(rescaled.approximation, rescaled.guesses, case.x, case.y, loss=case.loss)
        errors = rescaled.guesses - rescaled.from_original(case.valley.lowest)
    else:  # the bowl at the lowest point, in these parameters
        there = rescaled.from_original(case.valley.lowest)
        bowl = curvature(rescaled.approximation, there, case.x, case.y, loss=case.loss)
        errors = rescaled.guesses - there
    rate = bowl.fastest_learning_rate if rate is None else rate
    amplitudes = (rescaled.matrix @ bowl.directions) * (bowl.directions.T @ errors)
    amplitudes = torch.where(bowl.eigenvalues == 0, 0.0, amplitudes)[[goal.parameter]]
    limit = torch.tensor([goal.tolerance])
    count = float(steps_within(amplitudes, rate * bowl.eigenvalues, limit)[1])
    how = "predicted"
    if count <= MOST_STEPS:
        most = min(MOST_STEPS, int(2 * count) + STAY)
        count, how = _arrival(case, goal, rescaled, rate, None, most), "run"
    own = name == "a rate for each parameter"
    shown = rate * rescaled.matrix.diagonal() ** 2 if own else rate
    return Cure(name, count, how, shown, bowl.condition_number)


def _arrival(
    case: Case,
    goal: Goal,
    rescaled: Rescaled | None,
    rate: float,
    optimizer: Optimizer | None,
    most_steps: int = MOST_STEPS,
) -> float:
    """Do the run; the step from which on it stays within the tolerance."""
    to_original: Callable[[Tensor], Tensor] = (
        rescaled.to_original if rescaled else torch.Tensor.double
    )
    since = math.inf

    def arrived(now: Snapshot) -> bool:
        nonlocal since
        if not bool(goal.met(to_original(now.params))):
            since = math.inf
        elif math.isinf(since):
            since = now.step
        return now.step - since >= STAY

    case.fit(
        approximation=rescaled.approximation if rescaled else case.approximation,
        guesses=rescaled.guesses if rescaled else case.guesses,
        learning_rate=rate,
        steps=most_steps + STAY,
        optimizer=optimizer,
        stop=arrived,
        record_every=MOST_STEPS,
    )
    return since if since <= most_steps else math.inf


def _own_rates(case: Case) -> Rescaled | None:
    """Each parameter's rate in proportion to 1 / its own curvature."""
    valley = case.valley
    curvatures = (valley.directions**2 * valley.eigenvalues).sum(dim=1)
    if not bool((curvatures > 0).all()):
        return None
    units = curvatures.rsqrt()
    return Rescaled(case.approximation, torch.diag(units), valley.params / units)


def _divided_by_spread(case: Case) -> Rescaled | None:
    """X / its standard deviation, where the approximation can take that up in its parameters."""
    x = case.x.double()
    spread = x.std(correction=0)
    if not case.valley.exact or x.ndim > 1 or not float(spread) > 0:
        return None
    columns = find_columns(case.approximation, case.valley.params, x)
    scaled = find_columns(case.approximation, case.valley.params, x / spread)
    if columns is None or scaled is None:
        return None
    matrix = torch.linalg.lstsq(columns.matrix, scaled.matrix, driver="gelsd")[0]
    missed = (columns.matrix @ matrix - scaled.matrix).abs().max()
    if missed > 1e-9 * scaled.matrix.abs().max() or float(torch.linalg.cond(matrix)) > 1e12:
        return None
    matrix = torch.where(matrix.abs() <= 1e-12 * matrix.abs().max(), 0.0, matrix)
    rescaled = Rescaled(case.approximation, matrix, case.valley.params)
    return Rescaled(case.approximation, matrix, rescaled.from_original(case.valley.params))


def _standardized(case: Case) -> Rescaled | None:
    if not case.valley.exact:
        return None
    try:
        return standardize(case.approximation, case.valley.params, case.x)
    except ValueError:  # two parameters that do the same job
        return None


def _momentum(case: Case, goal: Goal) -> Cure:
    """At the rate and beta that suit the bowl best (Polyak 1964)."""
    low, high = float(case.valley.curved[0].sqrt()), float(case.valley.curved[-1].sqrt())
    rate, beta = 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
    count = _arrival(case, goal, None, rate, Momentum(beta))
    return Cure("momentum", count, "run", rate, case.valley.condition_number)


def _adam(case: Case, goal: Goal) -> Cure:
    """The best of a few rates."""
    best, best_rate = math.inf, ADAM_RATES[0]
    for most in (MOST_STEPS // 8, MOST_STEPS):
        runs = sweep(
            case.approximation,
            case.guesses,
            case.x,
            case.y,
            learning_rate=ADAM_RATES,
            steps=most + STAY,
            loss=case.loss,
            optimizer=Adam(),
            record_every=1,
        )
        outside = ~goal.met(runs.history)
        last = torch.where(
            outside.any(dim=1), outside.shape[1] - outside.flip(1).int().argmax(1), 0
        )
        arrived = torch.where(last <= most, last.double(), math.inf)
        best, best_rate = float(arrived.min()), ADAM_RATES[int(arrived.argmin())]
        if math.isfinite(best):
            break
    name = f"Adam at rate {best_rate:g}" if math.isfinite(best) else "Adam"
    return Cure(name, best, "run", best_rate, case.valley.condition_number)


def _newton(case: Case, goal: Goal) -> Cure:
    """Each step to the lowest point of the bowl that touches the loss."""
    here, count = case.valley.params, math.inf
    for step in range(1, NEWTON_STEPS + 1):
        try:
            here = curvature(case.approximation, here, case.x, case.y, loss=case.loss).lowest
        except ValueError:  # flown off to where the loss has no derivatives
            break
        if not bool(here.isfinite().all()):
            break
        if bool(goal.met(here)):
            count = step
            break
    return Cure("Newton's method", count, "run", None, 1.0)


def _closed(case: Case) -> list[Cure]:
    return [Cure("least squares", 0, "closed form", None, 1.0)] if case.valley.exact else []
