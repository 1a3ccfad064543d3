"""Findings on gradients and updates: what makes all else that is seen moot."""

from itertools import chain

from .._text import Finding, agree
from ._cuts import SPELLED, cut_by
from ._errors import ORDER
from ._lines import Line
from ._record import Leaf, Record
from ._say import named, say

LAST = "Create the optimizer last, from the parameters that the loss uses."
LISTS = "Layers in a plain list or dict are not in parameters(): use nn.ModuleList. "


def _made(leaves: list[Leaf], r: Record) -> Line | None:
    """Where the first of some leaves was made, or else the line of backward()."""
    return next((leaf.line for leaf in leaves if leaf.line is not None), r.line)


def cut_loose(r: Record) -> Finding | None:
    """The loss depends on nothing that stays from step to step."""
    steps = r.steps
    if len(steps) < 2 or r.loss.fell or not all(len(s.anew) == len(s.leaves) for s in steps):
        return None
    held = {key for each in r.optimizers.values() for key in each.holds}
    if held.intersection(key for step in steps for key in step.leaves):
        return None
    text = "The loss does not depend on the parameters, but on a tensor made anew in each step"
    cure = "Use the result itself."
    cut = next((call for call in r.of("cut") if call.count >= r.watched - 1), None)
    if cut is not None:
        return cut_by(cut, cure, text)
    own = all(step.own_leaf for step in steps)
    return say("loss cut loose", f"{text}.", cure, line=r.line) if own else None


def made_anew(r: Record) -> Finding | None:
    steps = r.steps
    anew = sum(len(s.anew) == len(s.leaves) for s in steps)
    if len(steps) < 4 or r.loss.fell or anew < 0.9 * len(steps):
        return None
    text = (
        "At each of {made_anew} steps the loss depends on parameters that were not there "
        "before{at}: what a step learns is thrown away by the next."
    )
    cure = "Create the model and its optimizer once, before the loop."
    line = _made(list(r.leaves.values()), r)
    return say("model made anew", text, cure, line=line, made_anew=len(steps))


def some_made_anew(r: Record) -> Finding | None:
    """Layers made in forward()."""
    later = r.steps[1:]
    if len(later) < 4 or any(len(s.anew) == len(s.leaves) for s in later):
        return None
    made = [[r.leaves[k] for k in s.anew if r.leaves[k].is_parameter] for s in later]
    if sum(map(bool, made)) < 0.9 * len(later):
        return None
    text = "Some parameters are made anew at every step, so that they never learn."
    cure = "Create all layers in __init__, and use them in forward()."
    return say("model made anew", text, cure, line=_made(list(chain(*made)), r))


def optimizer_anew(r: Record) -> Finding | None:
    """One step each; or several, of the same parameters."""
    each = list(r.optimizers.values())
    once = all(o.steps <= 1 for o in each)
    alike = len({(o.name, o.holds) for o in each}) == 1 and each[0].holds
    if len(each) < 6 or not (once or alike) or not any(o.has_memory for o in each):
        return None
    count = "one step" if once else "a few steps"
    text = f"{{optimizers}} optimizers took {count} each: {{name}} loses what it remembers."
    cure = "Create the optimizer once, before the loop."
    line, sureness = each[-1].line, "sure" if once else "likely"
    values = {"optimizers": len(each), "name": each[0].name}
    return say("optimizer made anew", text, cure, line=line, sureness=sureness, **values)


def cleared_early(r: Record) -> Finding | None:
    empty = sum(o.empty for o in r.optimizers.values())
    looks = sum(o.looks for o in r.optimizers.values())
    clear, first = r.latest("clear"), r.latest("cleared first")
    kind, line = "cleared before the step", clear.line if clear is not None else r.line
    if empty >= 2 and empty > looks / 2:
        text = (
            "{empty_steps} of {steps_seen} steps found no gradient: it is cleared between "
            "backward() and the step."
        )
        return say(kind, text, ORDER, line=line, empty_steps=empty, steps_seen=looks)
    if first is None or first.count < 2 or any(leaf.moves for leaf in r.leaves.values()):
        return None
    text = "The gradient is cleared between backward() and the update, so that nothing moves."
    return say(kind, text, ORDER, line=line)


def other_optimizer(r: Record) -> Finding | None:
    """An optimizer with tensors that the loss does not depend on, while others get gradients."""
    still = _still(r)
    for optimizer in r.optimizers.values():
        orphans = [leaf for leaf in still if leaf.shape in optimizer.others]
        if optimizer.looks < 2 or not orphans:
            continue
        text = (
            "{optimizer} changes tensors that the loss does not depend on; {leaves}, of the same "
            f"shape, {agree(orphans, 'gets', 'get')} gradients and "
            f"{agree(orphans, 'is', 'are')} in no optimizer."
        )
        values = {"optimizer": optimizer.name, "leaves": named(orphans)}
        line = _made(orphans, r)
        return say("the optimizer holds other tensors", text, LAST, line=line, **values)
    return None


