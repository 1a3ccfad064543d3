"""Findings on the size and the direction of steps."""

import math
from statistics import median

from .._text import Finding, Writer
from ._record import Line, Record, Slope
from ._sentences import latest, say

# rate x curvature: at 2 a step ends as high as it began, on the other side.
OVERSHOOTS, SLOW = 1.5, 0.02
# The curvature along the steps falls so far where one direction is so much steeper than others.
STEEP = 100
# Below these a gradient stays the same for some way only.
BENT = {"Abs", "L1Loss", "SmoothL1Loss", "HuberLoss", "Relu", "LeakyRelu", "Threshold", "Where"}
BENT |= {"Clamp", "ClampMin", "ClampMax", "Maximum", "Minimum", "Max", "Min", "HingeEmbeddingLoss"}
# Columns of data of so different sizes make it so.
UNEVEN = 10


def _line_of_update(r: Record) -> Line | None:
    """The reader's own, if no optimizer makes it."""
    update = latest(r.of("update"))
    return r.line if update is None or r.steps_of_optimizers else update.line


def uphill(r: Record, write: Writer) -> Finding | None:
    up = [s for s in r.slopes if s.downhill > 0]
    if len(r.slopes) < 3 or len(up) < 0.9 * len(r.slopes) or r.loss.changes_sign:
        return None
    if r.loss.is_finite and not r.loss.tail > r.loss.first:
        return None
    text = (
        f"{write('uphill', len(up))} of {write('changes', len(r.slopes))} changes seen go along "
        "the gradient, uphill."
    )
    return say(write, "uphill", text, "Subtract: `w -= rate * w.grad`.", line=_line_of_update(r))


def too_large(r: Record, write: Writer) -> Finding | None:
    loss = r.loss
    if loss.several or len(loss) < 3 or loss.fell or not r.slopes:
        return None
    plain = [s for s in r.slopes if s.rate > 0 and s.curvature > 0]
    products = [s.rate * s.curvature for s in plain]
    if products and len(products) >= 0.5 * len(r.slopes) and median(products) > OVERSHOOTS:
        return _overshoots(r, plain, write)
    turns = [s for s in r.slopes if s.turn < -0.3]
    grew = loss.grew and (not loss.is_finite or len(loss) >= 10)
    far = _peak(r) > 10 * abs(loss.first)
    if (r.bad is not None and not far) or (loss.changes_sign and loss.is_finite):
        return None  # a loss about 0 may go anywhere
    if far or (grew and len(turns) > 0.4 * len(r.slopes)):
        text = f"The loss grows, from {write('first', loss.first)} to {write('peak', _peak(r))}."
        cure = "Take a smaller rate: a tenth, and again."
        return say(write, "rate too large", text, cure, line=r.line, sureness="likely")
    return None


def _peak(r: Record) -> float:
    return max((abs(v) for v in r.loss.values if math.isfinite(v)), default=math.nan)


def _overshoots(r: Record, plain: list[Slope], write: Writer) -> Finding:
    curvature, rate = median(s.curvature for s in plain), median(s.rate for s in plain)
    text = (
        f"The rate, {write('rate', rate)}, times the curvature along the steps, "
        f"{write('curvature', curvature)}, is {write('product', rate * curvature)}; above 2 each "
        "step ends higher than it began, on the other side."
    )
    highest = max(s.curvature for s in plain)
    cure = f"Try a rate of {write('rate to take', float(f'{1 / highest:.2g}'))}."
    return say(write, "rate too large", text, cure, line=_line_of_update(r))


def _left(r: Record, slope: Slope, curvature: float) -> float:
    """What was to be gained along a slope, less what the loss fell since."""
    return slope.gradient**2 / (2 * curvature) - max(0.0, r.loss.fall_since(slope.step))


def too_small(r: Record, write: Writer) -> Finding | None:
    loss = r.loss
    if loss.several or len(loss) < 20 or loss.changes_sign or not loss.is_finite:
        return None
    if not loss.tail > 0.5 * loss.first or loss.tail > loss.first * 1.001 or not r.slopes:
        return None
    down = [s for s in r.slopes if s.downhill < 0]
    curvatures = [s.curvature for s in down if s.curvature > 0]
    if len(down) < 0.9 * len(r.slopes) or not curvatures:
        return None
    highest = max(curvatures)
    gain = _left(r, down[-1], highest)
    plain = [s.rate for s in down if s.rate > 0]
    if len(plain) > 0.5 * len(down):
        rate = median(plain)
        if rate * highest >= SLOW or gain < 0.05 * loss.tail:
            return None
        return _slow(r, write, rate, highest)
    return _slow_otherwise(r, write, gain)


