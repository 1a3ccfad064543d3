"""Findings on units, outputs and what a loop that does not learn has come to."""

from statistics import fmean

from .._text import Finding
from ._record import Call, Record
from ._say import named, say


def alike(r: Record) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.alike]
    if not leaves:
        return None
    text = (
        "The units of {leaves} are all alike, and get the same gradients{at}: they stay one unit."
    )
    line, cure = leaves[0].line or r.line, "Start from random weights."
    return say("units all alike", text, cure, line=line, leaves=named(leaves))


def zero_gradient(r: Record) -> Finding | None:
    leaves = [leaf for leaf in r.leaves.values() if leaf.looks >= 3]
    if not leaves or any(leaf.zero < leaf.looks for leaf in leaves):
        return None
    kind, text = "zero gradient", "Every gradient is 0 at each of {looks} steps seen."
    cure, looks, flat = "Start elsewhere, at random.", leaves[0].looks, r.latest("no slope")
    if flat is None:
        return say(kind, text, cure, line=r.line, looks=looks)
    text, cure = f"{text[:-1]}: {flat.name} has no slope.", "Leave rounding out of the loss."
    return say(kind, text, cure, line=flat.line, looks=looks)


def dead_relu(r: Record) -> Finding | None:
    last = r.steps[-1].index if r.steps else 0
    calls = [c for c in r.of("relu") if c.last >= last and r.count >= 5]
    call = max(calls, key=lambda c: float(c.values["dead"]), default=None)
    if call is None:
        return None
    dead, units = call.values["dead"], call.values["units"]
    if (dead < 100 or units == 1) and (dead < 85 or r.loss.fell):
        return None  # one unit may be a margin that is kept
    text = "{dead} % of the {units} units of a ReLU{at} give 0 for every point, and learn nothing."
    cure = "Take a smaller rate, scale the inputs, or use LeakyReLU."
    sureness = "sure" if dead == 100 else "likely"
    return say("dead ReLU", text, cure, line=call.line, sureness=sureness, **call.values)


def saturated(r: Record) -> Finding | None:
    calls = [c for c in r.of("squashed") if c.values["ends"] > 90]
    prediction = _prediction(r)
    poor = prediction is not None and _explained(prediction) < 0.1
    if not calls or (r.loss.fell and not poor) or len(r.loss) < 10:
        return None
    call = calls[0]
    text = "{ends} % of the values of {name}{at} lie at its ends, where it has no slope."
    cure, values = "Scale the inputs, and start from smaller weights.", {"name": call.name}
    line, ends = call.line, call.values["ends"]
    return say("saturated units", text, cure, line=line, sureness="likely", ends=ends, **values)


def _prediction(r: Record, *others: str) -> Call | None:
    calls = [c for c in r.of("prediction", *others) if c.count >= max(1, r.watched / 3)]
    return max(calls, key=lambda c: c.count, default=None)


def _explained(call: Call) -> float:
    """Of the targets' variance, at the last looks."""
    late = call.history[-5:]
    spread = fmean(n["spread"] ** 2 for n in late)
    return 1 - fmean(n["error"] for n in late) / spread if spread > 0 else 1.0


def out_of_reach(r: Record) -> Finding | None:
    call = _prediction(r)
    outside = 100 * fmean(n["outside"] for n in call.history) if call is not None else 0.0
    if call is None or outside < 2:
        return None
    last = call.values["last"]
    kind = "final ReLU" if last == "Relu" else "output cannot reach the targets"
    text = "{outside} % of the targets are beyond what the last {last} can give."
    cure = "Use no activation after the last layer."
    return say(kind, text, cure, line=call.line, outside=outside, last=last)


def linear_twice(r: Record) -> Finding | None:
    call = _prediction(r, "probabilities")
    if r.often("linear twice") is None or call is None or _explained(call) > 0.9:
        return None
    if len(r.loss) < 30:
        return None
    text = (
        "Two linear layers follow each other without an activation between them: together they are "
        "one linear layer."
    )
    kind, cure = "two linear layers in a row", "Put ReLU or tanh between them."
    return say(kind, text, cure, line=r.line, sureness="likely")


def not_shuffled(r: Record) -> Finding | None:
    """Batches that come again, each unlike the others, and each with a step of its own."""
    each_steps = any(leaf.moves > 0.7 * (leaf.moves + leaf.rests) for leaf in r.leaves.values())
    for call in r.of("prediction", "probabilities", "classes") if each_steps else ():
        seen = [n["checksum"] for n in call.history]
        batches = list({n["checksum"]: n for n in call.history}.values())
        repeated = sum(seen.count(n["checksum"]) > 1 for n in batches)
        if len(batches) < 3 or repeated < 2 or len(batches) > 0.8 * len(seen):
            continue
        ratio, unlike = _between_batches(batches)
        if ratio > 6 and unlike:
            text = (
                "The same batches come again in each epoch, and their means differ {ratio} times "
                "as much (in variance) as those of mixed ones."
            )
            kind, cure = "not shuffled", "Shuffle in each epoch: DataLoader(..., shuffle=True)."
            return say(kind, text, cure, line=r.line, sureness="likely", ratio=ratio)
    return None


def _between_batches(batches: list[dict[str, float]]) -> tuple[float, bool]:
    """The variance of their means: in units of that of mixed ones, and if it is a large part."""
    means = [n["mean"] for n in batches]
    center, points = fmean(means), fmean(n["points"] for n in batches)
    between = sum((m - center) ** 2 for m in means) / (len(means) - 1)
    within = fmean(n["spread"] ** 2 for n in batches)
    mixed = (within + between) / points
    return (between / mixed if mixed > 0 else 0.0), between > 0.25 * within


def predicts_mean(r: Record) -> Finding | None:
    call = _prediction(r)
    if call is None or len(r.loss) < 30 or len(call.history) < 10 or r.loss.several:
        return None
    late, explained = call.history[-5:], _explained(call)
    if explained > 0.02 or not all(n["spread"] > 0 for n in late):
        return None
    if r.loss.fall_since(call.last) > 0.1 * abs(r.loss.tail):
        return None  # it has learned since it was looked at
    near = all(abs(n["predicted_mean"] - n["mean"]) < n["spread"] for n in late)
    if not near or not all(n["predicted_spread"] < 0.3 * n["spread"] for n in late):
        return None
    text = (
        "The predictions are no better than the mean of the targets: they explain {explained} % of "
        "their variance."
    )
    kind, cure = "predicts the mean", "Compare x and y pair by pair: do they belong together?"
    explained = 100 * max(explained, 0.0)
    return say(kind, text, cure, line=r.line, sureness="likely", explained=explained)


def does_not_learn(r: Record) -> Finding | None:
    loss = r.loss
    if len(loss) < 30 or loss.several or loss.changes_sign or not loss.is_finite or r.closures:
        return None
    start = max(loss.first, loss.head)
    gains = [s.gradient**2 / (2 * s.curvature) for s in r.slopes[-3:] if s.curvature > 0]
    if loss.tail < 0.99 * start or max(gains, default=0.0) < 0.02 * loss.tail:
        return None
    if loss.doubt > 0.1 * start:
        return None  # a fall would not be seen
    text = "In {steps} steps the loss does not fall: {first} at first, {last} at the end."
    cure = "Fit a few points first; then look at the data, the rate, the model."
    values = {"steps": len(loss), "first": loss.first, "last": loss.tail}
    return say("does not learn", text, cure, line=r.line, sureness="guess", **values)
