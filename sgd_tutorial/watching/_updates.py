"""Findings on gradients and updates: what makes all else that is seen moot."""

from .._text import Finding, Writer, agree
from ._failures import CUT_CURES, ORDER, _spelled
from ._record import Leaf, Record
from ._sentences import at, latest, named, say


def cut_loose(r: Record, write: Writer) -> Finding | None:
    """The loss depends on nothing that stays from step to step."""
    steps = r.steps
    if len(steps) < 2 or r.loss.fell or not all(len(s.anew) == len(s.leaves) for s in steps):
        return None
    own = all(step.own_leaf for step in steps)
    cut = next((call for call in r.of("cut") if call.count >= r.watched - 1), None)
    held = {key for each in r.optimizers.values() for key in each.holds}
    in_optimizer = held.intersection(key for step in steps for key in step.leaves)
    if in_optimizer or not (own or cut):
        return None
    line = cut.line if cut is not None else r.line
    by = f": {_spelled(cut.name)}{at(line)} gives values without their graph" if cut else ""
    text = (
        f"The loss does not depend on the parameters, but on a tensor made anew in each step{by}."
    )
    cure = CUT_CURES.get(cut.name if cut else "", "Use the result itself.")
    return say(write, "loss cut loose", text, cure, line=line)


def made_anew(r: Record, write: Writer) -> Finding | None:
    steps = r.steps
    if (
        len(steps) < 4
        or r.loss.fell
        or sum(len(s.anew) == len(s.leaves) for s in steps) < 0.9 * len(steps)
    ):
        return None
    count = write("made anew", len(steps))
    text = (
        f"At each of {count} steps the loss depends on parameters that were not there "
        f"before{at(r.line)}: what a step learns is thrown away by the next."
    )
    cure = "Create the model and its optimizer once, before the loop."
    return say(write, "model made anew", text, cure, line=r.line)


def some_made_anew(r: Record, write: Writer) -> Finding | None:
    """Layers made in forward()."""
    later = r.steps[1:]
    if len(later) < 4 or any(len(s.anew) == len(s.leaves) for s in later):
        return None
    parameters = [
        s for s in later if any(k not in r.leaves or r.leaves[k].is_parameter for k in s.anew)
    ]
    if len(parameters) < 0.9 * len(later):
        return None
    text = "Some parameters are made anew at every step, so that they never learn."
    cure = "Create all layers in __init__, and use them in forward()."
    return say(write, "model made anew", text, cure, line=r.line)


def optimizer_anew(r: Record, write: Writer) -> Finding | None:
    each = list(r.optimizers.values())
    if len(each) < 6 or not all(o.steps <= 1 for o in each) or not any(o.has_memory for o in each):
        return None
    count, name = write("optimizers", len(each)), each[0].name
    text = f"{count} optimizers took one step each: {name} loses what it remembers."
    return say(write, "optimizer made anew", text, "Create the optimizer once, before the loop.")


def cleared_early(r: Record, write: Writer) -> Finding | None:
    empty = sum(o.empty for o in r.optimizers.values())
    looks = sum(o.looks for o in r.optimizers.values())
    if empty >= 2 and empty > looks / 2:
        text = (
            f"{write('empty steps', empty)} of {write('steps seen', looks)} steps found no "
            "gradient: it is cleared between backward() and the step."
        )
        return say(write, "cleared before the step", text, ORDER, line=r.line)
    cleared = latest(r.of("cleared first"))
    if cleared is None or cleared.count < 2 or r.moved:
        return None
    text = "The gradient is cleared between backward() and the update, so that nothing moves."
    return say(write, "cleared before the step", text, ORDER, line=r.line)


def other_optimizer(r: Record, write: Writer) -> Finding | None:
    """An optimizer with tensors that the loss does not depend on, while others get gradients."""
    still = _still(r)
    for optimizer in r.optimizers.values():
        if optimizer.looks < 2 or not optimizer.others:
            continue
        orphans = [leaf for leaf in still if leaf.shape in optimizer.others]
        if not orphans:
            continue
        text = (
            f"{optimizer.name} changes tensors that the loss does not depend on; "
            f"{named(orphans)}, of the same shape, {agree(orphans, 'gets', 'get')} gradients and "
            f"{agree(orphans, 'is', 'are')} in no optimizer."
        )
        cure = "Create the optimizer last, from the parameters that the loss uses."
        return say(write, "the optimizer holds other tensors", text, cure, line=r.line)
    return None


