"""Names that the small torch does not have raise an error that says so."""

import sys


def message(missing):
    """The text of the error."""
    return f"this page's small torch has no {missing}; the full PyTorch runs in Colab"


def error(missing, name, owner=None):
    """The error for the attribute `name` of a module, or of its owner."""
    return AttributeError(message(missing), name=name, obj=owner)


class MissingModules:
    """The last finder that an import asks; it refuses every module of torch."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith(f"{__package__}."):
            raise ModuleNotFoundError(message(name.replace(__package__, "torch", 1)), name=name)


# An import after another replaces the finder of the first.
sys.meta_path = [f for f in sys.meta_path if getattr(f, "__module__", "") != __name__]
sys.meta_path.append(MissingModules)
