"""Findings on the exception that ended the loop."""

import re
from collections.abc import Callable

from .._text import Finding
from ._cuts import cut_by
from ._lines import Line
from ._record import Call, Record
from ._say import say

LEAF = (
    "Calculate first, then ask for gradients, `w = (...).requires_grad_()`; or give it what `w` is "
    "calculated from."
)
IN_PLACE = "Change it in place: `with torch.no_grad(): w -= rate * w.grad`."
ORDER = "Clear first, then backward(), then the step."
FLOAT = "Make them floating point: `x.float()`."
LAYERS = (
    "Give each layer as many inputs as there are columns in what it gets: the data, or the outputs "
    "of the layer before it."
)
ONE_SHAPE = "Print the shapes of both, and bring them to what is wanted: squeeze, unsqueeze, view."


def failure(r: Record) -> Finding | None:
    """What the exception comes from."""
    if r.failure is None:
        return None
    for pattern, find in _CAUSES:
        if re.search(pattern, r.failure.message):
            found = find(r)
            if found is not None:
                return found
    return None


def _line(r: Record) -> Line | None:
    return r.failure.line if r.failure is not None else None


def _cut(call: Call) -> Finding:
    cure = "Keep tensors, with their graph, up to backward()."
    return cut_by(call, cure, "The loss does not depend on the parameters any more")


def _told(kind: str, text: str, cure: str, arguments: bool = False) -> Callable[[Record], Finding]:
    """A finding at the line of the error, with the arguments of the call that failed if asked."""

    def find(r: Record) -> Finding:
        assert r.failure is not None
        name, *given = r.failure.call or ("",)
        which = f" {name} was given {' and '.join(given[:2])}." if given and arguments else ""
        at = "" if "{at}" in text else "{at}"
        return say(kind, f"{text[:-1]}{at}.{which}", cure, line=r.failure.line)

    return find


def _without_gradient(r: Record) -> Finding | None:
    """`backward` where nothing requires a gradient."""
    assert r.failure is not None
    replaced, late = r.latest("replaced"), r.latest("requires_grad late")
    if replaced is not None and replaced.last >= r.count - 1:
        text = (
            "The update makes a new tensor{at}. Inside no_grad it requires no gradient, so the "
            "next loss does not depend on a parameter."
        )
        return say("parameter replaced", text, IN_PLACE, line=replaced.line)
    if late is not None:
        text = "requires_grad is set{at} after the tensor was used."
        cure = "Set it before the forward pass."
        return say("requires_grad too late", text, cure, line=late.line)
    cut = next((c for c in r.of("cut") if c.last >= r.count), None)
    if cut is not None:
        return _cut(cut)
    unrecorded = next((c for c in r.of("unrecorded") if c.last >= r.count), None)
    if unrecorded is not None or not r.failure.recording:
        line = unrecorded.line if unrecorded is not None else r.failure.line
        text = "The forward pass runs without gradients{at}: no_grad is in force there."
        cure = "Keep no_grad for updates and validation; calculate the loss outside of it."
        return say("no_grad left on", text, cure, line=line)
    return _told(
        "requires_grad on the wrong tensor",
        "No tensor that the loss depends on requires a gradient.",
        "Make the parameters with requires_grad=True, before the loss is calculated.",
    )(r)


def _none(r: Record) -> Finding | None:
    """Arithmetic with a gradient that is None."""
    asked, cut = r.latest("no gradient"), r.latest("cut")
    if asked is None:
        return None
    if asked.name == "unused" and cut is not None and cut.last >= r.count - 1 and r.count > 0:
        return _cut(cut)
    why = "before" if asked.name == "unused" and r.count == 0 else asked.name
    kind, text, cure = _NO_GRADIENT[why]
    return say(kind, text, cure, line=asked.line)


_NO_GRADIENT = {
    "no leaf": (
        "parameter is no leaf",
        "The parameter is not a leaf{at}: it was calculated from another tensor, so backward() "
        "leaves no gradient in it.",
        IN_PLACE,
    ),
    "not required": (
        "requires_grad on the wrong tensor",
        "The tensor whose gradient you use{at} does not require one.",
        "Make the parameters with requires_grad=True, and no data.",
    ),
    "cleared early": (
        "cleared before the step",
        "The gradient is cleared before it is used.",
        ORDER,
    ),
    "before": (
        "a part gets no gradient",
        "Before the first backward() the gradient is None.",
        "Clear it after the step: `w.grad = None`.",
    ),
    "unused": (
        "a part gets no gradient",
        "The loss does not depend on the tensor whose gradient you use.",
        "Use it in the forward pass.",
    ),
}


