"""Findings where the loss or a gradient is not a number."""

import math

from .._text import Finding
from .._undefined_operations import REASONS
from ._record import Record
from ._say import say

# Above so many times the first loss a run that ends without a number flew off.
FLEW_OFF = 30
BELOW_ROOT = "Add a small number below the root: `(d + 1e-12).sqrt()`; keep powers and logs off 0."


def not_a_number(r: Record) -> Finding | None:
    bad, loss = r.bad, r.loss
    if bad is None and loss.first_bad < 0:
        return None
    if bad is not None and bad.kind == "data":
        text = "The data has values that are not a number."
        return say("not a number", text, "Drop or fill them: `x[~x.isnan()]`.", line=bad.line)
    known = [abs(v) for v in loss.values if math.isfinite(v)]
    flew = bool(known) and max(known) > FLEW_OFF * known[0]
    line = bad.line if bad is not None else r.line
    why = bad.values["why"] if bad is not None else ""
    if bad is not None and bad.kind == "gradient":
        if flew and not why:
            return None
        kind, text = "gradient is not a number", "The loss is a number, its gradient is not"
        text, cure = f"{text}: {why}." if why else f"{text}.", BELOW_ROOT
        return say(kind, text, cure, line=line, sureness="sure" if why else "likely")
    if flew:
        return None
    name = bad.name.strip("_") if bad is not None else ""
    comes = f": it comes from {why or name}{{at}}" if name else ""
    stable = ", or use logsumexp, log_softmax, logsigmoid"
    of_logarithms = not name or name.startswith(("log", "exp"))
    cure = f"{REASONS.get(name, '')}Clamp its input{stable if of_logarithms else ''}."
    text, step = f"The loss is not a number at step {{step}}{comes}.", max(loss.first_bad, 0)
    sureness = "sure" if name else "likely"
    return say("not a number", text, cure, line=line, sureness=sureness, step=step)
