"""`plt`: the open figures, and functions that draw on the last one."""

import warnings

from . import cm, missing, rcParams, style
from .figure import Figure

_open = {}  # figures by their numbers; the last is the current one
LOOK = ("figsize", "dpi", "facecolor", "edgecolor", "tight_layout", "constrained_layout", "layout")
GRID_LOOK = (*LOOK, "sharex", "sharey", "gridspec_kw")  # each axes keeps limits of its own


def figure(num=None, **look):
    """A new figure, or the one of that number."""
    missing.refuse_all_but(look, LOOK, "figure")
    numbers = [each for each in _open if isinstance(each, int)]
    num = max(numbers, default=0) + 1 if num is None else num
    _open[num] = _open.pop(num, None) or Figure()
    return _open[num]


def gcf():
    """The current figure."""
    return list(_open.values())[-1] if _open else figure()


def gca():
    """The axes that are drawn on now."""
    return gcf().gca()


def subplots(nrows=1, ncols=1, *, squeeze=True, **look):
    """A new figure and its axes, as an array if there are several."""
    missing.refuse_all_but(look, GRID_LOOK, "subplots")
    new = figure()
    return new, new.subplots(nrows, ncols, squeeze=squeeze)


def subplot(*place, **look):
    """The axes at that place of the current figure, made if there are none."""
    missing.refuse_all_but(look, GRID_LOOK, "subplot")
    return gcf().axes_at(*place)


def show(*, block=None):
    """Have the page draw the open figures, each of their axes by itself."""
    for num in sorted(_open, key=lambda num: (isinstance(num, str), num)):
        _open[num].show()
    _open.clear()


def close(fig=None):
    """Forget all figures, a number's, or the current one."""
    kept = {} if fig == "all" else {num: it for num, it in _open.items() if fig not in (num, it)}
    if fig is None and kept:
        kept.popitem()
    _open.clear()
    _open.update(kept)


def sca(ax):
    """Draw on these axes from now on."""
    fig = next(fig for fig in _open.values() if ax in fig.axes)
    fig.sca(ax)
    _open.update({num: _open.pop(num) for num, each in list(_open.items()) if each is fig})


def cla():
    """Empty the current axes."""
    gca().clear()


def clf():
    """Empty the current figure."""
    gcf().clear()


def savefig(fname, **look):
    """No file: the page draws the figure, which has a button that downloads it."""
    warnings.warn("the page's small matplotlib writes no files; it draws the figure", stacklevel=2)


def _nothing(*args, **look):
    """Nothing: the page decides how a figure looks, and draws it when the cell ends."""


tight_layout = subplots_adjust = ion = ioff = draw = pause = _nothing


def _of_axes(name):
    """The method of the current axes, as a function."""

    def function(*args, **kwargs):
        return getattr(gca(), name)(*args, **kwargs)

    return function


_DRAWN = ("plot", "scatter", "bar", "hist", "text", "axhline", "axvline")
for _name in (*_DRAWN, "legend", "grid", "semilogy", "axis"):
    globals()[_name] = _of_axes(_name)
for _name in ("xticks", "yticks", "title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale"):
    globals()[_name] = _of_axes(f"set_{_name}")
__getattr__ = missing.within("matplotlib.pyplot")
