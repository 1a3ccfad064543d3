"""The figure: traces of points, and what the axes are called."""

from .lacking import lacks, missing
from .numbers import listed, plain

MODES = ("markers", "lines", "lines+markers", "bars")
shown = None


class Figure:
    """What `express` makes, and what `figure.add_scatter` adds to."""

    def __init__(self, traces=(), x_title="", y_title="", log_x=False, log_y=False, title=""):
        self._traces = list(traces)
        self._axes = {"xTitle": x_title, "yTitle": y_title, "xLog": log_x, "yLog": log_y}
        self._title = title

    def add_scatter(self, *, x=None, y=None, name="", mode=None, **look):
        """Points or a line more; how they look is the page's choice."""
        refuse_all_but(look, ("line", "marker", "meta", "opacity", "showlegend"), "add_scatter")
        x, y = listed(x), listed(y)
        if y is None:
            raise TypeError(lacks("add_scatter without y"))
        x = list(range(len(y))) if x is None else x
        if mode not in (None, *MODES[:3]):
            raise ValueError(lacks(f"add_scatter(mode={mode!r})"))
        self._traces.append(trace(name, mode or "lines+markers", x, y))
        return self

    def update_traces(self, **look):
        refuse_all_but(look, ("line", "marker", "opacity"), "update_traces")
        return self

    def update_xaxes(self, *, title=None, type=None, **look):
        return self._update("x", title, type, look)

    def update_yaxes(self, *, title=None, type=None, **look):
        return self._update("y", title, type, look)

    def _update(self, axis, title, kind, look):
        refuse_all_but(look, ("tick", "exponentformat", "dtick"), f"update_{axis}axes")
        if title is not None:
            self._axes[f"{axis}Title"] = str(title)
        if kind not in (None, "linear", "log"):
            raise ValueError(lacks(f"update_{axis}axes(type={kind!r})"))
        if kind is not None:
            self._axes[f"{axis}Log"] = kind == "log"
        return self

    def update_layout(self, *, title=None, xaxis_title=None, yaxis_title=None, **look):
        refuse_all_but(look, ("width", "height", "margin", "legend", "showlegend"), "update_layout")
        self._title = self._title if title is None else str(title)
        self.update_xaxes(title=xaxis_title)
        return self.update_yaxes(title=yaxis_title)

    def show(self):
        """The cell shows this figure; of several the last."""
        global shown
        shown = self
        return self

    def figure(self):
        """Numbers, names and titles, and nothing else."""
        return {"traces": self._traces, **self._axes, "title": self._title}

    def __repr__(self):
        names = ", ".join(each["name"] or each["mode"] for each in self._traces)
        return f"<figure of {names}>"

    def __getattr__(self, name):
        raise missing(f"Figure.{name}", name)


def trace(name, mode, x, y):
    """One line, or one set of points."""
    numbers = {"x": list(map(plain, x)), "y": list(map(plain, y))}
    return {"name": str(name), "mode": mode, **numbers}


def refuse_all_but(look, kinds, called):
    """Names of a look are let through, since the page has its own; others might mean more."""
    for name in look:
        if not name.startswith(kinds):
            raise TypeError(lacks(f"{called}({name}=...)"))


def __getattr__(name):
    raise missing(f"plotly.graph_objects.{name}", name)
