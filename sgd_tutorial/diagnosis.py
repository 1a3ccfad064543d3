"""Diagnosis: what a run will do, or what went wrong with it, in words and numbers."""

import math
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from . import checks
from .approximations import Approximation
from .bowl import Curvature, curvature
from .divergence import MOST_WORK
from .losses import Loss, sum_squared_error
from .prediction import steps_within
from .problem import as_data, as_params
from .recipe import fit, gradient
from .record import Run
from .scaling import standardize
from .stopping import StepBudget
from .valley import find_valley
from .words import listed, names_of, number
from .words import steps as steps_in_words

# A run of more steps is predicted, not done.
MOST_STEPS = 20_000
# A floor counts from this fraction on of the loss that the best constant leaves.
LARGE = 0.01
# A pattern counts from so many standard deviations on.
SIGNIFICANT = 3
# In a valley no lower than this fraction of the best constant's loss, other guesses come first.
HIGH = 0.5
# A rate is too slow below this fraction of the fastest.
SLOW = 1 / 20
# Misses of so many roundings of the largest y are rounding, not a misfit.
ROUNDINGS = 8
# Eigenvalues below this fraction of the largest are flat, where second derivatives found them.
FLAT = 1e-9
# Numbers of steps that are looked at between two.
GRID = 400
# Parameters that are listed one by one.
MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that was found.

    Attributes:
        kind: what it is called.
        text: one to three sentences.
        numbers: every number in the text, and a few more, by name.
    """

    kind: str
    text: str
    numbers: dict[str, float]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What `diagnose` found.

    Attributes:
        findings: the most important first; at least one.
        run: at most the first 20,000 steps; None where `fit` refuses.
        curvature: the bowl at the lowest point, seen from the guesses; None where it cannot be had.
    """

    findings: tuple[Finding, ...]
    run: Run | None
    curvature: Curvature | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What each finding is called."""
        return tuple(finding.kind for finding in self.findings)

    def __str__(self) -> str:
        return "\n\n".join(finding.text for finding in self.findings)


def diagnose(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: object,
    steps: object,
    loss: Loss = sum_squared_error,
) -> Diagnosis:
    """What plain gradient descent does with this problem, and what stands in its way.

    Nothing is refused: what `fit` would refuse is a finding too. At most 20,000 steps are run;
    where a longer one ends follows from the closed form.

    Kinds, in this order: "broadcasting" or "refused" stand alone; "overflows at the guesses",
    "diverges"; "frozen", "rounded off"; "no slope", "no lowest point", "high valley",
    "wrong approximation"; "no effect", "not told apart"; "does not settle", "unfinished"; "noise",
    "unexplained"; "fine".

    Args:
        approximation: any f(x, params).
        guesses: (P,), where the parameters start.
        x: (N,), data.
        y: (N,), data.
        learning_rate: one number.
        steps: adjustments of the run that is asked about.
        loss: any loss(y1, y2).

    Returns:
        The diagnosis.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> print(diagnose(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=8e-7, steps=10_002))
    At rate 8e-07 the run diverges: the loss overflows float32 at step 132. The largest stable \
