"""The axes: what is drawn on them, their titles, limits and scales."""

import math
import sys
import warnings
from importlib import import_module

from . import missing
from .lines import Line2D, asarray, flat, histogram, mode_of, plotted

_plotly = import_module(__package__.replace("matplotlib", "plotly"))  # tests rename both
LOOK = (
    *["color", "c", "linewidth", "lw", "linestyle", "ls", "alpha", "zorder", "s", "cmap", "marker"],
    *["markersize", "ms", "markerfacecolor", "mfc", "markeredgecolor", "mec", "edgecolor"],
    *["edgecolors", "facecolors", "linewidths", "markeredgewidth", "mew"],
)
BARS = (*LOOK, "width", "align", "rwidth", "histtype")
PLACED = ("fontsize", "fontweight", "size", "weight", "color", "ha", "va", "bbox", "family")
PLACED += ("horizontalalignment", "verticalalignment", "rotation", "style", "alpha")
TEXT = ("fontsize", "fontweight", "fontdict", "size", "weight", "color", "pad", "labelpad", "loc")
LEGEND = ("loc", "fontsize", "bbox_to_anchor", "frameon", "fancybox", "shadow", "ncol")
NO_LABELS = (
    "No artists with labels found to put in legend.  Note that artists whose label start with an "
    "underscore are ignored when legend() is called with no argument."
)
MOST_CLASSES = 10  # of points, each of which becomes a trace


