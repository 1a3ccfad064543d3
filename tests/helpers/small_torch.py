"""The small torch beside the real one: the same lines run by both, and what each of them gives."""

import importlib.util
import re
import struct
import sys
import warnings

import pytest
import torch

from tests.helpers.newer_torch import expect_changes
from tests.helpers.project import ROOT

BROWSER = ROOT / "browser"  # on Python's path, `torch` and `plotly` are the small ones
MOST_SHOWN = 50  # numbers of a tensor whose text is compared: torch prints slowly


def load(package, name):
    """A package of browser/ under another name, so that the real one can be imported, too."""
    if name not in sys.modules:
        folder = BROWSER / package
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


small = load("torch", "small_torch")
load("numpy", "small_numpy")  # for `from_numpy` and `numpy()`


def bits(value):
    """A number, or nested lists of them, as the bits that torch stores."""
    if isinstance(value, list):
        return [bits(each) for each in value]
    if isinstance(value, float):
        return "nan" if value != value else struct.pack("<d", value).hex()
    return value


def describe(value):
    """The bits of a value, and all that a reader can see of it."""
    if not hasattr(value, "tolist"):
        return repr(value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grad = value.grad
    numbers = bits(value.detach().tolist())
    text = repr(value) if value.numel() <= MOST_SHOWN else ""
    return text, str(value.dtype), tuple(value.shape), numbers, grad is None or bits(grad.tolist())


def run_lines(lines, module):
    """Run lines that append to `seen`: each with what it appended, and the error at the end."""
    seen = []
    names = {"torch": module, "seen": seen}
    results = []
    for line in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(line, names)
        except Exception as error:  # whatever it is, the other torch must raise the same
            results.append((line, type(error).__name__, str(error)))
            break
        results.extend((line, describe(value)) for value in seen)
        seen.clear()
    return results


NUMBER = re.compile(r"-?\d+\.\d*(?:e[+-]\d+)?")  # whole numbers must be the same


def assert_alike(ours, theirs):
    """The same results but for last digits, where torch calls a library of the processor's maker."""
    ours, theirs = ([without_bits(each) for each in results] for results in (ours, theirs))
    assert NUMBER.sub("#", str(ours)) == NUMBER.sub("#", str(theirs))
    numbers = ([float(each) for each in NUMBER.findall(str(it))] for it in (ours, theirs))
    assert next(numbers) == pytest.approx(next(numbers), rel=2e-4, abs=2e-4)


def without_bits(result):
    """A line's result, without the bits of a tensor and of its gradient."""
    line, *rest = result
    return line, *(each[:3] if isinstance(each, tuple) else each for each in rest)


def run_with_both(lines):
    """The results of both, torch's first; a test ends here by what a newer torch is known to change."""
    theirs, ours = run_lines(lines, torch), run_lines(lines, small)
    expect_changes(lines, theirs, ours)
    return theirs, ours
