"""A small plotly: figures of the recipe's cells as plain data, which the page gives to plotly.js.

The numbers, names and titles are plotly's own. How they look is the page's choice.
"""

from . import express, graph_objects, missing

__all__ = ["express", "graph_objects"]


def __getattr__(name):
    raise missing.error(f"plotly.{name}", name)
