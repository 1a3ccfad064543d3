"""Findings on what is left at the lowest point: another valley, another approximation, noise."""

import torch
from torch import Tensor

from .._text import Finding, Writer
from ._measure import Measurement
from ._sentences import elsewhere

# A value is far from the rest if the gap is so many times as wide as the rest.
FAR = 3
# Fewer different values are classes.
FEW = 5


def high_valley(m: Measurement, write: Writer) -> Finding | None:
    if not m.in_high_valley:
        return None
    if not m.diverges:
        write("loss_reached", m.loss_reached)
    return write.finding(
        "high valley",
        "Your guesses lead to a valley that is not the lowest: at its lowest point found the loss "
        f"is {write('floor', m.floor)}. {elsewhere(m, write)} Try those before another "
        "approximation.",
    )


def wrong_approximation(m: Measurement, write: Writer) -> Finding | None:
    if not m.misfit or m.in_high_valley or not m.has_pattern:
        return None
    return write.finding(
        "wrong approximation",
        f"{_floor(m, write)} Neighboring misses go the same way ({_pattern(m, write)}), so the "
        "approximation lacks something that the data has: change it, more steps do not help.",
    )


def noise(m: Measurement, write: Writer) -> Finding | None:
    """What is left without a pattern, if so few points, or points without order, could show one."""
    if not m.misfit or m.in_high_valley or m.has_pattern:
        return None
    floor = _floor(m, write)
    if m.lowest_of_noise == 0:
        points = "points without an order" if m.residuals is None else "so few points"
        text = f"Whether that is noise or a wrong approximation, {points} do not tell."
        return write.finding("unexplained", f"{floor} {text}")
    text = f"Neighboring misses show no pattern ({_pattern(m, write)}), so it looks like noise."
    return write.finding("noise", f"{floor} {text}")


def _pattern(m: Measurement, write: Writer) -> str:
    return (
        f"Durbin-Watson {write('durbin_watson', m.durbin_watson)}, where noise is below "
        f"{write('lowest_of_noise', m.lowest_of_noise)} once in {write('draws', 1000)} draws"
    )


def _floor(m: Measurement, write: Writer) -> str:
    run = "Even"
    if not m.diverges:
        run = f"Your run reaches {write('loss_reached', m.loss_reached)}; even"
    where = "the best parameters" if m.exact else "the best parameters found"
    return (
        f"{run} {where} leave a loss of {write('floor', m.minimum.floor)}, and the best constant "
        f"one of {write('constant_loss', m.constant_loss)}."
    )


def repeated_value(m: Measurement, write: Writer) -> Finding | None:
    """A value far from the rest that repeats: a code for a missing one."""
    for name, values in (("y", m.problem.y), ("x", m.problem.x)):
        code = _far_value(values.double()) if values.ndim == 1 else None
        if code is None:
            continue
        rest = values[values != code]
        return write.finding(
            "repeated value",
            f"{name} is {write('value', code)} at {write('times', len(values) - len(rest))} of "
            f"{write('points', len(values))} points, far from all others, which lie between "
            f"{write('least', rest.min())} and {write('most', rest.max())}. If it stands for a "
            "missing value, leave those points out.",
        )
    return None


def _far_value(values: Tensor) -> Tensor | None:
    """The lowest or highest value, if it repeats and lies far from all others."""
    different, counts = values.unique(return_counts=True)
    if len(different) < FEW:
        return None
    for end, rest, count in (
        (different[0], different[1:], counts[0]),
        (different[-1], different[:-1], counts[-1]),
    ):
        gap = torch.minimum((end - rest.min()).abs(), (end - rest.max()).abs())
        if count > 1 and gap > FAR * (rest.max() - rest.min()):
            return end
    return None
