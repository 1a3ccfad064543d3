"""Findings where the loss has no slope, no end or a kink, so that descent leads nowhere."""

import math

import torch
from torch import Tensor

from .._moves import last_tenth
from .._text import Finding, Writer, agree
from ..schedules import inverse_decay
from ._attempt import attempt
from ._calm import calm_rate
from ._measure import Measurement
from ._sentences import course, elsewhere, named, some
from ._slopes import falls_without_bound, without_gradient
from ._trial import tried

# A parameter was thrown away if it moved by so many times its size.
FAR = 30
# Of the steps, the first in which that happens, and the last that count as a swing's.
EARLY = 1 / 20
HALVINGS = 20
# Steps of a trial with a rate that falls, unless more were asked for.
DECAYED = 400
BOTTOMLESS = (
    "Look for a sign that is the wrong way round, or for differences that are added up without "
    "being squared."
)


def no_gradient(m: Measurement, write: Writer) -> Finding | None:
    if not m.searched:
        return None
    names = named(m, without_gradient(m.few))
    if not names:
        return None
    return write.finding(
        "no gradient",
        f"No gradient reaches {some(names)}, though the loss depends on "
        f"{agree(names, 'it', 'them')}: something in the function passes none on, such as "
        ".detach(), .item() or .data, rounding, a comparison or argmax. Calculate with torch "
        "operations that have a slope.",
    )


def no_lower_bound(m: Measurement, write: Writer) -> Finding | None:
    if m.exact or not m.searched or m.at_guesses is None:
        return None
    ways = [m.run.params.double() - m.guesses]
    if m.gradient_at_guesses is not None:
        ways.append(-m.gradient_at_guesses)
    ways = [way for way in ways if bool(way.isfinite().all())]
    if not falls_without_bound(m.few, ways):
        return None
    return write.finding(
        "no lower bound",
        "The loss has no lowest point: straight on downhill it falls below any bound. "
        f"{_labels(m, write) or BOTTOMLESS} {course(m, write)}",
    )


def no_slope(m: Measurement, write: Writer) -> Finding | None:
    """Guesses at which the loss has no slope, or none along some parameters nor around them."""
    stuck, around = m.stuck
    if bool(stuck.all()) and not m.has_minimum:
        far = "" if around.any() else ", nor around them"
        text = (
            f"The gradient is zero at your guesses{far}, so that no step moves them, though no "
            "lowest point was found there."
        )
    elif m.kinks_everywhere:  # as many points pull up as down, until the others move
        return None
    elif bool((stuck & ~around).any()) and m.better is not None:
        names = named(m, stuck & ~around)
        text = (
            f"The gradient of {some(names)} is zero at your guesses and around them, so that no "
            f"step moves {agree(names, 'it', 'them')}."
        )
    else:
        return None
    return write.finding("no slope", f"{text} Start elsewhere. {elsewhere(m, write)}")


def symmetric_start(m: Measurement, write: Writer) -> Finding | None:
    """Parameters that stand still or move as one by symmetry, where other guesses lead lower."""
    stuck, around = m.stuck
    still = stuck & around
    alike = m.none if m.exact or m.diverged or not m.searched else _alike(m.run.history)
    if bool(stuck.all()) or not bool((still | alike).any()) or m.better is None:
        return None
    if bool(still.any()):
        names = named(m, still)
        stay = agree(names, "it stays", "they stay")
        what = f"the gradient of {some(names)} is zero by symmetry, and {stay} as guessed"
    else:
        what = f"{some(named(m, alike))} start alike, have the same gradient and stay alike"
    return write.finding(
        "symmetric start",
        f"At these guesses {what}. Start from different, random numbers. {elsewhere(m, write)}",
    )


def _alike(history: Tensor) -> Tensor:
    """(P,), which parameters have, in every row, the number of another one that moves too."""
    moved = (history != history[0]).any(dim=0)
    same = (history.T[:, None] == history.T[None]).all(dim=-1) if len(history.T) <= 100 else None
    if same is None:
        return torch.zeros_like(moved).cpu()
    return ((same.sum(dim=1) > 1) & moved).cpu()


def no_end(m: Measurement, write: Writer) -> Finding | None:
    if m.valley is None or m.has_minimum or not m.valley.endless or m.better is not None:
        return None
    if m.run.losses[-1].isinf():  # too large a rate, whatever lies below
        return None
    first = write("loss_at_guesses", m.look.loss_at(m.guesses))
    last = write("far_out", m.valley.loss)
    text = (
        "The loss has no lowest point: it falls on and on as the parameters grow, here from "
        f"{first} to {last} far out, so that no run arrives."
    )
    if m.valley.loss < 0 and (labels := _labels(m, write)):
        return write.finding("no end", f"{text} {labels} {course(m, write)}")
    if _separates(m):
        text += (
            " The classes separate: a boundary has every point on its side, and the steeper, the "
            "better."
        )
    return write.finding("no end", f"{text} {_how_to_live_with_it(m, write)}")


