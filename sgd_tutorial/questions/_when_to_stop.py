"""Question 5: when is a good time to stop?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._moves import last_moves, spacing
from .._problem import MOST_STEPS, Problem, with_defaults
from .._record import Run, Snapshot
from .._text import Finding, QuestionAnswer, Writer, agree, dtype_name, listed, number
from ..approximations import Approximation
from ..data import noisy_data
from ..losses import Loss, sum_squared_error
from ..stopping import GradientNorm, HeldOut, Plateau, RelativeChange, Rule, StepBudget, TargetLoss

PATIENCE = 100
STILL = 1_000
NOTEBOOK_NOISE = 100.0
# The user's held-out points: every fifth.
HELD_OUT_EVERY = 5

LABELS = {
    "step budget": "half the step budget",
    "target loss": "loss below {} of the first",
    "gradient norm": "gradient norm below {}",
    "relative change": "relative change below {}",
    "plateau": "plateau of {} steps",
    "held-out set": "held-out set with patience of {} steps",
    "loss of the noise": "loss of the noise, {}",
}


@dataclass(frozen=True, eq=False)
class Stopped:
    """One rule on the run.

    Attributes:
        rule: its name.
        setting: steps of the budget, half of those of the run; the target as a fraction of the
            first loss; the gradient norm; the relative change; steps of patience; the loss.
        step: where it stops the run; infinity if it never does.
        loss: the loss there; NaN if it never stops.
        gradient_norm: the length of the gradient there; NaN if it never stops.
        errors: (P,), float64, how far off the parameters are there, or at the run's end.
    """

    rule: str
    setting: float
    step: float
    loss: float
    gradient_norm: float
    errors: Tensor

    @property
    def label(self) -> str:
        """The rule with its setting, in words."""
        return LABELS[self.rule].format(number(self.setting))


@dataclass(frozen=True, eq=False)
class Stops:
    """All rules on one and the same run.

    Attributes:
        run: the run, to its end.
        curvature: the bowl at the minimum, seen from the guesses.
        noise: standard deviation of the noise in y, as given or estimated.
        stops: by rule: "step budget", "target loss", "gradient norm", "relative change",
            "plateau", "held-out set", "loss of the noise".
    """

    run: Run
    curvature: Curvature
    noise: float
    stops: dict[str, Stopped]


@dataclass(frozen=True, eq=False, repr=False)
class WhenToStop(QuestionAnswer):
    """What `when_to_stop` returns.

    Kinds of findings: "stops", "gradient", "noise" for the notebook's problem, "rounding".

    Attributes:
        names: (P,), of the parameters.
        learning_rate: of every run.
        clean: the rules on the problem as it is.
        noisy: the rules with noise added to every y; None for the user's own problem.
        rises_at: the first step after which the run's loss rises, infinity if it never does.
        precise_rises_at: the same for the run in float64.
        frozen_at: (P,), float64, the last step that changes each parameter; infinity for those
            that move in the last 1,000 steps, or never.
        spacing: (P,), float64, from the last value of each parameter to the next number of its
            dtype.
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
        stop = self.clean.stops["gradient norm"]
        return stop.gradient_norm / float(self.clean.curvature.curved[0])

    def _findings(self) -> Iterator[Finding]:
        write, clean = Writer(), self.clean
        steps = write.steps("steps", clean.run.steps)
        yield write.finding(
            "stops", f"On one run of {steps} the rules stop here: {_listed(self, clean, write)}."
        )
        yield _gradient(self, write)
        if self.noisy is not None:
            yield write.finding(
                "noise",
                f"With noise of {write('noise', self.noisy.noise)} in every y: "
                f"{_listed(self, self.noisy, write)}; a loss as low as that of the noise does not "
                "say that the curve is right.",
            )
        yield _rounding(self, write)


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

    The held-out set of the notebook's problem are new points between its own. From the user's
    data every fifth point is held out, and no rule's run learns from it.

    Args:
        approximation: f(x, params); the notebook's problem if none of the four is given.
        guesses: (P,), where the parameters start.
        x: (N,), data; of the user's, five points at least.
        y: (N,), data.
        learning_rate: of the run; the notebook's, or half the largest stable one, unless given.
        steps: of the run, 20,000 by default and at most.
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
    >>> answer.clean.stops["target loss"].step
    16
    """
    validate.seed(seed)
    budget = MOST_STEPS if steps is None else steps
    problem = with_defaults(
        approximation, guesses, x, y, loss=loss, learning_rate=learning_rate, steps=budget
    )
    if noise is not None:
        noise = validate.finite_number("noise", noise, least=0)
    noisy = None
    if problem.is_notebook:
        middles = (problem.x[:-1] + problem.x[1:]) / 2
        clean = _stops(problem, (middles, 5 * middles * middles), 0.0 if noise is None else noise)
        noisy = _stops(
            problem.with_data(*noisy_data(NOTEBOOK_NOISE, seed)),
            noisy_data(NOTEBOOK_NOISE, seed + 1),
            NOTEBOOK_NOISE,
        )
    else:
        if noise is None:
            noise = _estimated_noise(problem.x, problem.y)
        problem, held_out = _hold_out(problem)
        clean = _stops(problem, held_out, noise)
    run = clean.run
    moved = last_moves(run.history)
    still = (moved > 0) & (moved <= run.steps - STILL)
    return WhenToStop(
        names=problem.names,
        learning_rate=problem.learning_rate,
        clean=clean,
        noisy=noisy,
        rises_at=_first_rise(run.losses),
        precise_rises_at=_precise_rise(problem, run),
        frozen_at=torch.where(still, moved.double(), math.inf),
        spacing=spacing(run.params, run.params.dtype),
        last_step=problem.learning_rate * problem.gradient_at(run.params).abs(),
    )


# The findings.


def _listed(answer: WhenToStop, stops: Stops, write: Writer) -> str:
    """The rules, with where they stop and how far off the worst parameter is there."""
    items = []
    for rule, stop in sorted(stops.stops.items(), key=lambda pair: pair[1].step):
        write(f"{rule} setting", stop.setting)
        if math.isinf(stop.step):
            items.append(f"{stop.label} never")
            continue
        worst, off = _worst(answer, stop)
        step, error = write(f"{rule} step", stop.step), write(f"{rule} error", off)
        items.append(f"{stop.label} at step {step} ({worst} off by {error})")
    return "; ".join(items)


def _worst(answer: WhenToStop, stop: Stopped) -> tuple[str, float]:
    """The parameter that is furthest off, and how far."""
    worst = int(stop.errors.abs().argmax())
    return answer.names[worst], abs(float(stop.errors[worst]))


def _gradient(answer: WhenToStop, write: Writer) -> Finding:
    stop = answer.clean.stops["gradient norm"]
    if math.isinf(stop.step):
        write("gradient norm setting", stop.setting)
        return write.finding("gradient", f"No step has a {stop.label}.")
    worst, off = _worst(answer, stop)
    text = (
        f"A small gradient is no small error: where its length is "
        f"{write('gradient_norm', stop.gradient_norm)}, {worst} is still off by "
        f"{write('error', off)}"
    )
    if answer.clean.curvature.exact:
        text += (
            ", and all it promises is an error below length / smallest curvature = "
            f"{write('bound_on_error', answer.bound_on_error)}"
        )
    return write.finding("gradient", f"{text}.")


def _rounding(answer: WhenToStop, write: Writer) -> Finding:
    dtype = dtype_name(answer.clean.run.history)
    shows = _rises_by_rounding(answer) or bool(answer.frozen_at.isfinite().any())
    text = (
        f"Rounding {'ends progress too' if shows else 'does not show'}: the loss of this {dtype} "
        f"run {_rise(write, 'rises_at', answer.rises_at)}"
    )
    if dtype != "float64":
        text += f", in float64 it {_rise(write, 'precise_rises_at', answer.precise_rises_at)}"
    still = [
        f"{name} (from step {write(f'{name} frozen at', answer.frozen_at[i])}, where the next step "
        f"would be {write(f'{name} step', answer.last_step[i])} and the spacing of numbers is "
        f"{write(f'{name} spacing', answer.spacing[i])})"
        for i, name in enumerate(answer.names)
        if math.isfinite(answer.frozen_at[i])
    ]
    if still:
        text += f"; at the end {listed(still)} no longer {agree(still, 'moves', 'move')}"
    return write.finding("rounding", f"{text}.")


def _rises_by_rounding(answer: WhenToStop) -> bool:
    """Whether the loss rises where it would not in exact arithmetic: a stable bowl, or float64."""
    bowl = answer.clean.curvature
    stable = bowl.exact and answer.learning_rate < bowl.largest_stable_learning_rate
    return math.isfinite(answer.rises_at) and (stable or answer.rises_at < answer.precise_rises_at)


def _rise(write: Writer, name: str, at: float) -> str:
    return f"first rises after step {write(name, at)}" if math.isfinite(at) else "never rises"


# The measurements.


def _hold_out(problem: Problem) -> tuple[Problem, tuple[Tensor, Tensor]]:
    """The problem without the held-out points, and these points.

    A loss that takes all points or none is refused, such as one with a weight for each.
    """
    x, y = problem.x, problem.y
    if len(x) < HELD_OUT_EVERY:
        raise ValueError(f"x has {len(x)} points; give at least {HELD_OUT_EVERY}")
    held = torch.arange(len(x)) % HELD_OUT_EVERY == HELD_OUT_EVERY // 2
    try:
        for part in (held, ~held):
            problem.loss(y[part], y[part])
    except Exception as error:
        raise ValueError(
            "loss does not take a part of the points, which a held-out set needs; give one "
            "that works for any number of them"
        ) from error
    return problem.with_data(x[~held], y[~held]), (x[held], y[held])


def _rules(
    problem: Problem, first: Snapshot, held_out: tuple[Tensor, Tensor], noise: float
) -> dict[str, tuple[float, Rule]]:
    """The rules by name, each with its setting, which suits a problem of any scale."""
    half, target, change = problem.steps // 2, 1e-3, 1e-5
    norm = 1e-4 * float(first.gradient.double().norm())
    y = problem.y
    floor = float(problem.loss(torch.full_like(y, noise), torch.zeros_like(y)))
    return {
        "step budget": (half, StepBudget(half)),
        "target loss": (target, TargetLoss(target * first.loss)),
        "gradient norm": (norm, GradientNorm(norm)),
        "relative change": (change, RelativeChange(change)),
        "plateau": (PATIENCE, Plateau(PATIENCE)),
        "held-out set": (PATIENCE, HeldOut(*held_out, patience=PATIENCE)),
        "loss of the noise": (floor, TargetLoss(floor)),
    }


def _stops(problem: Problem, held_out: tuple[Tensor, Tensor], noise: float) -> Stops:
    """One run, with all rules watching."""
    rules: dict[str, tuple[float, Rule]] = {}
    ends: dict[str, Snapshot] = {}

    def watch(now: Snapshot) -> None:
        if now.step == 0:
            rules.update(_rules(problem, now, held_out, noise))
            for _, rule in rules.values():
                rule.start(problem.approximation, problem.loss)
        for name, (_, rule) in rules.items():
            if name not in ends and rule.reached(now):
                ends[name] = now

    run = problem.fit(callback=watch)
    stops = {
        name: _stopped(name, setting, ends.get(name), run, problem.lowest)
        for name, (setting, _) in rules.items()
    }
    return Stops(run, problem.minimum, noise, stops)


def _stopped(rule: str, setting: float, end: Snapshot | None, run: Run, lowest: Tensor) -> Stopped:
    params = run.params if end is None else end.params
    return Stopped(
        rule=rule,
        setting=setting,
        step=math.inf if end is None else end.step,
        loss=math.nan if end is None else end.loss,
        gradient_norm=math.nan if end is None else float(end.gradient.norm()),
        errors=params.double() - lowest,
    )


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


def _precise_rise(problem: Problem, run: Run) -> float:
    """Where the loss first rises in float64, if it does within the steps of the run."""
    if run.losses.dtype == torch.float64:
        return _first_rise(run.losses)
    if _falls_to_the_end(problem):
        return math.inf
    previous = math.inf

    def rises(now: Snapshot) -> bool:
        nonlocal previous
        before, previous = previous, now.loss
        return now.loss > before

    return _first_rise(problem.in_float64.fit(stop=rises).losses)


def _falls_to_the_end(problem: Problem) -> bool:
    """Whether even the last step of a stable run lowers the loss far more than float64 rounds it.

    In a bowl each step lowers it less than the one before. Rounding moves each value by a little r:
    a loss L by at most 2 sqrt(L R) + R, with R the loss of all these r alone.
    """
    bowl, rate, steps = problem.minimum, problem.learning_rate, problem.steps
    if not bowl.exact or rate >= bowl.largest_stable_learning_rate:
        return False
    before, last = bowl.losses_after(rate, [steps - 1, steps]).tolist()
    rounding = problem.in_float64.rounding_loss(bowl.lowest)
    return before - last > 2 * math.sqrt(before * rounding) + rounding
