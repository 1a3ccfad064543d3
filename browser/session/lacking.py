"""What this page's Python lacks is said, so that nobody takes it for an error of their own."""

import asyncio
import builtins
import os
import threading

from pyodide.webloop import WebLoop

ELSEWHERE = "in Colab or on your own computer"
COROUTINES = f"this page's Python runs no coroutines; they run {ELSEWHERE}"
DEBUGGER = f"this page's Python has no debugger; there is one {ELSEWHERE}"
HELP = f"this page's Python has no help(); there is help {ELSEWHERE}"
INPUT = (
    "this page's Python cannot ask you for input; write the value into the cell, or run the cell "
    f"{ELSEWHERE}"
)
SHELL = f"this page's Python has no shell; there is one {ELSEWHERE}"
THREADS = f"this page's Python starts no threads; they run {ELSEWHERE}"
FILES = f"This page's Python sees no files of yours. Read them {ELSEWHERE}."
PARTIAL = (
    "This page's Python has a part of the standard library, and torch, plotly and sgd_tutorial "
    "as far as they run here. What else there is runs in Colab."
)


def refuse():
    """Refuse by name what would else fail in Pyodide's words, or do nothing."""
    asyncio.run = WebLoop.run_until_complete = _refusing(COROUTINES)
    builtins.breakpoint = _refusing(DEBUGGER)
    builtins.help = _refusing(HELP)
    builtins.input = _refusing(INPUT)
    os.system = _refusing(SHELL)
    threading.Thread.start = _refusing(THREADS)


def _refusing(told):
    def refused(*_, **__):
        raise NotImplementedError(told)

    return refused


def note(error):
    """A sentence after what Python tells of an error; "" where that is enough."""
    if isinstance(error, ModuleNotFoundError) and str(error).startswith("No module named"):
        return PARTIAL
    return FILES if isinstance(error, FileNotFoundError) else ""


def message(error, lines):
    """What a SyntaxError says, or what is better said: notebooks take more than Python."""
    if error.msg == "'await' outside function":
        return COROUTINES
    for place, line in enumerate(lines):
        if line.startswith(("%", "!", "?")) and _is_whole("".join(lines[:place])):
            return f"a line that begins with {line[0]} is IPython's, not Python's; it runs in Colab"
    return error.msg


def _is_whole(code):
    try:
        compile(code, "<before>", "exec")
    except SyntaxError:
        return False
    return True
