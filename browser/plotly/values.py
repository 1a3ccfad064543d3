"""What a reader draws, lists, ranges and tensors, as lists of numbers and names."""

import math


def to_list(values):
    """A list of plain values; None if there is nothing to iterate over."""
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__iter__"):
        return None
    if getattr(values, "requires_grad", False):
        values.numpy()  # raises torch's error, which says what to do instead
    if hasattr(values, "tolist"):
        values = values.tolist()
        return values if isinstance(values, list) else None
    return [each.item() if hasattr(each, "item") else each for each in values]


def to_point(value):
    """What a trace may hold: a name or a finite number; None leaves a gap."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float) and math.isfinite(value) else None
