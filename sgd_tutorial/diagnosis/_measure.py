"""A run and its surroundings, each measured once, for findings and for answers."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any, TypeVar

import torch
from torch import Tensor

from .._curvature import Curvature, exact_curvature
from .._format import dtype_name
from .._problem import Problem
from .._record import Run
from .._stability import MOST_WORK
from .._steps_needed import steps_within
from ..scaling import standardize

# A bowl that needs no second derivatives, of an approximation linear in its parameters, may be so
# many times as much work.
EXACT = 10
# A floor counts from this fraction on of the loss that the best constant leaves.
LARGE = 0.01
# In a valley no lower than this fraction of the best constant's loss, other guesses come first.
HIGH = 0.5
# Misses of so many roundings of the largest y are rounding, not a misfit.
ROUNDINGS = 8
# Eigenvalues below this fraction of the largest are flat, where second derivatives found them.
FLAT = 1e-9

Measured = TypeVar("Measured")
Otherwise = TypeVar("Otherwise")


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result, or None if the user's function raises."""
    try:
        return function(*arguments)
    except Exception:
        return None


def or_else(
    value: Otherwise,
) -> Callable[[Callable[[Any], Measured]], cached_property[Measured | Otherwise]]:
    """A property that is measured once, and is `value` if the user's function raises."""

    def decorate(
        measure: Callable[[Any], Measured],
    ) -> cached_property[Measured | Otherwise]:
        @wraps(measure)
        def measured(self: object) -> Measured | Otherwise:
            try:
                return measure(self)
            except AttributeError:  # torch lacks a name, as in a browser: no finding goes missing
                raise
            except Exception:
                return value

        return cached_property(measured)

    return decorate


