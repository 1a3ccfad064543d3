"""The finding on a run that has arrived."""

from collections.abc import Collection

from .._text import Finding, Writer
from ._measure import Measurement

# What all may be well beside.
HARMLESS = {"noise"}
# After these a run that has arrived is in the wrong place.
ELSEWHERE = {"high valley", "wrong approximation", "kink", "diverges"}
# Less of what the best constant leaves is as good as nothing. Of two classes a share says more.
# Source: Domencich, McFadden, Urban Travel Demand (1975), chapter 5.
LITTLE = 0.1
LITTLE_OF_CLASSES = 0.04


def arrived(m: Measurement, kinds: Collection[str], write: Writer) -> Finding | None:
    """Every parameter right; and all is well, if nothing else was found."""
    off = m.frozen | m.rounded_off | m.unfinished
    if not m.has_minimum or m.diverges or bool(off.any()) or not ELSEWHERE.isdisjoint(kinds):
        return None
    complete = m.run.steps == m.steps
    observed = complete and bool(m.arrivals.isfinite().all())
    step = write("step", (m.arrivals if observed else m.needed).max())
    near = "" if m.exact else " near the lowest point found"
    right = (
        f"every parameter is right from step {step} of {write('steps', m.steps)} on{near}"
        f"{'' if complete else ', as predicted,'} and the loss goes down to "
        f"{write('loss_reached', m.loss_reached)}."
    )
    limit = LITTLE_OF_CLASSES if len(m.problem.y.unique()) == 2 else LITTLE
    little = m.misfit and not m.explained >= limit
    if set(kinds) <= HARMLESS and not little:
        return write.finding("fine", f"All is well: {right}")
    if little and m.explained == m.explained:
        share = write("explained", 100 * max(m.explained, 0.0))
        right += f" Of what the best constant leaves, the approximation explains {share} %."
    return write.finding("finished", f"The descent is done: {right}")
