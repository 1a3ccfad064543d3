"""Findings: what there is to say about a run, each read from its situation alone."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from .. import _validate as validate
from .._curvature import Curvature
from .._format import listed, number
from .._format import steps as steps_in_words
from .._stability import MOST_WORK
from .._validate import as_params
from ..approximations import Approximation
from ..losses import Loss
from ._measure import FLAT, Situation, attempt

# A pattern counts from so many standard deviations on.
SIGNIFICANT = 3
# A rate is too slow below this fraction of the fastest.
SLOW = 1 / 20
# Numbers of steps that are looked at between two.
GRID = 400
# Parameters that are listed one by one.
MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that was found.

    Attributes:
        kind: what it is called.
        text: one to three sentences.
        numbers: every number in the text, and a few more, by name.
    """

    kind: str
    text: str
    numbers: dict[str, float]

    def __str__(self) -> str:
        return self.text


# The findings, each from the situation alone.


def refused(error: Exception) -> Finding:
    """What `fit` says, with its notes."""
    said = [str(error) or type(error).__name__, *getattr(error, "__notes__", [])]
    told = " ".join(f"{sentence.rstrip('.')}." for sentence in said)
    return Finding("refused", f"fit refuses your problem: {told}", {})


def broadcasting(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    error: Exception,
) -> Finding | None:
    """Whether a difference would be computed for every pair, and what loss that gives."""
    x, y = validate.numbers("x", x), validate.numbers("y", y)
    with torch.no_grad():
        fitted = approximation(x, as_params("guesses", guesses))
    shape = torch.broadcast_shapes(fitted.shape, y.shape)
    many = math.prod(shape)
    if many <= max(fitted.numel(), y.numel()):
        return None
    numbers: dict[str, float] = {"differences": many, "points": y.numel()}
    text = (
        f"{refused(error).text} Your {number(y.numel())} points would give {number(many)} "
        "differences, one for every pair"
    )
    pair = _both_losses(fitted, y, shape, loss) if many <= MOST_WORK else None
    if pair is None:
        return Finding("broadcasting", f"{text}.", numbers)
    numbers["wrong_loss"], numbers["right_loss"] = pair
    text += f", and a loss of {number(pair[0])} at the guesses in place of {number(pair[1])}."
    return Finding("broadcasting", text, numbers)


def _both_losses(
    fitted: Tensor, y: Tensor, shape: torch.Size, loss: Loss
) -> tuple[float, float] | None:
    """The loss over every pair and over the points; None unless there is one y for each value."""
    if fitted.numel() != y.numel():
        return None
    wrong = attempt(loss, fitted.expand(shape).flatten(), y.expand(shape).flatten())
    right = attempt(loss, fitted.flatten(), y.flatten())
    return None if wrong is None or right is None else (float(wrong), float(right))


def _overflows_at_guesses(here: Situation) -> Finding | None:
    if not here.flew_off or here.run.steps > 0:
        return None
    kind = "overflows at the guesses"
    if math.isnan(float(here.run.losses[0])):
        text = (
            "The loss is not a number at your guesses: the approximation or the loss is undefined "
            "there. Start where both are defined."
        )
        return Finding(kind, text, {})
    advice, numbers = "Start closer.", {}
    if math.isfinite(here.precise_loss):
        advice = f"In float64 it is {number(here.precise_loss)}: start closer, or use float64."
        numbers["precise_loss"] = here.precise_loss
    text = f"The loss overflows {here.dtype} at your guesses, so that no step can be taken."
    return Finding(kind, f"{text} {advice}", numbers)


def _diverges(here: Situation) -> Finding | None:
    if not here.diverges or (here.run.steps == 0 and here.flew_off):
        return None
    step = here.run.steps if here.flew_off else here.overflow_step
    numbers: dict[str, float] = {"learning_rate": here.learning_rate, "step": step}
    if math.isfinite(here.overflow_step):
        numbers["predicted_step"] = here.overflow_step
    text = f"At rate {number(here.learning_rate)} the run diverges: {_fate(here, step, numbers)}"
    return Finding("diverges", f"{text} {_stable_rates(here, numbers)}", numbers)


def _fate(here: Situation, step: float, numbers: dict[str, float]) -> str:
    """How the loss ends."""
    if here.flew_off:
        undefined = math.isnan(float(here.run.losses[-1]))
        what = "is no longer a number" if undefined else f"overflows {here.dtype}"
        return f"the loss {what} at step {number(step)}."
    numbers["steps"], numbers["loss"] = here.run.steps, float(here.run.losses[-1])
    return (
        f"it is predicted to overflow {here.dtype} at step {number(step)}; after "
        f"{steps_in_words(here.run.steps)} the loss is {number(numbers['loss'])}."
    )