rate is 6.919e-07; half of it, 3.459e-07, is a good start.
    """
    problem = approximation, guesses, x, y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rate = checks.positive_number("learning_rate", learning_rate)
            run = _run(*problem, rate, steps, loss)
        except Exception as error:  # whatever a reader's function raises is a finding too
            finding = _attempt(_broadcasting, *problem, loss, error) or _refused(error)
            return Diagnosis((finding,), None, None)
        situation = _observe(*problem, loss, rate, int(steps), run)  # type: ignore[call-overload]
        findings = [find(situation) for find in FINDERS]
    found = tuple(finding for finding in findings if finding is not None)
    return Diagnosis(found, run, situation.valley)


def _run(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    rate: float,
    steps: object,
    loss: Loss,
) -> Run:
    """The run, cut off after the most steps."""
    return fit(
        approximation,
        guesses,
        x,
        y,
        learning_rate=rate,
        steps=steps,  # type: ignore[arg-type]
        loss=loss,
        stop=StepBudget(MOST_STEPS),
    )


def _attempt(function: Callable[..., Any], *arguments: Any) -> Any:
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
        distinct: different points.
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
    distinct: int
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


def _observe(
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
    at_guesses = _attempt(_bowl, *problem)
    valley = at_guesses
    if at_guesses is None or not at_guesses.exact:
        valley = _attempt(_valley, *problem, run)
    lowest = None if valley is None or not valley.lowest.isfinite().all() else valley.lowest
    misses = None if lowest is None else _attempt(_misses, approximation, lowest, x, y)
    exact = valley is not None and valley.exact
    overflow = _attempt(_overflow_step, *problem, valley, rate) if exact else None
    precise = _attempt(_loss_at, approximation, start.double(), x.double(), y.double(), loss)
    slope = _attempt(_slope, approximation, run.params.double(), x.double(), y.double(), loss)
    rounding = _else(_attempt(_rounding_loss, y, loss), 0.0)
    standardized = (
        _attempt(_standardized, approximation, valley, x, y, loss, rounding) if exact else None
    )
    return Situation(
        names=names_of(approximation, len(start)),
        learning_rate=rate,
        steps=steps,
        run=run,
        distinct=len(x.unique(dim=0)),
        at_guesses=at_guesses,
        valley=valley,
        overflow_step=_else(overflow, math.inf),
        precise_loss=_else(precise, math.nan),
        slope=slope,
        misses=misses,
        constant_loss=_else(_attempt(_constant_loss, x, y, loss), math.nan),
        rounding_loss=rounding,
        standardized=_else(standardized, math.inf),
    )


def _else(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _bowl(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Curvature | None:
    if len(guesses) ** 2 * x.numel() > MOST_WORK:
        return None
    return curvature(approximation, guesses, x, y, loss=loss)


def _valley(
    approximation: Approximation, guesses: Tensor, x: Tensor, y: Tensor, loss: Loss, run: Run
) -> Curvature | None:
    """The bowl below the run's end, or below the guesses if the run flew off."""
    if len(guesses) ** 2 * x.numel() > MOST_WORK:
        return None
    ends = [guesses] if run.losses[-1] > run.losses[0] or _flew_off(run) else [run.params, guesses]
    valleys = [_attempt(find_valley, approximation, end, x, y, loss) for end in ends]
    found = [valley for valley in valleys if valley is not None]
    known = [valley for valley in found if bool(valley.lowest.isfinite().all())]
    return replace((known or found)[0], params=guesses.double())


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
    found = _attempt(find_valley, constant, mean, x, y, loss)
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
    errors = there.directions.T @ (scaled.guesses - scaled.carry_in(bowl.lowest))
    amplitudes = (scaled.matrix @ there.directions) * errors
    products = there.fastest_learning_rate * there.eigenvalues
    return float(steps_within(amplitudes, products, _tolerance(bowl, rounding_loss))[1].max())


# The findings, each from the situation alone.


def _refused(error: Exception) -> Finding:
    """What `fit` says, with its notes."""
    said = [str(error) or type(error).__name__, *getattr(error, "__notes__", [])]
    told = " ".join(f"{sentence.rstrip('.')}." for sentence in said)
    return Finding("refused", f"fit refuses your problem: {told}", {})


def _broadcasting(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    error: Exception,
) -> Finding | None:
    """Whether a difference would be computed for every pair, and what loss that gives."""
    x, y = checks.numbers("x", x), checks.numbers("y", y)
    with torch.no_grad():
        fitted = approximation(x, as_params("guesses", guesses))
    shape = torch.broadcast_shapes(fitted.shape, y.shape)
    many = math.prod(shape)
    if many <= max(fitted.numel(), y.numel()):
        return None
    numbers: dict[str, float] = {"differences": many, "points": y.numel()}
    text = (
        f"{_refused(error).text} Your {number(y.numel())} points would give {number(many)} "
        "differences, one for every pair"
    )
    pair = _both_losses(fitted, y, shape, loss) if many <= MOST_WORK else None
    if pair is None:
        return Finding("broadcasting", f"{text}.", numbers)
    numbers["wrong_loss"], numbers["right_loss"] = pair
    text += f", and a loss of {number(pair[0])} at the guesses in place of {number(pair[1])}."
    return Finding("broadcasting", text, numbers)


