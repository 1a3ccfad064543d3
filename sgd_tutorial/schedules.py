"""Learning rates that change: functions from the step, 0 at the first adjustment, to the rate."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from . import _validate as validate

Schedule = Callable[[int], float]
Rate = float | Tensor


def step_decay(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """The rate falls to a fraction at every so many steps, rate * factor^⌊step / every⌋.

    Args:
        rate: learning rate of the first step, above 0.
        every: steps between two falls, 1 or more.
        factor: what is left after a fall, above 0, at most 1.

    Raises:
        TypeError: if an argument is not a number.
        ValueError: if it is out of its range.

    >>> schedule = step_decay(0.1, every=10, factor=0.5)
    >>> schedule(9), schedule(10)
    (0.1, 0.05)
    """
    rate, factor = validate.positive_number("rate", rate), _fraction("factor", factor)
    every = validate.whole_number("every", every, least=1)
    return lambda step: rate * factor ** (step // every)


def exponential_decay(rate: float, factor: float) -> Schedule:
    """The rate shrinks by the same fraction every step, rate * factor^step.

    Args:
        rate: learning rate of the first step, above 0.
        factor: what is left after a step, above 0, at most 1.

    Raises:
        TypeError: if an argument is not a number.
        ValueError: if it is out of its range.

    >>> exponential_decay(0.1, factor=0.5)(2)
    0.025
    """
    rate, factor = validate.positive_number("rate", rate), _fraction("factor", factor)
    return lambda step: rate * factor**step


def inverse_decay(rate: float, half_at: float) -> Schedule:
    """The rate falls like 1 / step, rate / (1 + step / half_at).

    Slow enough to reach any answer, fast enough to quiet the noise of mini-batches: the rates
    add up to infinity, their squares do not.

    Source: Robbins, Monro, A Stochastic Approximation Method (1951).

    Args:
        rate: learning rate of the first step, above 0.
        half_at: step at which half the rate is left, above 0.

    Raises:
        TypeError: if an argument is not a number.
        ValueError: if it is out of its range.

    >>> inverse_decay(0.1, half_at=100)(100)
    0.05
    """
    rate = validate.positive_number("rate", rate)
    half_at = validate.positive_number("half_at", half_at)
    return lambda step: rate / (1 + step / half_at)


def cosine_decay(rate: float, steps: int, final: float = 0.0) -> Schedule:
    """The rate follows half a cosine wave down to `final`, and stays there.

    final + (rate - final) * (1 + cos(π * step / steps)) / 2

    Source: Loshchilov, Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017).

    Args:
        rate: learning rate of the first step, above 0.
        steps: length of the descent, 1 or more.
        final: rate at its end, 0 or more.

    Raises:
        TypeError: if an argument is not a number.
        ValueError: if it is out of its range.

    >>> cosine_decay(0.1, steps=100)(50)
    0.05
    """
    rate = validate.positive_number("rate", rate)
    steps = validate.whole_number("steps", steps, least=1)
    final = validate.finite_number("final", final, least=0)
    return lambda step: final + (rate - final) * (1 + math.cos(math.pi * min(step / steps, 1))) / 2


def warmup(schedule: float | Schedule, steps: int) -> Schedule:
    """The rate climbs in a straight line for some steps, then follows the schedule.

    schedule(step) * min((step + 1) / steps, 1)

    Args:
        schedule: a rate, or the schedule to climb to.
        steps: length of the climb, 1 or more.

    Raises:
        TypeError: if an argument is not a number.
        ValueError: if it is out of its range.

    >>> schedule = warmup(0.1, steps=4)
    >>> schedule(0), schedule(3), schedule(100)
    (0.025, 0.1, 0.1)
    """
    steps = validate.whole_number("steps", steps, least=1)
    if callable(schedule):
        follow = schedule
    else:
        rate = validate.positive_number("schedule", schedule)
        follow = lambda step: rate  # noqa: E731
    return lambda step: follow(step) * min((step + 1) / steps, 1)


def _fraction(name: str, value: float) -> float:
    number = validate.positive_number(name, value)
    if number > 1:
        raise ValueError(f"{name} must be at most 1; got {value!r}")
    return number


def as_schedule(learning_rate: object, params: Tensor) -> Callable[[int], Rate]:
    """A rate, a rate for each parameter, or a schedule, as a function of the step.

    Raises:
        TypeError: if it is none of these.
        ValueError: if a rate is not a finite number above 0; from a schedule, 0 will do.
    """
    if callable(learning_rate):
        validate.not_a_class("learning_rate", learning_rate)
        return lambda step: validate.finite_number(
            f"the learning rate scheduled for step {step}", learning_rate(step), least=0
        )
    rate = as_rate(learning_rate, params)
    return lambda step: rate


def as_rate(learning_rate: object, params: Tensor) -> Rate:
    """One rate, or one for each parameter, (P,)."""
    rates = validate.numbers("learning_rate", learning_rate, torch.float64)
    if rates.ndim == 0:
        # A Python number, as in the notebook: torch rounds it once, in the product.
        return validate.positive_number("learning_rate", rates.item())
    if rates.shape != params.shape:
        raise ValueError(
            f"learning_rate must be one number, or one for each of the {len(params)} parameters; "
            f"got shape {tuple(rates.shape)}"
        )
    rates = rates.to(params)
    if not bool((rates > 0).all()):
        raise ValueError(f"learning_rate must be above 0; got {validate.short(learning_rate)}")
    return rates