def _still(r: Record) -> list[Leaf]:
    """Leaves with gradients that never move, in no optimizer that steps."""
    held = {key for each in r.optimizers.values() for key in each.holds}
    return [
        leaf
        for key, leaf in r.leaves.items()
        if key not in held and leaf.looks > 2 and not leaf.moves and leaf.zero < leaf.looks
    ]


def nothing_changed(r: Record) -> Finding | None:
    moved = any(leaf.moves for leaf in r.leaves.values())
    looked = any(leaf.zero < leaf.looks for leaf in r.lasting_leaves())
    if moved or not looked or len(r.loss) < 4 or r.of("update"):
        return None
    rated, scheduled = [o for o in r.optimizers.values() if o.looks], r.latest("schedule")
    if r.steps_of_optimizers and rated and all(o.rate > 0 for o in rated):
        return _holds_none(r)
    text = "{backward_passes} backward passes leave gradients, and no parameter changes."
    cure = "Call optimizer.step() after backward()."
    if any(o.rate == 0 for o in rated):
        cure = "Set a rate above 0."
    elif scheduled is not None:
        text = f"{text[:-1]}: scheduler.step() changes the rate alone."
    elif not r.optimizers:
        cure = "Change them after backward(): optimizer.step(), or `w -= rate * w.grad` in no_grad."
    line = r.line if scheduled is None else scheduled.line
    return say("nothing is changed", text, cure, line=line, backward_passes=r.count)


def _holds_none(r: Record) -> Finding | None:
    if any(o.holds for o in r.optimizers.values()):
        return None
    text = "The optimizer's steps change none of the tensors that the loss depends on."
    return say("the optimizer holds other tensors", text, LAST, line=r.line)


def add_up(r: Record) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.added >= 2 and leaf.added > leaf.clean]
    if not leaves:
        return None
    most = max(leaves, key=lambda leaf: leaf.added)
    some = "" if len(leaves) == len(r.leaves) else f" of {named(leaves)}"
    text = (
        "{added} of {changes} changes seen{some} used the sum of the new gradient and of old ones "
        "that were used already."
    )
    cure = "Clear the gradients once in each step: optimizer.zero_grad(), or `w.grad = None`."
    changes = most.added + most.clean
    kind, line = "gradients add up", r.line
    return say(kind, text, cure, line=line, added=most.added, changes=changes, some=some)


def hidden(r: Record) -> Finding | None:
    """Parameters that no optimizer has, or one that takes no step."""
    still = [leaf for leaf in _still(r) if leaf.is_parameter or leaf.place == "hidden"]
    moved = any(leaf.moves for leaf in r.leaves.values())
    if not still or not moved or not r.optimizers:
        return None
    held = [leaf for leaf in still if leaf.held]
    in_list = all(leaf.place == "hidden" for leaf in still)
    still = held or still
    text = (
        f"{{leaves}} {agree(still, 'gets', 'get')} gradients and never "
        f"{agree(still, 'changes', 'change')}: "
    )
    if held:
        text += f"the optimizer that holds {agree(still, 'it', 'them')} takes no step."
        cure = "Call step() of this optimizer, too."
        return say("nothing is changed", text, cure, line=r.line, leaves=named(still))
    text += f"no optimizer holds {agree(still, 'it', 'them')}."
    cure = f"{LISTS if in_list else ''}Give all parameters to the optimizer."
    kind, line, sureness = "parameters hidden", _made(still, r), "sure" if in_list else "likely"
    return say(kind, text, cure, line=line, sureness=sureness, leaves=named(still))


def part_without(r: Record) -> Finding | None:
    """An optimizer's tensors that never get a gradient."""
    if len(r.optimizers) != 1 or not r.steps:
        return None
    [optimizer] = r.optimizers.values()
    if not optimizer.others or optimizer.looks < 3:
        return None
    cut = next((call for call in r.of("cut") if call.count >= optimizer.looks - 2), None)
    text = "{tensors} of the optimizer's tensors never get a gradient."
    if cut is not None:
        text = f"{text[:-1]}: {SPELLED.get(cut.name, cut.name)}{{at}} cuts them off."
    cure = "Use them in the forward pass, without detach(), .data or item()."
    line = cut.line if cut is not None else None
    kind, tensors = "a part gets no gradient", len(optimizer.others)
    return say(kind, text, cure, line=line, sureness="likely", tensors=tensors)
