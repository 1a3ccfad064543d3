"""What cuts a loss off from its parameters, and what to do about it."""

from .._text import Finding
from ._record import Call
from ._say import say

CUTS = {
    "argmax": "Take the loss of the scores, before argmax.",
    "argmin": "Take the loss of the scores, before argmin.",
    "tensor": "Use the tensor itself, or torch.stack; torch.tensor copies numbers.",
    "item": "Use item() for printing alone.",
    "round": "Take the loss before rounding.",
}
SPELLED = {"data.__get__": ".data", "__float__": "float()", "__int__": "int()"}


def cut_by(call: Call, cure: str, text: str) -> Finding:
    """That the loss does not depend on the parameters, because of a call."""
    text = f"{text}: {{name}}{{at}} gives values without their graph."
    name, cure = SPELLED.get(call.name, call.name), CUTS.get(call.name, cure)
    return say("loss cut loose", text, cure, line=call.line, name=name)
