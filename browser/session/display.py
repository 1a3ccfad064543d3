"""Display: a cell's last value as a notebook shows it."""

import sys

from .pretty import pretty

LONGEST = 100_000  # characters
POINTS = 20_000  # a page draws them in a moment, on a phone, too
TRACES = 100


def text_of(value):
    """Its text, or as much of it as a page shows."""
    text = pretty(value)
    more = len(text) - LONGEST
    return text if more <= 0 else f"{text[:LONGEST]}\n… and {more:,} more characters."


def is_figure(value):
    """Whether it is a figure of the page's plotly."""
    plots = _plots()
    return plots is not None and isinstance(value, plots.Figure)


def forget():
    """No figure has been shown: those of earlier cells were."""
    if plots := _plots():
        plots.shown = None


def figure_of(value):
    """The plain data of the figure that the cell shows, by its value or by `show()`; or None."""
    figure = value if is_figure(value) else getattr(_plots(), "shown", None)
    if figure is None:
        return None
    told = figure.figure()
    if sum(max(len(trace["x"]), len(trace["y"])) for trace in told["traces"]) > POINTS:
        raise ValueError(f"this page draws at most {POINTS:,} points; plotly draws more in Colab")
    if len(told["traces"]) > TRACES:
        raise ValueError(f"this page draws at most {TRACES} traces; plotly draws more in Colab")
    return told


def _plots():
    """Not imported for a cell that draws nothing."""
    return sys.modules.get("plotly.graph_objects")
