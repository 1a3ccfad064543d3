"""Names that the page's numpy does not have raise an error that says so.

A name that NumPy has not either gets Python's own error, as in the small torch.
"""

import sys
from importlib import import_module

from .layout import TORCH

_shared = import_module(f"{TORCH}.missing")
is_known = _shared.is_known  # also of numpy's names


def message(missing):
    """The text of the error."""
    return f"this page's small numpy has no {missing}; the full NumPy runs in Colab"


def error(missing, name, owner=None):
    """The error for the attribute `name` of a module, or of its owner."""
    return AttributeError(message(missing), name=name, obj=owner)


def in_module(owner):
    """The `__getattr__` of a module."""
    return _shared.in_module(owner, error)


def in_class(shown):
    """The `__getattr__` of a class."""
    return _shared.in_class(shown, shown, shown, error)


def find_spec(name, *_):
    """Refuse a module of numpy: this module is the last finder that an import asks."""
    if name.startswith(f"{__package__}."):
        raise ModuleNotFoundError(message(name.replace(__package__, "numpy", 1)), name=name)


sys.meta_path.append(sys.modules[__name__])