@dataclass(frozen=True, eq=False)
class Measurement:
    """All that findings need to know about a run.

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
    def learning_rate(self) -> float:
        return self.problem.learning_rate

    @property
    def steps(self) -> int:
        return self.problem.steps

    @property
    def dtype(self) -> str:
        return dtype_name(self.run.history)

    @cached_property
    def distinct_points(self) -> int:
        x = self.problem.x
        return len(x.unique() if x.ndim == 1 else x.unique(dim=0))  # the first is faster

    # The loss.

    @property
    def work(self) -> int:
        """P²N: P derivatives of N values that P parameters make."""
        return len(self.problem.guesses) ** 2 * self.problem.x.numel()

    @property
    def searched(self) -> bool:
        """Whether a minimum was looked for, which takes too long in a large problem."""
        return self.curvature is not None or self.work <= MOST_WORK

    @or_else(None)
    def at_guesses(self) -> Curvature | None:
        """The bowl at the guesses."""
        if self.work <= MOST_WORK:
            return self.problem.curvature_at(self.problem.guesses)
        if self.work <= EXACT * MOST_WORK:
            p = self.problem.in_float64
            return exact_curvature(p.approximation, p.guesses, p.x, p.y, p.loss)
        return None

    @or_else(None)
    def curvature(self) -> Curvature | None:
        """The bowl at the minimum below the run's end, or else below the guesses; seen from them.

        Its lowest point is NaN where no minimum was found.
        """
        if self.at_guesses is not None and self.at_guesses.exact:
            return self.at_guesses
        if self.work > MOST_WORK:
            return None
        run, guesses = self.run, self.problem.guesses
        rose = self.diverged or bool(run.losses[-1] > run.losses[0])
        starts = [guesses] if rose else [run.params, guesses]
        bowls = [attempt(self.problem.minimum_below, start) for start in starts]
        bowls = [bowl for bowl in bowls if bowl is not None]
        with_minimum = [bowl for bowl in bowls if bool(bowl.lowest.isfinite().all())]
        return replace((with_minimum or bowls)[0], params=guesses.double())

    @property
    def exact(self) -> bool:
        return self.curvature is not None and self.curvature.exact

    @cached_property
    def has_minimum(self) -> bool:
        """Whether a minimum was found."""
        return self.curvature is not None and bool(self.curvature.lowest.isfinite().all())

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

    @or_else(math.nan)
    def loss_in_float64(self) -> float:
        """The loss at the guesses in float64."""
        return self.problem.in_float64.loss_at(self.problem.guesses.double())

    @or_else(math.nan)
    def constant_loss(self) -> float:
        """The loss of the best constant."""
        y = self.problem.in_float64.y

        def constant(_: Tensor, params: Tensor) -> Tensor:
            return params[0] + torch.zeros_like(y)

        mean = y.mean().unsqueeze(0)
        problem = replace(self.problem.in_float64, approximation=constant, guesses=mean)
        bowl = attempt(problem.minimum_below, mean)
        found = bowl is not None and bool(bowl.lowest.isfinite().all())
        return min(map(problem.loss_at, [mean, bowl.lowest] if found else [mean]))

    @or_else(0.0)
    def rounding_loss(self) -> float:
        """The loss that rounding may leave."""
        return rounding_loss(self.problem)

    # What is left at the minimum.

    @cached_property
    def misfit(self) -> bool:
        """Whether the minimum leaves more than rounding, and much of what there was."""
        if not self.has_minimum or not math.isfinite(self.constant_loss):
            return False
        return self.minimum.floor > max(self.rounding_loss, LARGE * self.constant_loss)

    @property
    def in_high_valley(self) -> bool:
        """Whether the minimum is hardly lower than the best constant."""
        return not self.exact and self.misfit and self.minimum.floor >= HIGH * self.constant_loss

    @or_else(None)
    def misses(self) -> Tensor | None:
        """(D, ...), float64, approximation less data at the minimum, in the order of x."""
        if not self.has_minimum:
            return None
        p = self.problem.in_float64
        return in_order(p.x, (p.approximation(p.x, self.minimum.lowest) - p.y).detach())

    @cached_property
    def durbin_watson(self) -> float:
        """The statistic of the misses; NaN without an order."""
        return math.nan if self.misses is None else durbin_watson(self.misses)

    @property
    def durbin_watson_spread(self) -> float:
        """The standard deviation of that statistic where there is only noise."""
        return math.inf if self.misses is None else 2 / math.sqrt(self.misses.numel())

    # The run.

    @property
    def diverged(self) -> bool:
        """Whether the run ended at a loss that is not finite."""
        return self.run.stopped_because == "diverged"

    @property
    def diverges(self) -> bool:
        """Whether the run diverged, or will."""
        return self.diverged or math.isfinite(self.overflow_step)

    @or_else(math.inf)
    def overflow_step(self) -> float:
        """The predicted step at which the loss overflows the data's dtype; infinity for never.

        Along every direction the error grows or shrinks by one factor, so that the loss is a convex
        function of the steps: once it overflows it stays so, and halving finds the step.
        """
        bowl, rate, guesses = self.curvature, self.learning_rate, self.problem.guesses
        if bowl is None or not bowl.exact or rate <= bowl.largest_stable_learning_rate * (1 + 1e-9):
            return math.inf

        def overflows(steps: int) -> bool:
            params = bowl.params_after(rate, steps).to(guesses)
            return not math.isfinite(self.problem.loss_at(params))

        high = next((2**k for k in range(54) if overflows(2**k)), None)
        if high is None:
            return math.inf
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if overflows(middle) else (middle, high)
        return float(high)

    @or_else(None)
    def gradient(self) -> Tensor | None:
        """(P,), float64, the gradient where the run ended, if it is finite."""
        gradient = self.problem.in_float64.gradient_at(self.run.params.double())
        return gradient if bool(gradient.isfinite().all()) else None

    @cached_property
    def loss_reached(self) -> float:
        """The loss after all steps, or as far as the run went."""
        if self.run.steps == self.steps or not self.exact or self.diverges:
            return float(self.run.losses[-1])
        return float(self.minimum.losses_after(self.learning_rate, self.steps))

    # The parameters.

    @cached_property
    def tolerance(self) -> Tensor:
        """(P,), the default, but no closer than a parameter's share in one rounding of the data."""
        curved = self.minimum.curvature_by_parameter
        one_rounding = math.sqrt(2 * self.rounding_loss) / ROUNDINGS / curved.sqrt()
        return torch.maximum(
            self.minimum.default_tolerance, torch.where(curved > 0, one_rounding, 0.0)
        )

    @cached_property
    def errors(self) -> Tensor:
        """(P,), how far off each parameter is where the run ended."""
        return (self.run.params.double() - self.minimum.lowest).abs()

    @cached_property
    def errors_without_rounding(self) -> Tensor:
        """(P,), how far off each parameter is after all steps in exact arithmetic."""
        after = self.minimum.params_after(self.learning_rate, self.steps)
        return (after - self.minimum.lowest).abs()

    @cached_property
    def arrivals(self) -> Tensor:
        """(P,), the step from which on each parameter is right in the run; infinity for none."""
        off = (self.run.history.double() - self.minimum.lowest).abs() > self.tolerance
        return arrivals(off, self.run.recorded_steps)

    @cached_property
    def needed(self) -> Tensor:
        """(P,), steps until each parameter stays right, as far as one bowl tells."""
        return self.needed_at(self.learning_rate)

    def needed_at(self, rate: float) -> Tensor:
        """(P,), as `needed`; where there is more than one bowl, counted from the run's end."""
        if self.exact:
            return self.minimum.steps_needed(rate, tolerance=self.tolerance)
        ahead = replace(self.minimum, params=self.run.params.double())
        left = ahead.steps_needed(rate, tolerance=self.tolerance)
        return torch.where(left == 0, self.arrivals, self.run.steps + left)

    @or_else(math.inf)
    def needed_standardized(self) -> float:
        """The steps that the slowest parameter needs in standardized columns, at the best rate."""
        if not self.has_minimum or not self.exact:
            return math.inf
        scaled = standardize(self.problem.approximation, self.minimum.params, self.problem.x)
        bowl = self.problem.minimum_in(scaled, self.minimum)
        amplitudes = (scaled.matrix @ bowl.directions) * bowl.errors
        products = bowl.fastest_learning_rate * bowl.eigenvalues
        return float(steps_within(amplitudes, products, self.tolerance)[1].max())

    @cached_property
    def last_moves(self) -> Tensor:
        """(P,), the step that last moved each parameter, 0 for none."""
        return last_moves(self.run.history)

    @cached_property
    def frozen(self) -> Tensor:
        """(P,), which parameters stopped moving without being right."""
        if not self.has_minimum or self.gradient is None or self.run.steps == 0 or self.diverged:
            return self._none
        still = self.run.steps - self.last_moves
        for_long = (still >= max(10, self.run.steps // 20)) | bool((still > 0).all())
        return for_long & (self.errors > self.tolerance) & (self.gradient != 0)

    @cached_property
    def unfinished(self) -> Tensor:
        """(P,), which parameters are on their way and need more steps."""
        if not self.has_minimum or self.diverges:
            return self._none
        return (self.needed > self.steps) & ~self.frozen

    @cached_property
    def rounded_off(self) -> Tensor:
        """(P,), which parameters rounding keeps off though they still move."""
        if not self.exact or self.diverges or self.run.steps < self.steps:
            return self._none
        off = (self.errors > 2 * self.tolerance) & (self.needed <= self.steps)
        return off & (self.errors_without_rounding <= self.tolerance) & ~self.frozen

    @property
    def _none(self) -> Tensor:
        return torch.zeros(len(self.names), dtype=torch.bool)


def rounding_loss(problem: Problem) -> float:
    """The loss of misses of a few roundings at every point."""
    y = problem.y
    off = ROUNDINGS * torch.finfo(y.dtype).eps * float(y.abs().max())
    return float(problem.loss(y.double() + off, y.double()))


def in_order(x: Tensor, misses: Tensor) -> Tensor | None:
    """Misses in the order of x, (D, ...), their mean where several points share one x.

    None where x, (N, ...), has several coordinates and so no order, or where the misses cancel.
    """
    if x.numel() != len(x):
        return None
    _, place, counts = x.flatten().unique(return_inverse=True, return_counts=True)
    sums = misses.new_zeros(len(counts), *misses.shape[1:]).index_add(0, place, misses)
    means = (sums.flatten(1) / counts[:, None]) if misses.ndim > 1 else sums / counts
    cancel = float(means.abs().max()) <= FLAT * float(misses.abs().max())
    return None if cancel else means


def durbin_watson(misses: Tensor) -> float:
    """Σ (e_i - e_{i-1})² / Σ e_i² in the order of x: about 2 for noise, less for a misfit.

    Source: Durbin, Watson, Testing for Serial Correlation in Least Squares Regression (1950).
    """
    return float(misses.diff(dim=0).square().sum() / misses.square().sum())


def last_moves(history: Tensor) -> Tensor:
    """(P,), the step that last moved each parameter of (S+1, P), one row a step; 0 for none."""
    return _last(history[1:] != history[:-1]) + 1


def arrivals(outside: Tensor, steps: Tensor) -> Tensor:
    """(R,), float64, the step from which on none is outside, (S, R); infinity for never.

    The steps, (S,), are those of the rows.
    """
    first = (_last(outside) + 1).clamp(max=len(steps) - 1)
    return torch.where(outside[-1].cpu(), math.inf, steps[first].double())


def _last(flags: Tensor) -> Tensor:
    """(R,), the last row of (S, R) that is true, -1 for none."""
    if not len(flags):
        return -torch.ones(flags.shape[1], dtype=torch.int64)
    return torch.where(flags.cpu(), torch.arange(len(flags))[:, None], -1).amax(dim=0)


def spacing(values: Tensor, dtype: torch.dtype) -> Tensor:
    """From the size of each number to the next larger number of the dtype, in float64."""
    size = values.double().abs().clamp(min=torch.finfo(dtype).tiny)
    return torch.finfo(dtype).eps * 2.0 ** (torch.frexp(size).exponent.double() - 1)
