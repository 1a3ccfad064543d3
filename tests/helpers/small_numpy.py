"""The small numpy beside the real one: the same code run by both, and what each of them gives."""

import re
import warnings

import numpy
import pytest
import torch

from tests.helpers.small_torch import load, small

small_numpy = load("numpy", "small_numpy")
BOTH = [{"np": numpy, "torch": torch}, {"np": small_numpy, "torch": small}]


def describe(value):
    """All that a reader can see of a value, and its numbers to the last bit."""
    if isinstance(value, tuple | list):
        return type(value).__name__, [describe(each) for each in value]
    if type(value).__module__.split(".")[0] not in ("numpy", "small_numpy"):
        return repr(value)
    shape, dtype = getattr(value, "shape", ()), getattr(value, "dtype", "")
    kind = type(value).__name__ if dtype and shape == () else ""
    return repr(value), str(value), str(dtype), kind, tuple(shape)


def outcomes(code, setup=""):
    """What numpy, and what the page's numpy gives: values with warnings, or the error."""
    return [_outcome(code, setup, dict(names)) for names in BOTH]


def _outcome(code, setup, names):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        exec(setup, names)
        try:
            value = describe(eval(code, names))
        except Exception as error:  # whatever it is, both must raise the same
            return type(error).__name__, str(error)
    return value, [str(each.message) for each in warned]


NUMBER = re.compile(r"-?\d+\.\d*(?:e[+-]\d+)?")


def assert_alike(ours, theirs):
    """The same text but for last digits."""
    pieces = [NUMBER.split(re.sub(r"\s+", " ", str(each))) for each in (ours, theirs)]
    assert [each.strip() for each in pieces[0]] == [each.strip() for each in pieces[1]]
    numbers = [[float(each) for each in NUMBER.findall(str(it))] for it in (ours, theirs)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-5, abs=1e-9)
