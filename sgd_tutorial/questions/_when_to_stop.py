"""Question 5: when is a good time to stop?"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._format import listed, number, steps
from .._run import Run, Snapshot
from ..approximations import Approximation
from ..data import noisy_data
from ..losses import Loss, sum_squared_error
from ..stopping import GradientNorm, HeldOut, Plateau, RelativeChange, Rule, StepBudget, TargetLoss
from ._problem import MOST_STEPS, Case, as_case

PATIENCE = 100
STILL = 1_000
NOTEBOOK_NOISE = 100.0
# The reader's held-out points: every fifth.
HELD_OUT_EVERY = 5


@dataclass(frozen=True, eq=False)
class Stopped:
    """One rule on the run.

    Attributes:
        rule: its name, with its setting.
        step: where it stops the run; infinity if it never does.
        loss: the loss there.
        gradient_norm: the length of the gradient there.
        errors: (P,), float64, how far off the parameters are there.
    """

    rule: str
    step: float
    loss: float
    gradient_norm: float
    errors: Tensor


@dataclass(frozen=True, eq=False)
class Stops:
    """All rules on one and the same run.

    Attributes:
        run: the run, to its end.
        curvature: the bowl that it goes down.
        noise: standard deviation of the noise in y, as given or estimated.
        stops: one for each rule.
    """

    run: Run
    curvature: Curvature
    noise: float
    stops: tuple[Stopped, ...]


@dataclass(frozen=True, eq=False)
class WhenToStop:
    """What `when_to_stop` found.

    Attributes:
        names: (P) what the parameters are called.
        learning_rate: of every run.
        clean: the rules on the problem as it is.
        noisy: the rules with noise added to every y; None for the reader's own problem.
        rises_at: the first step after which the run's loss rises, infinity if it never does.
        precise_rises_at: the same for the run in float64.
        frozen_at: (P,), float64, the last step that changes each parameter; infinity for those
            that move in the last 1,000 steps.
        spacing: (P,), from the last value of each parameter to the next number of its dtype.
        last_step: (P,), the size of each parameter's last adjustment, before rounding.
    """

    names: tuple[str, ...]
    learning_rate: float
    clean: Stops
    noisy: Stops | None
    rises_at: float
    precise_rises_at: float
    frozen_at: Tensor
    spacing: Tensor
    last_step: Tensor

    @property
    def bound_on_error(self) -> float:
        """||gradient|| / λmin where the gradient rule stops: all that a gradient says of errors."""
        return self._gradient_stop.gradient_norm / float(self.clean.curvature.curved[0])

    @property
    def _gradient_stop(self) -> Stopped:
        return next(s for s in self.clean.stops if s.rule.startswith(GradientNorm.name))

    def __str__(self) -> str:
        clean = self.clean
        worst = int(self._gradient_stop.errors.abs().argmax())
        sentences = [
            f"On one run of {steps(clean.run.steps)} the rules stop here: {self._told(clean)}.",
            self._gradient(worst),
        ]
        if self.noisy:
            sentences.append(
                f"With noise of {number(self.noisy.noise)} in every y: {self._told(self.noisy)}; a "
                f"loss as low as that of the noise does not say that the curve is right."
            )
        sentences.append(self._rounding())
        return " ".join(sentences)

    def _told(self, stops: Stops) -> str:
        stopped = sorted(stops.stops, key=lambda stop: stop.step)
        told = [
            f"{stop.rule} at step {number(stop.step)} ({self._worst(stop)})"
            for stop in stopped
            if math.isfinite(stop.step)
        ]
        told += [f"{stop.rule} never" for stop in stopped if math.isinf(stop.step)]
        return "; ".join(told)

    def _worst(self, stop: Stopped) -> str:
        worst = int(stop.errors.abs().argmax())
        return f"{self.names[worst]} off by {number(stop.errors[worst].abs())}"

    def _gradient(self, worst: int) -> str:
        stop = self._gradient_stop
        if math.isinf(stop.step):
            return f"No step has a {stop.rule}."
        return (
            f"A small gradient is no small error: where its length is "
            f"{number(stop.gradient_norm)}, {self.names[worst]} is still off by "
            f"{number(stop.errors[worst].abs())}"
            + (
                f", and all it promises is an error below length / smallest curvature = "
                f"{number(self.bound_on_error)}."
                if self.clean.curvature.exact
                else "."
            )
        )

    def _rounding(self) -> str:
        dtype = str(self.clean.run.history.dtype).removeprefix("torch.")
        text = f"Rounding ends progress too: the loss of this {dtype} run {_rise(self.rises_at)}"
        if dtype != "float64":
            text += f", in float64 it {_rise(self.precise_rises_at)}"
        still = [
            f"{name} (from step {number(at)}, where the next step would be "
            f"{number(self.last_step[i])} and the spacing of numbers is {number(self.spacing[i])})"
            for i, (name, at) in enumerate(zip(self.names, self.frozen_at.tolist(), strict=True))
            if math.isfinite(at)
        ]
        verb = "no longer moves" if len(still) == 1 else "no longer move"
        return f"{text}; at the end {listed(still)} {verb}." if still else f"{text}."


def _rise(at: float) -> str:
    return f"first rises after step {number(at)}" if math.isfinite(at) else "never rises"


def when_to_stop(
    approximation: Approximation | None = None,
    guesses: object = None,
    x: object = None,
    y: object = None,
    *,
    learning_rate: float | None = None,
    steps: int | None = None,
    loss: Loss = sum_squared_error,
    noise: float | None = None,
    seed: int = 0,
) -> WhenToStop:
    """Where each stopping rule stops one run, and how wrong the parameters still are there.

    The held-out set of the notebook's problem are new points between its own. From the reader's
    data every fifth point is held out, and no rule's run learns from it.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), where the parameters start.
        x: (N,), data; of the reader's, five points at least.
        y: (N,), data.
        learning_rate: of the run; the notebook's, or half the largest stable one, unless given.
        steps: of the run, at most 20,000, which is also what it gets unless given.
        loss: any loss(y1, y2).
        noise: standard deviation of the noise in y, in y's unit; unless given, estimated from
            neighbors that deviate from a straight line between them (Gasser, Sroka,
            Jennen-Steinmetz, Residual variance and residual pattern in nonlinear regression, 1986).
        seed: of the noise that is added to the notebook's data.

    Returns:
        The answer.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or no lowest point is found.

    >>> answer = when_to_stop(steps=3_000)
    >>> next(stop.step for stop in answer.clean.stops if stop.rule.startswith("loss below"))
    16
    """
    validate.seed(seed)
    budget = MOST_STEPS if steps is None else steps
    case = as_case(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=budget
    )
    if noise is not None:
        noise = validate.finite_number("noise", noise, least=0)
    noisy = None
    if case.is_notebook:
        middles = (case.x[:-1] + case.x[1:]) / 2
        clean = _stops(case, (middles, 5 * middles * middles), 0.0 if noise is None else noise)
        noisy = _stops(
            _with_data(case, *noisy_data(NOTEBOOK_NOISE, seed)),
            noisy_data(NOTEBOOK_NOISE, seed + 1),
            NOTEBOOK_NOISE,
        )
    else:
        if len(case.x) < HELD_OUT_EVERY:
            raise ValueError(f"x has {len(case.x)} points; give at least {HELD_OUT_EVERY}")
        sigma = _estimated_noise(case.x, case.y) if noise is None else noise
        held = torch.arange(len(case.x)) % HELD_OUT_EVERY == HELD_OUT_EVERY // 2
        held_out = case.x[held], case.y[held]
        _check_loss(case, held)
        case = _with_data(case, case.x[~held], case.y[~held])
        clean = _stops(case, held_out, sigma)
    run = clean.run
    precise = case.fit(x=case.x.double(), y=case.y.double(), guesses=case.guesses.double())
    return WhenToStop(
        names=case.names,
        learning_rate=case.learning_rate,
        clean=clean,
        noisy=noisy,
        rises_at=_first_rise(run.losses),
        precise_rises_at=_first_rise(precise.losses),
        **_frozen(case, run),
    )


def _with_data(case: Case, x: Tensor, y: Tensor) -> Case:
    """The same question about other data."""
    return as_case(
        case.approximation,
        case.guesses,
        x,
        y,
        loss=case.loss,
        learning_rate=case.learning_rate,
        steps=case.steps,
    )


def _check_loss(case: Case, held: Tensor) -> None:
    """Refuse a loss that takes all points or none, as one with a weight for each does."""
    for part in (held, ~held):
        try:
            case.loss(case.y[part], case.y[part])
        except Exception as error:
            raise ValueError(
                "loss does not take a part of the points, which a held-out set needs; give one "
                "that works for any number of them"
            ) from error


def _rules(
    case: Case, first: Snapshot, held_out: tuple[Tensor, Tensor], noise: float
) -> dict[str, Rule]:
    """The rules, with settings that suit a problem of any scale, by what they are called."""
    norm = 1e-4 * float(first.gradient.double().norm())
    floor = float(case.loss(torch.full_like(case.y, noise), torch.zeros_like(case.y)))
    return {
        "half the step budget": StepBudget(case.steps // 2),
        "loss below 0.001 of the first": TargetLoss(1e-3 * first.loss),
        f"gradient norm below {number(norm)}": GradientNorm(norm),
        "relative change below 1e-05": RelativeChange(1e-5),
        f"plateau of {PATIENCE} steps": Plateau(PATIENCE),
        f"held-out set with patience of {PATIENCE} steps": HeldOut(*held_out, patience=PATIENCE),
        f"loss of the noise, {number(floor)}": TargetLoss(floor),
    }


def _stops(case: Case, held_out: tuple[Tensor, Tensor], noise: float) -> Stops:
    seen: dict[str, Snapshot] = {}
    rules: dict[str, Rule] = {}

    def ask(now: Snapshot) -> None:
        if now.step == 0:
            rules.update(_rules(case, now, held_out, noise))
            for rule in rules.values():
                rule.start(case.approximation, case.loss)
        for name, rule in rules.items():
            if name not in seen and rule.reached(now):
                seen[name] = now

    run = case.fit(callback=ask)
    stops = []
    for name in rules:
        now = seen.get(name)
        params = run.params if now is None else now.params
        stops.append(
            Stopped(
                rule=name,
                step=math.inf if now is None else now.step,
                loss=math.nan if now is None else now.loss,
                gradient_norm=math.nan if now is None else float(now.gradient.norm()),
                errors=params.double() - case.lowest,
            )
        )
    return Stops(run, case.valley, noise, tuple(stops))


def _estimated_noise(x: Tensor, y: Tensor) -> float:
    """The standard deviation that neighbors on a line would need to deviate as they do."""
    if x.ndim > 1 or len(x) < 3:
        return 0.0
    order = x.argsort()
    at, values = x[order].double(), y[order].double()
    left, middle, right = at[:-2], at[1:-1], at[2:]
    apart = right > left
    share = ((right - middle) / (right - left))[apart]
    bends = (share * values[:-2][apart] + (1 - share) * values[2:][apart]) - values[1:-1][apart]
    weights = 1 / (share**2 + (1 - share) ** 2 + 1)
    return float((weights * bends.square()).mean().sqrt()) if len(bends) else 0.0


def _first_rise(losses: Tensor) -> float:
    rises = (losses[1:] > losses[:-1]).nonzero()
    return float(rises[0]) if len(rises) else math.inf


def _frozen(case: Case, run: Run) -> dict[str, Tensor]:
    """Since when each parameter no longer moves, and why."""
    moved = run.history[1:] != run.history[:-1]
    rows = len(moved)
    last = rows - moved.flip(0).int().argmax(dim=0)
    at = torch.where(moved.any(dim=0), last, 0).double()
    params = run.params.clone().requires_grad_()
    value = case.loss(case.approximation(case.x, params), case.y)
    (slope,) = torch.autograd.grad(value, params)
    size = run.params.abs()
    spacing = torch.nextafter(size, torch.full_like(size, math.inf)) - size
    return {
        "frozen_at": torch.where((at > rows - STILL) | ~moved.any(dim=0), math.inf, at),
        "spacing": spacing,
        "last_step": case.learning_rate * slope.abs(),
    }
