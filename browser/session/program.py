"""Program: the reader's cell after the cells before it, and its checks."""

import ast
import json
import linecache
import sys
from contextvars import copy_context
from types import ModuleType

from . import display
from .output import Output, TooMuch, Unheard
from .traces import told


def run(asked, tell):
    """Run one program, in a context of its own.

    Args:
        asked: JSON of {before, code, checks}.
        tell: called with each piece of printed text.

    Returns:
        JSON of {ended, value, figure, error, cases}.
    """
    return json.dumps(copy_context().run(_outcome, json.loads(asked), tell))


def _outcome(asked, tell):
    outcome = {"ended": "done", "value": None, "figure": None, "error": None, "cases": []}
    main = sys.modules["__main__"] = ModuleType("__main__")
    names = vars(main)
    try:
        with Unheard():
            for number, code in enumerate(asked["before"], 1):
                execute(code, f"<cell {number}>", names)
        display.forget()
        with Output(tell) as output:
            value = None
            try:
                value = execute(asked["code"], "<cell>", names)
            finally:  # what is shown before an error stays
                outcome["figure"] = display.figure_of(value)
            if value is not None and not display.is_figure(value):
                outcome["value"] = display.text_of(value)
        if output.full:
            raise TooMuch  # again, since the reader's code has caught it
        with Unheard():
            outcome["cases"] = cases(asked["checks"], names)
    except TooMuch:
        outcome["ended"] = "too much"
    except BaseException as error:  # whatever the reader's code raises
        outcome |= {"ended": "error", "error": told(error)}
    return outcome


def execute(code, name, names):
    """Run the code; the value of its last expression, None where there is none to show."""
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    tree = ast.parse(code, name)
    shown = _take_shown(tree, code)
    exec(compile(tree, name, "exec", dont_inherit=True), names)
    return eval(compile(shown, name, "eval", dont_inherit=True), names) if shown else None


def _take_shown(tree, code):
    """Take the last expression out of the tree; as in a notebook, a semicolon keeps it silent."""
    if not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return None
    last = tree.body[-1]
    rest = code.encode().splitlines()[last.end_lineno - 1 :]
    if rest[0][last.end_col_offset :].lstrip().startswith(b";"):
        return None
    return ast.Expression(tree.body.pop().value)


def cases(code, names):
    """One for each check_* function: its sentence, whether it passed, and a hint if not."""
    names = dict(names)  # helpers of the checks do not take the place of the reader's
    execute(code, "<checks>", names)
    found = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)]
    return [_case(names[name]) for name in found if name.startswith("check_")]


def _case(check):
    sentence = (check.__doc__ or check.__name__).strip().splitlines()[0]
    hint = None
    try:
        check()
    except AssertionError as error:
        hint = str(error) or type(error).__name__
    except Exception as error:  # the reader's function raised it
        hint = f"{type(error).__name__}: {error}"
    return {"name": sentence, "passed": hint is None, "hint": hint}
