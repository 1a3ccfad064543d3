"""Findings on the size and the direction of steps."""

import math
from statistics import median

from .._text import Finding, number
from ._lines import Line
from ._record import Record, Slope
from ._say import say

# rate x curvature: at 2 a step ends as high as it began, on the other side.
OVERSHOOTS, SLOW = 1.5, 0.02
# The curvature along the steps falls so far where one direction is so much steeper than others.
STEEP = 100
# Columns of data of so different sizes make it so.
UNEVEN = 10
# Below these a gradient stays the same for some way only.
BENT = {"Abs", "L1Loss", "SmoothL1Loss", "HuberLoss", "Relu", "LeakyRelu", "Threshold", "Where"}
BENT |= {"Clamp", "ClampMin", "ClampMax", "Maximum", "Minimum", "Max", "Min", "HingeEmbeddingLoss"}


def _line_of_update(r: Record) -> Line | None:
    """The reader's own, if no optimizer makes it."""
    update = r.latest("update")
    return r.line if update is None or r.steps_of_optimizers else update.line


def _plain(r: Record) -> list[Slope]:
    """Steps of plain descent along which the loss curves upward."""
    return [s for s in r.slopes if s.rate > 0 and s.curvature > 0]


def _to_take(curvature: float) -> float:
    """A rate that ends a step of this curvature at its lowest point."""
    return _two_digits(1 / curvature)


def _two_digits(value: float) -> float:
    """More would be chance."""
    return float(f"{value:.2g}")


def _take(rate: float) -> str:
    return f"Try a rate of {number(rate)}."


def uphill(r: Record) -> Finding | None:
    up = [s for s in r.slopes if s.downhill > 0]
    if len(r.slopes) < 3 or len(up) < 0.9 * len(r.slopes) or r.loss.changes_sign:
        return None
    if r.loss.is_finite and not r.loss.tail > r.loss.first:
        return None
    text = "{uphill} of {changes} changes seen go along the gradient, uphill."
    cure, line = "Subtract: `w -= rate * w.grad`.", _line_of_update(r)
    return say("uphill", text, cure, line=line, uphill=len(up), changes=len(r.slopes))


def _does_not_fall(r: Record) -> bool:
    return not r.loss.several and len(r.loss) >= 3 and not r.loss.fell and bool(r.slopes)


def overshoots(r: Record) -> Finding | None:
    plain = _plain(r)
    if not _does_not_fall(r) or not plain or len(plain) < 0.5 * len(r.slopes):
        return None
    if median(s.rate * s.curvature for s in plain) <= OVERSHOOTS:
        return None
    curvature, rate = median(s.curvature for s in plain), median(s.rate for s in plain)
    text = (
        "The rate, {rate}, times the curvature along the steps, {curvature}, is {product}; above 2 "
        "each step ends higher than it began, on the other side."
    )
    better, line = _to_take(max(s.curvature for s in plain)), _line_of_update(r)
    values = {"rate": rate, "curvature": curvature, "product": rate * curvature}
    values["rate_to_take"] = better
    return say("rate too large", text, _take(better), line=line, sureness="sure", **values)


def flies_off(r: Record) -> Finding | None:
    """The loss grows, and the gradient turns round from step to step."""
    loss = r.loss
    if not _does_not_fall(r):
        return None
    peak = max((abs(v) for v in loss.values if math.isfinite(v)), default=math.nan)
    turns = sum(s.turn < -0.3 for s in r.slopes)
    grew = loss.grew and (not loss.is_finite or len(loss) >= 10)
    far = peak > 10 * abs(loss.first)
    if (r.bad is not None and not far) or (loss.changes_sign and loss.is_finite):
        return None  # a loss about 0 may go anywhere
    if not far and not (grew and turns > 0.4 * len(r.slopes)):
        return None
    text, values = "The loss grows, from {first} to {peak}.", {"first": loss.first, "peak": peak}
    cure = "Take a smaller rate: a tenth, and again."
    return say("rate too large", text, cure, line=r.line, sureness="likely", **values)


def _left(r: Record, slope: Slope, curvature: float) -> float:
    """What was to be gained along a slope, less what the loss fell since."""
    return slope.gradient**2 / (2 * curvature) - max(0.0, r.loss.fall_since(slope.step))