def _stable_rates(here: Situation, numbers: dict[str, float]) -> str:
    """Which rate to choose instead."""
    near = "" if here.exact else " at the guesses and near the lowest point found"
    if here.learning_rate > here.bound:
        numbers["largest_stable_learning_rate"] = here.bound
        numbers["suggested_learning_rate"] = here.bound / 2
        return (
            f"The largest stable rate{near} is {number(here.bound)}; "
            f"half of it, {number(here.bound / 2)}, is a good start."
        )
    numbers["suggested_learning_rate"] = here.learning_rate / 10
    where = " beyond the guesses" if math.isfinite(here.bound) else ""
    return (
        f"The slopes{where} are too steep for this rate, or the approximation is undefined where "
        f"the steps lead: try a tenth, {number(here.learning_rate / 10)}."
    )


def _frozen(here: Situation) -> Finding | None:
    if not bool(here.frozen.any()):
        return None
    assert here.slope is not None
    worst = int(torch.where(here.frozen, here.errors / here.tolerance, -1.0).argmax())
    value = float(here.run.params[worst])
    step = here.learning_rate * abs(float(here.slope[worst]))
    gap = _spacing(value, here.run.history.dtype)
    numbers = {
        "since": float(here.last_moves[worst]),
        "error": float(here.errors[worst]),
        "size_of_step": step,
        "half_spacing": gap / 2,
        "value": value,
    }
    why = f"rounding in {here.dtype} hides what is left of its gradient"
    if step <= gap / 2:
        why = (
            f"its step is {number(step)}, below {number(gap / 2)}, half the spacing of "
            f"{here.dtype} numbers at {number(value)}"
        )
    others = [name for i, name in enumerate(here.names) if bool(here.frozen[i]) and i != worst]
    so_too = f" {_some(others)} {_agree(others, 'stands', 'stand')} still too." if others else ""
    text = (
        f"{here.names[worst]} is frozen from step {number(numbers['since'])} on, "
        f"{number(numbers['error'])} off: {why}.{so_too} "
        f"More steps do not help; {_wider(here)} can."
    )
    return Finding("frozen", text, numbers)


def _wider(here: Situation) -> str:
    """What lets a parameter move whose steps are rounded away."""
    cures = ["rescaled columns (standardize)", "float64"]
    if here.dtype == "float64":
        cures.pop()
    if here.learning_rate < here.bound / 2:
        cures.insert(0, "a larger rate")
    return " or ".join([", ".join(cures[:-1]), cures[-1]]) if len(cures) > 1 else cures[0]


def _spacing(value: float, dtype: torch.dtype) -> float:
    """From this number to the next larger one of the dtype."""
    size = max(abs(value), torch.finfo(dtype).tiny)
    return torch.finfo(dtype).eps * 2.0 ** (math.frexp(size)[1] - 1)


def _rounded_off(here: Situation) -> Finding | None:
    if not bool(here.rounded_off.any()):
        return None
    worst = int(torch.where(here.rounded_off, here.errors / here.tolerance, -1.0).argmax())
    numbers = {
        "needed": float(here.needed[worst]),
        "steps": float(here.steps),
        "error": float(here.errors[worst]),
    }
    text = (
        f"Rounding in {here.dtype} keeps {here.names[worst]} off: without it {here.names[worst]} "
        f"is right from step {number(numbers['needed'])} on, but after "
        f"{steps_in_words(here.steps)} it is {number(numbers['error'])} off. "
        "Use a wider dtype, or rescaled columns (standardize)."
    )
    return Finding("rounded off", text, numbers)


def _not_measured(here: Situation) -> Finding | None:
    if here.measured or here.flew_off:
        return None
    every = math.ceil(here.work / MOST_WORK)
    numbers = _course(here) | {"points": here.points, "parameters": len(here.names)}
    text = (
        f"{number(here.points)} points and {number(len(here.names))} parameters are too many to "
        "look for the lowest point, so how far off the parameters are stays unknown. "
        f"{_course_in_words(numbers)}"
    )
    if here.points < every * len(here.names):  # too few points would be left
        return Finding("not measured", f"{text} Try it with fewer parameters.", numbers)
    numbers["every"] = every
    advice = (
        f"Diagnose every k-th point, x[::k] and y[::k] with k = {number(every)}: at the same rate "
        "for a mean of errors, at k times the rate for a sum."
    )
    return Finding("not measured", f"{text} {advice}", numbers)


