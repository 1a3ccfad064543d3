"""Numbers and names out of what a reader draws: lists, ranges, tensors."""

import math


def listed(values):
    """Anything that holds several values, as a list of plain ones; None where it holds none."""
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        return None
    if getattr(values, "requires_grad", False):
        values.numpy()  # torch says what to do instead
    if hasattr(values, "tolist"):
        values = values.tolist()
        return values if isinstance(values, list) else None
    return [each.item() if hasattr(each, "item") else each for each in values]


def plain(value):
    """What a trace may hold: a name, or a finite number; None leaves a gap."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float) and math.isfinite(value) else None
