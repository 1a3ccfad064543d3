"""Names that the page's numpy does not have raise an error that says so.

A name that NumPy has not either gets Python's own error, as in the small torch.
"""

import sys
from importlib import import_module

from .layout import TORCH

is_known = import_module(f"{TORCH}.missing").is_known  # also of numpy's names


def message(missing):
    """The text of the error."""
    return f"this page's small numpy has no {missing}; the full NumPy runs in Colab"


def error(missing, name, owner=None):
    """The error for the attribute `name` of a module, or of its owner."""
    return AttributeError(message(missing), name=name, obj=owner)


def in_module(owner):
    """The `__getattr__` of a module."""

    def refuse(name):
        if is_known(owner, name):
            raise error(f"{owner}.{name}", name, sys.modules.get(owner))
        text = f"module '{owner}' has no attribute '{name}'"
        raise AttributeError(text, name=name, obj=sys.modules.get(owner))

    return refuse


def in_class(shown):
    """The `__getattr__` of a class."""

    def refuse(self, name):
        if is_known(shown, name):
            raise error(f"{shown}.{name}", name, self)
        text = f"'{shown}' object has no attribute '{name}'"
        raise AttributeError(text, name=name, obj=self)

    return refuse


def find_spec(name, *_):
    """Refuse a module of numpy: this module is the last finder that an import asks."""
    if name.startswith(f"{__package__}."):
        raise ModuleNotFoundError(message(name.replace(__package__, "numpy", 1)), name=name)


sys.meta_path.append(sys.modules[__name__])
