"""`plt`: figures of one pair of axes each, and functions that draw on the last one."""

from . import missing, rcParams, style
from .axes import Axes

_open = {}  # figures by their numbers; the last is the current one
LOOK = ("figsize", "dpi", "facecolor", "edgecolor", "tight_layout", "constrained_layout", "layout")


class Figure:
    """What `plt.figure()` makes."""

    def __init__(self):
        self.axes = []

    def __repr__(self):
        return f"<Figure size 640x480 with {len(self.axes)} Axes>"

    __getattr__ = missing.within("Figure")

    def gca(self):
        """Its axes."""
        if not self.axes:
            self.axes.append(Axes())
        return self.axes[0]

    def add_subplot(self, *place):
        if place not in ((), (111,), (1, 1, 1)):
            raise NotImplementedError(missing.message(f"subplot{place}: a figure has one axes"))
        return self.gca()

    def tight_layout(self):
        """Nothing: the page decides."""


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


def subplots(nrows=1, ncols=1, **look):
    """A new figure and its axes."""
    new = figure(**look)
    return new, new.add_subplot(nrows, ncols, 1)


def subplot(*place):
    return gcf().add_subplot(*place)


def show(*, block=None):
    """Have the page draw the open figures."""
    for num in sorted(_open, key=str):
        if _open[num].axes:
            _open[num].gca().to_plotly().show()
    _open.clear()


def close(fig=None):
    """Forget all figures, a number's, or the current one."""
    kept = {} if fig == "all" else {num: it for num, it in _open.items() if fig not in (num, it)}
    if fig is None and kept:
        kept.popitem()
    _open.clear()
    _open.update(kept)


def tight_layout(**look):
    """Nothing: the page decides."""


def _of_axes(name):
    """The method of the current axes, as a function."""

    def function(*args, **kwargs):
        return getattr(gca(), name)(*args, **kwargs)

    return function


for _name in ("plot", "scatter", "axhline", "axvline", "legend", "grid", "semilogy"):
    globals()[_name] = _of_axes(_name)
for _name in ("title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale"):
    globals()[_name] = _of_axes(f"set_{_name}")
__getattr__ = missing.within("matplotlib.pyplot")
