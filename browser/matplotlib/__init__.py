"""A small matplotlib: what programs draw while they learn, as figures of the small plotly.

The numbers, labels, titles and limits are matplotlib's own. How they look is the page's choice.
"""

from . import missing

rcParams = {}  # how figures look


def use(backend, *, force=True):
    """Nothing: the page is the only backend."""


__getattr__ = missing.within("matplotlib")
