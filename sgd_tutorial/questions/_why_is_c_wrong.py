"""Question 1: why is c still wrong, and how do you make it right?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import torch
from torch import Tensor

from .._curvature import Curvature
from .._design_matrix import find_design_matrix
from .._problem import MOST_STEPS, Problem, with_defaults
from .._record import Run, Snapshot
from .._steps_needed import MOST_COUNTED, steps_within
from .._text import Finding, QuestionAnswer, Writer, listed, number
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..optimizers import Adam, Momentum, Optimizer
from ..scaling import Rescaled, standardize

# A run counts as arrived once it has stayed within the tolerance for so many steps.
STAY = 500
# Adam at a large rate may leave again much later.
ADAM_STAY = 3_000
ADAM_RATES = (1.0, 0.1, 0.01, 0.001)
# At every rate Adam first gets so many steps: mostly it arrives at one of them.
ADAM_STEPS = 2_500
NEWTON_STEPS = 50


@dataclass(frozen=True, eq=False)
class Cure:
    """One way to make the slowest parameter right.

    Attributes:
        name: what is done.
        steps: until the slowest parameter is right; infinity if that is not reached within
            20,000.
        source: "run" if it was done, "predicted" if it would take more than 20,000 steps and comes
            from the closed form, "closed form" if it needs no descent.
        learning_rate: one number; (P,), float64, one for each parameter; or None where there is
            none.
        condition_number: of the bowl that this cure descends in.
    """

    name: str
    steps: float
    source: str
    learning_rate: float | Tensor | None
    condition_number: float


@dataclass(frozen=True, eq=False, repr=False)
class WhyIsCWrong(QuestionAnswer):
    """What `why_is_c_wrong` returns; c stands for whichever parameter is slowest.

    Kinds of findings: "end"; "steepness" or "one direction"; "too large", "not counted",
    "unfinished" or "finished"; "cures"; "predicted cures"; "closed form".

    Attributes:
        names: (P,), of the parameters.
        learning_rate: of the run.
        run: the plain run that was asked about.
        curvature: the bowl at the minimum, seen from the guesses.
        lowest: (P,), float64, the best parameters.
        tolerance: (P,), float64, how far off still counts as right.
        steps_needed: (P,), float64, steps from the guesses until each parameter is right.
        slowest: the place of the parameter that needs the most.
        share_per_step: the share of the error along the flattest direction that one step takes
            away; negative if it adds to it.
        cures: each with the steps that it takes, by key: "same rate", "one rate", "own rates",
            "scaled x", "standardized", "momentum", "Adam", "Newton", "least squares". Those that
            the problem does not allow are left out.
    """

    names: tuple[str, ...]
    learning_rate: float
    run: Run
    curvature: Curvature
    lowest: Tensor
    tolerance: Tensor
    steps_needed: Tensor
    slowest: int
    share_per_step: float
    cures: dict[str, Cure]

    @property
    def errors(self) -> Tensor:
        """(P,), float64, how far off the run ended."""
        return self.run.params.double() - self.lowest

    def _findings(self) -> Iterator[Finding]:
        write, slow = Writer(), self.names[self.slowest]
        yield write.finding(
            "end",
            f"After {write.steps('steps', self.run.steps)} at rate "
            f"{write('learning_rate', self.learning_rate)} the run is at "
            f"{write.params('final', self.names, self.run.params)}; the best values are "
            f"{write.params('best', self.names, self.lowest)}.",
        )
        yield _shape(self, write)
        yield _needed(self, write)
        heading = f"Cures, by the steps that {slow} takes with them"
        yield write.finding("cures", f"{heading}: {_listed(self, 'run', write)}.")
        if any(cure.source == "predicted" for cure in self.cures.values()):
            text = f"Predicted instead of run: {_listed(self, 'predicted', write)}."
            yield write.finding("predicted cures", text)
        if "least squares" in self.cures:
            text = "Least squares, the closed form, takes no steps at all."
            yield write.finding("closed form", text)


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
        tolerance: how far off counts as right, one number or one for each parameter; a hundredth
            of each parameter's best value or of its way there, whichever is more, unless given.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = why_is_c_wrong()
    >>> [f"{count:,.0f}" for count in answer.steps_needed.tolist()]
    ['14', '4,010', '1,266,334']
    """
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    minimum, limits = problem.minimum, problem.tolerance(tolerance)
    gentle = minimum.fastest_learning_rate / 2  # settles every direction: tells the slowest
    slowest = int(minimum.steps_needed(gentle, tolerance=limits).argmax())
    flattest = problem.learning_rate * float(minimum.curved[0])
    goal = Goal(slowest, float(minimum.lowest[slowest]), float(limits[slowest]))
    return WhyIsCWrong(
        names=problem.names,
        learning_rate=problem.learning_rate,
        run=problem.fit(),
        curvature=minimum,
        lowest=problem.lowest,
        tolerance=limits,
        steps_needed=minimum.steps_needed(problem.learning_rate, tolerance=limits),
        slowest=slowest,
        share_per_step=min(flattest, 2 - flattest),
        cures=_cures(problem, goal),
    )


