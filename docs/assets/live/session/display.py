"""Display: a cell's last value as a notebook shows it."""

import sys
from pprint import pformat

WIDTH = 79
LONGEST = 100_000


def text_of(value):
    """Its text; lists and the like that are too wide for a line have one element a line."""
    text = repr(value)
    if len(text) > WIDTH and type(value) in (list, tuple, dict, set, frozenset):
        text = pformat(value, width=WIDTH + 1, sort_dicts=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def figure_of(value):
    """The plain data of a figure; None for everything else."""
    plots = sys.modules.get("plotly.graph_objects")  # not imported for a cell that draws nothing
    return value.figure() if plots and isinstance(value, plots.Figure) else None
