"""Display: a cell's last value as a notebook shows it."""

import sys
from pprint import pformat

WIDTH = 79
LONGEST = 100_000  # characters
POINTS = 20_000  # a page draws them in a moment, on a phone, too
TRACES = 100


def text_of(value):
    """Its text; lists and the like that are too wide for a line have one element a line."""
    text = repr(value)
    if len(text) > WIDTH and type(value) in (list, tuple, dict, set, frozenset):
        text = pformat(value, width=WIDTH + 1, sort_dicts=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def figure_of(value):
    """The plain data of a figure; None for everything else."""
    plots = sys.modules.get("plotly.graph_objects")  # not imported for a cell that draws nothing
    if not plots or not isinstance(value, plots.Figure):
        return None
    figure = value.figure()
    if sum(len(trace["x"]) for trace in figure["traces"]) > POINTS:
        raise ValueError(f"this page draws at most {POINTS:,} points; plotly draws more in Colab")
    if len(figure["traces"]) > TRACES:
        raise ValueError(f"this page draws at most {TRACES} traces; plotly draws more in Colab")
    return figure