# The findings.


def _shape(answer: WhyIsCWrong, write: Writer) -> Finding:
    bowl = answer.curvature
    share = f"a step takes away {write('percent', 100 * answer.share_per_step)} % of the error"
    if len(bowl.curved) == 1:
        text = f"Only one direction is curved, and along it {share}."
        return write.finding("one direction", text)
    flat = len(bowl.eigenvalues) - len(bowl.curved)
    ones = f"{write('flat', flat)} flat one{'s' * (flat > 1)}"
    apart = f" (apart from {ones}, along which nothing moves)" if flat else ""
    where = "The bowl" if bowl.exact else "Near its lowest point the bowl"
    return write.finding(
        "steepness",
        f"{where} is {write.steepness('steepness', bowl.steepness)}{apart}, and one rate has to "
        f"serve both: along the flattest, {share}.",
    )


def _needed(answer: WhyIsCWrong, write: Writer) -> Finding:
    slow, needed = answer.names[answer.slowest], float(answer.steps_needed[answer.slowest])
    if math.isinf(needed) and answer.learning_rate >= answer.curvature.largest_stable_learning_rate:
        text = f"At this rate {slow} never settles: the rate is too large."
        return write.finding("too large", text)
    tolerance = write("tolerance", answer.tolerance[answer.slowest])
    text = f"To stay within {tolerance} of its best value, {slow} needs"
    if math.isinf(needed):
        text += f" more than {write('counted', MOST_COUNTED)} steps: not wrong, not finished."
        return write.finding("not counted", text)
    others = [
        f"{name} {write(f'needed by {name}', count)}"
        for i, (name, count) in enumerate(zip(answer.names, answer.steps_needed, strict=True))
        if i != answer.slowest and math.isfinite(count)
    ]
    besides = f" ({listed(others)})" if others else ""
    text += f" {write.steps('needed', needed)}{besides}."
    left = needed - answer.run.steps
    if left > 0:
        text += f" So {slow} is not wrong but not finished: {write('left', left)} more to go."
        return write.finding("unfinished", text)
    return write.finding("finished", f"{text} So {slow} has had the steps that it needs.")


def _listed(answer: WhyIsCWrong, source: str, write: Writer) -> str:
    """The cures from one source, by their steps; those that did not arrive come last."""
    cures = [(key, cure) for key, cure in answer.cures.items() if cure.source == source]
    items = []
    for key, cure in sorted(cures, key=lambda pair: pair[1].steps):
        steps = write.steps(key, cure.steps)
        items.append(f"{cure.name} ({steps if math.isfinite(cure.steps) else 'not there'})")
        if isinstance(cure.learning_rate, float):
            write(f"rate of {key}", cure.learning_rate)
    return listed(items)


# The cures.


@dataclass(frozen=True, eq=False)
class Goal:
    """One parameter right: to stay within a tolerance of its best value."""

    parameter: int
    best: float
    tolerance: float

    def is_met(self, params: Tensor) -> bool:
        """Whether the user's parameters, (P,), meet it."""
        return abs(float(params[self.parameter]) - self.best) <= self.tolerance


def _cures(problem: Problem, goal: Goal) -> dict[str, Cure]:
    minimum, identity = problem.minimum, torch.eye(len(problem.names))
    same = Rescaled(problem.approximation, identity.to(minimum.lowest), minimum.params)
    rate, fastest = problem.learning_rate, minimum.fastest_learning_rate
    cures = {
        "same rate": _descent("more steps at the same rate", problem, goal, same, rate),
        "one rate": _descent("the rate that shrinks both ends alike", problem, goal, same, fastest),
        "own rates": _with_own_rates(problem, goal),
        "scaled x": _descent("x divided by its spread", problem, goal, _scaled_x(problem)),
        "standardized": _descent("columns standardized", problem, goal, _standardized(problem)),
        "momentum": _momentum(problem, goal),
        "Adam": _adam(problem, goal),
        "Newton": _newton(problem, goal),
    }
    if minimum.exact:
        cures["least squares"] = Cure("least squares", 0, "closed form", None, 1.0)
    return {key: cure for key, cure in cures.items() if cure is not None}


def _descent(
    name: str, problem: Problem, goal: Goal, rescaled: Rescaled | None, rate: float | None = None
) -> Cure | None:
    """Plain descent in other parameters, if there are any; at their best rate unless given."""
    if rescaled is None:
        return None
    bowl = problem.minimum_in(rescaled, problem.minimum)
    rate = bowl.fastest_learning_rate if rate is None else rate
    amplitudes = (rescaled.matrix @ bowl.directions) * bowl.errors
    limit = torch.tensor([goal.tolerance])
    predicted = steps_within(amplitudes[[goal.parameter]], rate * bowl.eigenvalues, limit)[1]
    steps, source = float(predicted), "predicted"
    if steps <= MOST_STEPS:
        most = min(MOST_STEPS, int(2 * steps) + STAY)
        steps, source = _arrival(problem, goal, rate, rescaled=rescaled, most=most), "run"
    return Cure(name, steps, source, rate, bowl.condition_number)


