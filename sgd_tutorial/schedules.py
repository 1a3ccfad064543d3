"""Learning rates that change: functions of the step, which is 0 at the first adjustment."""

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

from . import _validate as validate

Rate = float | Tensor


class Schedule(Protocol):
    """Any function of the step that gives its learning rate.

    >>> halved: Schedule = lambda step: 0.1 * 0.5 ** (step // 1000)
    >>> halved(999), halved(1000)
    (0.1, 0.05)
    """

    def __call__(self, step: int, /) -> float:
        """The rate of this step.

        Args:
            step: 0 at the first adjustment.

        Returns:
            The rate, 0 or more.
        """


def inverse_decay(rate: float, half_at: float) -> Schedule:
    """A rate that falls like 1 / step: rate / (1 + step / half_at).

    Slow enough to reach any minimum, fast enough to average out the noise of mini-batches: the
    sum of the rates is infinite, the sum of their squares is not.

    Source: Robbins, Monro, A Stochastic Approximation Method (1951).

    Args:
        rate: learning rate of the first step.
        half_at: step at which half the rate is left.

    Raises:
        ValueError: unless both are finite and above 0.

    >>> inverse_decay(0.1, half_at=100)(100)
    0.05
    """
    rate = validate.positive_number("rate", rate)
    half_at = validate.positive_number("half_at", half_at)
    return lambda step: rate / (1 + step / half_at)


def warmup(schedule: float | Schedule, steps: int) -> Schedule:
    """A rate that rises linearly for some steps, then follows the schedule.

        schedule(step) * min((step + 1) / steps, 1)

    Args:
        schedule: a constant rate, or a schedule.
        steps: length of the rise.

    Raises:
        ValueError: unless the rate is finite and above 0, and steps >= 1.

    >>> schedule = warmup(0.1, steps=4)
    >>> schedule(0), schedule(3), schedule(100)
    (0.025, 0.1, 0.1)
    """
    steps = validate.whole_number("steps", steps, least=1)
    if callable(schedule):
        return lambda step: schedule(step) * min((step + 1) / steps, 1)
    rate = validate.positive_number("schedule", schedule)
    return lambda step: rate * min((step + 1) / steps, 1)


def as_schedule(learning_rate: object, params: Tensor) -> Callable[[int], Rate]:
    """One rate, a rate for each parameter, or a schedule, as a function of the step."""
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
