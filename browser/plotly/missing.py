"""Names that the small plotly does not have raise an error that says so.

The small torch has a module like this. Neither can import what both share: tests and a lesson load
each package by its path, beside the real ones.
"""

import sys


def message(missing):
    """The text of the error."""
    return f"this page's small plotly has no {missing}; the full plotly runs in Colab"


def error(missing, name):
    """The error for the attribute `name` of a module or of a figure."""
    return AttributeError(message(missing), name=name)


def find_spec(name, *_):
    """Refuse a module of plotly: this module is the last finder that an import asks."""
    if name.startswith(f"{__package__}."):
        raise ModuleNotFoundError(message(name.replace(__package__, "plotly", 1)), name=name)


sys.meta_path.append(sys.modules[__name__])
