"""Situation: a run and its surroundings, looked at once, from which findings are read."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from .._curvature import Curvature, curvature, exact_bowl
from .._format import names_of
from .._minimum import find_valley
from .._run import Run
from .._stability import MOST_WORK
from .._steps_needed import steps_within
from .._validate import as_data, as_params
from ..approximations import Approximation
from ..losses import Loss
from ..recipe import gradient
from ..scaling import standardize

# A run of more steps is predicted, not done.
MOST_STEPS = 20_000
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


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """What it returns, or None where a reader's function does not bear being looked at so."""
    try:
        return function(*arguments)
    except Exception:
        return None


# What is observed: everything that asks the reader's functions, so that finding asks none.


@dataclass(frozen=True, eq=False)
class Situation:
    """A run and its surroundings, which the findings are read from.

    Attributes:
        names: (P), what the parameters are called.
        learning_rate: of the run.
        steps: that were asked for; the run may have fewer.
        run: the first 20,000 steps at most.
        points: that the run sees.
        distinct: those of them that differ.
        work: what it takes to measure the bowl, compared with MOST_WORK.
        at_guesses: the bowl at the guesses.
        valley: the bowl at the lowest point, seen from the guesses.
        overflow_step: the predicted one; infinity for never or unknown.
        precise_loss: the loss at the guesses in float64.
        slope: (P,), float64, the gradient where the run ended.
        misses: (D, ...), float64, approximation less data at the lowest point, in the order of x,
            their mean where several points share one x; None without an order.
        constant_loss: what the best constant leaves.
        rounding_loss: what rounding may leave.
        standardized: the steps that the slowest parameter needs in standardized columns.
    """

    names: tuple[str, ...]
    learning_rate: float
    steps: int
    run: Run
    points: int
    distinct: int
    work: int
    at_guesses: Curvature | None
    valley: Curvature | None
    overflow_step: float
    precise_loss: float
    slope: Tensor | None
    misses: Tensor | None
    constant_loss: float
    rounding_loss: float
    standardized: float

    @property
    def dtype(self) -> str:
        return str(self.run.history.dtype).removeprefix("torch.")

    @property
    def exact(self) -> bool:
        return self.valley is not None and self.valley.exact

    @property
    def measured(self) -> bool:
        """Whether the lowest point was looked for, which takes too long in a large problem."""
        return self.valley is not None or self.work <= MOST_WORK

    @cached_property
    def flew_off(self) -> bool:
        return _flew_off(self.run)

    @cached_property
    def diverges(self) -> bool:
        return self.flew_off or math.isfinite(self.overflow_step)

    @cached_property
    def bowl(self) -> Curvature | None:
        """The valley, where its lowest point was found."""
        found = self.valley is not None and bool(self.valley.lowest.isfinite().all())
        return self.valley if found else None

    @cached_property
    def bound(self) -> float:
        """The largest rate that is stable at the guesses and at the lowest point."""
        bowls = [bowl for bowl in (self.at_guesses, self.valley) if bowl is not None]
        return min((bowl.largest_stable_learning_rate for bowl in bowls), default=math.inf)

    @cached_property
    def tolerance(self) -> Tensor:
        """(P,), the default, or what the data's own rounding leaves open."""
        assert self.bowl is not None
        return _tolerance(self.bowl, self.rounding_loss)

    @cached_property
    def errors(self) -> Tensor:
        """(P,), how far off each parameter is where the run ended."""
        assert self.bowl is not None
        return (self.run.params.double() - self.bowl.lowest).abs()

    @cached_property
    def arrivals(self) -> Tensor:
        """(P,), the step from which on each parameter is right in the run; infinity for none."""
        assert self.bowl is not None
        off = (self.run.history.double() - self.bowl.lowest).abs() > self.tolerance
        return torch.where(off[-1], math.inf, _last(off) + 1.0)

    @cached_property
    def needed(self) -> Tensor:
        """(P,), steps until each parameter stays right, as far as one bowl tells."""
        return self.needed_at(self.learning_rate)

    def needed_at(self, rate: float) -> Tensor:
        """(P,), as `needed`; where there is more than one bowl, counted from the run's end."""
        assert self.bowl is not None
        if self.exact:
            return self.bowl.steps_needed(rate, tolerance=self.tolerance)
        ahead = replace(self.bowl, params=self.run.params.double())
        left = ahead.steps_needed(rate, tolerance=self.tolerance)
        return torch.where(left == 0, self.arrivals, self.run.steps + left)

    @cached_property
    def precise_errors(self) -> Tensor:
        """(P,), how far off each parameter is after all steps, without rounding."""
        assert self.bowl is not None
        after = self.bowl.params_after(self.learning_rate, self.steps)
        return (after - self.bowl.lowest).abs()

    @cached_property
    def last_moves(self) -> Tensor:
        """(P,), the step that last moved each parameter, 0 for none."""
        history = self.run.history
        return _last(history[1:] != history[:-1]) + 1

    @cached_property
    def frozen(self) -> Tensor:
        """(P,), which parameters stopped moving without being right."""
        if self.bowl is None or self.slope is None or self.run.steps == 0 or self.flew_off:
            return torch.zeros(len(self.names), dtype=torch.bool)
        still = self.run.steps - self.last_moves
        for_long = (still >= max(10, self.run.steps // 20)) | bool((still > 0).all())
        return for_long & (self.errors > self.tolerance) & (self.slope != 0)

    @cached_property
    def unfinished(self) -> Tensor:
        """(P,), which parameters are on their way and need more steps."""
        if self.bowl is None or self.diverges:
            return torch.zeros(len(self.names), dtype=torch.bool)
        return (self.needed > self.steps) & ~self.frozen

    @cached_property
    def rounded_off(self) -> Tensor:
        """(P,), which parameters rounding keeps off though they still move."""
        if not self.exact or self.diverges or self.run.steps < self.steps:
            return torch.zeros(len(self.names), dtype=torch.bool)
        off = (self.errors > 2 * self.tolerance) & (self.needed <= self.steps)
        return off & (self.precise_errors <= self.tolerance) & ~self.frozen

    @cached_property
    def loss_reached(self) -> float:
        """The loss after all steps, or as far as the run went."""
        if self.run.steps == self.steps or not self.exact or self.diverges:
            return float(self.run.losses[-1])
        assert self.valley is not None
        after = self.valley.params_after(self.learning_rate, self.steps) - self.valley.lowest
        along = self.valley.directions.T @ after
        return self.valley.floor + float((self.valley.eigenvalues * along**2).sum()) / 2

    @cached_property
    def misfit(self) -> bool:
        """Whether the lowest point leaves more than rounding, and much of what there was."""
        bowl = self.bowl
        if bowl is None or not math.isfinite(self.constant_loss):
            return False
        return bowl.floor > max(self.rounding_loss, LARGE * self.constant_loss)

    @cached_property
    def durbin_watson(self) -> float:
        """Σ (e_i - e_{i-1})² / Σ e_i² in the order of x: about 2 for noise, less for a misfit.

        Source: Durbin, Watson, Testing for Serial Correlation in Least Squares Regression (1950).
        """
        if self.misses is None:
            return math.nan
        return float(self.misses.diff(dim=0).square().sum() / self.misses.square().sum())

    @cached_property
    def spread(self) -> float:
        """The standard deviation of that statistic where there is only noise."""
        return math.inf if self.misses is None else 2 / math.sqrt(self.misses.numel())

    @cached_property
    def high_valley(self) -> bool:
        if self.exact or not self.misfit or self.bowl is None:
            return False
        return self.bowl.floor >= HIGH * self.constant_loss


def _tolerance(bowl: Curvature, rounding_loss: float) -> Tensor:
    """(P,), the default, but no closer than a parameter's share in one rounding of the data."""
    curved = bowl.directions.square() @ bowl.eigenvalues.clamp(min=0)
    one_rounding = math.sqrt(2 * rounding_loss) / ROUNDINGS / curved.sqrt()
    return torch.maximum(bowl.default_tolerance, torch.where(curved > 0, one_rounding, 0.0))


def _last(flags: Tensor) -> Tensor:
    """(P,), the last row of (S, P) that is true, -1 for none."""
    rows = torch.arange(len(flags)).unsqueeze(-1)
    return (
        torch.where(flags.cpu(), rows, -1).amax(dim=0)
        if len(flags)
        else -torch.ones(flags.shape[1], dtype=torch.int64)
    )


def observe(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    rate: float,
    steps: int,
    run: Run,
) -> Situation:
    """Ask the reader's functions everything that the findings need."""
    x, y = as_data(x, y)
    start = as_params("guesses", guesses, y.dtype).to(y.device)
    problem = approximation, start, x, y, loss
    at_guesses = attempt(_bowl, *problem)
    valley = at_guesses
    if at_guesses is None or not at_guesses.exact:
        valley = attempt(_valley, *problem, run)
    lowest = None if valley is None or not valley.lowest.isfinite().all() else valley.lowest
    misses = None if lowest is None else attempt(_misses, approximation, lowest, x, y)
    exact = valley is not None and valley.exact
    overflow = attempt(_overflow_step, *problem, valley, rate) if exact else None
    precise = attempt(_loss_at, approximation, start.double(), x.double(), y.double(), loss)
    slope = attempt(_slope, approximation, run.params.double(), x.double(), y.double(), loss)
    rounding = _else(attempt(_rounding_loss, y, loss), 0.0)
    standardized = (
        attempt(_standardized, approximation, valley, x, y, loss, rounding) if exact else None
    )
    return Situation(
        names=names_of(approximation, len(start)),
        learning_rate=rate,
        steps=steps,
        run=run,
        points=len(x),
        distinct=len(x.unique() if x.ndim == 1 else x.unique(dim=0)),  # the first is faster
        work=_work(start, x),
        at_guesses=at_guesses,
        valley=valley,
        overflow_step=_else(overflow, math.inf),
        precise_loss=_else(precise, math.nan),
        slope=slope,
        misses=misses,
        constant_loss=_else(attempt(_constant_loss, x, y, loss), math.nan),
        rounding_loss=rounding,
        standardized=_else(standardized, math.inf),
    )


def _else(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _bowl(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Curvature | None:
    work = _work(guesses, x)
    if work <= MOST_WORK:
        return curvature(approximation, guesses, x, y, loss=loss)
    if work <= EXACT * MOST_WORK:
        return exact_bowl(approximation, guesses.double(), x.double(), y.double(), loss)
    return None


def _valley(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss, run: Run
) -> Curvature | None:
    """The bowl below the run's end, or below the guesses if the run flew off."""
    if _work(guesses, x) > MOST_WORK:
        return None
    ends = [guesses] if run.losses[-1] > run.losses[0] or _flew_off(run) else [run.params, guesses]
    valleys = [attempt(find_valley, approximation, end, x, y, loss) for end in ends]
    found = [valley for valley in valleys if valley is not None]
    known = [valley for valley in found if bool(valley.lowest.isfinite().all())]
    return replace((known or found)[0], params=guesses.double())


def _work(guesses: Tensor, x: Tensor) -> int:
    """P²N: P derivatives of N values that P parameters make."""
    return len(guesses) ** 2 * x.numel()


def _flew_off(run: Run) -> bool:
    return run.stopped_because == "diverged"


def _misses(approximation: Approximation, lowest: Tensor, x: Tensor, y: Tensor) -> Tensor | None:
    """Misses in the order of x, one for each; None without an order, or where they cancel."""
    if x.numel() != len(x):
        return None
    misses = (approximation(x.double(), lowest) - y.double()).detach()
    _, place, counts = x.flatten().unique(return_inverse=True, return_counts=True)
    sums = misses.new_zeros(len(counts), *misses.shape[1:]).index_add(0, place, misses)
    means = (sums.flatten(1) / counts[:, None]) if misses.ndim > 1 else sums / counts
    cancels = float(means.abs().max()) <= FLAT * float(misses.abs().max())
    return None if cancels else means


def _loss_at(
    approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> float:
    return float(loss(approximation(x, params), y))


def _slope(
    approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Tensor | None:
    here = params.clone().requires_grad_()
    slope = gradient(loss(approximation(x, here), y), here)
    return slope if bool(slope.isfinite().all()) else None


def _overflow_step(
    approximation: Approximation,
    guesses: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    bowl: Curvature,
    rate: float,
) -> float:
    """The step at which the loss overflows the data's dtype; infinity for never.

    Along every direction the error grows or shrinks by one factor, so that the loss is a convex
    function of the steps: once it overflows it stays so, and halving finds the step.
    """
    if rate <= bowl.largest_stable_learning_rate * (1 + 1e-9):
        return math.inf

    def overflows(steps: int) -> bool:
        params = bowl.params_after(rate, steps).to(guesses)
        return not math.isfinite(_loss_at(approximation, params, x, y, loss))

    high = next((2**k for k in range(54) if overflows(2**k)), None)
    if high is None:
        return math.inf
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if overflows(middle) else (middle, high)
    return float(high)


def _constant_loss(x: Tensor, y: Tensor, loss: Loss) -> float:
    """The loss of the best constant."""
    x, y = x.double(), y.double()

    def constant(_: Tensor, params: Tensor) -> Tensor:
        return params[0] + torch.zeros_like(y)

    mean = y.mean().unsqueeze(0)
    found = attempt(find_valley, constant, mean, x, y, loss)
    lowest = mean if found is None or not found.lowest.isfinite().all() else found.lowest
    return min(_loss_at(constant, params, x, y, loss) for params in (mean, lowest))


def _rounding_loss(y: Tensor, loss: Loss) -> float:
    """The loss of misses of a few roundings at every point."""
    off = ROUNDINGS * torch.finfo(y.dtype).eps * float(y.abs().max())
    return float(loss(y.double() + off, y.double()))


def _standardized(
    approximation: Approximation,
    bowl: Curvature,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    rounding_loss: float,
) -> float:
    """The steps that the slowest parameter needs in standardized columns, at their best rate."""
    scaled = standardize(approximation, bowl.params, x)
    there = curvature(scaled.approximation, scaled.guesses, x, y, loss=loss)
    errors = there.directions.T @ (scaled.guesses - scaled.from_original(bowl.lowest))
    amplitudes = (scaled.matrix @ there.directions) * errors
    products = there.fastest_learning_rate * there.eigenvalues
    return float(steps_within(amplitudes, products, _tolerance(bowl, rounding_loss))[1].max())
