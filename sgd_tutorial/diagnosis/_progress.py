"""Findings on the way of the parameters: they diverge, freeze, swing or are not there yet."""

import math

import torch
from torch import Tensor

from .._moves import spacing
from .._text import Finding, Writer, agree, listed
from ._calm import suggested
from ._cures import cures, steps_at, typed
from ._measure import Measurement
from ._sentences import course, elsewhere, named, some

# Numbers of steps that are looked at on the way of a parameter that may freeze.
GRID = 400


def diverges(m: Measurement, write: Writer) -> Finding | None:
    if not m.diverges or (m.run.steps == 0 and m.diverged):
        return None
    if math.isfinite(m.overflow_step):
        write("predicted_step", m.overflow_step)
    return write.finding(
        "diverges",
        f"At rate {write('learning_rate', m.learning_rate)} the run diverges: {_fate(m, write)} "
        f"{suggested(m, write)}",
    )


def _fate(m: Measurement, write: Writer) -> str:
    """How the loss ends."""
    if m.diverged:
        undefined = math.isnan(float(m.run.losses[-1]))
        what = "is no longer a number" if undefined else f"overflows {m.dtype}"
        return f"the loss {what} at step {write('step', m.run.steps)}."
    return (
        f"it is predicted to overflow {m.dtype} at step {write('step', m.overflow_step)}; after "
        f"{write.steps('steps', m.run.steps)} the loss is {write('loss', m.run.losses[-1])}."
    )


def frozen(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.frozen.any()):
        return None
    worst = _worst(m, m.frozen)
    others = [name for name in named(m, m.frozen) if name != m.names[worst]]
    so_too = f" {some(others)} {agree(others, 'stands', 'stand')} still too." if others else ""
    return write.finding(
        "frozen",
        f"{m.names[worst]} is frozen from step {write('since', m.last_moves[worst])} on, "
        f"{write('error', m.errors[worst])} off: {_why_frozen(m, worst, write)}.{so_too} "
        f"More steps do not help. {_wider(m, worst, write)}".strip(),
    )


def _worst(m: Measurement, which: Tensor) -> int:
    """Of these parameters, (P,), the one that is off by the most tolerances."""
    return int(torch.where(which, m.errors / m.tolerance, -1.0).argmax())


def _why_frozen(m: Measurement, i: int, write: Writer) -> str:
    assert m.gradient is not None
    step = write("size_of_step", m.learning_rate * m.gradient[i].abs())
    half = write("half_spacing", spacing(m.run.params, m.run.history.dtype)[i] / 2)
    value = write("value", m.run.params[i])
    if write.numbers["size_of_step"] > write.numbers["half_spacing"]:
        return f"rounding in {m.dtype} hides what is left of its gradient"
    return f"its step is {step}, below {half}, half the spacing of {m.dtype} numbers at {value}"


def _wider(m: Measurement, i: int, write: Writer) -> str:
    """What lets a parameter move whose steps are rounded away."""
    found = []
    rate = typed(m.bound / 2)
    if m.learning_rate < rate and _moves_at(m, i, rate):
        found.append(f"a larger rate, {write('larger_rate', rate)},")
    if m.dtype != "float64":
        found.append("float64")
    text = f"{listed(found, last='or')} moves it" if found else ""
    if m.dtype != "float64" and m.exact and bool(m.needed.isfinite().all()):
        steps = write.steps("float64_needed", m.needed.max())
        text += f"; in float64 every parameter is right after {steps}"
    text = write.cure(f"{text[0].upper()}{text[1:]}.") if text else ""
    return f"{text} {cures(m, math.inf, write)}".strip()


def _moves_at(m: Measurement, i: int, rate: float) -> bool:
    """Whether at another rate the parameter is right before its steps are rounded away."""
    if m.exact:
        return math.isnan(_freezes_at(m, i, rate, 1.0, float(m.needed_at(rate)[i]))[0])
    return math.isfinite(steps_at(m, rate))


def _freezes_at(
    m: Measurement, i: int, rate: float, first: float, last: float
) -> tuple[float, float]:
    """From about which step on parameter i stands for long, and how far off; NaN where it does not.

    Its steps are rounded away where they are below half the spacing of numbers.
    """
    nothing = math.nan, math.nan
    if not math.isfinite(last):
        return nothing
    counts = (
        torch.linspace(math.log(first), math.log(max(last, first)), GRID).double().exp().floor()
    )
    off = m.minimum.params_after(rate, counts.long()) - m.minimum.lowest
    gradients = (off @ m.minimum.directions * m.minimum.eigenvalues) @ m.minimum.directions.T
    gaps = spacing((off + m.minimum.lowest)[:, i], m.run.history.dtype)
    stands = rate * gradients[:, i].abs() < gaps / 2
    for k in stands.nonzero().flatten().tolist():
        until = counts <= 2 * counts[k]
        if not bool(until.all()) and bool(stands[k:][until[k:]].all()):
            return float(counts[k]), float(off[k, i].abs())
    return nothing


def rounded_off(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.rounded_off.any()):
        return None
    worst = _worst(m, m.rounded_off)
    name = m.names[worst]
    return write.finding(
        "rounded off",
        f"Rounding in {m.dtype} keeps {name} off: without it {name} is right from step "
        f"{write('needed', m.needed[worst])} on, but after {write.steps('steps', m.steps)} it is "
        f"{write('error', m.errors[worst])} off. {write.cure('Use a wider dtype.')} "
        f"{cures(m, math.inf, write)}".strip(),
    )


