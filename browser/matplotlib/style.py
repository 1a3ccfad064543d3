"""`plt.style`: how figures look, which is the page's choice."""

from . import missing


def use(style):
    """Nothing."""


__getattr__ = missing.within("matplotlib.style")
