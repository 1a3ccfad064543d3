"""Warnings, at the reader's line: the first outside this package."""

import sys
import warnings

given = set()  # what is said once in a run


def warn(message, *, once=False, category=UserWarning):
    """Warn as torch does; some warnings come once in a run."""
    if once:
        if message in given:
            return
        given.add(message)
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(__package__):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)
