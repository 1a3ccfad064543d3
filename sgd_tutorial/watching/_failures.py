"""Findings on the exception that ended the loop."""

import re
from collections.abc import Callable

from .._text import Finding, Writer
from ._record import Line, Record
from ._sentences import at, latest, say

LEAF = (
    "Calculate first, then ask for gradients, `w = (...).requires_grad_()`; or give it what `w` is "
    "calculated from."
)
IN_PLACE = "Change it in place: `with torch.no_grad(): w -= rate * w.grad`."


def failure(r: Record, write: Writer) -> Finding | None:
    """What the exception comes from."""
    if r.failure is None:
        return None
    for pattern, find in _CAUSES:
        if re.search(pattern, r.failure.message):
            found = find(r, write)
            if found is not None:
                return found
    return None


def _where(r: Record) -> Line | None:
    return r.failure.line if r.failure is not None else None


def _without_gradient(r: Record, write: Writer) -> Finding | None:
    """`backward` where nothing requires a gradient."""
    replaced, late = latest(r.of("replaced")), latest(r.of("requires_grad late"))
    if replaced is not None and replaced.last >= r.count - 1:
        text = (
            f"The update makes a new tensor{at(replaced.line)}. Inside no_grad it requires no "
            "gradient, so the next loss does not depend on a parameter."
        )
        return say(write, "parameter replaced", text, IN_PLACE, line=replaced.line)
    if late is not None:
        text = f"requires_grad is set{at(late.line)} after the tensor was used."
        cure = "Set it before the forward pass."
        return say(write, "requires_grad too late", text, cure, line=late.line)
    cut = next((c for c in r.of("cut") if c.last >= r.count), None)
    if cut is not None:
        return _cut(write, cut.name, cut)
    unrecorded = next((c for c in r.of("unrecorded") if c.last >= r.count), None)
    if unrecorded is not None or not r.recording:
        line = unrecorded.line if unrecorded is not None else _where(r)
        text = f"The forward pass runs without gradients{at(line)}: no_grad is in force there."
        cure = "Keep no_grad for updates and validation; calculate the loss outside of it."
        return say(write, "no_grad left on", text, cure, line=line)
    text = f"No tensor that the loss depends on requires a gradient{at(_where(r))}."
    cure = "Make the parameters with requires_grad=True, before the loss is calculated."
    kind = "requires_grad on the wrong tensor"
    return say(write, kind, text, cure, line=_where(r))


def _cut(write: Writer, name: str, call: object) -> Finding:
    line = getattr(call, "line", None)
    text = (
        f"The loss does not depend on the parameters any more: {_spelled(name)}{at(line)} "
        "gives values without their graph."
    )
    cure = CUT_CURES.get(name, "Keep tensors, with their graph, up to backward().")
    return say(write, "loss cut loose", text, cure, line=line)


CUT_CURES = {
    "argmax": "Take the loss of the scores, before argmax.",
    "argmin": "Take the loss of the scores, before argmin.",
    "tensor": "Use the tensor itself, or torch.stack; torch.tensor copies numbers.",
    "item": "Use item() for printing alone.",
    "round": "Take the loss before rounding.",
}


def _spelled(name: str) -> str:
    return {"data.__get__": ".data", "__float__": "float()", "__int__": "int()"}.get(name, name)


def _none(r: Record, write: Writer) -> Finding | None:
    """Arithmetic with a gradient that is None."""
    asked = latest(r.of("no gradient"))
    if asked is None:
        return None
    where = at(asked.line)
    if asked.name == "no leaf":
        text = (
            f"The parameter is not a leaf{where}: it was calculated from another tensor, so "
            "backward() leaves no gradient in it."
        )
        return say(write, "parameter is no leaf", text, IN_PLACE, line=asked.line)
    if asked.name == "not required":
        text = f"The tensor whose gradient you use{where} does not require one."
        cure = "Make the parameters with requires_grad=True, and no data."
        return say(write, "requires_grad on the wrong tensor", text, cure, line=asked.line)
    if asked.name == "cleared early":
        text = f"The gradient is cleared before it is used{where}."
        return say(write, "cleared before the step", text, ORDER, line=asked.line)
    cut = latest(r.of("cut"))
    if cut is not None and cut.last >= r.count - 1 and r.count > 0:
        return _cut(write, cut.name, cut)
    if r.count == 0:
        text = f"Before the first backward() the gradient is None{where}."
        cure = "Clear it after the step: `w.grad = None`."
    else:
        text = f"The loss does not depend on the tensor whose gradient you use{where}."
        cure = "Use it in the forward pass."
    return say(write, "a part gets no gradient", text, cure, line=asked.line)


ORDER = "Clear first, then backward(), then the step."


def _graph_twice(r: Record, write: Writer) -> Finding:
    line = _where(r)
    if r.again:
        text = f"backward() is called a second time on one loss{at(line)}."
        cure = "Calculate the loss anew in each step, inside the loop."
    else:
        text = (
            "The loss depends on something calculated for an earlier backward(), whose graph is "
            f"gone{at(line)}."
        )
        cure = "Calculate it anew in each step, or detach it: `h = h.detach()`."
    return say(write, "graph used twice", text, cure, line=line)


