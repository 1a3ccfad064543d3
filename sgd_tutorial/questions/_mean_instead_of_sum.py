"""Question 6: does it work with the mean of the squared errors instead of their sum?"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature, curvature
from .._format import named, number, steps
from .._run import Run
from ..approximations import Approximation
from ..losses import mean_squared_error, sum_squared_error
from ._problem import Case, as_case

SIZES = (10, 100, 1_000, 10_000)


@dataclass(frozen=True, eq=False)
class MeanInsteadOfSum:
    """What `mean_instead_of_sum` found.

    Attributes:
        names: (P) what the parameters are called.
        points: N.
        learning_rate: of the run with the sum.
        sum_run: the run with the sum.
        mean_run: the run with the mean, at N times the rate.
        slow_run: the run with the mean, at the same rate.
        sum_curvature: the bowl of the sum.
        mean_curvature: the bowl of the mean.
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

    def __str__(self) -> str:
        total, mean = self.sum_curvature, self.mean_curvature
        few, many = int(self.sizes[0]), int(self.sizes[-1])
        sentences = [
            f"Yes: the mean divides the loss, its gradient and every curvature by the number of "
            f"points, {number(self.points)}, so its lowest point is the same and the largest "
            f"stable rate {number(self.points)} times as large, "
            f"{number(mean.largest_stable_learning_rate)} instead of "
            f"{number(total.largest_stable_learning_rate)}.",
            f"With rate {number(self.mean_learning_rate)} instead of {number(self.learning_rate)}, "
            f"the mean takes the same path: over {steps(self.sum_run.steps)} the parameters differ "
            f"by at most {self.difference:.1g} of the largest, which is rounding.",
            self._slower(),
            f"The bowl keeps its shape, {number(mean.steepness)} times as steep along its steepest "
            f"direction as along its flattest, so the mean cures no slow parameter.",
            f"What it cures is the rate's dependence on the number of points: from "
            f"{number(few)} to {number(many)} points drawn from the same data the sum's bound "
            f"falls from {number(self.sum_bounds[0])} to {number(self.sum_bounds[-1])}, the "
            f"mean's goes from {number(self.mean_bounds[0])} to {number(self.mean_bounds[-1])}.",
            f"A library that halves the square as well doubles the bound once more, to "
            f"{number(self.half_bound)}.",
        ]
        return " ".join(sentences)

    def _slower(self) -> str:
        slow, fast = (named(self.names, run.params) for run in (self.slow_run, self.sum_run))
        ends = f"here both end at {fast}" if slow == fast else f"it ends at {slow}, not at {fast}"
        return f"With the same rate a step is {number(self.points)} times smaller: {ends}."


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
    case = as_case(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=steps
    )
    points = len(case.y)
    sum_run = case.fit()
    mean_run = case.fit(loss=mean_squared_error, learning_rate=points * case.learning_rate)
    rows = min(len(sum_run.history), len(mean_run.history))
    apart = (sum_run.history[:rows] - mean_run.history[:rows]).abs().amax(dim=1)
    size = sum_run.history[:rows].abs().amax(dim=1).clamp(min=torch.finfo(case.y.dtype).tiny)
    sum_bounds, mean_bounds = _bounds(case, seed)
    return MeanInsteadOfSum(
        names=case.names,
        points=points,
        learning_rate=case.learning_rate,
        sum_run=sum_run,
        mean_run=mean_run,
        slow_run=case.fit(loss=mean_squared_error),
        sum_curvature=case.valley,
        mean_curvature=_at_lowest(case, case.x, case.y),
        difference=float((apart / size).nan_to_num().max()),
        sizes=torch.tensor(SIZES),
        sum_bounds=sum_bounds,
        mean_bounds=mean_bounds,
    )


def _at_lowest(case: Case, x: Tensor, y: Tensor) -> Curvature:
    """The bowl of the mean where the sum's valley is lowest."""
    return curvature(case.approximation, case.lowest, x, y, loss=mean_squared_error)


def _bounds(case: Case, seed: int) -> tuple[Tensor, Tensor]:
    """Largest stable rates of sum and mean for points drawn from the data."""
    generator = torch.Generator().manual_seed(seed)
    bounds = []
    for size in SIZES:
        drawn = torch.randint(len(case.x), (size,), generator=generator).to(case.x.device)
        x, y = case.x[drawn], case.y[drawn]
        total = curvature(case.approximation, case.lowest, x, y, loss=case.loss)
        mean = _at_lowest(case, x, y)
        bounds.append((total.largest_stable_learning_rate, mean.largest_stable_learning_rate))
    sum_bounds, mean_bounds = torch.tensor(bounds, dtype=torch.float64).T
    return sum_bounds, mean_bounds
