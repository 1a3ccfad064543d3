"""Findings on losses, modes and data that are used in another way than they are made for."""

from itertools import pairwise

from .._text import Finding, Writer
from ._record import Call, Record
from ._sentences import at, latest, say


def _often(r: Record, kind: str) -> Call | None:
    """A call of a kind, if it came at more than half of the steps seen."""
    calls = [c for c in r.of(kind) if c.count >= max(1, r.watched / 4)]
    return max(calls, key=lambda call: call.count, default=None)


def broadcasting(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "broadcast")
    if call is None:
        return None
    words = call.words
    text = (
        f"The prediction, {words['one']}, and the targets, {words['other']}, are of different "
        f"shapes{at(call.line)}: all pairs are compared, "
        f"{write('differences', call.numbers['differences'])} in place of "
        f"{write('points', call.numbers['points'])}."
    )
    cure = "Bring both to one shape: squeeze(1) or unsqueeze(1)."
    return say(write, "broadcasting", text, cure, line=call.line)


SOFTMAX = "Give it the scores: leave the softmax out."
SIGMOID = "Give it the scores: leave the sigmoid out."


def softmax_twice(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "softmax twice")
    if call is None:
        return None
    text = (
        "cross_entropy takes scores and applies softmax itself; it gets "
        f"probabilities{at(call.line)}."
    )
    return say(write, "softmax twice", text, SOFTMAX, line=call.line)


def sigmoid_twice(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "sigmoid twice")
    if call is None:
        return None
    text = f"{call.words['loss']} takes scores; it gets a sigmoid of them{at(call.line)}."
    return say(write, "sigmoid twice", text, SIGMOID, line=call.line)


def nll(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "nll")
    if call is None:
        return None
    text = (
        f"nll_loss takes logarithms of probabilities; it gets {call.words['given']}{at(call.line)}."
    )
    cure = "Use cross_entropy on the scores, or log_softmax before."
    return say(write, "nll_loss wants log probabilities", text, cure, line=call.line)


def targets_outside(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "targets outside")
    if call is None:
        return None
    low, high = write("low", call.numbers["low"]), write("high", call.numbers["high"])
    text = (
        f"A binary cross entropy takes targets from 0 to 1; it gets targets from {low} to "
        f"{high}{at(call.line)}."
    )
    return say(write, "targets outside 0 to 1", text, "Give targets of 0 to 1.", line=call.line)


def one_class(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "one class")
    if call is None:
        return None
    text = (
        f"cross_entropy gets scores of one class, {call.words['shape']}{at(call.line)}: it is "
        "always 0."
    )
    cure = "Use binary_cross_entropy_with_logits, or a score for each class."
    return say(write, "cross entropy of one class", text, cure, line=call.line)


def over_points(r: Record, write: Writer) -> Finding | None:
    """As many rows as points; other tables may well have columns that add up to 1."""
    call = _often(r, "softmax over points")
    if call is None or not (_has_row_for_each_point(r, call) or not r.loss.fell):
        return None
    text = (
        f"The softmax of {call.words['shape']} goes over dimension 0{at(call.line)}: the points of "
        "a batch share one probability."
    )
    return say(write, "softmax over the points", text, "Use dim=1.", line=call.line)


def _has_row_for_each_point(r: Record, call: Call) -> bool:
    rows, columns = call.numbers["rows"], call.numbers["columns"]
    points = {c.numbers["points"] for c in r.of("classes", "prediction")}
    return rows in points or rows * columns in points


def relu_before(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "relu before cross entropy")
    if call is None or (r.loss.fell and r.loss.tail < 0.5 * r.loss.first):
        return None
    text = f"The scores have passed a ReLU{at(call.line)}: none can be below 0."
    kind, cure = "relu before cross entropy", "Use no activation after the last layer."
    return say(write, kind, text, cure, line=call.line, sureness="likely")


def averaged_first(r: Record, write: Writer) -> Finding | None:
    if _often(r, "averaged first") is None:
        return None
    text = (
        "The errors are averaged, or summed, before they are squared: those above and below "
        "cancel, and the loss sees their mean alone."
    )
    kind, cure = "errors averaged before the square", "Square first: `((p - y) ** 2).mean()`."
    return say(write, kind, text, cure, line=r.line)


def same_loss(r: Record, write: Writer) -> Finding | None:
    again = [step for step in r.steps if step.same_loss]
    if len(again) < 2 or len(again) < len(r.steps) / 2 or r.loss.several:
        return None
    text = (
        "Each backward() is of the same loss, calculated once; it does not see what the steps "
        "change."
    )
    cure = "Calculate prediction and loss inside the loop."
    return say(write, "the same loss again", text, cure, line=r.line)


def graph_grows(r: Record, write: Writer) -> Finding | None:
    nodes = [step.nodes for step in r.steps[:16]]
    if len(nodes) < 6 or any(b <= a for a, b in pairwise(nodes)):
        return None
    text = (
        f"The graph of the loss grows at every step, from {write('nodes', nodes[0])} operations to "
        f"{write('nodes later', nodes[-1])}: it holds earlier steps, too."
    )
    cure = "Detach what goes on into the next step: `h = h.detach()`."
    return say(write, "the graph grows", text, cure, line=r.line)


def losses_kept(r: Record, write: Writer) -> Finding | None:
    call = next((call for call in r.of("kept") if call.count >= 3), None)
    if call is not None:
        text = f"A running sum of losses keeps the graph of every step{at(call.line)}."
    elif r.kept >= 5:
        text = (
            f"{write('losses kept', r.kept)} losses of earlier steps are still there, with their "
            "graphs."
        )
    else:
        return None
    line = call.line if call is not None else r.line
    kind, cure = "losses kept with their graphs", "Keep numbers: loss.item()."
    return say(write, kind, text, cure, line=line)


def eval_mode(r: Record, write: Writer) -> Finding | None:
    off, on = (sum(c.count for c in r.of(f"{m} mode with gradients")) for m in ("eval", "train"))
    call = latest(r.of("eval mode with gradients"))
    if call is None or off < 3 or off <= on:
        return None
    text = (
        f"{call.words['layer'].capitalize()} is in eval mode at {write('passes', off)} of "
        f"{write('all passes', off + on)} passes that train."
    )
    kind, cure = "eval mode while training", "Call model.train() before each epoch."
    return say(write, kind, text, cure, line=r.line, sureness="likely")


def train_mode(r: Record, write: Writer) -> Finding | None:
    calls = r.of("train mode without gradients")
    call = latest(calls)
    if call is None or sum(c.count for c in calls) < 2 or r.of("eval mode without gradients"):
        return None
    text = (
        f"{call.words['layer'].capitalize()} is in train mode where no gradients are "
        f"taken{at(call.line)}."
    )
    kind, cure = "train mode while judging", "Call model.eval() before, model.train() after."
    return say(write, kind, text, cure, line=call.line, sureness="likely")


def term(r: Record, write: Writer) -> Finding | None:
    call = _often(r, "term")
    if call is None:
        return None
    text = (
        f"A term of the loss is calculated from .data or detach() of a parameter{at(call.line)}: "
        "it has no gradient."
    )
    kind, cure = "a term without gradient", "Use the parameter itself."
    return say(write, kind, text, cure, line=call.line, sureness="likely")


def rounded(r: Record, write: Writer) -> Finding | None:
    call = latest(r.of("rounded"))
    if call is None:
        return None
    text = (
        f"{write('value', call.numbers['value'])} is written into a tensor of whole "
        f"numbers{at(call.line)}."
    )
    return say(write, "whole numbers", text, "Make it floating point.", line=call.line)
