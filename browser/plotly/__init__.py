"""A small plotly: what the recipe's cells draw, as plain data that the page gives to plotly.js.

The numbers, names and titles are plotly's own. How they look is the page's choice.
"""

import sys

from . import express, graph_objects
from .lacking import Modules, missing

__all__ = ["express", "graph_objects"]


def __getattr__(name):
    raise missing(f"plotly.{name}", name)


# The one of an earlier import goes.
sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != "Modules"] + [Modules()]
