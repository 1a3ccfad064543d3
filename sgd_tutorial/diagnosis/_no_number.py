"""Findings where a calculation gives no number, at the guesses or on the way."""

import math

import torch
from torch import Tensor

from .._text import Finding, Writer
from .._undefined_operations import REASONS
from ._calm import Calm, calm_rate
from ._measure import Measurement
from ._sentences import elsewhere
from ._undefined import Place, undefined_at


def undefined_at_guesses(m: Measurement, write: Writer) -> Finding | None:
    place = _place(m, m.run.history[0]) if m.run.steps <= 1 and _stopped(m) else None
    if place is None or place.overflows or _overflows(m):
        return None
    return write.finding(
        "undefined at the guesses",
        f"{_what(place)} is not a number at your guesses{_where(m, place, write)}. {_help(place)}",
    )


def _stopped(m: Measurement) -> bool:
    """Whether the run has met what is no number."""
    return m.diverged or not bool(m.run.params.isfinite().all())


def _place(m: Measurement, params: Tensor) -> Place | None:
    try:
        return undefined_at(m.problem, params)
    except Exception:  # the user's function, or its gradient
        return None


def _overflows(m: Measurement) -> bool:
    """Whether wider numbers would hold what is none."""
    if math.isfinite(float(m.run.losses[0])):
        return False
    return m.look.eps < torch.finfo(m.problem.y.dtype).eps and math.isfinite(m.loss_in_float64)


def _what(place: Place) -> str:
    return f"{place.stage[0].upper()}{place.stage[1:]}"


def _where(m: Measurement, place: Place, write: Writer) -> str:
    if place.point is None:
        return ""
    x = m.problem.x
    at = f", where x is {write('x', x[place.point])}" if x[place.point].numel() == 1 else ""
    more = f" and {write('others', place.count - 1)} more" if place.count > 1 else ""
    by = f", from {place.operation} on" if place.operation else ""
    return f": at point {write('point', place.point)}{more}{at}{by}"


def _help(place: Place) -> str:
    why = REASONS.get(place.operation, "")
    if place.wherever:
        points = "that point" if place.count == 1 else "such points"
        return f"{why}It is so at other parameters, too: leave {points} out."
    return f"{why}Start where both the approximation and the loss are defined."


def overflows_at_guesses(m: Measurement, write: Writer) -> Finding | None:
    if not m.diverged or m.run.steps > 0:
        return None
    advice = "Start closer."
    if math.isfinite(m.loss_in_float64):
        loss = write("loss_in_float64", m.loss_in_float64)
        advice = f"In float64 it is {loss}: start closer, or use float64."
    return write.finding(
        "overflows at the guesses",
        f"The loss overflows {m.dtype} at your guesses, so that no step can be taken. "
        f"{write.cure(advice)}",
    )


def undefined(m: Measurement, write: Writer) -> Finding | None:
    """On the way, where the loss did not grow before."""
    if not _stopped(m) or m.run.steps == 0 or not math.isnan(float(m.run.losses[-1])):
        return None
    before = m.run.losses[:-1]
    if float(before[-1]) > 1e3 * float(before[0].abs()) or bool(m.run.history[-1].isinf().any()):
        return None
    place = _place(m, m.run.params)
    if place is None:
        return None
    calm = calm_rate(m)
    return write.finding(
        "undefined",
        f"At step {write('step', m.run.steps)} {place.stage} is no longer a number"
        f"{_where(m, place, write)}. {_way_out(m, place, calm, write)}",
    )


def _way_out(m: Measurement, place: Place, calm: Calm | None, write: Writer) -> str:
    why = REASONS.get(place.operation, "")
    if calm is None:
        return f"{why}Smaller rates lead there, too. {elsewhere(m, write)}"
    return f"{why}{calm.sentence(m, write)}"
