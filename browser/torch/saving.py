"""`torch.save` and `torch.load`: what a program saves, it loads again in the same run.

The file holds no more than a number, by which the object is found: nothing leaves the page.
"""

import os
from collections import OrderedDict
from copy import deepcopy

from . import missing
from .dtypes import dtype
from .tensor import Tensor, device

_saved = []  # copies of objects; a file has the place of its own
MARK = "saved by the page's small torch: "
PLAIN = (bool, bytes, complex, float, int, str, type(None), Tensor, device, dtype)
MANY = dict, OrderedDict, list, set, tuple


class UnpicklingError(Exception):
    """What torch raises for a file that holds more than numbers."""


UnpicklingError.__module__ = "_pickle"


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Save an object, such as the state of a module, in a file of this run."""
    _saved.append(deepcopy(obj))
    text = f"{MARK}{len(_saved) - 1}".encode()
    if hasattr(f, "write"):
        f.write(text)
    else:
        with open(os.fspath(f), "wb") as file:
            file.write(text)


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None):
    """A copy of what this run saved in the file."""
    if hasattr(f, "read"):
        text = f.read()
    else:
        with open(os.fspath(f), "rb") as file:
            text = file.read()
    mark, _, place = text.partition(MARK.encode())
    if mark or not place.isdigit() or int(place) >= len(_saved):
        raise NotImplementedError(
            missing.message("torch.load of a file that this run did not save")
        )
    found = _saved[int(place)]
    if weights_only in (None, True):
        _refuse_code(found)
    return deepcopy(found)


def _refuse_code(value):
    """Raise torch's error for what is more than tensors, numbers and containers of them."""
    if type(value) in MANY:
        each = [*value, *value.values()] if isinstance(value, dict) else value
        for one in each:
            _refuse_code(one)
    elif not isinstance(value, PLAIN):
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise UnpicklingError(
            "Weights only load failed. In PyTorch 2.6, we changed the default value of the "
            "`weights_only` argument in `torch.load` from `False` to `True`. Re-running "
            "`torch.load` with `weights_only` set to `False` will likely succeed.\n\t"
            f"WeightsUnpickler error: Unsupported global: GLOBAL {kind} was not an allowed global "
            "by default."
        )
