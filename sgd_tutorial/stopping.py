"""Stopping rules: `fit` takes one or several, and the first that is reached ends the run.

A rule has a `name`, a `start` that clears its memory, and `reached`, which `fit` calls at every
step. A plain function of a snapshot serves as a rule without memory.
"""

import math
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from . import _validate as validate
from ._record import Snapshot
from ._validate import as_data, check_fitted
from .approximations import Approximation
from .losses import Loss


@runtime_checkable
class Rule(Protocol):
    """The name and the methods that `fit` needs of a stopping rule."""

    @property
    def name(self) -> str:
        """The run's `stopped_because` if this rule ends it."""

    def start(self, approximation: Approximation, loss: Loss, /) -> None:
        """Forget earlier runs.

        Args:
            approximation: of the run that begins.
            loss: of the run that begins.
        """

    def reached(self, now: Snapshot, /) -> bool:
        """Whether the run ends here, before the next adjustment.

        Args:
            now: the run at this step, the guesses included.
        """


Stop = Rule | Callable[[Snapshot], bool | Tensor]


class Memoryless:
    """A rule that needs nothing but the snapshot."""

    def start(self, approximation: Approximation, loss: Loss) -> None:
        """Nothing to forget."""


class StepBudget(Memoryless):
    """Stop after a number of adjustments.

    Args:
        steps: adjustments to make at most.

    Raises:
        ValueError: unless steps >= 0.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> rule = StepBudget(3)
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=100, stop=rule)
    >>> run.steps, run.stopped_because
    (3, 'steps')
    """

    name = "steps"

    def __init__(self, steps: int) -> None:
        self.steps = validate.whole_number("steps", steps, least=0)

    def reached(self, now: Snapshot) -> bool:
        return now.step >= self.steps


class Diverged(Memoryless):
    """Stop at the first loss that is infinite or not a number; `fit` always applies it."""

    name = "diverged"

    def reached(self, now: Snapshot) -> bool:
        return not math.isfinite(now.loss)


class TargetLoss(Memoryless):
    """Stop once the loss is at or below a target.

    Args:
        target: in the loss's unit.

    Raises:
        ValueError: unless the target is finite.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> rule = TargetLoss(500)
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_000, stop=rule)
    >>> run.stopped_because, bool(run.losses[-2] > 500 >= run.losses[-1])
    ('target loss', True)
    """

    name = "target loss"

    def __init__(self, target: float) -> None:
        self.target = validate.finite_number("target", target)

    def reached(self, now: Snapshot) -> bool:
        return now.loss <= self.target


class GradientNorm(Memoryless):
    """Stop once the length of the gradient, sqrt(Σ g^2), is at or below a tolerance.

    A small gradient is not a small error: along a flat direction the parameters can be far off.

    Args:
        tolerance: in the loss's unit per unit of the parameters.

    Raises:
        ValueError: unless the tolerance is finite and >= 0.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> rule = GradientNorm(500)
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_000, stop=rule)
    >>> run.stopped_because
    'gradient norm'
    """

    name = "gradient norm"

    def __init__(self, tolerance: float) -> None:
        self.tolerance = validate.finite_number("tolerance", tolerance, least=0)

    def reached(self, now: Snapshot) -> bool:
        return float(now.gradient.double().norm()) <= self.tolerance


class RelativeChange:
    """Stop once a step changes the loss by a small part of it: `|L - L'| <= tolerance |L'|`.

    Args:
        tolerance: the fraction.

    Raises:
        ValueError: unless the tolerance is finite and >= 0.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> rule = RelativeChange(1e-5)
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_000, stop=rule)
    >>> run.stopped_because
    'relative change'
    """

    name = "relative change"

    def __init__(self, tolerance: float) -> None:
        self.tolerance = validate.finite_number("tolerance", tolerance, least=0)
        self._previous = math.nan

    def start(self, approximation: Approximation, loss: Loss) -> None:
        self._previous = math.nan

    def reached(self, now: Snapshot) -> bool:
        previous, self._previous = self._previous, now.loss
        return abs(now.loss - previous) <= self.tolerance * abs(previous)


