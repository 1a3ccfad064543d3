"""The problem that a run is of, in float64; its bowls, and the lowest point downhill."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from .._curvature import Curvature, exact_curvature
from .._problem import Problem
from .._record import Run
from .._residuals import rounding_loss
from .._text import dtype_name
from ._attempt import attempt
from ._floor import constant_loss
from ._look import Look, look_at
from ._slopes import has_kink_at_y, has_kink_everywhere
from ._valley import COMPARED, Valley, bowl_at, valley_below

# PN and P²N up to which a lowest point is looked for, with hundreds of gradients and of rows of
# second derivatives; P²N up to which it is computed.
MOST_SEARCHED = 4_000_000, 10_000_000
MOST_COMPUTED = 100_000_000
# A floor counts from this fraction on of what the best constant leaves.
LARGE = 0.01


@dataclass(frozen=True, eq=False)
class MeasuredBowl:
    """Where the loss is lowest, and how it curves.

    Attributes:
        problem: with the rate and the steps that are asked about; the run may have fewer.
        run: the first 20,000 steps at most.
    """

    problem: Problem
    run: Run

    @property
    def names(self) -> tuple[str, ...]:
        return self.problem.names

    @property
    def none(self) -> Tensor:
        """(P,), no parameter."""
        return torch.zeros(len(self.names), dtype=torch.bool)

    @property
    def learning_rate(self) -> float:
        return self.problem.learning_rate

    @property
    def steps(self) -> int:
        return self.problem.steps

    @property
    def dtype(self) -> str:
        return dtype_name(self.run.history)

    @cached_property
    def look(self) -> Look:
        return look_at(self.problem)

    @cached_property
    def few(self) -> Look:
        """The same with a thousand of the points, which tell as much about slopes."""
        return self.look.with_points(slice(None, None, math.ceil(len(self.look.x) / COMPARED)))

    @property
    def guesses(self) -> Tensor:
        """(P,), float64."""
        return self.look.guesses

    @cached_property
    def distinct_points(self) -> int:
        x = self.problem.x
        return len(x.unique() if x.ndim == 1 else x.unique(dim=0))  # the first is faster

    @cached_property
    def counted_points(self) -> int:
        """How many points the loss counts: where another value is another loss."""
        beside = self.look.y + 1 + self.look.y.abs()
        pull = attempt(self.look.pull_on, beside, otherwise=None)
        return len(self.look.y) if pull is None else int((pull != 0).sum())

    @property
    def diverged(self) -> bool:
        """Whether the run ended at a loss that is not finite."""
        return self.run.stopped_because == "diverged"

    # The loss.

    @property
    def work(self) -> float:
        """How many times as large the problem is as one in which a lowest point is looked for."""
        count, points = len(self.problem.guesses), self.problem.x.numel()
        return max(count**k * points / most for k, most in enumerate(MOST_SEARCHED, 1))

    @property
    def searched(self) -> bool:
        """Whether a minimum was looked for, which takes too long in a large problem."""
        return self.curvature is not None or self.work <= 1

    @cached_property
    def at_guesses(self) -> Curvature | None:
        """The bowl at the guesses."""
        p = self.look
        if self.work <= 1:
            return attempt(bowl_at, p, p.guesses, otherwise=None)
        if len(p.guesses) ** 2 * p.x.numel() <= MOST_COMPUTED:
            problem = p.approximation, p.guesses, p.x, p.y, p.loss
            return attempt(exact_curvature, *problem, otherwise=None)
        return None

    @cached_property
    def gradient_at_guesses(self) -> Tensor | None:
        """(P,), float64; None where a function fails."""
        return attempt(self.look.gradient_at, self.guesses, otherwise=None)

    @cached_property
    def exact(self) -> bool:
        """Whether the loss is one bowl, in which all can be predicted."""
        return self.at_guesses is not None and self.at_guesses.exact

    @cached_property
    def valley(self) -> Valley | None:
        """Below the run's end, or else below the guesses; where the loss is not one bowl."""
        if self.exact or self.work > 1 or self.kinks_everywhere:
            return None
        rose = self.diverged or bool(self.run.losses[-1] > self.run.losses[0])
        starts = [self.guesses] if rose else [self.run.params.double(), self.guesses]
        valleys = (attempt(valley_below, self.look, start, otherwise=None) for start in starts)
        found = []
        for valley in valleys:
            if valley is not None:
                found.append(valley)
                if valley.has_minimum or valley.endless:
                    return valley
        return next(iter(found), None)

    @cached_property
    def curvature(self) -> Curvature | None:
        """The bowl at the lowest point, seen from the guesses; its lowest is NaN without one."""
        if self.exact:
            return self.at_guesses
        return None if self.valley is None else replace(self.valley.bowl, params=self.guesses)

    @cached_property
    def has_minimum(self) -> bool:
        """Whether a minimum was found."""
        found = self.curvature is not None and bool(self.curvature.lowest.isfinite().all())
        return found and not self.has_kink

    @cached_property
    def kinks_everywhere(self) -> bool:
        """Whether the loss has a kink wherever one value meets its y, as absolute errors have."""
        measured = not self.exact and self.work <= 1
        return measured and attempt(has_kink_everywhere, self.few, otherwise=False)

    @cached_property
    def has_kink(self) -> bool:
        """Whether the loss has a kink at its goal, where its slope then does not shrink."""
        if self.exact or self.kinks_everywhere or self.valley is None:
            return self.kinks_everywhere
        near_zero = self.valley.loss <= LARGE * self.constant_loss
        return near_zero and attempt(has_kink_at_y, self.few, otherwise=False)

    @property
    def minimum(self) -> Curvature:
        """The bowl at the minimum, where one was found."""
        assert self.curvature is not None
        return self.curvature

    @cached_property
    def bound(self) -> float:
        """The largest rate that is stable both at the guesses and at the minimum."""
        bowls = [bowl for bowl in (self.at_guesses, self.curvature) if bowl is not None]
        return min((bowl.largest_stable_learning_rate for bowl in bowls), default=math.inf)

    @cached_property
    def loss_in_float64(self) -> float:
        """The loss at the guesses in float64."""
        return attempt(self.look.loss_at, self.guesses, otherwise=math.nan)

    @cached_property
    def rounding_loss(self) -> float:
        """The loss that rounding may leave at the minimum."""
        eps = torch.finfo(self.problem.y.dtype).eps
        try:
            return rounding_loss(self.look.loss, self.fitted, self.look.y, eps)
        except Exception:  # of the loss's own making
            return 0.0

    # What is left at the minimum.

    @cached_property
    def lowest_found(self) -> Tensor:
        """(P,), the lowest point, or the end of a valley that has none."""
        if self.has_minimum:
            return self.minimum.lowest
        return self.guesses if self.valley is None else self.valley.end

    @cached_property
    def floor(self) -> float:
        """The loss there."""
        return self.minimum.floor if self.has_minimum else self.look.loss_at(self.lowest_found)

    @cached_property
    def fitted(self) -> Tensor:
        """(N,), float64, the approximation's values there."""
        return self.look.values_at(self.lowest_found)

    @cached_property
    def constant_loss(self) -> float:
        """The loss of the best constant."""
        return constant_loss(self.look)