def _slow(r: Record, write: Writer, rate: float, highest: float) -> Finding:
    text = (
        f"The loss falls from {write('first', r.loss.first)} to {write('last', r.loss.last)} only: "
        f"the rate, {write('rate', rate)}, times the largest curvature seen, "
        f"{write('curvature', highest)}, is {write('product', rate * highest)}, where 1 would be "
        "right."
    )
    cure = f"Try a rate of {write('rate to take', float(f'{1 / highest:.2g}'))}."
    return say(write, "rate too small", text, cure, line=_line_of_update(r))


def _slow_otherwise(r: Record, write: Writer, gain: float) -> Finding | None:
    rates = [o.highest for o in r.optimizers.values()]
    if not rates or max(rates) > 1e-4 or gain < 0.01 * abs(r.loss.tail):
        return None
    text = (
        f"The loss falls from {write('first', r.loss.first)} to {write('last', r.loss.last)} only, "
        f"at a rate of {write('rate', max(rates))}."
    )
    cure = f"Try a rate of {write('rate to take', 30 * max(rates))}."
    return say(write, "rate too small", text, cure, line=r.line, sureness="likely")


def badly_scaled(r: Record, write: Writer) -> Finding | None:
    """Columns of different sizes: that the curvature along the steps falls is no proof.

    A network's falls as it learns, whatever its data.
    """
    plain = [s for s in r.slopes if s.rate > 0 and s.curvature > 0]
    sizes = [size for call in r.of("columns") for size in call.history]
    if len(plain) < max(6, 0.8 * len(r.slopes)) or len(r.loss) < 30 or not sizes:
        return None
    small, large = min(n["small"] for n in sizes), max(n["large"] for n in sizes)
    steep, flat = max(s.curvature for s in plain), plain[-1].curvature
    left = _left(r, plain[-1], flat)
    if large < UNEVEN * small or steep < STEEP * flat or not left > 0.02 * abs(r.loss.tail):
        return None
    times = write("steepness", float(f"{steep / flat:.2g}"))  # more digits would be chance
    text = (
        f"Columns of the data are from {write('small', float(f'{small:.2g}'))} to "
        f"{write('large', float(f'{large:.2g}'))} in size, and the loss is {times} times as steep "
        f"along the first steps as along the last. The steep direction allows no rate above "
        f"{write('limit', 2 / steep)}; at such a rate the flat one takes very long."
    )
    cure = (
        "Bring the columns of the data to one scale: subtract the mean, divide by the spread; "
        "leave a column of ones as it is."
    )
    return say(write, "badly scaled", text, cure, line=r.line, sureness="likely")


def runs_out(r: Record, write: Writer) -> Finding | None:
    if not _could_fall(r):
        return None
    for o in r.optimizers.values():
        if 0 <= o.ran_out < r.count / 2 and r.count >= 20 and o.highest > 0:
            text = (
                f"The rate falls from {write('highest', o.highest)} below a hundredth of it by "
                f"step {write('step', o.ran_out)} of {write('steps', r.count)}."
            )
            cure = "Step the scheduler once an epoch, or let the rate fall more slowly."
            kind = "the rate runs out"
            return say(write, kind, text, cure, line=r.line, sureness="likely")
    return None


def _could_fall(r: Record) -> bool:
    """Whether more was to be gained where the last slope was seen than the loss fell since."""
    last = next((s for s in reversed(r.slopes) if s.curvature > 0), None)
    if last is None or r.loss.several:
        return True
    return _left(r, last, last.curvature) > 0.02 * abs(r.loss.tail)


def no_lowest_point(r: Record, write: Writer) -> Finding | None:
    loss, several = r.loss, [leaf for leaf in r.leaves.values() if leaf.looks > 4]
    constant = several and all(leaf.constant >= leaf.moves - 1 > 1 for leaf in several)
    constant = constant and not all(leaf.zero for leaf in several)
    constant = constant and not BENT.intersection(r.steps[-1].operations)
    sinks = loss.first > 0 and loss.last < -100 * abs(loss.first)
    if not (constant or sinks) or loss.several or len(loss) < 5:
        return None
    why = "the gradient never changes" if constant else "it is far below 0"
    text = (
        f"The loss has no lowest point: it goes from {write('first', loss.first)} to "
        f"{write('last', loss.last)}, and {why}."
    )
    cure = "Square the errors, or take their absolute values; check the sign of a logarithm."
    sureness = "sure" if constant else "likely"
    return say(write, "no lowest point", text, cure, line=r.line, sureness=sureness)


def late_clip(r: Record, write: Writer) -> Finding | None:
    call = next((call for call in r.of("late clip") if call.count >= 3), None)
    clip = latest(r.of("clip"))
    if call is None or clip is None or call.count < r.watched / 2:
        return None
    text = "Gradients are clipped after the step that used them."
    cure = "Clip between backward() and the step."
    return say(write, "clipping has no effect", text, cure, line=clip.line)
