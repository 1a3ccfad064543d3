"""What takes fewer steps: predicted in the one bowl, or else tried, before it is said."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import torch
from torch import Tensor

from .._curvature import Curvature, exact_curvature
from .._moves import arrivals
from .._problem import Problem
from .._record import Run
from .._stability import rounded_down
from .._steps_needed import steps_within
from .._text import Writer, listed
from ..scaling import Rescaled, fit_rescaled, standardize
from ._attempt import attempt
from ._look import look_at
from ._measure import Measurement
from ._slopes import places_around
from ._trial import tried
from ._valley import bowl_at

# A cure counts if it needs less than this fraction of the steps.
FEWER = 0.9
# A rate is too slow below this fraction of half the largest stable one.
SLOW = 1 / 10
# x is far from 0 if its mean is so many times its spread.
FAR = 3
# Steps beyond a predicted one, to see that the parameters stay.
STAY = 20
MOST_EXPONENTS = 3**7
# What x may be divided by.
UNITS = tuple(digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5))


def typed(rate: float) -> float:
    """A rate of four digits, not above the one given: what is printed is what was tried."""
    return rounded_down(rate, digits=4)


def cures(m: Measurement, most: float, write: Writer) -> str:
    """A sentence on what takes fewer than so many steps, or nothing."""
    if not m.has_minimum:
        return ""
    of_a_kind = (_standardized, _rescaled, _shifted) if m.exact else (_divided, _rates)
    found = [cure for cure in (_faster, *of_a_kind) for cure in cure(m, FEWER * most, write)]
    if not found:
        return ""
    text = "; ".join(found)
    name_first = text.startswith(("standardize", "fit_"))
    return write.cure(f"{text if name_first else text[0].upper() + text[1:]}.")


# A larger rate: half of the largest stable one.


def _faster(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    rate = typed(m.bound / 2)
    steps = steps_at(m, rate)
    if not steps < most:
        return
    slow = ""
    if m.learning_rate < SLOW * rate:
        times = write("times_faster", rate / m.learning_rate)
        slow = f"your rate is too slow, and one {times} times as large is stable; "
    yield (
        f"{slow}at rate {write('faster_learning_rate', rate)} it takes "
        f"{write.steps('faster_needed', steps)}"
    )


def steps_at(m: Measurement, rate: float) -> float:
    """Steps until every parameter is right at this rate; infinity if a trial did not show it."""
    if m.exact:
        return float(m.needed_at(rate).max())
    run = m.trial(rate) if math.isfinite(rate) else None
    return math.inf if run is None else float(m.arrivals_in(run).max())


# Other columns.


def _standardized(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    scaled = attempt(standardize, m.look.approximation, m.guesses, m.look.x, otherwise=None)
    if scaled is None:
        return
    p = replace(m.look, approximation=scaled.approximation, guesses=scaled.guesses)
    bowl = attempt(bowl_at, p, p.guesses, otherwise=None)
    if bowl is None or not bowl.exact:
        return
    rate = typed(bowl.largest_stable_learning_rate / 2)
    amplitudes = (scaled.matrix @ bowl.directions) * bowl.errors
    steps = float(steps_within(amplitudes, rate * bowl.eigenvalues, m.tolerance)[1].max())
    tried, wide = _tried_rescaled(m, scaled, rate, steps)
    if tried < most:
        yield (
            f"standardize makes it {write.steps('standardized_needed', tried)} at rate "
            f"{write('standardized_rate', rate)}{wide}"
        )


def _tried_rescaled(
    m: Measurement, scaled: Rescaled, rate: float, steps: float
) -> tuple[float, str]:
    """The steps that a run takes, and whether it has to be in float64."""
    if steps > m.most_tried:
        return steps, ""
    own = replace(scaled, original=m.problem.approximation)
    for p, wide in ((m.problem, ""), (m.problem.in_float64, " in float64")):
        p = replace(p, approximation=own.approximation, guesses=own.guesses.to(p.guesses))
        run = _run(p, rate, steps)
        if run is not None:
            back = replace(run, history=own.to_original(run.history))
            arrived = float(m.arrivals_in(back).max())
            if math.isfinite(arrived):
                return arrived, wide
    return math.inf, ""


def _run(problem: Problem, rate: object, steps: float) -> Run | None:
    return attempt(tried, problem, rate, int(steps) + STAY, otherwise=None)


def _rescaled(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    p = m.problem
    try:
        run = fit_rescaled(p.approximation, m.guesses, p.x, p.y, steps=1, loss=p.loss)
    except Exception:  # columns that cannot be told apart, or functions of one dtype alone
        return
    if bool(((run.params - m.minimum.lowest).abs() <= m.tolerance).all()) and most > 1:
        yield f"fit_rescaled makes it {write.steps('rescaled_needed', 1)}"


def _shifted(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    x = m.look.x
    if x.ndim > 1 or not FAR * float(x.std(correction=0)) < float(x.mean().abs()):
        return
    near = x - x[0]
    bowl = attempt(
        exact_curvature,
        m.look.approximation,
        m.guesses,
        near,
        m.look.y,
        m.look.loss,
        otherwise=None,
    )
    if bowl is None:
        return
    rate = typed(bowl.largest_stable_learning_rate / 2)
    steps = float(bowl.steps_needed(rate).max())
    if steps <= m.most_tried:
        own = m.problem.x - m.problem.x[0]
        steps = _arrival(replace(m.problem, x=own), bowl, rate, steps)
    if steps < most:
        yield (
            f"x lies far from zero: with its first value, {write('shifted_by', x[0])}, subtracted "
            f"it takes {write.steps('shifted_needed', steps)} at rate "
            f"{write('shifted_rate', rate)}"
        )


def _arrival(problem: Problem, bowl: Curvature, rate: object, steps: float) -> float:
    """The step from which on every parameter of a run is right."""
    run = _run(problem, rate, steps)
    if run is None:
        return math.inf
    off = (run.history.double() - bowl.lowest).abs() > bowl.default_tolerance
    return float(arrivals(off | ~run.history.isfinite(), run.recorded_steps).max())


# Where the approximation is not linear in its parameters.


def _divided(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    """X in another unit, if there are guesses that mean the same in it."""
    exponents = _exponents(m) if m.look.x.ndim == 1 else None
    if exponents is None or not bool(exponents.any()):
        return
    by = min(UNITS, key=lambda unit: _condition(m.minimum, unit**exponents))
    factors = by**exponents
    guesses = m.guesses * factors
    p = replace(m.problem, x=m.problem.x / by, guesses=guesses.to(m.problem.guesses))
    look = look_at(p)
    places = guesses, m.minimum.lowest * factors
    bowls = [attempt(bowl_at, look, place, otherwise=None) for place in places]
    bounds = [bowl.largest_stable_learning_rate for bowl in bowls if bowl is not None]
    rate = typed(min(bounds, default=math.inf) / 2)
    if by == 1 or not math.isfinite(rate):
        return
    ends = partial(m.is_decided, units=factors)
    run = attempt(tried, p, rate, m.trial_steps, ends=ends, otherwise=None)
    if run is None:
        return
    steps = float(m.arrivals_in(replace(run, history=run.history.double() / factors)).max())
    if steps < most:
        names = write.params("divided", m.names, guesses)
        yield (
            f"with x divided by {write('divided_by', by)}, where your guesses are {names}, it "
            f"takes {write.steps('divided_needed', steps)} at rate {write('divided_rate', rate)}"
        )


def _condition(bowl: Curvature, factors: Tensor) -> float:
    """The condition number in parameters that are multiplied by these factors."""
    matrix = bowl.directions * bowl.eigenvalues @ bowl.directions.T / torch.outer(factors, factors)
    values = torch.linalg.eigvalsh(matrix)
    return float(values[-1] / values[0]) if float(values[0]) > 0 else math.inf


def _exponents(m: Measurement) -> Tensor | None:
    """(P,), powers of a number that parameters are multiplied by as x is divided by it."""
    count, look, by = len(m.guesses), m.few, 2.0
    if 3**count > MOST_EXPONENTS:
        return None
    halved = replace(look, x=look.x / by)
    known = [(place, look.values_at(place)) for place in places_around(m.guesses, 2)]
    for exponents in product((0, 1, -1), repeat=count):
        powers = torch.tensor(exponents, dtype=torch.float64).to(m.guesses)
        if all(
            _same(values, halved.values_at(place * by**powers), look.eps) for place, values in known
        ):
            return powers
    return None


def _same(one: Tensor, other: Tensor, eps: float) -> bool:
    return bool(((one - other).abs() <= 1e4 * eps * one.abs().max()).all())


def _rates(m: Measurement, most: float, write: Writer) -> Iterator[str]:
    """A rate for each parameter, which makes them all equally steep."""
    bowls = [bowl for bowl in (m.at_guesses, m.minimum) if bowl is not None]
    curved = torch.stack([bowl.curvature_by_parameter for bowl in bowls]).amax(dim=0)
    if not bool((curved > 0).all()) or len(curved) < 2:
        return
    rates = [typed(float(rate)) for rate in 1 / (len(curved) * curved)]
    run = m.trial(rates)
    steps = math.inf if run is None else float(m.arrivals_in(run).max())
    if steps < most:
        pairs = [f"{write(f'rate of {n}', r)} for {n}" for n, r in zip(m.names, rates, strict=True)]
        yield (
            f"with a rate for each parameter, {listed(pairs)}, it takes "
            f"{write.steps('rates_needed', steps)}"
        )
