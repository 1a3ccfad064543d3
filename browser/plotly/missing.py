"""Names that the small plotly does not have raise an error that says so."""

import sys


def message(missing):
    """The text of the error."""
    return f"this page's small plotly has no {missing}; the full plotly runs in Colab"


def error(missing, name):
    """The error for the attribute `name` of a module or of a figure."""
    return AttributeError(message(missing), name=name)


class MissingModules:
    """The last finder that an import asks; it refuses every module of plotly."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith(f"{__package__}."):
            raise ModuleNotFoundError(message(name.replace(__package__, "plotly", 1)), name=name)


# An import after another replaces the finder of the first.
sys.meta_path = [f for f in sys.meta_path if getattr(f, "__module__", "") != __name__]
sys.meta_path.append(MissingModules)
