"""The same program by torch and by the page's small torch, and what each of them did."""

import importlib.util
import struct
import sys
import warnings
from pathlib import Path

import torch

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "browser" / "torch"


def load(name="small_torch"):
    """The small torch beside the real one, under another name."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            spec.loader.exec_module(sys.modules[name])
        finally:
            sys.dont_write_bytecode = before
    return sys.modules[name]


small = load()
MOST_SHOWN = 50  # torch takes its time to print


def bits(value):
    """A number as the bits that torch keeps of it."""
    if isinstance(value, list):
        return [bits(each) for each in value]
    if isinstance(value, float):
        return "nan" if value != value else struct.pack("<d", value).hex()
    return value


def described(value):
    """All that a reader can see of a value, and its bits."""
    if not hasattr(value, "tolist"):
        return repr(value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        grad = value.grad
    numbers = bits(value.detach().tolist())
    shown = repr(value) if value.numel() <= MOST_SHOWN else ""
    return shown, str(value.dtype), tuple(value.shape), numbers, grad is None or bits(grad.tolist())


def outcome(lines, module):
    """What the program has seen, line by line, and how it ended."""
    seen = []
    names = {"torch": module, "seen": seen}
    record = []
    for line in lines:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(line, names)
        except Exception as error:  # whatever it is, the other torch must raise the same
            record.append((line, type(error).__name__, str(error)))
            break
        record.extend((line, described(value)) for value in seen)
        seen.clear()
    return record


def both(lines):
    return outcome(lines, torch), outcome(lines, small)