class Axes:
    """One pair of axes."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Take everything away."""
        self._lines, self._named, self._texts, self._title = [], [], [], ""
        self._labels, self._limits = {"x": "", "y": ""}, {"x": None, "y": None}
        self._scales = {"x": "linear", "y": "linear"}

    cla = clear

    def __repr__(self):
        return "<Axes: >"

    def is_empty(self):
        return not (self._lines or self._texts)

    __getattr__ = missing.within("Axes")

    def plot(self, *args, label=None, marker=None, linestyle=None, ls=None, **style):
        """Lines, or points where a format such as "o" says so."""
        missing.refuse_all_but(style, LOOK, "plot")
        linestyle = ls if linestyle is None else linestyle
        lines = [
            Line2D(mode_of(text, marker, linestyle), x, y, label) for x, y, text in plotted(args)
        ]
        self._lines += lines
        return lines

    def scatter(self, x, y, s=None, c=None, *, label=None, **style):
        """Points; where `c` has a number for each of them, a trace for each number."""
        missing.refuse_all_but(style, LOOK, "scatter")
        x, y = flat(x), flat(y)
        if len(x) != len(y):
            raise ValueError("x and y must be the same size")
        classes = [0] * len(x) if c is None or isinstance(c, str) else flat(c)
        if len(classes) != len(x):
            raise ValueError(
                f"'c' argument has {len(classes)} elements, which is inconsistent with 'x' and "
                f"'y' with size {len(x)}."
            )
        kinds = dict.fromkeys(classes)
        if len(kinds) > MOST_CLASSES:
            raise TypeError(missing.message(f"scatter(c=...) of more than {MOST_CLASSES} numbers"))
        for kind in kinds:
            rows = [row for row, each in enumerate(classes) if each == kind]
            xs, ys = ([values[row] for row in rows] for values in (x, y))
            self._lines.append(Line2D("markers", xs, ys, label))

    def axhline(self, y=0, *, label=None, **style):
        """A level line, as long as the axes are."""
        missing.refuse_all_but(style, LOOK, "axhline")
        self._lines.append(Line2D("lines", None, float(y), label))

    def axvline(self, x=0, *, label=None, **style):
        """An upright line, as high as the axes are."""
        missing.refuse_all_but(style, LOOK, "axvline")
        self._lines.append(Line2D("lines", float(x), None, label))

    def bar(self, x, height, *, label=None, **style):
        """Bars from 0."""
        missing.refuse_all_but(style, BARS, "bar")
        height = flat(height)
        x = flat(x)
        heights = height * len(x) if len(height) == 1 else height
        if len(heights) != len(x):
            shapes = f"objects cannot be broadcast to a single shape: ({len(x)},) ({len(heights)},)"
            raise ValueError(f"shape mismatch: {shapes}")
        self._lines.append(Line2D("bars", x, heights, label))

    def hist(self, x, bins=10, *, range=None, label=None, **style):
        """How many numbers lie in each bin, as bars; the counts and the ends of the bins."""
        missing.refuse_all_but(style, BARS, "hist")
        if asarray(x).ndim > 1:
            raise NotImplementedError(missing.message("hist() of several data sets"))
        counts, ends = histogram(asarray(x).ravel(), bins, range)
        self._lines.append(Line2D("bars", flat((ends[1:] + ends[:-1]) / 2), flat(counts), label))
        return counts, ends, self._lines[-1]

    def text(self, x, y, s, fontdict=None, **style):
        """A text at a point."""
        missing.refuse_all_but(style, PLACED, "text")
        self._texts.append(Line2D("text", [float(x)], [float(y)], str(s)))

    def set(self, **properties):
        """Title, labels, limits and scales by their names."""
        for name, value in properties.items():
            getattr(self, f"set_{name}")(*([value] if name[1:] != "lim" else value))

    def set_title(self, label, **style):
        missing.refuse_all_but(style, TEXT, "title")
        self._title = str(label)

    def set_xlabel(self, xlabel, **style):
        missing.refuse_all_but(style, TEXT, "xlabel")
        self._labels["x"] = str(xlabel)

    def set_ylabel(self, ylabel, **style):
        missing.refuse_all_but(style, TEXT, "ylabel")
        self._labels["y"] = str(ylabel)

    def legend(self, labels=None, **style):
        """Names of what has a label by now."""
        missing.refuse_all_but(style, LEGEND, "legend")
        for line, label in zip(self._lines, labels or []):  # noqa: B905 - as many as there are
            line.label = label
        self._named = [
            line for line in self._lines if line.label and not str(line.label).startswith("_")
        ]
        if not self._named:
            from_pyplot = sys._getframe(1).f_globals.get("__name__") == f"{__package__}.pyplot"
            warnings.warn(NO_LABELS, stacklevel=3 if from_pyplot else 2)

    def set_xlim(self, left=None, right=None):
        self._limit("x", left, right)

    def set_ylim(self, bottom=None, top=None):
        self._limit("y", bottom, top)

    def _limit(self, axis, low, high):
        if low is None and high is None:
            raise NotImplementedError(missing.message(f"{axis}lim() that tells the limits"))
        ends = low if high is None and hasattr(low, "__len__") else (low, high)
        ends = zip(ends, self._view(axis), strict=True)
        self._limits[axis] = [float(now if end is None else end) for end, now in ends]

    def _view(self, axis):
        """Both limits: those that are set, or just beyond the numbers, as matplotlib has them."""
        if self._limits[axis]:
            return self._limits[axis]
        log = self._scales[axis] == "log"
        if not self._lines:
            return [1, 10] if log else [0, 1]
        values = [math.log10(each) if log else each for each in self._values(axis)]
        low, high = min(values), max(values)
        if low == high:
            wide = 0.05 * abs(low) or 0.05
            low, high = low - wide, high + wide
        margin = 0.05 * (high - low)
        ends = low - margin, high + margin
        return [10**end for end in ends] if log else ends

    def set_xscale(self, value):
        self._scale("x", value)

    def set_yscale(self, value):
        self._scale("y", value)

    def _scale(self, axis, value):
        if value not in ("linear", "log"):
            raise NotImplementedError(missing.message(f"{axis}scale({value!r})"))
        self._scales[axis] = value

    def semilogy(self, *args, **style):
        self.set_yscale("log")
        return self.plot(*args, **style)

    def set_xticks(self, ticks, labels=None, **style):
        """Nothing, but names of ticks: the page decides where they are."""
        if labels is not None:
            raise NotImplementedError(missing.message("names of ticks"))

    set_yticks = set_xticks

    def axis(self, arg=None):
        """The four limits, or how the axes look, which the page decides."""
        if arg is not None and not isinstance(arg, str | bool):
            left, right, bottom, top = arg
            self.set_xlim(left, right)
            self.set_ylim(bottom, top)
        elif arg is None:
            raise NotImplementedError(missing.message("axis() that tells the limits"))

    def grid(self, *args, **style):
        """Nothing: the page decides."""

    set_aspect = tick_params = grid

    def to_plotly(self):
        """What is on the axes, as the page draws it."""
        drawn = self._lines + self._texts
        figure = _plotly.graph_objects.Figure(map(self._trace, drawn), title=self._title)
        updates = {"x": figure.update_xaxes, "y": figure.update_yaxes}
        for axis, update in updates.items():
            limits, kind = self._limits[axis], self._scales[axis]
            if limits and kind == "log":  # plotly's are exponents
                limits = [math.log10(end) for end in limits] if min(limits) > 0 else None
            update(title=self._labels[axis], type=kind, range=limits)
        return figure

    def _trace(self, line):
        name = line.label if line in self._named or line in self._texts else ""
        x = self._ends("x") if line.x is None else line.x
        y = self._ends("y") if line.y is None else line.y
        x, y = ([each] * 2 if isinstance(each, float) else each for each in (x, y))
        return _plotly.graph_objects.trace(name, line.mode, x, y)

    def _ends(self, axis):
        """From where to where a line across the axes goes."""
        values = self._values(axis)
        return list(self._limits[axis] or (min(values), max(values)))

    def _values(self, axis):
        """The numbers that the limits of an axis follow."""
        ends = [getattr(line, axis) for line in self._lines]
        values = [each for own in ends for each in ([own] if isinstance(own, float) else own or [])]
        least = 0 if self._scales[axis] == "log" else -math.inf
        values = [each for each in values if not isinstance(each, str) and math.isfinite(each)]
        return [each for each in values if each > least] or [1, 10]
