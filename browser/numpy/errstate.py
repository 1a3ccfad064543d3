"""Warnings of numbers that are infinite or none, and what a program sets instead of them."""

import math
import sys
import warnings

TEXTS = {"divide": "divide by zero", "over": "overflow", "invalid": "invalid value"}
WITH_POLE = {"divide", "power", "reciprocal", "log", "log2", "log10", "float_power"}
settings = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Ignore, warn or raise from now on; the settings before."""
    before = dict(settings)
    given = {"divide": divide, "over": over, "under": under, "invalid": invalid}
    for kind, choice in given.items():
        settings[kind] = choice or all or settings[kind]
    return before


def geterr():
    return dict(settings)


class errstate:
    """Settings within a `with` block."""

    def __init__(self, **choices):
        self._choices = choices

    def __enter__(self):
        self._before = seterr(**self._choices)

    def __exit__(self, *_):
        seterr(**self._before)


def check_result(name, numbers, columns):
    """Warn of infinite results of finite numbers, and of results that are no numbers."""
    kinds = set()
    for result, *operands in zip(numbers, *columns, strict=False):
        if math.isinf(result) and all(map(math.isfinite, operands)):
            pole = name == "log1p" or (name.split()[-1] in WITH_POLE and 0 in operands[-2:])
            kinds.add("divide" if pole else "over")
        elif result != result and not any(each != each for each in operands):
            kinds.add("invalid")
    report(name, kinds)


def report(name, kinds):
    """Warn at the reader's line: the first outside this package."""
    for kind in TEXTS:
        if kind not in kinds or settings[kind] == "ignore":
            continue
        text = f"{TEXTS[kind]} encountered in {name}"
        if settings[kind] == "raise":
            raise FloatingPointError(text)
        warn(text, RuntimeWarning)


def warn(text, category):
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(__package__):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level)