def not_measured(m: Measurement, write: Writer) -> Finding | None:
    if m.searched or m.diverged:
        return None
    points = len(m.problem.x)
    text = (
        f"{write('points', points)} points and {write('parameters', len(m.names))} parameters are "
        "too many to look for the lowest point, so how far off the parameters are stays unknown. "
        f"{course(m, write)}"
    )
    every = math.ceil(m.work)
    if points < every * len(m.names):  # too few points would be left
        return write.finding("not measured", f"{text} Try it with fewer parameters.")
    cure = write.cure(
        f"Diagnose every k-th point, x[::k] and y[::k] with k = {write('every', every)}: at the "
        "same rate for a mean of errors, at k times the rate for a sum."
    )
    return write.finding("not measured", f"{text} {cure}")


def no_minimum(m: Measurement, write: Writer) -> Finding | None:
    if m.has_minimum or not m.searched or m.diverged or m.has_kink:
        return None
    return write.finding(
        "no lowest point",
        f"No lowest point was found downhill, so how far off the parameters are stays unknown. "
        f"{course(m, write)} {_lower_ahead(m, write)}".strip(),
    )


def _lower_ahead(m: Measurement, write: Writer) -> str:
    if m.valley is None:
        return ""
    if m.better is not None:
        return elsewhere(m, write)
    if not m.valley.loss < float(m.run.losses[-1]):
        return ""
    return f"Further down it is {write('far_out', m.valley.loss)}."


def does_not_settle(m: Measurement, write: Writer) -> Finding | None:
    names = named(m, m.unsettled)
    if not names:
        return None
    rate = write("learning_rate", m.learning_rate)
    never = f"At rate {rate} {some(names)} never {agree(names, 'settles', 'settle')}"
    if m.exact and m.learning_rate < m.bound:
        text = f"{never} within the steps that can be counted. {cures(m, math.inf, write)}"
        return write.finding("does not settle", text.strip())
    if m.exact:
        return write.finding("does not settle", f"{never}. {suggested(m, write)}")
    bound = write.limit("largest_stable_learning_rate", m.minimum.largest_stable_learning_rate)
    text = (
        f"At rate {rate} {some(names)} {agree(names, 'does', 'do')} not settle: the largest stable "
        f"rate near the lowest point found is {bound}."
    )
    return write.finding("does not settle", f"{text} {suggested(m, write)}")


def unfinished(m: Measurement, write: Writer) -> Finding | None:
    on_the_way = m.unfinished & ~m.unsettled
    names = named(m, on_the_way)
    if not names:
        return None
    never_seen = on_the_way & m.needed.isinf()
    if bool(never_seen.any()):
        slowest = _worst(m, never_seen)
    else:
        slowest = int(torch.where(on_the_way, m.needed, -1.0).argmax())
    known = math.isfinite(float(m.needed[slowest]))
    for name in names:
        if math.isfinite(needed := float(m.needed[m.names.index(name)])):
            write(f"needed by {name}", needed)
    steps = m.steps if m.exact else m.run.steps
    after = f"After {write.steps('steps', steps)} {some(names)} {agree(names, 'is', 'are')}"
    why = (_what_it_needs if known else _how_far)(m, slowest, names, write)
    text = f"{after} not finished: {why}"
    most = float(m.needed[slowest]) if known else math.inf
    cure = "" if bool(m.frozen.any()) else cures(m, most, write)  # said already
    sentences = [text, _freezing(m, slowest, write), _steepness(m, write), cure]
    return write.finding("unfinished", " ".join(filter(None, sentences)))


def _what_it_needs(m: Measurement, i: int, names: list[str], write: Writer) -> str:
    who = "it" if len(names) == 1 else f"{m.names[i]}, the slowest,"
    near = "" if m.exact else "near the lowest point found "
    return (
        f"{near}{who} needs {write.steps('needed', m.needed[i])} to stay within "
        f"{write('tolerance', m.tolerance[i])} of "
        f"{write('best', m.minimum.lowest_without_rounding[i])}."
    )


def _how_far(m: Measurement, i: int, names: list[str], write: Writer) -> str:
    """Where no run has arrived, how many steps that takes is not known."""
    who = "it" if len(names) == 1 else f"{m.names[i]}, the farthest,"
    longer = ""
    if m.longer_run.steps > m.run.steps:
        longer = f", and not there after {write.steps('tried', m.longer_run.steps)} either"
    return (
        f"{who} is {write('error', m.errors[i])} off "
        f"{write('best', m.minimum.lowest_without_rounding[i])}, its value at the lowest point "
        f"found{longer}."
    )


def _freezing(m: Measurement, i: int, write: Writer) -> str:
    """Whether parameter i will stop on its way, its steps rounded away for long."""
    if not m.exact:
        return ""
    first, off = _freezes_at(m, i, m.learning_rate, m.steps + 1, float(m.needed[i]))
    if math.isnan(first):
        return ""
    step, error = write("freezes_at", first), write("frozen_off", off)
    return (
        f"That is without rounding: in {m.dtype} {m.names[i]} freezes near step {step}, "
        f"{error} off."
    )


def _steepness(m: Measurement, write: Writer) -> str:
    condition = write.steepness("condition_number", m.minimum.condition_number)
    if not 10 <= m.minimum.condition_number < math.inf:
        return ""
    return f"The bowl is {condition}, and one rate has to serve both."