def _both_losses(
    fitted: Tensor, y: Tensor, shape: torch.Size, loss: Loss
) -> tuple[float, float] | None:
    """The loss over every pair and over the points; None unless there is one y for each value."""
    if fitted.numel() != y.numel():
        return None
    wrong = _attempt(loss, fitted.expand(shape).flatten(), y.expand(shape).flatten())
    right = _attempt(loss, fitted.flatten(), y.flatten())
    return None if wrong is None or right is None else (float(wrong), float(right))


def _overflows_at_guesses(here: Situation) -> Finding | None:
    if not here.flew_off or here.run.steps > 0:
        return None
    kind = "overflows at the guesses"
    if math.isnan(float(here.run.losses[0])):
        text = (
            "The loss is not a number at your guesses: the approximation or the loss is undefined "
            "there. Start where both are defined."
        )
        return Finding(kind, text, {})
    advice, numbers = "Start closer.", {}
    if math.isfinite(here.precise_loss):
        advice = f"In float64 it is {number(here.precise_loss)}: start closer, or use float64."
        numbers["precise_loss"] = here.precise_loss
    text = f"The loss overflows {here.dtype} at your guesses, so that no step can be taken."
    return Finding(kind, f"{text} {advice}", numbers)


def _diverges(here: Situation) -> Finding | None:
    if not here.diverges or (here.run.steps == 0 and here.flew_off):
        return None
    step = here.run.steps if here.flew_off else here.overflow_step
    numbers: dict[str, float] = {"learning_rate": here.learning_rate, "step": step}
    if math.isfinite(here.overflow_step):
        numbers["predicted_step"] = here.overflow_step
    text = f"At rate {number(here.learning_rate)} the run diverges: {_fate(here, step, numbers)}"
    return Finding("diverges", f"{text} {_stable_rates(here, numbers)}", numbers)


def _fate(here: Situation, step: float, numbers: dict[str, float]) -> str:
    """How the loss ends."""
    if here.flew_off:
        undefined = math.isnan(float(here.run.losses[-1]))
        what = "is no longer a number" if undefined else f"overflows {here.dtype}"
        return f"the loss {what} at step {number(step)}."
    numbers["steps"], numbers["loss"] = here.run.steps, float(here.run.losses[-1])
    return (
        f"it is predicted to overflow {here.dtype} at step {number(step)}; after "
        f"{steps_in_words(here.run.steps)} the loss is {number(numbers['loss'])}."
    )


def _stable_rates(here: Situation, numbers: dict[str, float]) -> str:
    """Which rate to choose instead."""
    near = "" if here.exact else " at the guesses and near the lowest point found"
    if here.learning_rate > here.bound:
        numbers["largest_stable_learning_rate"] = here.bound
        numbers["suggested_learning_rate"] = here.bound / 2
        return (
            f"The largest stable rate{near} is {number(here.bound)}; "
            f"half of it, {number(here.bound / 2)}, is a good start."
        )
    numbers["suggested_learning_rate"] = here.learning_rate / 10
    where = " beyond the guesses" if math.isfinite(here.bound) else ""
    return (
        f"The slopes{where} are too steep for this rate, or the approximation is undefined where "
        f"the steps lead: try a tenth, {number(here.learning_rate / 10)}."
    )


