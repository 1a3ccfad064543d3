"""Runs a program: the cells before the reader's, the reader's cell, and its checks."""

import ast
import json
import linecache
import re
import sys
from contextvars import copy_context
from types import ModuleType

from . import display
from .output import Output, Silence, TooMuch
from .tracebacks import format_error

DRAW_HERE = re.compile(r"^%matplotlib (inline|notebook|widget)[ ]*$", re.MULTILINE)  # as always


def run(program, send):
    """Run one program, in a context of its own.

    Args:
        program: JSON of {before, code, checks, examine}.
        send: called with each piece of printed text.

    Returns:
        JSON of {ended, value, figures, error, cases}.
    """
    return json.dumps(copy_context().run(_outcome, json.loads(program), send))


def _outcome(program, send):
    outcome = {"ended": "done", "value": None, "figures": [], "error": None, "cases": []}
    main = sys.modules["__main__"] = ModuleType("__main__")
    names = vars(main)
    try:
        with Silence():
            for number, code in enumerate(program["before"], 1):
                execute(code, f"<cell {number}>", names)
        display.forget_figures()
        with Output(send) as output:
            value = None
            try:
                run_cell = examine if program.get("examine") else execute
                value = run_cell(program["code"], "<cell>", names)
            finally:  # figures shown before an error stay
                outcome["figures"] = display.figures_of(value)
            if value is not None and not display.is_figure(value):
                outcome["value"] = display.text_of(value)
        if output.full:
            raise TooMuch  # again: the reader's code has caught the first
        with Silence():
            outcome["cases"] = cases(program["checks"], names)
    except TooMuch:
        outcome["ended"] = "too much"
    except BaseException as error:  # whatever the reader's code raises
        outcome |= {"ended": "error", "error": format_error(error)}
    return outcome


def execute(code, filename, names):
    """Run the code; return the value of its last expression, None if it shows none."""
    code = DRAW_HERE.sub("", code)
    linecache.cache[filename] = len(code), None, code.splitlines(keepends=True), filename
    tree = ast.parse(code, filename)
    last = _pop_last_expression(tree, code)
    exec(compile(tree, filename, "exec", dont_inherit=True), names)
    return eval(compile(last, filename, "eval", dont_inherit=True), names) if last else None


def examine(code, filename, names):
    """Run the code as `execute` does, show the value, and return what `sgd.watch` sees of it."""
    from sgd_tutorial.watching._program import examined  # with the torch of this run

    def run():
        value = execute(code, filename, names)
        if value is not None and not display.is_figure(value):
            print(display.text_of(value))

    return display.Sentences(examined(run, names))


def _pop_last_expression(tree, code):
    """Take the last expression out of the tree; as in a notebook, a semicolon hides its value."""
    if not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return None
    last = tree.body[-1]
    rest = code.encode().splitlines()[last.end_lineno - 1 :]
    if rest[0][last.end_col_offset :].lstrip().startswith(b";"):
        return None
    return ast.Expression(tree.body.pop().value)


def cases(checks, names):
    """A case for each check_* function: its sentence, whether it passed, and a hint if not."""
    names = dict(names)  # helpers of the checks must not replace the reader's functions
    execute(checks, "<checks>", names)
    functions = [node.name for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef)]
    return [_case(names[name]) for name in functions if name.startswith("check_")]


def _case(check):
    sentence = (check.__doc__ or check.__name__).strip().splitlines()[0]
    hint = None
    try:
        check()
    except AssertionError as error:
        hint = str(error) or type(error).__name__
    except Exception as error:  # of the reader's function
        hint = f"{type(error).__name__}: {error}"
    return {"name": sentence, "passed": hint is None, "hint": hint}
