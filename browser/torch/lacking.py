"""What this small torch lacks is named, so that nobody takes it for an error of their own."""

import sys

PACKAGE = __name__.rpartition(".")[0]


def lacks(shown):
    return f"this page's small torch has no {shown}; what PyTorch has runs in Colab"


def missing(owner, name, shown):
    """The error for a name of a module or of a tensor."""
    return AttributeError(lacks(shown), name=name, obj=owner)


class Modules:
    """Asked for a module of torch when no other finder has found it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith(f"{PACKAGE}."):
            raise ModuleNotFoundError(lacks(name.replace(PACKAGE, "torch", 1)))


sys.meta_path = [f for f in sys.meta_path if getattr(f, "__name__", "") != "Modules"] + [Modules]