def _frozen(here: Situation) -> Finding | None:
    if not bool(here.frozen.any()):
        return None
    assert here.slope is not None
    worst = int(torch.where(here.frozen, here.errors / here.tolerance, -1.0).argmax())
    value = float(here.run.params[worst])
    step = here.learning_rate * abs(float(here.slope[worst]))
    gap = _spacing(value, here.run.history.dtype)
    numbers = {
        "since": float(here.last_moves[worst]),
        "error": float(here.errors[worst]),
        "size_of_step": step,
        "half_spacing": gap / 2,
        "value": value,
    }
    why = f"rounding in {here.dtype} hides what is left of its gradient"
    if step <= gap / 2:
        why = (
            f"its step is {number(step)}, below {number(gap / 2)}, half the spacing of "
            f"{here.dtype} numbers at {number(value)}"
        )
    others = [name for i, name in enumerate(here.names) if bool(here.frozen[i]) and i != worst]
    so_too = f" {_some(others)} {_agree(others, 'stands', 'stand')} still too." if others else ""
    text = (
        f"{here.names[worst]} is frozen from step {number(numbers['since'])} on, "
        f"{number(numbers['error'])} off: {why}.{so_too} "
        f"More steps do not help; {_wider(here)} can."
    )
    return Finding("frozen", text, numbers)


def _wider(here: Situation) -> str:
    """What lets a parameter move whose steps are rounded away."""
    cures = ["rescaled columns (standardize)", "float64"]
    if here.dtype == "float64":
        cures.pop()
    if here.learning_rate < here.bound / 2:
        cures.insert(0, "a larger rate")
    return " or ".join([", ".join(cures[:-1]), cures[-1]]) if len(cures) > 1 else cures[0]


def _spacing(value: float, dtype: torch.dtype) -> float:
    """From this number to the next larger one of the dtype."""
    size = max(abs(value), torch.finfo(dtype).tiny)
    return torch.finfo(dtype).eps * 2.0 ** (math.frexp(size)[1] - 1)


def _rounded_off(here: Situation) -> Finding | None:
    if not bool(here.rounded_off.any()):
        return None
    worst = int(torch.where(here.rounded_off, here.errors / here.tolerance, -1.0).argmax())
    numbers = {
        "needed": float(here.needed[worst]),
        "steps": float(here.steps),
        "error": float(here.errors[worst]),
    }
    text = (
        f"Rounding in {here.dtype} keeps {here.names[worst]} off: without it {here.names[worst]} "
        f"is right from step {number(numbers['needed'])} on, but after "
        f"{steps_in_words(here.steps)} it is {number(numbers['error'])} off. "
        "Use a wider dtype, or rescaled columns (standardize)."
    )
    return Finding("rounded off", text, numbers)


def _no_lowest_point(here: Situation) -> Finding | None:
    if here.bowl is not None or here.flew_off:
        return None
    first, last = float(here.run.losses[0]), float(here.run.losses[-1])
    if here.slope is not None and not bool(here.slope.any()) and first == last:
        text = (
            "The gradient is zero at your guesses, so that no step moves them, though no lowest "
            "point was found there. Start elsewhere."
        )
        return Finding("no slope", text, {})
    numbers = {"steps": float(here.run.steps), "first_loss": first, "loss": last}
    text = (
        "No lowest point was found downhill: the loss may fall without end, be flat, or have a "
        f"kink there. In {steps_in_words(here.run.steps)} it goes from {number(first)} to "
        f"{number(last)}."
    )
    return Finding("no lowest point", text, numbers)


def _high_valley(here: Situation) -> Finding | None:
    if not here.high_valley:
        return None
    numbers = _floors(here)
    text = (
        "Your guesses lead to a valley that is no good: near the lowest point found the loss is "
        f"{number(numbers['floor'])}, and the best constant alone leaves "
        f"{number(numbers['constant_loss'])}. Try other guesses before another approximation."
    )
    return Finding("high valley", text, numbers)


def _wrong_approximation(here: Situation) -> Finding | None:
    if not here.misfit or here.high_valley or not _has_pattern(here):
        return None
    numbers = _floors(here) | _pattern(here)
    text = (
        f"{_floor_in_words(here, numbers)} Neighboring misses go the same way (Durbin-Watson "
        f"{number(here.durbin_watson)}, where noise gives {number(2)} ± {number(here.spread)}), so "
        "the approximation lacks something that the data has: change it, more steps do not help."
    )
    return Finding("wrong approximation", text, numbers)