def _no_lowest_point(here: Situation) -> Finding | None:
    if here.bowl is not None or not here.measured or here.flew_off:
        return None
    numbers = _course(here)
    still = numbers["first_loss"] == numbers["loss"]
    if here.slope is not None and not bool(here.slope.any()) and still:
        text = (
            "The gradient is zero at your guesses, so that no step moves them, though no lowest "
            "point was found there. Start elsewhere."
        )
        return Finding("no slope", text, {})
    text = (
        "No lowest point was found downhill: the loss may fall without end, be flat, or have a "
        f"kink there. {_course_in_words(numbers)}"
    )
    return Finding("no lowest point", text, numbers)


def _course(here: Situation) -> dict[str, float]:
    first, last = here.run.losses[0], here.run.losses[-1]
    return {"steps": float(here.run.steps), "first_loss": float(first), "loss": float(last)}


def _course_in_words(numbers: dict[str, float]) -> str:
    return (
        f"In {steps_in_words(numbers['steps'])} the loss goes from {number(numbers['first_loss'])} "
        f"to {number(numbers['loss'])}."
    )


def _high_valley(here: Situation) -> Finding | None:
    if not here.high_valley:
        return None
    numbers = _floors(here)
    text = (
        "Your guesses lead to a valley that is no good: near the lowest point found the loss is "
        f"{number(numbers['floor'])}, and the best constant alone leaves "
        f"{number(numbers['constant_loss'])}. Try other guesses before another approximation."
    )
    return Finding("high valley", text, numbers)


def _wrong_approximation(here: Situation) -> Finding | None:
    if not here.misfit or here.high_valley or not _has_pattern(here):
        return None
    numbers = _floors(here) | _pattern(here)
    text = (
        f"{_floor_in_words(here, numbers)} Neighboring misses go the same way (Durbin-Watson "
        f"{number(here.durbin_watson)}, where noise gives {number(2)} ± {number(here.spread)}), so "
        "the approximation lacks something that the data has: change it, more steps do not help."
    )
    return Finding("wrong approximation", text, numbers)


def _noise(here: Situation) -> Finding | None:
    """What is left without a pattern, if points so few or without order could show one."""
    if not here.misfit or here.high_valley or _has_pattern(here):
        return None
    numbers = _floors(here)
    if not SIGNIFICANT * here.spread < 2:
        few = "points without an order" if here.misses is None else "points so few"
        text = f"Whether that is noise or a wrong approximation, {few} do not tell."
        return Finding("unexplained", f"{_floor_in_words(here, numbers)} {text}", numbers)
    numbers |= _pattern(here)
    text = (
        f"Neighboring misses show no pattern (Durbin-Watson {number(here.durbin_watson)}, where "
        f"noise gives {number(2)} ± {number(here.spread)}), so it looks like noise."
    )
    return Finding("noise", f"{_floor_in_words(here, numbers)} {text}", numbers)


def _has_pattern(here: Situation) -> bool:
    return here.durbin_watson < 2 - SIGNIFICANT * here.spread


def _floors(here: Situation) -> dict[str, float]:
    assert here.bowl is not None
    floors = {"floor": here.bowl.floor, "constant_loss": here.constant_loss}
    return floors if here.diverges else floors | {"loss_reached": here.loss_reached}


def _pattern(here: Situation) -> dict[str, float]:
    return {"durbin_watson": here.durbin_watson, "of_noise": 2.0, "spread": here.spread}


def _floor_in_words(here: Situation, numbers: dict[str, float]) -> str:
    where = "the best parameters" if here.exact else "the best parameters found near here"
    reached = numbers.get("loss_reached")
    run = f" Your run reaches {number(reached)};" if reached is not None else ""
    even = "even" if run else "Even"
    return (
        f"{run.strip()}{' ' if run else ''}{even} {where} leave a loss of "
        f"{number(numbers['floor'])}, and the best constant one of "
        f"{number(numbers['constant_loss'])}."
    )


