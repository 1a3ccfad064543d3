"""All findings in their order, each read from a record alone."""

from collections.abc import Callable

from .._text import Finding, Writer, listed
from . import _misuse, _no_number, _rates, _units, _updates
from ._failures import failure
from ._record import Record

Finder = Callable[[Record, Writer], Finding | None]

# The first of these that is found explains the rest, and stands before it.
FIRST: tuple[Finder, ...] = (
    failure,
    _updates.cut_loose,
    _updates.made_anew,
    _updates.some_made_anew,
    _updates.cleared_early,
    _updates.other_optimizer,
    _misuse.same_loss,
    _updates.nothing_changed,
    _updates.add_up,
    _misuse.broadcasting,
    _misuse.one_class,
    _misuse.softmax_twice,
    _misuse.sigmoid_twice,
    _misuse.nll,
    _misuse.targets_outside,
    _misuse.over_points,
    _misuse.averaged_first,
    _misuse.graph_grows,
    _updates.hidden,
    _no_number.not_a_number,
    _rates.uphill,
    _rates.no_lowest_point,
    _rates.too_large,
    _units.out_of_reach,
    _units.dead_relu,
    _units.zero_gradient,
    _units.alike,
    _misuse.relu_before,
    _rates.runs_out,
    _rates.late_clip,
    _updates.part_without,
    _updates.optimizer_anew,
    _misuse.term,
    _misuse.eval_mode,
    _misuse.losses_kept,
    _units.not_shuffled,
    _rates.badly_scaled,
    _rates.too_small,
    _units.linear_twice,
    _units.saturated,
    _misuse.train_mode,
    _misuse.rounded,
    _units.predicts_mean,
    _units.does_not_learn,
)
# These do not follow from what else is wrong.
BESIDE: frozenset[Finder] = frozenset(
    {
        _misuse.broadcasting,
        _misuse.softmax_twice,
        _misuse.sigmoid_twice,
        _misuse.over_points,
        _misuse.losses_kept,
        _misuse.eval_mode,
        _misuse.train_mode,
        _rates.late_clip,
    }
)


def findings_of(records: list[Record], broken: bool = False) -> tuple[Finding, ...]:
    """What there is to say of each run, the most important first."""
    found: list[Finding] = []
    for record in records:
        for find in FIRST:
            if not found or find in BESIDE:
                found += _found(find, record)
        if found:
            return tuple(found)
    return (_fine(records[-1], broken),)


def _found(find: Finder, record: Record) -> list[Finding]:
    """A finding, or none where a finder of ours fails."""
    try:
        finding = find(record, Writer())
    except Exception:
        return []
    return [] if finding is None else [finding]


def _fine(r: Record, broken: bool) -> Finding:
    write = Writer()
    if broken or not r.count:
        why = "could not go on watching" if broken else "saw no backward pass"
        return write.finding("fine", f"Nothing to say: sgd.watch {why}.")
    loss = r.loss
    passes = "backward pass" if r.count == 1 else "backward passes"
    parts = [f"{write('backward passes', r.count)} {passes}"]
    if loss.is_finite and not loss.several:
        parts.append(
            f"the loss goes from {write('first', loss.first)} to {write('last', loss.last)}"
        )
    text = f"Fine: {', '.join(parts)}"
    seen = _seen(r, write)
    return write.finding("fine", f"{text}; {listed(seen)}." if seen else f"{text}.")


def _seen(r: Record, write: Writer) -> list[str]:
    """What was seen to be in order."""
    seen = []
    moving = [leaf for leaf in r.leaves.values() if leaf.moves]
    if moving:
        seen.append(
            f"{write('moving', len(moving))} tensor{'s' if len(moving) > 1 else ''} changed"
        )
    if moving and all(leaf.clean and not leaf.added for leaf in moving):
        seen.append("gradients are cleared")
    down = [s for s in r.slopes if s.downhill < 0]
    if r.slopes and len(down) >= 0.9 * len(r.slopes):
        seen.append("steps go downhill")
    return seen