def _no_leaf(r: Record) -> Finding:
    """An optimizer that is given a tensor which was calculated, on the line of `made`."""
    made = r.latest("calculated")
    line = made.line if made is not None else _line(r)
    text = "The optimizer is given a tensor that was calculated."
    return say("parameter is no leaf", text, LEAF, line=line)


def _graph_twice(r: Record) -> Finding:
    assert r.failure is not None
    if not r.again:
        text = (
            "The loss depends on something calculated for an earlier backward(), whose graph is "
            "gone."
        )
        cure = "Calculate it anew in each step, or detach it: `h = h.detach()`."
        return say("graph used twice", text, cure, line=r.failure.line)
    text = "backward() is called a second time on one loss, calculated once."
    cure = "Calculate the loss anew in each step, inside the loop."
    return say("graph used twice", text, cure, line=r.made or r.failure.line)


def _in_place(r: Record) -> Finding:
    call = r.latest("in place")
    call = call if call is not None and call.last >= r.count else None
    if call is None and "update" in r.events:
        return _told(
            "changed in place",
            "Parameters are changed between the forward pass and the backward pass that needs "
            "their old values.",
            "Call every backward() before the step, or calculate the loss again after it.",
        )(r)
    text = "A tensor that backward() needs is changed in place."
    cure = "Make a new tensor: `h = h + 1`, not `h += 1`."
    line = call.line if call is not None else _line(r)
    return say("changed in place", text, cure, line=line)


def _shapes(r: Record) -> Finding:
    of_layer = r.failure is not None and r.failure.call[:1] == ("linear",)
    cure = LAYERS if of_layer else ONE_SHAPE
    return _told("wrong shape", "The shapes do not fit.", cure, arguments=True)(r)


def _dtype(r: Record) -> Finding:
    assert r.failure is not None
    name, *given = r.failure.call or ("",)
    whole = any(word.startswith(("int", "uint", "bool")) for word in given)
    if name in {"cross_entropy", "nll_loss"} and "Long" in r.failure.message:
        cure = "Give the labels as whole numbers: `labels.long()`."
    elif whole:
        text = "Whole numbers where torch needs fractions."
        return _told("whole numbers", text, FLOAT, arguments=True)(r)
    else:
        cure = "Give all tensors one dtype: `.float()`."
    return _told("wrong dtype", "Two tensors of different dtypes.", cure, arguments=True)(r)


_CAUSES: tuple[tuple[str, Callable[[Record], Finding | None]], ...] = (
    ("does not require grad", _without_gradient),
    ("can't optimize a non-leaf", _no_leaf),
    ("NoneType|not a leaf Tensor|non-leaf Tensor", _none),
    ("backward through the graph a second time|after they have already been freed", _graph_twice),
    ("modified by an inplace operation", _in_place),
    (
        "leaf Variable that requires grad",
        _told(
            "update with notes",
            "A parameter is changed in place{at} while torch records operations.",
            "Wrap the update in `with torch.no_grad():`.",
        ),
    ),
    (
        "only for scalar outputs",
        _told(
            "loss is not one number",
            "The loss is not one number.",
            "Take the mean or the sum of it.",
        ),
    ),
    (
        "Only Tensors of floating point",
        _told("whole numbers", "Whole numbers cannot have gradients.", "Write 1.0, not 1."),
    ),
    ("dtype|scalar type|can't be cast|not implemented for '", _dtype),
    (
        "Expected more than 1 value per channel",
        _told(
            "batch norm of one point",
            "Batch norm cannot normalize one point: its spread is 0.",
            "Use larger batches, or drop_last=True in the loader; eval() to predict for one point.",
        ),
    ),
    (
        "empty parameter list",
        _told(
            "parameters hidden",
            "The optimizer finds no parameters: they lie in a plain list, or there are none.",
            "Use nn.ModuleList, nn.ModuleDict or nn.ParameterList.",
        ),
    ),
    (
        "element.* of target should be between 0 and 1",
        _told(
            "targets outside 0 to 1", "The targets are no probabilities.", "Give targets of 0 to 1."
        ),
    ),
    (
        "appears to not have been used in the graph",
        _told("a part gets no gradient", "The loss does not depend on all of these.", "Use them."),
    ),
    (
        "out of bounds",
        _told("wrong shape", "A label is beyond the classes there are.", "Count classes from 0."),
    ),
    ("shape|size|[Dd]imension|multi-target|[01]D |dims|vector", _shapes),
)
