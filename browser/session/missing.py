"""What this page's Python cannot do raises an error that says so, and where it works."""

import asyncio
import builtins
import os
import re
import threading
from importlib import import_module

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
FILES = f"This page's Python cannot see your files. Read them {ELSEWHERE}."
MODULES = (
    "This page's Python has part of the standard library, and what the cells need of torch, "
    "numpy, matplotlib, tqdm, plotly and sgd_tutorial. Everything else runs in Colab."
)


def refuse_calls():
    """Have functions that do not work here raise an error, not Pyodide's own or none at all."""
    asyncio.run = WebLoop.run_until_complete = _refuse(COROUTINES)
    builtins.breakpoint = _refuse(DEBUGGER)
    builtins.help = _refuse(HELP)
    builtins.input = _refuse(INPUT)
    os.system = _refuse(SHELL)
    threading.Thread.start = _refuse(THREADS)


def _refuse(message):
    def refuse(*_, **__):
        raise NotImplementedError(message)

    return refuse


def hint(error):
    """A sentence to show below an error; "" if Python's own message is enough."""
    if isinstance(error, ModuleNotFoundError) and str(error).startswith("No module named"):
        return MODULES
    return FILES if isinstance(error, FileNotFoundError) else ""


def import_message(error):
    """The message of an ImportError, or a small package's own if the full one has the name."""
    small = "torch|numpy|matplotlib"
    found = re.match(rf"cannot import name '(\w+)' from '(({small})[\w.]*)'", str(error))
    if found is None:
        return error.msg
    name, module, package = found.groups()
    missing = import_module(f"{package}.missing")  # anew in each run
    if missing.is_known(module, name):
        return missing.message(f"{module}.{name}")
    return f"cannot import name '{name}' from '{module}'"


def syntax_message(error, lines):
    """The message of a SyntaxError, or a better one for what only notebooks allow."""
    if error.msg == "'await' outside function":
        return COROUTINES
    for index, line in enumerate(lines):
        if line.startswith(("%", "!", "?")) and _compiles("".join(lines[:index])):
            return f"a line that begins with {line[0]} is IPython's, not Python's; it runs in Colab"
    return error.msg


def _compiles(code):
    try:
        compile(code, "<before>", "exec")
    except SyntaxError:
        return False
    return True