def _no_effect(here: Situation) -> Finding | None:
    idle = [i for i, flag in enumerate(_flat(here)[0].tolist()) if flag]
    if not idle:
        return None
    names = [here.names[i] for i in idle]
    text = (
        f"{_some(names)} {_agree(names, 'has', 'have')} no effect on these points and "
        f"{_agree(names, 'stays', 'stay')} as guessed: the approximation does not use "
        f"{_agree(names, 'it', 'them')}, or multiplies {_agree(names, 'it', 'them')} by zero "
        f"everywhere. Leave {_agree(names, 'it', 'them')} out, or give other points."
    )
    guesses = {f"guess of {here.names[i]}": float(here.run.history[0, i]) for i in idle}
    return Finding("no effect", text, guesses)


def _not_told_apart(here: Situation) -> Finding | None:
    alike = [here.names[i] for i, flag in enumerate(_flat(here)[1].tolist()) if flag]
    if not alike:
        return None
    count = len(here.names)
    numbers = {"points": float(here.distinct), "parameters": float(count)}
    why = f"{_some(alike)} do the same job on these points and cannot be told apart"
    if here.distinct < count:
        points = "point" if here.distinct == 1 else "points"
        why = f"{here.distinct} different {points} cannot tell {count} parameters apart"
    text = (
        f"{why}: many values fit alike, and the guesses decide which are found. Leave one out, or "
        "give other points."
    )
    return Finding("not told apart", text, numbers)


def _flat(here: Situation) -> tuple[Tensor, Tensor]:
    """(P,) which parameters have no effect, and (P,) which ones only as a combination.

    Where the loss is more than one bowl, only what is flat both at the guesses and below counts.
    """
    bowls = [bowl for bowl in (here.at_guesses, here.valley) if bowl is not None]
    if len(bowls) < 2:
        none = torch.zeros(len(here.names), dtype=torch.bool)
        return none, none
    idle, mixed = zip(*map(_flat_in, bowls), strict=True)
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


def _does_not_settle(here: Situation) -> Finding | None:
    never = here.unfinished & here.needed.isinf() if bool(here.unfinished.any()) else None
    if never is None or not bool(never.any()):
        return None
    names = [name for i, name in enumerate(here.names) if bool(never[i])]
    numbers = {"learning_rate": here.learning_rate}
    settles = _agree(names, "settles", "settle")
    text = f"At rate {number(here.learning_rate)} {_some(names)} never {settles}"
    if here.learning_rate >= here.bound:
        return Finding("does not settle", f"{text}. {_stable_rates(here, numbers)}", numbers)
    return Finding("does not settle", f"{text} within the steps that can be counted.", numbers)


def _unfinished(here: Situation) -> Finding | None:
    on_the_way = here.unfinished & here.needed.isfinite() if bool(here.unfinished.any()) else None
    if on_the_way is None or not bool(on_the_way.any()):
        return None
    assert here.bowl is not None
    slowest = int(torch.where(on_the_way, here.needed, -1.0).argmax())
    numbers = _needs(here, on_the_way, slowest)
    names = [name for i, name in enumerate(here.names) if bool(on_the_way[i])]
    who = "it" if len(names) == 1 else f"{here.names[slowest]}, the slowest,"
    near = "" if here.exact else "near the lowest point found "
    text = (
        f"After {steps_in_words(here.steps)} {_some(names)} "
        f"{_agree(names, 'is', 'are')} not finished: {near}{who} needs "
        f"{steps_in_words(numbers['needed'])} to stay within {number(numbers['tolerance'])} of "
        f"{number(numbers['best'])}."
    )
    freezing = _freezing(here, slowest, numbers)
    sentences = [text, *freezing, *_steepness(numbers), *_cures(here, numbers)]
    return Finding("unfinished", " ".join(sentences), numbers)


def _needs(here: Situation, on_the_way: Tensor, slowest: int) -> dict[str, float]:
    assert here.bowl is not None
    lowest = here.bowl.lowest
    numbers = {
        "steps": float(here.steps),
        "needed": float(here.needed[slowest]),
        "tolerance": float(here.tolerance[slowest]),
        "best": _without_rounding(lowest)[slowest],
        "condition_number": here.bowl.condition_number,
    }
    each = zip(here.names, here.needed.tolist(), on_the_way.tolist(), strict=True)
    return numbers | {f"needed by {name}": count for name, count, counts in each if counts}


