"""What there is to say about a run, each finding read from its measurement alone."""

import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from .._curvature import Curvature
from .._finding import Finding, Writer
from .._format import listed
from .._stability import MOST_WORK
from ._measure import FLAT, Measurement, spacing

# A pattern counts from so many standard deviations on.
SIGNIFICANT = 3
# A rate is too slow below this fraction of the fastest.
SLOW = 1 / 20
# A cure counts if it needs less than this fraction of the steps.
FEWER = 0.9
# Numbers of steps that are looked at on the way of a parameter that may freeze.
GRID = 400
# Parameters that are listed one by one.
MOST_NAMED = 4


def _overflows_at_guesses(m: Measurement, write: Writer) -> Finding | None:
    if not m.diverged or m.run.steps > 0:
        return None
    if math.isnan(float(m.run.losses[0])):
        return write.finding(
            "overflows at the guesses",
            "The loss is not a number at your guesses: the approximation or the loss is undefined "
            "there. Start where both are defined.",
        )
    advice = "Start closer."
    if math.isfinite(m.loss_in_float64):
        loss = write("loss_in_float64", m.loss_in_float64)
        advice = f"In float64 it is {loss}: start closer, or use float64."
    return write.finding(
        "overflows at the guesses",
        f"The loss overflows {m.dtype} at your guesses, so that no step can be taken. {advice}",
    )


