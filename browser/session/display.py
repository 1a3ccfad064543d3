"""The value of a cell's last expression, as a notebook shows it."""

import sys

from .pretty import pretty

LONGEST = 100_000  # characters
POINTS = 20_000  # even a phone draws these in a moment
TRACES = 100


class Sentences(str):
    """Text that is shown as it is."""

    __repr__ = str.__str__


def text_of(value):
    """The text of a value, cut to the length that a page shows."""
    text = pretty(value)
    more = len(text) - LONGEST
    return text if more <= 0 else f"{text[:LONGEST]}\n… and {more:,} more characters."


def is_figure(value):
    """Whether it is a figure of the small plotly."""
    plotly = _graph_objects()
    return plotly is not None and isinstance(value, plotly.Figure)


def forget_figure():
    """Forget the figure that an earlier cell showed."""
    if plotly := _graph_objects():
        plotly.current = None


def figure_of(value):
    """The plain data of the figure that a cell shows, by its value or by `show()`; or None."""
    figure = value if is_figure(value) else getattr(_graph_objects(), "current", None)
    if figure is None:
        return None
    data = figure.plain_data()
    if sum(max(len(trace["x"]), len(trace["y"])) for trace in data["traces"]) > POINTS:
        raise ValueError(f"this page draws at most {POINTS:,} points; plotly draws more in Colab")
    if len(data["traces"]) > TRACES:
        raise ValueError(f"this page draws at most {TRACES} traces; plotly draws more in Colab")
    return data


def _graph_objects():
    """The module if a cell has imported it: a program without figures need not load plotly."""
    return sys.modules.get("plotly.graph_objects")