def _noise(here: Situation) -> Finding | None:
    """What is left without a pattern, if points so few or without order could show one."""
    if not here.misfit or here.high_valley or _has_pattern(here):
        return None
    numbers = _floors(here)
    if not SIGNIFICANT * here.spread < 2:
        few = "points without an order" if here.misses is None else "points so few"
        text = f"Whether that is noise or a wrong approximation, {few} do not tell."
        return Finding("unexplained", f"{_floor_in_words(here, numbers)} {text}", numbers)
    numbers |= _pattern(here)
    text = (
        f"Neighboring misses show no pattern (Durbin-Watson {number(here.durbin_watson)}, where "
        f"noise gives {number(2)} ± {number(here.spread)}), so it looks like noise."
    )
    return Finding("noise", f"{_floor_in_words(here, numbers)} {text}", numbers)


def _has_pattern(here: Situation) -> bool:
    return here.durbin_watson < 2 - SIGNIFICANT * here.spread


def _floors(here: Situation) -> dict[str, float]:
    assert here.bowl is not None
    floors = {"floor": here.bowl.floor, "constant_loss": here.constant_loss}
    return floors if here.diverges else floors | {"loss_reached": here.loss_reached}


def _pattern(here: Situation) -> dict[str, float]:
    return {"durbin_watson": here.durbin_watson, "of_noise": 2.0, "spread": here.spread}


def _floor_in_words(here: Situation, numbers: dict[str, float]) -> str:
    where = "the best parameters" if here.exact else "the best parameters found near here"
    reached = numbers.get("loss_reached")
    run = f" Your run reaches {number(reached)};" if reached is not None else ""
    even = "even" if run else "Even"
    return (
        f"{run.strip()}{' ' if run else ''}{even} {where} leave a loss of "
        f"{number(numbers['floor'])}, and the best constant one of "
        f"{number(numbers['constant_loss'])}."
    )


def _no_effect(here: Situation) -> Finding | None:
    idle = [i for i, flag in enumerate(_flat(here)[0].tolist()) if flag]
    if not idle:
        return None
    names = [here.names[i] for i in idle]
    text = (
        f"{_some(names)} {_agree(names, 'has', 'have')} no effect on these points and "
        f"{_agree(names, 'stays', 'stay')} as guessed: the approximation does not use "
        f"{_agree(names, 'it', 'them')}, or multiplies {_agree(names, 'it', 'them')} by zero "
        f"everywhere. Leave {_agree(names, 'it', 'them')} out, or give other points."
    )
    guesses = {f"guess of {here.names[i]}": float(here.run.history[0, i]) for i in idle}
    return Finding("no effect", text, guesses)


def _not_told_apart(here: Situation) -> Finding | None:
    alike = [here.names[i] for i, flag in enumerate(_flat(here)[1].tolist()) if flag]
    if not alike:
        return None
    count = len(here.names)
    numbers = {"points": float(here.distinct), "parameters": float(count)}
    why = f"{_some(alike)} do the same job on these points and cannot be told apart"
    if here.distinct < count:
        points = "point" if here.distinct == 1 else "points"
        why = f"{here.distinct} different {points} cannot tell {count} parameters apart"
    text = (
        f"{why}: many values fit alike, and the guesses decide which are found. Leave one out, or "
        "give other points."
    )
    return Finding("not told apart", text, numbers)


def _flat(here: Situation) -> tuple[Tensor, Tensor]:
    """(P,) which parameters have no effect, and (P,) which ones only as a combination.

    Where the loss is more than one bowl, only what is flat both at the guesses and below counts.
    """
    bowls = [bowl for bowl in (here.at_guesses, here.valley) if bowl is not None]
    if len(bowls) < 2:
        none = torch.zeros(len(here.names), dtype=torch.bool)
        return none, none
    idle, mixed = zip(*map(_flat_in, bowls), strict=True)
    return torch.stack(idle).all(dim=0), torch.stack(mixed).all(dim=0)