def _diverges(m: Measurement, write: Writer) -> Finding | None:
    if not m.diverges or (m.run.steps == 0 and m.diverged):
        return None
    if math.isfinite(m.overflow_step):
        write("predicted_step", m.overflow_step)
    return write.finding(
        "diverges",
        f"At rate {write('learning_rate', m.learning_rate)} the run diverges: {_fate(m, write)} "
        f"{_stable_rates(m, write)}",
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


def _stable_rates(m: Measurement, write: Writer) -> str:
    """Which rate to choose instead."""
    if m.learning_rate > m.bound:
        near = "" if m.exact else " at the guesses and near the lowest point found"
        bound = write("largest_stable_learning_rate", m.bound)
        half = write("suggested_learning_rate", m.bound / 2)
        return f"The largest stable rate{near} is {bound}; half of it, {half}, is a good start."
    where = " beyond the guesses" if math.isfinite(m.bound) else ""
    tenth = write("suggested_learning_rate", m.learning_rate / 10)
    return (
        f"The slopes{where} are too steep for this rate, or the approximation is undefined where "
        f"the steps lead: try a tenth, {tenth}."
    )


def _frozen(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.frozen.any()):
        return None
    worst = _worst(m, m.frozen)
    others = [name for i, name in enumerate(m.names) if bool(m.frozen[i]) and i != worst]
    so_too = f" {_some(others)} {_agree(others, 'stands', 'stand')} still too." if others else ""
    return write.finding(
        "frozen",
        f"{m.names[worst]} is frozen from step {write('since', m.last_moves[worst])} on, "
        f"{write('error', m.errors[worst])} off: {_why_frozen(m, worst, write)}.{so_too} "
        f"More steps do not help; {_wider(m)} can.",
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


def _wider(m: Measurement) -> str:
    """What lets a parameter move whose steps are rounded away."""
    cures = ["a larger rate"] if m.learning_rate < m.bound / 2 else []
    cures += ["rescaled columns (standardize)"] + ["float64"] * (m.dtype != "float64")
    return " or ".join([", ".join(cures[:-1]), cures[-1]]) if len(cures) > 1 else cures[0]


def _rounded_off(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.rounded_off.any()):
        return None
    worst = _worst(m, m.rounded_off)
    name = m.names[worst]
    return write.finding(
        "rounded off",
        f"Rounding in {m.dtype} keeps {name} off: without it {name} is right from step "
        f"{write('needed', m.needed[worst])} on, but after {write.steps('steps', m.steps)} it is "
        f"{write('error', m.errors[worst])} off. Use a wider dtype, or rescaled columns "
        "(standardize).",
    )


def _not_measured(m: Measurement, write: Writer) -> Finding | None:
    if m.searched or m.diverged:
        return None
    points = len(m.problem.x)
    text = (
        f"{write('points', points)} points and {write('parameters', len(m.names))} parameters are "
        "too many to look for the lowest point, so how far off the parameters are stays unknown. "
        f"{_course(m, write)}"
    )
    every = math.ceil(m.work / MOST_WORK)
    if points < every * len(m.names):  # too few points would be left
        return write.finding("not measured", f"{text} Try it with fewer parameters.")
    return write.finding(
        "not measured",
        f"{text} Diagnose every k-th point, x[::k] and y[::k] with k = {write('every', every)}: at "
        "the same rate for a mean of errors, at k times the rate for a sum.",
    )


def _course(m: Measurement, write: Writer) -> str:
    steps = write.steps("steps", m.run.steps)
    first, last = write("first_loss", m.run.losses[0]), write("loss", m.run.losses[-1])
    return f"In {steps} the loss goes from {first} to {last}."


def _no_minimum(m: Measurement, write: Writer) -> Finding | None:
    if m.has_minimum or not m.searched or m.diverged:
        return None
    same_loss = bool(m.run.losses[0] == m.run.losses[-1])
    if same_loss and m.gradient is not None and not bool(m.gradient.any()):
        return write.finding(
            "no slope",
            "The gradient is zero at your guesses, so that no step moves them, though no lowest "
            "point was found there. Start elsewhere.",
        )
    return write.finding(
        "no lowest point",
        "No lowest point was found downhill: the loss may fall without end, be flat, or have a "
        f"kink there. {_course(m, write)}",
    )


# What is left at the minimum.


def _high_valley(m: Measurement, write: Writer) -> Finding | None:
    if not m.in_high_valley:
        return None
    text = (
        "Your guesses lead to a valley that is no good: near the lowest point found the loss is "
        f"{write('floor', m.minimum.floor)}, and the best constant alone leaves "
        f"{write('constant_loss', m.constant_loss)}. Try other guesses before another "
        "approximation."
    )
    if not m.diverges:
        write("loss_reached", m.loss_reached)
    return write.finding("high valley", text)


def _wrong_approximation(m: Measurement, write: Writer) -> Finding | None:
    if not m.misfit or m.in_high_valley or not _has_pattern(m):
        return None
    return write.finding(
        "wrong approximation",
        f"{_floor(m, write)} Neighboring misses go the same way ({_pattern(m, write)}), so the "
        "approximation lacks something that the data has: change it, more steps do not help.",
    )


def _noise(m: Measurement, write: Writer) -> Finding | None:
    """What is left without a pattern, if so few points, or points without order, could show one."""
    if not m.misfit or m.in_high_valley or _has_pattern(m):
        return None
    floor = _floor(m, write)
    if not SIGNIFICANT * m.durbin_watson_spread < 2:
        points = "points without an order" if m.misses is None else "so few points"
        text = f"Whether that is noise or a wrong approximation, {points} do not tell."
        return write.finding("unexplained", f"{floor} {text}")
    text = f"Neighboring misses show no pattern ({_pattern(m, write)}), so it looks like noise."
    return write.finding("noise", f"{floor} {text}")


def _has_pattern(m: Measurement) -> bool:
    return m.durbin_watson < 2 - SIGNIFICANT * m.durbin_watson_spread


def _pattern(m: Measurement, write: Writer) -> str:
    return (
        f"Durbin-Watson {write('durbin_watson', m.durbin_watson)}, where noise gives "
        f"{write('of_noise', 2)} ± {write('spread', m.durbin_watson_spread)}"
    )


def _floor(m: Measurement, write: Writer) -> str:
    run = "Even"
    if not m.diverges:
        run = f"Your run reaches {write('loss_reached', m.loss_reached)}; even"
    where = "the best parameters" if m.exact else "the best parameters found near here"
    return (
        f"{run} {where} leave a loss of {write('floor', m.minimum.floor)}, and the best constant "
        f"one of {write('constant_loss', m.constant_loss)}."
    )


# The parameters.


def _no_effect(m: Measurement, write: Writer) -> Finding | None:
    idle = [i for i, flag in enumerate(_flat(m)[0].tolist()) if flag]
    if not idle:
        return None
    names = [m.names[i] for i in idle]
    for i in idle:
        write(f"guess of {m.names[i]}", m.run.history[0, i])
    it = _agree(names, "it", "them")
    return write.finding(
        "no effect",
        f"{_some(names)} {_agree(names, 'has', 'have')} no effect on these points and "
        f"{_agree(names, 'stays', 'stay')} as guessed: the approximation does not use {it}, or "
        f"multiplies {it} by zero everywhere. Leave {it} out, or give other points.",
    )


def _not_told_apart(m: Measurement, write: Writer) -> Finding | None:
    names = [m.names[i] for i, flag in enumerate(_flat(m)[1].tolist()) if flag]
    if not names:
        return None
    points, count = write("points", m.distinct_points), write("parameters", len(m.names))
    why = f"{_some(names)} do the same job on these points and cannot be told apart"
    if m.distinct_points < len(m.names):
        noun = "point" if m.distinct_points == 1 else "points"
        why = f"{points} different {noun} cannot tell {count} parameters apart"
    return write.finding(
        "not told apart",
        f"{why}: many values fit equally well, and the guesses decide which are found. Leave "
        "one out, or give other points.",
    )


def _flat(m: Measurement) -> tuple[Tensor, Tensor]:
    """(P,) which parameters have no effect, and (P,) which ones only as a combination.

    Where the loss is more than one bowl, only what is flat both at the guesses and below counts.
    """
    if m.at_guesses is None or m.curvature is None:
        none = torch.zeros(len(m.names), dtype=torch.bool)
        return none, none
    idle, mixed = zip(*map(_flat_in, (m.at_guesses, m.curvature)), strict=True)
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


# The steps.


def _does_not_settle(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.unfinished.any()):
        return None
    never = m.unfinished & m.needed.isinf()
    if not bool(never.any()):
        return None
    names = [name for i, name in enumerate(m.names) if bool(never[i])]
    text = (
        f"At rate {write('learning_rate', m.learning_rate)} {_some(names)} never "
        f"{_agree(names, 'settles', 'settle')}"
    )
    if m.learning_rate < m.bound:
        text += " within the steps that can be counted."
    else:
        text += f". {_stable_rates(m, write)}"
    return write.finding("does not settle", text)


def _unfinished(m: Measurement, write: Writer) -> Finding | None:
    if not bool(m.unfinished.any()):
        return None
    on_the_way = m.unfinished & m.needed.isfinite()
    if not bool(on_the_way.any()):
        return None
    slowest = int(torch.where(on_the_way, m.needed, -1.0).argmax())
    names = [name for i, name in enumerate(m.names) if bool(on_the_way[i])]
    who = "it" if len(names) == 1 else f"{m.names[slowest]}, the slowest,"
    near = "" if m.exact else "near the lowest point found "
    text = (
        f"After {write.steps('steps', m.steps)} {_some(names)} {_agree(names, 'is', 'are')} not "
        f"finished: {near}{who} needs {write.steps('needed', m.needed[slowest])} to stay within "
        f"{write('tolerance', m.tolerance[slowest])} of "
        f"{write('best', m.minimum.lowest_without_rounding[slowest])}."
    )
    for i, name in enumerate(m.names):
        if bool(on_the_way[i]):
            write(f"needed by {name}", m.needed[i])
    sentences = [text, _freezing(m, slowest, write), _steepness(m, write), _cures(m, write)]
    return write.finding("unfinished", " ".join(filter(None, sentences)))


def _freezing(m: Measurement, i: int, write: Writer) -> str:
    """Whether parameter i will stop on its way, its steps rounded away for long."""
    if not m.exact:
        return ""
    logs = torch.linspace(math.log(m.steps + 1), math.log(float(m.needed[i])), GRID)
    counts = logs.double().exp().floor()
    off = m.minimum.params_after(m.learning_rate, counts.long()) - m.minimum.lowest
    gradients = (off @ m.minimum.directions * m.minimum.eigenvalues) @ m.minimum.directions.T
    gaps = spacing((off + m.minimum.lowest)[:, i], m.run.history.dtype)
    stands = m.learning_rate * gradients[:, i].abs() < gaps / 2
    for first in stands.nonzero().flatten().tolist():
        until = counts <= 2 * counts[first]
        if bool(until.all()) or not bool(stands[first:][until[first:]].all()):
            continue
        step, error = write("freezes_at", counts[first]), write("frozen_off", off[first, i].abs())
        return (
            f"That is without rounding: in {m.dtype} {m.names[i]} freezes near step {step}, "
            f"{error} off; {_wider(m)} can prevent it."
        )
    return ""


def _steepness(m: Measurement, write: Writer) -> str:
    condition = write("condition_number", m.minimum.condition_number)
    if not 10 <= m.minimum.condition_number < math.inf:
        return ""
    return (
        f"The bowl is {condition} times as steep along its steepest direction as along its "
        "flattest, and one rate has to serve both."
    )


def _cures(m: Measurement, write: Writer) -> str:
    """What takes fewer steps, and how many."""
    rate = m.minimum.fastest_learning_rate
    if not m.exact:  # a rate that is stable at the guesses too
        rate = min(rate, m.bound / 2)
    most = FEWER * write.numbers["needed"]
    fastest = float(m.needed_at(rate)[m.unfinished].max())
    cures = []
    if fastest < most:
        cures.append(_faster(m, rate, fastest, write))
    if m.needed_standardized < most:
        steps = write.steps("standardized_needed", m.needed_standardized)
        cures.append(f"standardize makes it {steps}, fit_rescaled {write('rescaled_needed', 1)}")
    return f"{_capital('; '.join(cures))}." if cures else ""


def _faster(m: Measurement, rate: float, fastest: float, write: Writer) -> str:
    slow = ""
    if m.learning_rate < SLOW * rate:
        times = write("times_faster", rate / m.learning_rate)
        slow = f"your rate is too slow, and the best single rate {times} times as large; "
    return (
        f"{slow}at rate {write('fastest_learning_rate', rate)} it takes "
        f"{write.steps('fastest_needed', fastest)}, "
        f"{write('times_fewer', write.numbers['needed'] / fastest)} times fewer"
    )


def _fine(m: Measurement, write: Writer) -> Finding | None:
    """Every parameter right, and nothing that stands in the way."""
    if not m.has_minimum or m.diverges or _is_unfinished(m):
        return None
    complete = m.run.steps == m.steps
    observed = complete and bool(m.arrivals.isfinite().all())
    step = (m.arrivals if observed else m.needed).max()
    near = "" if m.exact else " near the lowest point found"
    return write.finding(
        "fine",
        f"All is well: every parameter is right from step {write('step', step)} of "
        f"{write('steps', m.steps)} on{near}{'' if complete else ', as predicted,'} and the loss "
        f"goes down to {write('loss_reached', m.loss_reached)}.",
    )


def _is_unfinished(m: Measurement) -> bool:
    off = m.frozen | m.rounded_off | m.unfinished
    return bool(off.any()) or m.in_high_valley or (m.misfit and _has_pattern(m))


# Sentences.


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


FINDERS: tuple[Callable[[Measurement, Writer], Finding | None], ...] = (
    _overflows_at_guesses,
    _diverges,
    _frozen,
    _rounded_off,
    _not_measured,
    _no_minimum,
    _high_valley,
    _wrong_approximation,
    _no_effect,
    _not_told_apart,
    _does_not_settle,
    _unfinished,
    _noise,
    _fine,
)