def too_small(r: Record) -> Finding | None:
    loss = r.loss
    if loss.several or len(loss) < 20 or loss.changes_sign or not loss.is_finite:
        return None
    if not loss.tail > 0.5 * loss.first or loss.tail > loss.first * 1.001 or not r.slopes:
        return None
    down = [s for s in r.slopes if s.downhill < 0]
    highest = max((s.curvature for s in down), default=0)
    if len(down) < 0.9 * len(r.slopes) or not highest > 0:
        return None
    gain, rates = _left(r, down[-1], highest), [s.rate for s in down if s.rate > 0]
    text = "The loss falls from {first} to {last} only"
    if len(rates) > 0.5 * len(down):
        rate, better = median(rates), _to_take(highest)
        if rate * highest >= SLOW or gain < 0.05 * loss.tail:
            return None
        text += (
            ": the rate, {rate}, times the largest curvature seen, {curvature}, is {product}, "
            "where 1 would be right."
        )
        line, sureness = _line_of_update(r), "sure"
    else:
        rate = max((o.highest for o in r.optimizers.values()), default=math.inf)
        if rate > 1e-4 or gain < 0.01 * abs(loss.tail):
            return None
        text, better = f"{text}, at a rate of {{rate}}.", 30 * rate
        line, sureness = r.line, "likely"
    values = {"first": loss.first, "last": loss.last, "rate": rate, "rate_to_take": better}
    values |= {"curvature": highest, "product": rate * highest}
    return say("rate too small", text, _take(better), line=line, sureness=sureness, **values)


def badly_scaled(r: Record) -> Finding | None:
    """Columns of different sizes: that the curvature along the steps falls is no proof.

    A network's falls as it learns, whatever its data.
    """
    plain = _plain(r)
    sizes = [size for call in r.of("columns") for size in call.history]
    if len(plain) < max(6, 0.8 * len(r.slopes)) or len(r.loss) < 30 or not sizes:
        return None
    small, large = min(n["small"] for n in sizes), max(n["large"] for n in sizes)
    steep, flat = max(s.curvature for s in plain), plain[-1].curvature
    left = _left(r, plain[-1], flat)
    if large < UNEVEN * small or steep < STEEP * flat or not left > 0.02 * abs(r.loss.tail):
        return None
    text = (
        "Columns of the data are from {small} to {large} in size, and the loss is {steepness} "
        "times as steep along the first steps as along the last. The steep direction allows no "
        "rate above {limit}; at such a rate the flat one takes very long."
    )
    cure = (
        "Bring the columns of the data to one scale: subtract the mean, divide by the spread; "
        "leave a column of ones as it is."
    )
    values = {"small": _two_digits(small), "large": _two_digits(large), "limit": 2 / steep}
    values["steepness"] = _two_digits(steep / flat)
    return say("badly scaled", text, cure, line=r.line, sureness="likely", **values)


def runs_out(r: Record) -> Finding | None:
    early = [o for o in r.optimizers.values() if 0 <= o.ran_out < r.count / 2 and o.highest > 0]
    if not early or r.count < 20 or not _could_fall(r):
        return None
    text = "The rate falls from {highest} below a hundredth of it by step {step} of {steps}."
    cure = "Step the scheduler once an epoch, or let the rate fall more slowly."
    scheduled = r.latest("schedule")
    line = r.line if scheduled is None else scheduled.line
    values = {"highest": early[0].highest, "step": early[0].ran_out, "steps": r.count}
    return say("the rate runs out", text, cure, line=line, sureness="likely", **values)


def _could_fall(r: Record) -> bool:
    """Whether more was to be gained where the last slope was seen than the loss fell since.

    The curvature is that of all slopes: along a tiny step it is chance.
    """
    curved = [s for s in r.slopes if s.curvature > 0]
    if not curved or r.loss.several:
        return True
    typical = median(s.curvature for s in curved)
    return _left(r, curved[-1], typical) > 0.02 * abs(r.loss.tail)


def no_lowest_point(r: Record) -> Finding | None:
    loss, several = r.loss, [leaf for leaf in r.leaves.values() if leaf.looks > 4]
    constant = (
        bool(several)
        and all(leaf.constant >= leaf.moves - 1 > 1 for leaf in several)
        and not all(leaf.zero for leaf in several)
        and not BENT.intersection(r.steps[-1].operations)
    )
    times = 100 if loss.first > 0 else 1_000  # a log likelihood may well sink below 0
    sinks = loss.last < -times * max(1.0, abs(loss.first))
    if not (constant or sinks) or loss.several or len(loss) < 5:
        return None
    why = "the gradient never changes" if constant else "it is far below 0"
    text = f"The loss has no lowest point: it goes from {{first}} to {{last}}, and {why}."
    cure = "Square the errors, or take their absolute values; check the sign of a logarithm."
    sureness, values = "sure" if constant else "likely", {"first": loss.first, "last": loss.last}
    return say("no lowest point", text, cure, line=r.line, sureness=sureness, **values)


def useless_clip(r: Record) -> Finding | None:
    """After the step that used the gradients, or where there are none."""
    kind, empty, late = "clipping has no effect", r.latest("clip of nothing"), r.often("late clip")
    if empty is not None and empty.count >= max(3, r.watched / 2):
        text = (
            "clip_grad_norm_ finds no gradients{at}: it is called before backward(), or what gave "
            "the parameters is used up."
        )
        cure = "Clip between backward() and the step, and give it model.parameters() each time."
        return say(kind, text, cure, line=empty.line)
    clip = r.latest("clip")
    if late is None or clip is None or late.count < max(3, r.watched / 2):
        return None
    text = "Gradients are clipped after the step that used them."
    return say(kind, text, "Clip between backward() and the step.", line=clip.line)