def _flat_in(bowl: Curvature) -> tuple[Tensor, Tensor]:
    size = bowl.eigenvalues.abs()
    if not bowl.exact and not bool(size.any()):  # straight slopes, as of absolute errors
        none = torch.zeros(len(size), dtype=torch.bool)
        return none, none
    flat = size <= (0.0 if bowl.exact else FLAT * float(size.max()))
    in_curved = bowl.directions[:, ~flat].square().sum(dim=1)
    in_flat = bowl.directions[:, flat].square().sum(dim=1)
    return in_curved <= FLAT**2, (in_curved > FLAT**2) & (in_flat > FLAT)


def _does_not_settle(here: Situation) -> Finding | None:
    never = here.unfinished & here.needed.isinf() if bool(here.unfinished.any()) else None
    if never is None or not bool(never.any()):
        return None
    names = [name for i, name in enumerate(here.names) if bool(never[i])]
    numbers = {"learning_rate": here.learning_rate}
    settles = _agree(names, "settles", "settle")
    text = f"At rate {number(here.learning_rate)} {_some(names)} never {settles}"
    if here.learning_rate >= here.bound:
        return Finding("does not settle", f"{text}. {_stable_rates(here, numbers)}", numbers)
    return Finding("does not settle", f"{text} within the steps that can be counted.", numbers)


def _unfinished(here: Situation) -> Finding | None:
    on_the_way = here.unfinished & here.needed.isfinite() if bool(here.unfinished.any()) else None
    if on_the_way is None or not bool(on_the_way.any()):
        return None
    assert here.bowl is not None
    slowest = int(torch.where(on_the_way, here.needed, -1.0).argmax())
    numbers = _needs(here, on_the_way, slowest)
    names = [name for i, name in enumerate(here.names) if bool(on_the_way[i])]
    who = "it" if len(names) == 1 else f"{here.names[slowest]}, the slowest,"
    near = "" if here.exact else "near the lowest point found "
    text = (
        f"After {steps_in_words(here.steps)} {_some(names)} "
        f"{_agree(names, 'is', 'are')} not finished: {near}{who} needs "
        f"{steps_in_words(numbers['needed'])} to stay within {number(numbers['tolerance'])} of "
        f"{number(numbers['best'])}."
    )
    freezing = _freezing(here, slowest, numbers)
    sentences = [text, *freezing, *_steepness(numbers), *_cures(here, numbers)]
    return Finding("unfinished", " ".join(sentences), numbers)


def _needs(here: Situation, on_the_way: Tensor, slowest: int) -> dict[str, float]:
    assert here.bowl is not None
    lowest = here.bowl.lowest
    numbers = {
        "steps": float(here.steps),
        "needed": float(here.needed[slowest]),
        "tolerance": float(here.tolerance[slowest]),
        "best": _without_rounding(lowest)[slowest],
        "condition_number": here.bowl.condition_number,
    }
    each = zip(here.names, here.needed.tolist(), on_the_way.tolist(), strict=True)
    return numbers | {f"needed by {name}": count for name, count, counts in each if counts}


def _freezing(here: Situation, i: int, numbers: dict[str, float]) -> list[str]:
    """Whether parameter i will stop on its way, its steps rounded away for long."""
    if not here.exact:
        return []
    assert here.bowl is not None
    logs = torch.linspace(math.log(here.steps + 1), math.log(numbers["needed"]), GRID)
    counts = logs.double().exp().floor()
    taken = [int(count) for count in counts]
    off = here.bowl.params_after(here.learning_rate, taken) - here.bowl.lowest
    slopes = (off @ here.bowl.directions * here.bowl.eigenvalues) @ here.bowl.directions.T
    values = (off + here.bowl.lowest)[:, i].tolist()
    gaps = torch.tensor([_spacing(value, here.run.history.dtype) for value in values])
    stands = here.learning_rate * slopes[:, i].abs() < gaps / 2
    for first in stands.nonzero().flatten().tolist():
        until = counts <= 2 * counts[first]
        if bool(until.all()) or not bool(stands[first:][until[first:]].all()):
            continue
        numbers |= {"freezes_at": float(counts[first]), "frozen_off": abs(float(off[first, i]))}
        return [
            f"That is without rounding: in {here.dtype} {here.names[i]} freezes near step "
            f"{number(counts[first])}, {number(numbers['frozen_off'])} off; {_wider(here)} can "
            "prevent it."
        ]
    return []


