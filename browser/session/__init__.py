"""A session: the Python of one worker, in which a reader's runs follow one another."""

import sys

from .lacking import refuse
from .program import run
from .state import State

RECURSION = 300  # calls; at 500 some fill the browser's stack, which Python does not survive
HIDDEN = ["js", "pyodide_js"]  # JavaScript's side, which is not the reader's


class Session:
    """Runs, and between them the state from which each begins."""

    def __init__(self):
        _hide_javascript()
        refuse()
        sys.setrecursionlimit(RECURSION)
        sys.dont_write_bytecode = False  # a module is compiled once and executed for each run
        self.state = State()
        self.refresh()

    def refresh(self):
        """Be ready for the next run: everything as at the start, and torch imported anew."""
        self.state.restore()
        import torch  # noqa: F401

    run = staticmethod(run)


def _hide_javascript():
    finder = next(f for f in sys.meta_path if type(f).__name__ == "JsFinder")
    for name in HIDDEN:
        finder.jsproxies.pop(name, None)
        sys.modules.pop(name, None)
