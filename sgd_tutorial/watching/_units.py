"""Findings on units, outputs and what a loop that does not learn has come to."""

from statistics import fmean

from .._text import Finding, Writer
from ._record import Call, Record
from ._sentences import at, named, say

GRADIENT_FREE = {"Round", "Sign", "Floor", "Ceil", "Trunc", "Heaviside"}


def alike(r: Record, write: Writer) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.alike]
    if not leaves:
        return None
    text = (
        f"The units of {named(leaves)} are all alike, and get the same gradients: they stay one "
        "unit."
    )
    return say(write, "units all alike", text, "Start from random weights.", line=r.line)


def zero_gradient(r: Record, write: Writer) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.looks >= 3]
    if not leaves or any(leaf.zero < leaf.looks for leaf in leaves):
        return None
    operations = {name for step in r.steps for name in step.operations}
    flat = sorted(GRADIENT_FREE & operations)
    by = f": {flat[0].lower()} has no slope" if flat else ""
    text = f"Every gradient is 0 at each of {write('looks', leaves[0].looks)} steps seen{by}."
    cure = "Leave rounding and signs out of the loss." if flat else "Start elsewhere, at random."
    return say(write, "zero gradient", text, cure, line=r.line)


def dead_relu(r: Record, write: Writer) -> Finding | None:
    last = r.steps[-1].index if r.steps else 0
    calls = [c for c in r.of("relu") if c.last >= last and r.count >= 5]
    call = max(calls, key=lambda c: c.numbers["dead"], default=None)
    if call is None:
        return None
    dead = call.numbers["dead"]
    if (dead < 100 or call.numbers["units"] == 1) and (dead < 85 or r.loss.fell):
        return None  # one unit may be a margin that is kept
    text = (
        f"{write('dead', dead)} % of the {write('units', call.numbers['units'])} units of a ReLU"
        f"{at(call.line)} give 0 for every point, and learn nothing."
    )
    cure = "Take a smaller rate, scale the inputs, or use LeakyReLU."
    return say(
        write,
        "dead ReLU",
        text,
        cure,
        line=call.line,
        sureness="sure" if dead == 100 else "likely",
    )


def saturated(r: Record, write: Writer) -> Finding | None:
    calls = [c for c in r.of("squashed") if c.history and c.numbers["ends"] > 90]
    prediction = _prediction(r)
    poor = prediction is not None and _explained(prediction) < 0.1
    if not calls or (r.loss.fell and not poor) or len(r.loss) < 10:
        return None
    call = calls[0]
    text = (
        f"{write('ends', call.numbers['ends'])} % of the values of {call.name}{at(call.line)} lie "
        "at its ends, where it has no slope."
    )
    cure = "Scale the inputs, and start from smaller weights."
    return say(write, "saturated units", text, cure, line=call.line, sureness="likely")


def _prediction(r: Record) -> Call | None:
    calls = [c for c in r.of("prediction") if c.count >= max(1, r.watched / 3)]
    return max(calls, key=lambda c: c.count, default=None)


def out_of_reach(r: Record, write: Writer) -> Finding | None:
    call = _prediction(r)
    if call is None:
        return None
    outside = 100 * fmean(numbers["outside"] for numbers in call.history)
    if outside < 2:
        return None
    last = call.words["last"]
    text = (
        f"{write('outside', outside)} % of the targets are beyond what the last {last} can "
        f"give{at(call.line)}."
    )
    kind = "final ReLU" if last == "Relu" else "output cannot reach the targets"
    return say(write, kind, text, "Use no activation after the last layer.", line=call.line)


def linear_twice(r: Record, write: Writer) -> Finding | None:
    call = _prediction(r)
    seen = next((c for c in r.of("linear twice") if c.count > r.watched / 2), None)
    if seen is None or call is None or _explained(call) > 0.9 or len(r.loss) < 30:
        return None
    text = (
        "Two linear layers follow each other without an activation between them: together they "
        "are one linear layer."
    )
    kind, cure = "two linear layers in a row", "Put ReLU or tanh between them."
    return say(write, kind, text, cure, line=r.line, sureness="likely")


def _explained(call: Call) -> float:
    """Of the targets' variance, at the last looks."""
    late = call.history[-5:]
    spread = fmean(n["spread"] ** 2 for n in late)
    return 1 - fmean(n["error"] for n in late) / spread if spread > 0 else 1.0


def not_shuffled(r: Record, write: Writer) -> Finding | None:
    """Batches that come again, each unlike the others, and each with a step of its own."""
    each_steps = any(leaf.moves > 0.7 * (leaf.moves + leaf.rests) for leaf in r.leaves.values())
    for call in r.of("prediction", "classes") if each_steps else ():
        batches = {n["checksum"]: n for n in call.history}
        repeated = sum(1 for key in batches if [n["checksum"] for n in call.history].count(key) > 1)
        if len(batches) < 3 or repeated < 2 or len(batches) > 0.8 * len(call.history):
            continue
        means = [n["mean"] for n in batches.values()]
        center = fmean(means)
        between = sum((m - center) ** 2 for m in means) / (len(means) - 1)
        within = fmean(n["spread"] ** 2 for n in batches.values())
        points = fmean(n["points"] for n in batches.values())
        if between > 6 * (within + between) / points and between > 0.25 * within:
            ratio = write("ratio", between / ((within + between) / points))
            text = (
                f"The same batches come again in each epoch, and their means differ {ratio} times "
                "as much (in variance) as those of mixed ones."
            )
            kind, cure = "not shuffled", "Shuffle in each epoch: DataLoader(..., shuffle=True)."
            return say(write, kind, text, cure, line=r.line, sureness="likely")
    return None


def predicts_mean(r: Record, write: Writer) -> Finding | None:
    call = _prediction(r)
    if call is None or len(r.loss) < 30 or len(call.history) < 10 or r.loss.several:
        return None
    late = call.history[-5:]
    if _explained(call) > 0.02 or not all(n["spread"] > 0 for n in late):
        return None
    if r.loss.fall_since(call.last) > 0.1 * abs(r.loss.tail):
        return None  # it has learned since it was looked at
    near = all(abs(n["predicted_mean"] - n["mean"]) < n["spread"] for n in late)
    if not near or not all(n["predicted_spread"] < 0.3 * n["spread"] for n in late):
        return None
    share = write("explained", 100 * max(_explained(call), 0.0))
    text = (
        f"The predictions are no better than the mean of the targets: they explain {share} % of "
        "their variance."
    )
    kind, cure = "predicts the mean", "Compare x and y pair by pair: do they belong together?"
    return say(write, kind, text, cure, line=r.line, sureness="likely")


def does_not_learn(r: Record, write: Writer) -> Finding | None:
    loss = r.loss
    if len(loss) < 30 or loss.several or loss.changes_sign or not loss.is_finite or r.closures:
        return None
    start = max(loss.first, loss.head)
    gains = [s.gradient**2 / (2 * s.curvature) for s in r.slopes[-3:] if s.curvature > 0]
    if loss.tail < 0.99 * start or max(gains, default=0.0) < 0.02 * loss.tail:
        return None
    if loss.doubt > 0.1 * start:
        return None  # a fall would not be seen
    text = (
        f"In {write('steps', len(loss))} steps the loss does not fall: "
        f"{write('first', loss.first)} at first, {write('last', loss.tail)} at the end."
    )
    kind, cure = (
        "does not learn",
        "Fit a few points first; then look at the data, the rate, the model.",
    )
    return say(write, kind, text, cure, line=r.line, sureness="guess")