def _arrival(
    problem: Problem,
    goal: Goal,
    rate: float,
    *,
    rescaled: Rescaled | None = None,
    optimizer: Optimizer | None = None,
    most: int = MOST_STEPS,
    stay: int = STAY,
) -> float:
    """The step of a run from which on it meets the goal; infinity if that is beyond `most`."""
    since = math.inf

    def decided(now: Snapshot) -> bool:
        nonlocal since
        if not goal.is_met(now.params if rescaled is None else rescaled.to_original(now.params)):
            since = math.inf
            return now.step >= most
        since = min(since, now.step)
        return now.step - since >= stay

    problem.fit(
        approximation=rescaled.approximation if rescaled else problem.approximation,
        guesses=rescaled.guesses if rescaled else problem.guesses,
        learning_rate=rate,
        steps=most + stay,
        optimizer=optimizer,
        stop=decided,
        record_every=MOST_STEPS,
    )
    return since if since <= most else math.inf


def _with_own_rates(problem: Problem, goal: Goal) -> Cure | None:
    """Each parameter's rate in proportion to 1 / its own curvature."""
    minimum = problem.minimum
    curvatures = minimum.curvature_by_parameter
    if not bool((curvatures > 0).all()):
        return None
    units = curvatures.rsqrt()
    rescaled = Rescaled(problem.approximation, torch.diag(units), minimum.params / units)
    rate = problem.minimum_in(rescaled, minimum).fastest_learning_rate
    cure = _descent("a rate for each parameter", problem, goal, rescaled, rate)
    return cure and replace(cure, learning_rate=rate * units**2)


def _scaled_x(problem: Problem) -> Rescaled | None:
    """X / its standard deviation, where the approximation can take that up in its parameters."""
    x, params = problem.in_float64.x, problem.minimum.params
    spread = x.std(correction=0)
    if not problem.minimum.exact or x.ndim > 1 or not float(spread) > 0:
        return None
    columns = find_design_matrix(problem.approximation, params, x)
    scaled = find_design_matrix(problem.approximation, params, x / spread)
    if columns is None or scaled is None:
        return None
    matrix = torch.linalg.lstsq(columns.matrix, scaled.matrix, driver="gelsd")[0]
    off = (columns.matrix @ matrix - scaled.matrix).abs().max()
    if off > 1e-9 * scaled.matrix.abs().max() or float(torch.linalg.cond(matrix)) > 1e12:
        return None
    matrix = torch.where(matrix.abs() <= 1e-12 * matrix.abs().max(), 0.0, matrix)
    rescaled = Rescaled(problem.approximation, matrix, params)
    return Rescaled(problem.approximation, matrix, rescaled.from_original(params))


def _standardized(problem: Problem) -> Rescaled | None:
    if not problem.minimum.exact:
        return None
    try:
        return standardize(problem.approximation, problem.minimum.params, problem.x)
    except ValueError:  # two parameters that do the same job
        return None


def _momentum(problem: Problem, goal: Goal) -> Cure:
    """At the rate and beta that suit the bowl best (Polyak 1964)."""
    minimum = problem.minimum
    low, high = float(minimum.curved[0].sqrt()), float(minimum.curved[-1].sqrt())
    rate, beta = 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
    steps = _arrival(problem, goal, rate, optimizer=Momentum(beta))
    return Cure("momentum", steps, "run", rate, minimum.condition_number)


def _adam(problem: Problem, goal: Goal) -> Cure:
    """The best of a few rates; a run ends once it is slower than the best so far."""
    best, best_rate = math.inf, ADAM_RATES[0]
    for budget in (ADAM_STEPS, MOST_STEPS):
        for rate in ADAM_RATES:
            most = int(min(budget, best - 1))
            steps = _arrival(problem, goal, rate, optimizer=Adam(), most=most, stay=ADAM_STAY)
            if steps < best:
                best, best_rate = steps, rate
        if math.isfinite(best):
            break
    name = f"Adam at rate {number(best_rate)}" if math.isfinite(best) else "Adam"
    return Cure(name, best, "run", best_rate, problem.minimum.condition_number)


def _newton(problem: Problem, goal: Goal) -> Cure:
    """Each step to the lowest point of the bowl that touches the loss."""
    steps, bowls = math.inf, problem.newton(problem.minimum.params)
    try:
        for step, bowl in enumerate(islice(bowls, NEWTON_STEPS), start=1):
            if goal.is_met(bowl.lowest):
                steps = step
                break
    except ValueError:  # it came to where the loss has no lowest point, or no derivatives
        pass
    return Cure("Newton's method", steps, "run", None, 1.0)