def _freezing(here: Situation, i: int, numbers: dict[str, float]) -> list[str]:
    """Whether parameter i will stop on its way, its steps rounded away for long."""
    if not here.exact:
        return []
    assert here.bowl is not None
    logs = torch.linspace(math.log(here.steps + 1), math.log(numbers["needed"]), GRID)
    counts = logs.double().exp().floor()
    off = here.bowl.params_after(here.learning_rate, counts.long()) - here.bowl.lowest
    slopes = (off @ here.bowl.directions * here.bowl.eigenvalues) @ here.bowl.directions.T
    values = (off + here.bowl.lowest)[:, i].tolist()
    gaps = torch.tensor([_spacing(value, here.run.history.dtype) for value in values])
    stands = here.learning_rate * slopes[:, i].abs() < gaps / 2
    for first in stands.nonzero().flatten().tolist():
        until = counts <= 2 * counts[first]
        if bool(until.all()) or not bool(stands[first:][until[first:]].all()):
            continue
        numbers |= {"freezes_at": float(counts[first]), "frozen_off": abs(float(off[first, i]))}
        return [
            f"That is without rounding: in {here.dtype} {here.names[i]} freezes near step "
            f"{number(counts[first])}, {number(numbers['frozen_off'])} off; {_wider(here)} can "
            "prevent it."
        ]
    return []


def _without_rounding(lowest: Tensor) -> list[float]:
    """The lowest point, 0 where rounding alone differs from it."""
    kept: list[float] = torch.where(
        lowest.abs() <= 1e-12 * lowest.abs().max(), 0.0, lowest
    ).tolist()
    return kept


def _steepness(numbers: dict[str, float]) -> list[str]:
    condition = numbers["condition_number"]
    if not 10 <= condition < math.inf:
        return []
    return [
        f"The bowl is {number(condition)} times as steep along its steepest direction as along "
        "its flattest, and one rate has to serve both."
    ]


def _cures(here: Situation, numbers: dict[str, float]) -> list[str]:
    """What takes fewer steps, and how many."""
    assert here.bowl is not None
    cures = []
    rate = here.bowl.fastest_learning_rate
    if not here.exact:  # a rate that the guesses bear too
        rate = min(rate, here.bound / 2)
    needed = float(here.needed_at(rate)[here.unfinished].max())
    if needed < 0.9 * numbers["needed"]:
        numbers |= {
            "fastest_learning_rate": rate,
            "fastest_needed": needed,
            "times_fewer": numbers["needed"] / needed,
        }
        cures.append(_faster(here, numbers))
    if here.standardized < 0.9 * numbers["needed"]:
        numbers |= {"standardized_needed": here.standardized, "rescaled_needed": 1.0}
        cures.append(
            f"standardize makes it {steps_in_words(here.standardized)}, fit_rescaled {number(1)}"
        )
    return [f"{_capital('; '.join(cures))}."] if cures else []


def _faster(here: Situation, numbers: dict[str, float]) -> str:
    rate, needed = numbers["fastest_learning_rate"], numbers["fastest_needed"]
    slow = ""
    if here.learning_rate < SLOW * rate:
        numbers["times_faster"] = rate / here.learning_rate
        times = number(numbers["times_faster"])
        slow = f"your rate is too slow, and the best single rate {times} times as large; "
    return (
        f"{slow}at rate {number(rate)} it takes {steps_in_words(needed)}, "
        f"{number(numbers['times_fewer'])} times fewer"
    )


def _fine(here: Situation) -> Finding | None:
    """Every parameter right, and nothing that stands in the way."""
    if here.bowl is None or here.diverges or _has_more_to_do(here):
        return None
    observed = bool(here.arrivals.isfinite().all()) and here.run.steps == here.steps
    step = float((here.arrivals if observed else here.needed).max())
    numbers = {"step": step, "steps": float(here.steps), "loss_reached": here.loss_reached}
    predicted = "" if here.run.steps == here.steps else ", as predicted,"
    near = "" if here.exact else " near the lowest point found"
    text = (
        f"All is well: every parameter is right from step {number(step)} of "
        f"{number(here.steps)} on{near}{predicted} and the loss goes down to "
        f"{number(here.loss_reached)}."
    )
    return Finding("fine", text, numbers)


def _has_more_to_do(here: Situation) -> bool:
    off = here.frozen | here.rounded_off | here.unfinished
    return bool(off.any()) or here.high_valley or (here.misfit and _has_pattern(here))


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


FINDERS: tuple[Callable[[Situation], Finding | None], ...] = (
    _overflows_at_guesses,
    _diverges,
    _frozen,
    _rounded_off,
    _not_measured,
    _no_lowest_point,
    _high_valley,
    _wrong_approximation,
    _no_effect,
    _not_told_apart,
    _does_not_settle,
    _unfinished,
    _noise,
    _fine,
)
