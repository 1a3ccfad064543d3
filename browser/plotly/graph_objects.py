"""The figure: traces of points, and the titles of the axes."""

from . import missing
from .values import to_list, to_point

MODES = ("markers", "lines", "lines+markers", "bars")
shown = []  # figures that `show()` was called on, in this order


def text_of(title):
    """A title is a text, or a dictionary that has one beside its look."""
    return str(title.get("text", "") if isinstance(title, dict) else title)


class Figure:
    """What `express` makes, and what `figure.add_scatter` adds to."""

    def __init__(self, traces=(), x_title="", y_title="", log_x=False, log_y=False, title=""):
        self._traces = list(traces)
        self._axes = {"xTitle": x_title, "yTitle": y_title, "xLog": log_x, "yLog": log_y}
        self._axes |= {"xRange": None, "yRange": None}
        self._title = title

    def add_scatter(self, *, x=None, y=None, name="", mode=None, **style):
        """Add points or a line; the page chooses how they look."""
        refuse_all_but(style, ("line", "marker", "meta", "opacity", "showlegend"), "add_scatter")
        x, y = to_list(x), to_list(y)
        if y is None:
            raise TypeError(missing.message("add_scatter without y"))
        x = list(range(len(y))) if x is None else x
        if mode not in (None, *MODES[:3]):
            raise ValueError(missing.message(f"add_scatter(mode={mode!r})"))
        self._traces.append(trace(name, mode or "lines+markers", x, y))
        return self

    def update_traces(self, **style):
        refuse_all_but(style, ("line", "marker", "opacity"), "update_traces")
        return self

    def update_xaxes(self, *, title=None, type=None, range=None, **style):
        return self._update("x", title, type, range, style)

    def update_yaxes(self, *, title=None, type=None, range=None, **style):
        return self._update("y", title, type, range, style)

    def _update(self, axis, title, kind, ends, style):
        refuse_all_but(style, ("tick", "exponentformat", "dtick"), f"update_{axis}axes")
        if title is not None:
            self._axes[f"{axis}Title"] = text_of(title)
        if kind not in (None, "linear", "log"):
            raise ValueError(missing.message(f"update_{axis}axes(type={kind!r})"))
        if kind is not None:
            self._axes[f"{axis}Log"] = kind == "log"
        if ends is not None:  # of a logarithmic axis they are exponents
            self._axes[f"{axis}Range"] = list(map(to_point, ends))
            if None in self._axes[f"{axis}Range"]:
                raise ValueError(missing.message(f"update_{axis}axes(range=...) with an open end"))
        return self

    def update_layout(self, *, title=None, xaxis_title=None, yaxis_title=None, **style):
        refuse_all_but(
            style, ("width", "height", "margin", "legend", "showlegend"), "update_layout"
        )
        self._title = self._title if title is None else text_of(title)
        self.update_xaxes(title=xaxis_title)
        return self.update_yaxes(title=yaxis_title)

    def show(self):
        """Have the cell show this figure, once."""
        if self not in shown:
            shown.append(self)
        return self

    def plain_data(self):
        """Numbers, names and titles, and nothing else."""
        return {"traces": self._traces, **self._axes, "title": self._title}

    def __repr__(self):
        names = ", ".join(each["name"] or each["mode"] for each in self._traces)
        return f"<figure of {names}>"

    def __getattr__(self, name):
        raise missing.error(f"Figure.{name}", name)


def trace(name, mode, x, y):
    """One line, or one set of points."""
    points = {"x": list(map(to_point, x)), "y": list(map(to_point, y))}
    return {"name": str(name), "mode": mode, **points}


def refuse_all_but(style, prefixes, function):
    """Ignore what changes the look alone, since the page has its own; refuse everything else."""
    for name in style:
        if not name.startswith(prefixes):
            raise TypeError(missing.message(f"{function}({name}=...)"))


def __getattr__(name):
    raise missing.error(f"plotly.graph_objects.{name}", name)