def _without_rounding(lowest: Tensor) -> list[float]:
    """The lowest point, 0 where rounding alone differs from it."""
    kept: list[float] = torch.where(
        lowest.abs() <= 1e-12 * lowest.abs().max(), 0.0, lowest
    ).tolist()
    return kept


def _steepness(numbers: dict[str, float]) -> list[str]:
    condition = numbers["condition_number"]
    if not 10 <= condition < math.inf:
        return []
    return [
        f"The bowl is {number(condition)} times as steep along its steepest direction as along "
        "its flattest, and one rate has to serve both."
    ]


def _cures(here: Situation, numbers: dict[str, float]) -> list[str]:
    """What takes fewer steps, and how many."""
    assert here.bowl is not None
    cures = []
    rate = here.bowl.fastest_learning_rate
    if not here.exact:  # a rate that the guesses bear too
        rate = min(rate, here.bound / 2)
    needed = float(here.needed_at(rate).max())
    if needed < 0.9 * numbers["needed"]:
        numbers |= {
            "fastest_learning_rate": rate,
            "fastest_needed": needed,
            "times_fewer": numbers["needed"] / needed,
        }
        cures.append(_faster(here, numbers))
    if here.standardized < 0.9 * numbers["needed"]:
        numbers |= {"standardized_needed": here.standardized, "rescaled_needed": 1.0}
        cures.append(
            f"standardize makes it {steps_in_words(here.standardized)}, fit_rescaled {number(1)}"
        )
    return [f"{_capital('; '.join(cures))}."] if cures else []


def _faster(here: Situation, numbers: dict[str, float]) -> str:
    rate, needed = numbers["fastest_learning_rate"], numbers["fastest_needed"]
    slow = ""
    if here.learning_rate < SLOW * rate:
        numbers["times_faster"] = rate / here.learning_rate
        times = number(numbers["times_faster"])
        slow = f"your rate is too slow, and the best single rate {times} times as large; "
    return (
        f"{slow}at rate {number(rate)} it takes {steps_in_words(needed)}, "
        f"{number(numbers['times_fewer'])} times fewer"
    )


def _fine(here: Situation) -> Finding | None:
    """Every parameter right, and nothing that stands in the way."""
    if here.bowl is None or here.diverges or _has_more_to_do(here):
        return None
    observed = bool(here.arrivals.isfinite().all()) and here.run.steps == here.steps
    step = float((here.arrivals if observed else here.needed).max())
    numbers = {"step": step, "steps": float(here.steps), "loss_reached": here.loss_reached}
    predicted = "" if here.run.steps == here.steps else ", as predicted,"
    near = "" if here.exact else " near the lowest point found"
    text = (
        f"All is well: every parameter is right from step {number(step)} of "
        f"{number(here.steps)} on{near}{predicted} and the loss goes down to "
        f"{number(here.loss_reached)}."
    )
    return Finding("fine", text, numbers)


def _has_more_to_do(here: Situation) -> bool:
    off = here.frozen | here.rounded_off | here.unfinished
    return bool(off.any()) or here.high_valley or (here.misfit and _has_pattern(here))


def _some(names: Iterable[str]) -> str:
    """Names, or the first few and how many more."""
    names = list(names)
    if len(names) <= MOST_NAMED:
        return listed(names)
    return listed([*names[: MOST_NAMED - 1], "others"])


def _agree(names: list[str], one: str, many: str) -> str:
    return one if len(names) == 1 else many


def _capital(text: str) -> str:
    return text if text.startswith(("standardize", "fit_")) else text[0].upper() + text[1:]


FINDERS: tuple[Callable[[Situation], Finding | None], ...] = (
    _overflows_at_guesses,
    _diverges,
    _frozen,
    _rounded_off,
    _no_lowest_point,
    _high_valley,
    _wrong_approximation,
    _no_effect,
    _not_told_apart,
    _does_not_settle,
    _unfinished,
    _noise,
    _fine,
)
