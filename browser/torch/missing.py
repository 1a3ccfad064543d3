"""Names that the small torch does not have raise an error that says so.

Which names PyTorch has, the page knows from `names.json`, which is made when the site is built. A
name that PyTorch has not either gets Python's own error.
"""

import json
import sys
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("names.json")  # owners, each with the names that it has in PyTorch


def message(missing):
    """The text of the error."""
    return f"this page's small torch has no {missing}; the full PyTorch runs in Colab"


@cache
def names():
    return json.loads(NAMES.read_text("utf-8")) if NAMES.exists() else {}


def error(missing, name, owner=None):
    """The error for the attribute `name` of a module, or of its owner."""
    return AttributeError(message(missing), name=name, obj=owner)


def is_known(owner, name):
    """Whether PyTorch, or NumPy, has the name; yes if that is unknown."""
    if name == "_C":
        return True
    if name.startswith("_") and not name.startswith("_saved"):
        return False
    return owner not in names() or name in names()[owner] or name.startswith("_saved")


def in_module(owner, error=error):
    """The `__getattr__` of a module."""

    def refuse(name):
        if is_known(owner, name):
            raise error(f"{owner}.{name}", name, sys.modules.get(owner))
        text = f"module '{owner}' has no attribute '{name}'"
        raise AttributeError(text, name=name, obj=sys.modules.get(owner))

    return refuse


def in_class(owner, shown, kind=None, error=error):
    """The `__getattr__` of a class; errors show its name, or that of the object's own class."""

    def refuse(self, name):
        own = kind or type(self).__name__
        if is_known(owner.format(own), name):
            raise error(f"{shown.format(own)}.{name}", name, self)
        raise AttributeError(f"'{own}' object has no attribute '{name}'", name=name, obj=self)

    return refuse


def find_spec(name, *_):
    """Refuse a module of torch: this module is the last finder that an import asks."""
    if name.startswith(f"{__package__}."):
        raise ModuleNotFoundError(message(name.replace(__package__, "torch", 1)), name=name)


sys.meta_path.append(sys.modules[__name__])
