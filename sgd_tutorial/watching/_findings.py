"""All findings in their order, each read from a record alone."""

from collections.abc import Callable, Iterator
from typing import Any

from .._text import Finding, listed
from . import _misuse, _no_number, _steps, _units, _updates
from ._errors import failure
from ._record import Record
from ._say import say

Finder = Callable[[Record], Finding | None]

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
    _misuse.BROADCASTING,
    _misuse.ONE_CLASS,
    _misuse.SOFTMAX_TWICE,
    _misuse.SIGMOID_TWICE,
    _misuse.NLL,
    _misuse.TARGETS_OUTSIDE,
    _misuse.OVER_POINTS,
    _misuse.AVERAGED_FIRST,
    _misuse.graph_grows,
    _updates.hidden,
    _no_number.not_a_number,
    _steps.uphill,
    _steps.no_lowest_point,
    _steps.overshoots,
    _units.not_shuffled,
    _steps.flies_off,
    _units.out_of_reach,
    _units.dead_relu,
    _units.zero_gradient,
    _units.alike,
    _misuse.RELU_BEFORE,
    _steps.runs_out,
    _steps.useless_clip,
    _updates.part_without,
    _updates.optimizer_anew,
    _misuse.TERM,
    _misuse.eval_mode,
    _misuse.losses_kept,
    _steps.badly_scaled,
    _steps.too_small,
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
        _misuse.BROADCASTING,
        _misuse.SOFTMAX_TWICE,
        _misuse.SIGMOID_TWICE,
        _misuse.OVER_POINTS,
        _misuse.losses_kept,
        _misuse.eval_mode,
        _misuse.train_mode,
        _steps.useless_clip,
    }
)


def findings_of(records: list[Record], broken: bool = False) -> tuple[Finding, ...]:
    """What there is to say of the first run with a fault, the most important first."""
    for record in records:
        found: list[Finding] = []
        for find in FIRST:
            if not found or find in BESIDE:
                found += _found(find, record)
        if found:
            return tuple(found)
    return (_fine(records[-1], broken),)


def _found(find: Finder, record: Record) -> list[Finding]:
    """A finding, or none where a finder of ours fails."""
    try:
        finding = find(record)
    except Exception:
        return []
    return [] if finding is None else [finding]


def _fine(r: Record, broken: bool) -> Finding:
    if broken or not r.count:
        why = "could not go on watching" if broken else "saw no backward pass"
        return say("fine", f"Nothing to say: sgd.watch {why}.", "")
    loss = r.loss
    text = f"Fine: {{count}} backward pass{'es' if r.count > 1 else ''}"
    if loss.is_finite and not loss.several:
        text += ", the loss goes from {first} to {last}"
    moving = [leaf for leaf in r.leaves.values() if leaf.moves]
    seen = list(_in_order(r, len(moving)))
    text += f"; {listed(seen)}." if seen else "."
    values: dict[str, Any] = {"count": r.count, "moving": len(moving)}
    values |= {"first": loss.first, "last": loss.last}
    return say("fine", text, "", **values)


def _in_order(r: Record, moving: int) -> Iterator[str]:
    """What was seen to be in order."""
    if moving:
        yield f"{{moving}} tensor{'s' if moving > 1 else ''} changed"
    if moving and all(leaf.clean and not leaf.added for leaf in r.leaves.values() if leaf.moves):
        yield "gradients are cleared"
    down = sum(s.downhill < 0 for s in r.slopes)
    if r.slopes and down >= 0.9 * len(r.slopes):
        yield "steps go downhill"
