"""A session: the Python of one worker, which runs the reader's programs one after another."""

import sys

from .missing import refuse_calls
from .program import run
from .state import State

RECURSION = 300  # calls; some programs fill the browser's stack at 500, and that kills Python
HIDDEN = ["js", "pyodide_js"]  # modules of JavaScript, which readers must not reach


class Session:
    """Runs programs, and restores the initial state between them."""

    def __init__(self):
        _hide_javascript()
        refuse_calls()
        sys.setrecursionlimit(RECURSION)
        sys.dont_write_bytecode = False  # each run executes the modules again, without compiling
        self.state = State()
        self.refresh()

    def refresh(self):
        """Prepare for the next run: restore the initial state and import torch anew."""
        self.state.restore()
        import torch  # noqa: F401

    run = staticmethod(run)


def _hide_javascript():
    finder = next(f for f in sys.meta_path if type(f).__name__ == "JsFinder")
    for name in HIDDEN:
        finder.jsproxies.pop(name, None)
        sys.modules.pop(name, None)
