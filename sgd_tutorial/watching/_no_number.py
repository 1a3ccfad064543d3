"""Findings where the loss or a gradient is not a number."""

import math

from .._text import Finding, Writer
from .._undefined_operations import REASONS
from ._record import Record
from ._sentences import at, say

# Above so many times the first loss a run that ends without a number flew off.
FLEW_OFF = 30


def not_a_number(r: Record, write: Writer) -> Finding | None:
    bad, loss = r.bad, r.loss
    if bad is None and loss.first_bad < 0:
        return None
    if bad is not None and bad.kind == "data":
        text = f"The data has values that are not a number{at(bad.line)}."
        cure = "Drop or fill them: `x[~x.isnan()]`."
        return say(write, "not a number", text, cure, line=bad.line)
    known = [abs(v) for v in loss.values if math.isfinite(v)]
    if bad is not None and bad.words["what"] == "gradient":
        return _gradient(r, write)
    if known and max(known) > FLEW_OFF * known[0]:
        return None
    why = f"{bad.words['why'] or bad.name}" if bad is not None and bad.name else ""
    by = f": it comes from {why}{at(bad.line)}" if why and bad is not None else ""
    text = f"The loss is not a number at step {write('step', max(loss.first_bad, 0))}{by}."
    cure = REASONS.get(bad.name.strip("_"), "").strip() if bad is not None else ""
    of_logarithms = bad is None or bad.name.strip("_").startswith(("log", "exp"))
    stable = ", or use logsumexp, log_softmax, logsigmoid" if of_logarithms else ""
    cure = f"{cure} Clamp its input{stable}.".strip()
    sureness = "sure" if why else "likely"
    line = bad.line if bad is not None else r.line
    return say(write, "not a number", text, cure, line=line, sureness=sureness)


def _gradient(r: Record, write: Writer) -> Finding | None:
    bad = r.bad
    assert bad is not None
    known = [abs(v) for v in r.loss.values if math.isfinite(v)]
    if not bad.words["why"] and known and max(known) > FLEW_OFF * known[0]:
        return None
    why = f": {bad.words['why']}{at(bad.line)}" if bad.words["why"] else ""
    text = f"The loss is a number, its gradient is not{why}."
    cure = "Add a small number below the root: `(d + 1e-12).sqrt()`; keep powers and logs off 0."
    sureness = "sure" if why else "likely"
    return say(write, "gradient is not a number", text, cure, line=bad.line, sureness=sureness)