def _in_place(r: Record, write: Writer) -> Finding:
    call = latest([c for c in r.of("in place") if c.last >= r.count])
    if call is None and "update" in r.events:
        line = _where(r)
        text = (
            "Parameters are changed between the forward pass and the backward pass that needs "
            f"their old values{at(line)}."
        )
        cure = "Call every backward() before the step, or calculate the loss again after it."
        return say(write, "changed in place", text, cure, line=line)
    line = call.line if call else _where(r)
    text = f"A tensor that backward() needs is changed in place{at(line)}."
    cure = "Make a new tensor: `h = h + 1`, not `h += 1`."
    return say(write, "changed in place", text, cure, line=line)


def _with_notes(r: Record, write: Writer) -> Finding:
    line = _where(r)
    text = f"A parameter is changed in place{at(line)} while torch records operations."
    cure = "Wrap the update in `with torch.no_grad():`."
    return say(write, "update with notes", text, cure, line=line)


def _given(r: Record) -> str:
    """The arguments of the call that failed."""
    if len(r.pending) < 2:
        return ""
    return f" {r.pending[0]} was given {' and '.join(r.pending[1:3])}."


def _of(kind: str, text: str, cure: str) -> Callable[[Record, Writer], Finding]:
    def find(r: Record, write: Writer) -> Finding:
        line = _where(r)
        return say(write, kind, f"{text}{at(line)}.{_given(r)}", cure, line=line)

    return find


def _alone(kind: str, text: str, cure: str) -> Callable[[Record, Writer], Finding]:
    """Without the arguments of the call, where they do not help."""
    return lambda r, write: say(write, kind, f"{text}.", cure, line=_where(r))


def _shapes(r: Record, write: Writer) -> Finding:
    cure = LAYERS if r.pending[:1] == ("linear",) else ONE_SHAPE
    return _of("wrong shape", "The shapes do not fit", cure)(r, write)


def _dtype(r: Record, write: Writer) -> Finding:
    whole = any(word.startswith(("int", "uint", "bool")) for word in r.pending[1:])
    targets = r.pending[:1] in (("cross_entropy",), ("nll_loss",))
    wants_classes = bool(re.search("Long", r.failure.message if r.failure else ""))
    if targets and wants_classes:
        cure = "Give the labels as whole numbers: `labels.long()`."
    elif whole:
        return _of("whole numbers", "Whole numbers where torch needs fractions", FLOAT)(r, write)
    else:
        cure = "Give all tensors one dtype: `.float()`."
    return _of("wrong dtype", "Two tensors of different dtypes", cure)(r, write)


FLOAT = "Make them floating point: `x.float()`."
SCALAR = "Take the mean or the sum of it."
LAYERS = (
    "Give each layer as many inputs as there are columns in what it gets: the data, or the outputs "
    "of the layer before it."
)
ONE_SHAPE = "Print the shapes of both, and bring them to what is wanted: squeeze, unsqueeze, view."

_CAUSES: tuple[tuple[str, Callable[[Record, Writer], Finding | None]], ...] = (
    ("does not require grad", _without_gradient),
    ("NoneType", _none),
    ("not a leaf Tensor|non-leaf Tensor", _none),
    (
        "can't optimize a non-leaf",
        _alone("parameter is no leaf", "The optimizer is given a tensor that was calculated", LEAF),
    ),
    ("backward through the graph a second time|after they have already been freed", _graph_twice),
    ("modified by an inplace operation", _in_place),
    ("leaf Variable that requires grad", _with_notes),
    (
        "only for scalar outputs",
        _alone("loss is not one number", "The loss is not one number", SCALAR),
    ),
    (
        "Only Tensors of floating point",
        _alone("whole numbers", "Whole numbers cannot have gradients", "Write 1.0, not 1."),
    ),
    ("dtype|scalar type|can't be cast|not implemented for '", _dtype),
    (
        "Expected more than 1 value per channel",
        _of(
            "batch norm of one point",
            "Batch norm cannot normalize one point: its spread is 0",
            "Use larger batches, or drop_last=True in the loader; eval() to predict for one point.",
        ),
    ),
    (
        "empty parameter list",
        _of(
            "parameters hidden",
            "The optimizer finds no parameters: they lie in a plain list, or there are none",
            "Use nn.ModuleList, nn.ModuleDict or nn.ParameterList.",
        ),
    ),
    (
        "element.* of target should be between 0 and 1",
        _of(
            "targets outside 0 to 1", "The targets are no probabilities", "Give targets of 0 to 1."
        ),
    ),
    (
        "appears to not have been used in the graph",
        _of("a part gets no gradient", "The loss does not depend on all of these", "Use them."),
    ),
    (
        "out of bounds",
        _of("wrong shape", "A label is beyond the classes there are", "Count classes from 0."),
    ),
    (
        "shape|size|[Dd]imension|multi-target|[01]D |dims|vector",
        _shapes,
    ),
)