class Plateau:
    """Stop once the loss has not improved for a number of steps.

    Args:
        patience: steps without improvement before the run ends.
        threshold: an improvement counts if it is larger than this fraction of the best loss.

    Raises:
        ValueError: unless patience >= 1, and the threshold is finite and >= 0.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> rule = Plateau(patience=20, threshold=1e-3)
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_000, stop=rule)
    >>> run.stopped_because
    'plateau'
    """

    name = "plateau"

    def __init__(self, patience: int, threshold: float = 0.0) -> None:
        self.patience = validate.whole_number("patience", patience, least=1)
        self.threshold = validate.finite_number("threshold", threshold, least=0)
        self.best_loss, self.best_step = math.inf, 0

    def start(self, approximation: Approximation, loss: Loss) -> None:
        self.best_loss, self.best_step = math.inf, 0

    def reached(self, now: Snapshot) -> bool:
        self._improves(now.step, now.loss)
        return now.step - self.best_step >= self.patience

    def _improves(self, step: int, loss: float) -> bool:
        """Record a loss; whether it is below the best so far by more than the threshold."""
        margin = self.threshold * abs(self.best_loss) if math.isfinite(self.best_loss) else 0.0
        if not loss < self.best_loss - margin:
            return False
        self.best_loss, self.best_step = loss, step
        return True


class HeldOut(Plateau):
    """Stop once the loss on held-out points has not improved for a number of steps.

    The run goes `patience` steps beyond its best parameters, so the rule keeps them.

    Args:
        x: (M,) or (M, ...), points that the run does not fit.
        y: (M,), their values.
        patience: steps without improvement before the run ends.
        threshold: an improvement counts if it is larger than this fraction of the best loss.

    Raises:
        ValueError: unless x and y have one length, patience >= 1, and the threshold is finite
            and >= 0.

    Attributes:
        best_params: (P,), the parameters with the smallest held-out loss of the last run;
            None before the first run.
        best_loss: that loss; infinity before the first run.
        best_step: its step.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), algorithm 7.1.

    >>> from sgd_tutorial import fit, noisy_data, polynomial
    >>> x, y = noisy_data()
    >>> rule = HeldOut(x[1::2] / 20, y[1::2], patience=50)
    >>> run = fit(polynomial(2), [0.0, 0.0, 0.0], x[::2] / 20, y[::2],
    ...           learning_rate=0.02, steps=5_000, stop=rule)
    >>> run.stopped_because, run.steps - rule.best_step
    ('held-out set', 50)
    """

    name = "held-out set"
    best_params: Tensor | None
    best_loss: float
    best_step: int

    def __init__(self, x: object, y: object, patience: int, threshold: float = 0.0) -> None:
        self.x, self.y = as_data(x, y)
        super().__init__(patience, threshold)
        self.best_params = None

    def start(self, approximation: Approximation, loss: Loss) -> None:
        self._approximation = approximation
        self._loss = loss
        super().start(approximation, loss)
        self.best_params = None

    def reached(self, now: Snapshot) -> bool:
        x, y = self.x.to(now.params), self.y.to(now.params)
        with torch.no_grad():
            fitted = self._approximation(x, now.params)
            if now.step == 0:
                check_fitted(self._approximation, fitted, x, y)
            held_out = float(self._loss(fitted, y))
        if self._improves(now.step, held_out):
            self.best_params = now.params
        return now.step - self.best_step >= self.patience


class Custom(Memoryless):
    """A function of a snapshot as a rule, under the function's name."""

    def __init__(self, function: Callable[[Snapshot], bool | Tensor]) -> None:
        self.name: str = getattr(function, "__name__", repr(function))
        self._function = function

    def reached(self, now: Snapshot) -> bool:
        return bool(self._function(now))


def all_rules(stop: Stop | Sequence[Stop] | None, steps: int) -> list[Rule]:
    """The rules in `stop`, between the two that always apply: divergence and the step budget."""
    items = () if stop is None else stop if isinstance(stop, list | tuple) else [stop]
    return [Diverged(), *map(_as_rule, items), StepBudget(steps)]


def _as_rule(item: object) -> Rule:
    validate.not_a_class("stop", item)
    if isinstance(item, Rule):
        return item
    if callable(item):
        return Custom(item)
    raise TypeError(f"stop must be a stopping rule or a function of a snapshot; got {item!r}")