def _still(r: Record) -> list[Leaf]:
    """Leaves with gradients that never move, in no optimizer."""
    held = {key for each in r.optimizers.values() for key in each.holds}
    return [
        leaf
        for key, leaf in r.leaves.items()
        if key not in held and leaf.looks > 2 and not leaf.moves and leaf.zero < leaf.looks
    ]


def nothing_changed(r: Record, write: Writer) -> Finding | None:
    moved = any(leaf.moves for leaf in r.leaves.values())
    looked = [leaf for leaf in r.of_leaves() if leaf.zero < leaf.looks]
    if moved or not looked or r.count < 3 or r.updates:
        return None
    rated = [o for o in r.optimizers.values() if o.looks]
    if r.steps_of_optimizers and rated and all(o.rate > 0 for o in rated):
        return _holds_none(r, write)
    instead = " scheduler.step() changes the rate alone." if r.schedules else ""
    zero = any(o.rate == 0 for o in rated)
    cure = "Set a rate above 0." if zero else "Call optimizer.step() after backward()."
    if not rated and not r.optimizers and not r.schedules:
        cure = "Change them after backward(): optimizer.step(), or `w -= rate * w.grad` in no_grad."
    text = (
        f"{write('backward passes', r.count)} backward passes leave gradients, and no parameter "
        f"changes.{instead}"
    )
    return say(write, "nothing is changed", text, cure, line=r.line)


def _holds_none(r: Record, write: Writer) -> Finding | None:
    holds = any(o.holds for o in r.optimizers.values())
    if holds:
        return None
    text = "The optimizer's steps change none of the tensors that the loss depends on."
    cure = "Create the optimizer last, from the parameters that the loss uses."
    return say(write, "the optimizer holds other tensors", text, cure, line=r.line)


def add_up(r: Record, write: Writer) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.added >= 2 and leaf.added > leaf.clean]
    if not leaves:
        return None
    most = max(leaves, key=lambda leaf: leaf.added)
    some = "" if len(leaves) == len(r.leaves) else f" of {named(leaves)}"
    text = (
        f"{write('added', most.added)} of {write('changes', most.added + most.clean)} changes "
        f"seen{some} used the sum of the new gradient and of old ones that were used already."
    )
    cure = "Clear the gradients once in each step: optimizer.zero_grad(), or `w.grad = None`."
    return say(write, "gradients add up", text, cure, line=r.line)


def hidden(r: Record, write: Writer) -> Finding | None:
    still = [leaf for leaf in _still(r) if leaf.is_parameter or leaf.place == "hidden"]
    if not still or not r.moved or not r.optimizers:
        return None
    in_list = all(leaf.place == "hidden" for leaf in still)
    text = (
        f"{named(still)} {agree(still, 'gets', 'get')} gradients and never "
        f"{agree(still, 'changes', 'change')}: no optimizer holds {agree(still, 'it', 'them')}."
    )
    where = "Layers in a plain list or dict are not in parameters(): use nn.ModuleList. "
    cure = f"{where if in_list else ''}Give all parameters to the optimizer."
    sureness = "sure" if in_list else "likely"
    return say(write, "parameters hidden", text, cure, line=r.line, sureness=sureness)


def part_without(r: Record, write: Writer) -> Finding | None:
    """An optimizer's tensors that never get a gradient."""
    for optimizer in r.optimizers.values():
        if len(r.optimizers) > 1 or not optimizer.others or optimizer.looks < 3:
            continue
        cut = next((call for call in r.of("cut") if call.count >= optimizer.looks - 2), None)
        by = f": {_spelled(cut.name)}{at(cut.line)} cuts them off" if cut else ""
        count = write("tensors", len(optimizer.others))
        text = f"{count} of the optimizer's tensors never get a gradient{by}."
        cure = "Use them in the forward pass, without detach(), .data or item()."
        line = cut.line if cut else None
        return say(write, "a part gets no gradient", text, cure, line=line, sureness="likely")
    return None
