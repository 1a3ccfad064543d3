"""The value of a cell's last expression, as a notebook shows it."""

import sys

from .pretty import pretty

LONGEST = 100_000  # characters
POINTS = 20_000  # even a phone draws these in a moment
TRACES = 100
FIGURES = 20


class Sentences(str):
    """Text that is shown as it is."""

    __repr__ = str.__str__


def text_of(value):
    """The text of a value, cut to the length that a page shows."""
    text = pretty(value)
    more = len(text) - LONGEST
    return text if more <= 0 else f"{text[:LONGEST]}\n… and {more:,} more characters."


def is_figure(value):
    """Whether it is a figure of the small plotly or of the small matplotlib."""
    modules = [module for module in (_graph_objects(), _pyplot()) if module]
    return any(isinstance(value, module.Figure) for module in modules)


def forget_figures():
    """Forget the figures of earlier cells."""
    if pyplot := _pyplot():
        pyplot.close("all")
    if plotly := _graph_objects():
        plotly.shown.clear()


def figures_of(value):
    """The plain data of the figures that a cell shows, by `show()`, by its value, or left open."""
    if pyplot := _pyplot():
        pyplot.show()
    plotly = _graph_objects()
    if plotly is None:
        return []
    figures = list(plotly.shown)
    if isinstance(value, plotly.Figure) and value not in figures:
        figures.append(value)
    if len(figures) > FIGURES:
        raise ValueError(f"this page shows at most {FIGURES} figures of a cell; Colab shows more")
    data = [figure.plain_data() for figure in figures]
    traces = [trace for each in data for trace in each["traces"]]
    if sum(max(len(trace["x"]), len(trace["y"])) for trace in traces) > POINTS:
        raise ValueError(f"this page draws at most {POINTS:,} points; plotly draws more in Colab")
    if len(traces) > TRACES:
        raise ValueError(f"this page draws at most {TRACES} traces; plotly draws more in Colab")
    return data


# The modules if a cell has imported them: a program without figures need not load them.


def _graph_objects():
    return sys.modules.get("plotly.graph_objects")


def _pyplot():
    return sys.modules.get("matplotlib.pyplot")
