"""Findings on losses, modes and data that are used in another way than they are made for."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .._text import Finding
from ._record import Call, Record
from ._say import say


@dataclass(frozen=True)
class Misuse:
    """A call whose arguments show the fault: calls are noted under its kind."""

    kind: str
    text: str
    cure: str
    sureness: str = "sure"
    applies: Callable[[Record, Call], bool] = lambda _, __: True

    def __call__(self, r: Record) -> Finding | None:
        call = r.often(self.kind)
        if call is None or not self.applies(r, call):
            return None
        line, sureness = call.line or r.line, self.sureness
        return say(self.kind, self.text, self.cure, line=line, sureness=sureness, **call.values)


def _goes_over_points(r: Record, call: Call) -> bool:
    """As many rows as points; other tables may well have columns that add up to 1."""
    rows, columns = call.values["rows"], call.values["columns"]
    points = {c.values["points"] for c in r.of("classes", "prediction")}
    return rows in points or rows * columns in points or not r.loss.fell


def _fell_little(r: Record, _: Call) -> bool:
    return not r.loss.fell or r.loss.tail >= 0.5 * r.loss.first


BROADCASTING = Misuse(
    "broadcasting",
    "The prediction, {one}, and the targets, {other}, are of different shapes{at}: all pairs are "
    "compared, {differences} in place of {points}.",
    "Bring both to one shape: squeeze(1) or unsqueeze(1).",
)
SOFTMAX_TWICE = Misuse(
    "softmax twice",
    "cross_entropy takes scores and applies softmax itself; it gets probabilities{at}.",
    "Give it the scores: leave the softmax out.",
)
SIGMOID_TWICE = Misuse(
    "sigmoid twice",
    "{loss} takes scores; it gets a sigmoid of them{at}.",
    "Give it the scores: leave the sigmoid out.",
)
NLL = Misuse(
    "nll_loss wants log probabilities",
    "nll_loss takes logarithms of probabilities; it gets {given}{at}.",
    "Use cross_entropy on the scores, or log_softmax before.",
)
TARGETS_OUTSIDE = Misuse(
    "targets outside 0 to 1",
    "A binary cross entropy takes targets from 0 to 1; it gets targets from {low} to {high}{at}.",
    "Give targets of 0 to 1.",
)
ONE_CLASS = Misuse(
    "cross entropy of one class",
    "cross_entropy gets scores of one class, {shape}{at}: it is always 0.",
    "Use binary_cross_entropy_with_logits, or a score for each class.",
)
OVER_POINTS = Misuse(
    "softmax over the points",
    "The softmax of {shape} goes over dimension 0{at}: the points of a batch share one "
    "probability.",
    "Use dim=1.",
    applies=_goes_over_points,
)
RELU_BEFORE = Misuse(
    "relu before cross entropy",
    "The scores have passed a ReLU{at}: none can be below 0.",
    "Use no activation after the last layer.",
    sureness="likely",
    applies=_fell_little,
)
AVERAGED_FIRST = Misuse(
    "errors averaged before the square",
    "The errors are averaged, or summed, before they are squared: those above and below cancel, "
    "and the loss sees their mean alone.",
    "Square first: `((p - y) ** 2).mean()`.",
)
TERM = Misuse(
    "a term without gradient",
    "A term of the loss is calculated from values without their graph, by .data, detach() or the "
    "like{at}: it has no gradient.",
    "Use the parameter itself, and operations that have slopes.",
    sureness="likely",
)


def same_loss(r: Record) -> Finding | None:
    again = [step for step in r.steps if step.same_loss]
    if len(again) < 2 or len(again) < len(r.steps) / 2 or r.loss.several:
        return None
    text = (
        "Each backward() is of the same loss, calculated once{at}; it does not see what the steps "
        "change."
    )
    cure = "Calculate prediction and loss inside the loop."
    return say("the same loss again", text, cure, line=r.made or r.line)


def graph_grows(r: Record) -> Finding | None:
    nodes = [step.nodes for step in r.steps[:16]]
    if len(nodes) < 6 or any(b <= a for a, b in pairwise(nodes)):
        return None
    text = (
        "The graph of the loss grows at every step, from {nodes} operations to {nodes_later}: it "
        "holds earlier steps, too{at}."
    )
    cure = "Detach what goes on into the next step: `h = h.detach()`."
    old = r.latest("old")
    line = old.line if old is not None else r.line
    return say("the graph grows", text, cure, line=line, nodes=nodes[0], nodes_later=nodes[-1])


def losses_kept(r: Record) -> Finding | None:
    call = next((call for call in r.of("kept") if call.count >= 3), None)
    kind, cure = "losses kept with their graphs", "Keep numbers: loss.item()."
    if call is not None:
        text = "A running sum of losses keeps the graph of every step."
        return say(kind, text, cure, line=call.line)
    if r.kept < 5:
        return None
    text = "{losses_kept} losses of earlier steps are still there, with their graphs."
    return say(kind, text, cure, line=r.line, losses_kept=r.kept)


def eval_mode(r: Record) -> Finding | None:
    off, on = (sum(c.count for c in r.of(f"{m} mode with gradients")) for m in ("eval", "train"))
    call, put = r.latest("eval mode with gradients"), r.latest("eval")
    if call is None or off < 3 or off <= on:
        return None
    text = "{layer} is in eval mode at {passes} of {all_passes} passes that train."
    kind, cure = "eval mode while training", "Call model.train() before each epoch."
    values = {"layer": call.values["layer"].capitalize(), "passes": off, "all_passes": off + on}
    line = r.line if put is None else put.line
    return say(kind, text, cure, line=line, sureness="likely", **values)


def train_mode(r: Record) -> Finding | None:
    """Twice, or once although `eval()` was called."""
    calls, despite = r.of("train mode without gradients"), r.latest("train mode despite eval")
    call = despite or r.latest("train mode without gradients")
    seen = sum(c.count for c in calls)
    if call is None or (despite is None and (seen < 2 or r.of("eval mode without gradients"))):
        return None
    kind, layer = "train mode while judging", call.values["layer"].capitalize()
    text = "{layer} is in train mode where no gradients are taken."
    cure = "Call model.eval() before, model.train() after."
    if despite is not None:
        text = f"{text[:-1]}, although eval() was called."
        cure = "Make dropout in __init__; give F.dropout `training=self.training`."
    return say(kind, text, cure, line=call.line, sureness="likely", layer=layer)


def rounded(r: Record) -> Finding | None:
    call = r.latest("rounded")
    if call is None:
        return None
    text = "{value} is written into a tensor of whole numbers."
    return say("whole numbers", text, "Make it floating point.", line=call.line, **call.values)
