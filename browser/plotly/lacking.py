"""What this small plotly lacks is named, so that nobody takes it for an error of their own."""


def lacks(shown):
    """What a reader is told."""
    return f"this page's small plotly has no {shown}; what plotly has runs in Colab"


def missing(shown, name):
    """The error for a name of a module or of a figure."""
    return AttributeError(lacks(shown), name=name)


class Modules:
    """Asked for a module of plotly when no other finder has found it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith("plotly."):
            raise ModuleNotFoundError(lacks(name), name=name)
