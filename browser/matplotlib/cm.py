"""`plt.cm`: maps of colors by their names; the colors are the page's choice."""

from . import missing


class Colormap:
    """A map of colors, which `scatter` and the like take and the page ignores."""

    def __init__(self, name):
        self.name = name

    def __call__(self, *numbers, **options):
        raise NotImplementedError(missing.message(f"cm.{self.name}(...): the page has the colors"))


def get_cmap(name="viridis"):
    return Colormap(name)


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"module 'matplotlib.cm' has no attribute '{name}'", name=name)
    return Colormap(name)
