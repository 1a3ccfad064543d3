"""Question 6: does it work with the mean of the squared errors instead of their sum?"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature, curvature
from .._problem import Problem, with_defaults
from .._record import Run
from .._sweep import sweep
from .._text import Finding, QuestionAnswer, Writer
from ..approximations import Approximation
from ..losses import mean_squared_error, sum_squared_error

SIZES = (10, 100, 1_000, 10_000)
# Runs that differ by more than so many times the precision of their dtype differ visibly.
ROUNDING = 1_000


@dataclass(frozen=True, eq=False, repr=False)
class MeanInsteadOfSum(QuestionAnswer):
    """What `mean_instead_of_sum` returns.

    Kinds of findings: "scale", "same path" or, where the steps magnify rounding, "paths part",
    "same rate", "same shape", "number of points", "half the mean".

    Attributes:
        names: (P,), of the parameters.
        points: N.
        learning_rate: of the run with the sum.
        sum_run: the run with the sum.
        mean_run: the run with the mean, at N times the rate.
        slow_run: the run with the mean, at the same rate.
        sum_curvature: the bowl of the sum at the minimum, seen from the guesses.
        mean_curvature: the bowl of the mean there.
        difference: the largest difference between the parameters of `sum_run` and `mean_run` at
            any step, relative to the largest parameter.
        sizes: (K,), int64, numbers of points drawn from the data, with replacement.
        sum_bounds: (K,), float64, the largest stable rate of the sum for so many points.
        mean_bounds: (K,), float64, the same for the mean.
    """

    names: tuple[str, ...]
    points: int
    learning_rate: float
    sum_run: Run
    mean_run: Run
    slow_run: Run
    sum_curvature: Curvature
    mean_curvature: Curvature
    difference: float
    sizes: Tensor
    sum_bounds: Tensor
    mean_bounds: Tensor

    @property
    def mean_learning_rate(self) -> float:
        """N times the rate of the sum."""
        return self.points * self.learning_rate

    @property
    def half_bound(self) -> float:
        """The largest stable rate where the mean is halved too, as some libraries do."""
        return 2 * self.mean_curvature.largest_stable_learning_rate

    def _findings(self) -> Iterator[Finding]:
        write = Writer()
        points = write("points", self.points)
        mean = write.limit("mean_bound", self.mean_curvature.largest_stable_learning_rate)
        total = write.limit("sum_bound", self.sum_curvature.largest_stable_learning_rate)
        yield write.finding(
            "scale",
            f"Yes: the mean divides the loss, its gradient and every curvature by the number of "
            f"points, {points}, so its lowest point is the same and the largest stable rate "
            f"{points} times as large, {mean} instead of {total}.",
        )
        yield _paths(self, write)
        slow = write.params("mean", self.names, self.slow_run.params)
        fast = write.params("sum", self.names, self.sum_run.params)
        ends = f"here both end at {fast}" if slow == fast else f"it ends at {slow}, not at {fast}"
        yield write.finding(
            "same rate",
            f"With the same rate a step is {write('points', self.points)} times smaller: {ends}.",
        )
        yield from _use(self, write)


def mean_instead_of_sum(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    learning_rate: float | None = None,
    steps: int | None = None,
    seed: int = 0,
) -> MeanInsteadOfSum:
    """What changes with the mean of the squared errors, and what does not.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: of the run with the sum; the notebook's, or half the largest stable one,
            unless given.
        steps: of each run, at most 20,000; the notebook's unless given.
        seed: draws the points for other sizes of the data.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = mean_instead_of_sum(steps=100)
    >>> f"{answer.sum_curvature.condition_number:,.0f}"
    '79,398'
    >>> f"{answer.mean_curvature.condition_number:,.0f}"
    '79,398'
    """
    validate.seed(seed)
    loss = sum_squared_error
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    points = len(problem.y)
    sum_run = problem.fit()
    mean_run = problem.fit(loss=mean_squared_error, learning_rate=points * problem.learning_rate)
    sum_bounds, mean_bounds = _bounds(problem, seed)
    return MeanInsteadOfSum(
        names=problem.names,
        points=points,
        learning_rate=problem.learning_rate,
        sum_run=sum_run,
        mean_run=mean_run,
        slow_run=_slow_run(problem),
        sum_curvature=problem.minimum,
        mean_curvature=_at_lowest(problem, problem.x, problem.y),
        difference=_difference(sum_run.history, mean_run.history),
        sizes=torch.tensor(SIZES),
        sum_bounds=sum_bounds,
        mean_bounds=mean_bounds,
    )


# The findings.


def _paths(answer: MeanInsteadOfSum, write: Writer) -> Finding:
    """Both paths are the same but for rounding; some rates magnify it."""
    rates = (
        f"With rate {write('mean_learning_rate', answer.mean_learning_rate)} instead of "
        f"{write('learning_rate', answer.learning_rate)}, the mean"
    )
    steps = write.steps("steps", answer.sum_run.steps)
    difference = write("difference", answer.difference)
    if answer.difference <= ROUNDING * torch.finfo(answer.sum_run.history.dtype).eps:
        return write.finding(
            "same path",
            f"{rates} takes the same path: over {steps} the parameters differ by at most "
            f"{difference} of the largest, which is rounding.",
        )
    return write.finding(
        "paths part",
        f"{rates} would take the same path in exact arithmetic, but at these rates the steps "
        f"magnify rounding: over {steps} the parameters come to differ by {difference} times the "
        "largest.",
    )


def _use(answer: MeanInsteadOfSum, write: Writer) -> Iterator[Finding]:
    """What the mean is good for, and what not."""
    steepness = write.steepness("steepness", answer.mean_curvature.steepness)
    text = f"The bowl keeps its shape, {steepness}, so the mean cures no slow parameter."
    yield write.finding("same shape", text)
    few, many = write("fewest", answer.sizes[0]), write("most", answer.sizes[-1])
    yield write.finding(
        "number of points",
        f"What it cures is the rate's dependence on the number of points: from {few} to {many} "
        f"points drawn from the same data the sum's bound falls from "
        f"{write.limit('sum_of_fewest', answer.sum_bounds[0])} to "
        f"{write.limit('sum_of_most', answer.sum_bounds[-1])}, the mean's goes from "
        f"{write.limit('mean_of_fewest', answer.mean_bounds[0])} to "
        f"{write.limit('mean_of_most', answer.mean_bounds[-1])}.",
    )
    yield write.finding(
        "half the mean",
        "A library that halves the square as well doubles the bound once more, to "
        f"{write.limit('half_bound', answer.half_bound)}.",
    )


# The measurements.


def _slow_run(problem: Problem) -> Run:
    parts = problem.parts | {"loss": mean_squared_error}
    return sweep(**parts, learning_rate=[problem.learning_rate], steps=problem.steps)[0]


def _difference(one: Tensor, other: Tensor) -> float:
    """The largest at any step that both histories have, relative to the largest parameter."""
    rows = min(len(one), len(other))
    one, other = one[:rows], other[:rows]
    size = one.abs().amax(dim=1).clamp(min=torch.finfo(one.dtype).tiny)
    return float(((one - other).abs().amax(dim=1) / size).nan_to_num().max())


def _at_lowest(problem: Problem, x: Tensor, y: Tensor) -> Curvature:
    """The bowl of the mean where the sum is lowest."""
    return curvature(problem.approximation, problem.lowest, x, y, loss=mean_squared_error)


def _bounds(problem: Problem, seed: int) -> tuple[Tensor, Tensor]:
    """Largest stable rates of sum and mean for points drawn from the data."""
    generator = torch.Generator().manual_seed(seed)
    bounds = []
    for size in SIZES:
        drawn = torch.randint(len(problem.x), (size,), generator=generator).to(problem.x.device)
        x, y = problem.x[drawn], problem.y[drawn]
        total = curvature(problem.approximation, problem.lowest, x, y, loss=problem.loss)
        mean = _at_lowest(problem, x, y)
        bounds.append((total.largest_stable_learning_rate, mean.largest_stable_learning_rate))
    sum_bounds, mean_bounds = torch.tensor(bounds, dtype=torch.float64).T
    return sum_bounds, mean_bounds