def _labels(m: Measurement, write: Writer) -> str:
    """What is wrong with y, if it has two values that are no classes of a cross entropy."""
    least, most = float(m.look.y.min()), float(m.look.y.max())
    if len(m.look.y.unique()) != 2 or (least == 0 and most == 1):
        return ""
    return f"y is {write('least', least)} and {write('most', most)}: a cross entropy needs 0 and 1."


def _separates(m: Measurement) -> bool:
    """Whether y has two values, and the approximation's lie on two sides."""
    y, values = m.look.y, m.fitted
    if len(y.unique()) != 2:
        return False
    upper = y == y.max()
    return float(values[upper].min()) > float(values[~upper].max())


def _how_to_live_with_it(m: Measurement, write: Writer) -> str:
    if m.diverged:
        last = float(m.run.losses[max(0, m.run.steps - 1)])
        return (
            f"At step {write('step', m.run.steps)} a logarithm or a power of what has become zero "
            f"is no number; before that the loss is {write('loss_before', last)}. Stop earlier, or "
            "use a loss of logits (BCEWithLogitsLoss); a smaller rate only delays it."
        )
    return f"Stop when it is low enough, or add a penalty on large parameters. {course(m, write)}"


def thrown_away(m: Measurement, write: Writer) -> Finding | None:
    """A parameter that an early step threw to where it has no slope."""
    if m.diverged or m.gradient is None or m.run.steps < 2 or not m.searched or m.exact:
        return None
    first = m.gradient_at_guesses
    if first is None:
        return None
    start, end = m.run.history[0].double(), m.run.params.double()
    far = (end - start).abs() > FAR * (1 + start.abs())
    early = m.last_moves.to(far.device) <= max(3, EARLY * m.run.steps)
    thrown = far & early & (m.gradient == 0) & (first != 0)
    if not bool(thrown.any()):
        return None
    j = int(thrown.int().argmax())
    calm = calm_rate(m)
    text = (
        f"Step {write('step', m.last_moves[j])} threw {m.names[j]} from "
        f"{write('guess', start[j])} to {write('value', end[j])}, where the loss has no slope "
        "along it: it never comes back. The slope at your guesses is too steep for this rate."
    )
    cures = [calm.sentence(m, write) if calm else "Start closer, or take x in smaller units."]
    slow = calm is None or math.isinf(calm.arrival(m))
    if slow and m.better is not None:
        cures.append(elsewhere(m, write))
    return write.finding("thrown away", " ".join([text, *cures]))


def kink(m: Measurement, write: Writer) -> Finding | None:
    if not m.has_kink or m.diverged:
        return None
    text = (
        "The loss has a kink at its goal, as absolute errors have: its slope does not shrink on "
        "the way there"
    )
    if m.swings:
        j, swing = _widest_swing(m)
        text += (
            f", so that at a fixed rate the parameters swing, {m.names[j]} by "
            f"{write('swing', swing)} in the last tenth of the run."
        )
    else:
        text += f", and at a fixed rate a run ends by swinging. {course(m, write)}"
    return write.finding("kink", f"{text} {_decayed(m, write)}")


def _widest_swing(m: Measurement) -> tuple[int, float]:
    """The parameter that swings most for its size, and by how much, in the run's last tenth."""
    last = last_tenth(m.run.history)
    swings = last.amax(dim=0) - last.amin(dim=0)
    j = int((swings / (1e-300 + last.abs().amax(dim=0))).argmax())
    return j, float(swings[j])


def _decayed(m: Measurement, write: Writer) -> str:
    """What a rate that falls reaches in the same steps, if that is lower."""
    steps = min(max(m.run.steps, DECAYED), m.trial_steps)
    half_at = max(1, steps // HALVINGS)
    decayed = inverse_decay(m.learning_rate, half_at)
    run = attempt(tried, m.problem, decayed, steps, otherwise=None)
    plain = attempt(tried, m.problem, m.learning_rate, steps, otherwise=None, begun=m.begun(steps))
    smooth = "or use a smooth loss, such as HuberLoss or a mean of squares."
    if run is None or plain is None or not float(run.losses[-1]) < float(plain.losses[-1]):
        return f"Lower the rate as you go, {smooth}"
    rate = f"inverse_decay({write('learning_rate', m.learning_rate)}, {write('half_at', half_at)})"
    taken, lower = write.steps("decayed_steps", run.steps), write("decayed_loss", run.losses[-1])
    return (
        f"Lower the rate as you go: with {rate} the loss is {lower} after {taken}, at the fixed "
        f"rate {write('plain_loss', plain.losses[-1])}; {smooth}"
    )
