"""Runs cells one after another, with either torch, and reports what each of them gives.

`run_cells` calls this file as a script with the programs as JSON on standard input: lists of cells,
each with its `checks`, which may be empty. The first argument is the folder of the `torch` and
`plotly` to import, empty for the real ones. The answer is JSON, too.
"""

import ast
import contextlib
import io
import json
import linecache
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_cells(programs, folder=""):
    """The outcomes of the cells of each program, by its name, with the torch in that folder."""
    with tempfile.TemporaryDirectory() as scratch:  # some programs write files
        done = subprocess.run(
            [sys.executable, __file__, str(folder)],
            input=json.dumps(list(programs.values())),
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=scratch,
        )
    assert done.returncode == 0, done.stderr
    return dict(zip(programs, json.loads(done.stdout), strict=True))


def _run(program):
    """The outcome of each cell: what it prints and shows, how it ends, what its cases say."""
    names = {"__name__": "__main__"}
    return [_outcome(cell, names) for cell in program]


def _outcome(cell, names):
    printed = io.StringIO()
    outcome = {"value": None, "figure": None, "error": "", "cases": []}
    try:
        with contextlib.redirect_stdout(printed):
            outcome["value"], outcome["figure"] = _execute(cell["code"], names)
            outcome["cases"] = _cases(cell["checks"], dict(names)) if cell["checks"] else []
    except Exception as error:  # reported, so that the other programs run all the same
        outcome["error"] = _text_of(error)
    return outcome | {"printed": printed.getvalue()}


def _text_of(error):
    return f"{type(error).__name__}: {error}"


def _execute(code, names):
    """Run a cell; the text of its last expression, and the figure if it is one."""
    linecache.cache["<cell>"] = len(code), None, code.splitlines(keepends=True), "<cell>"
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return None, None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    if value is not None and type(value).__module__.startswith("plotly"):
        is_small = type(value).__module__ == "plotly.graph_objects"
        return None, value.plain_data() if is_small else plain_data(value)
    return None if value is None else repr(value), None


def _cases(checks, names):
    """The sentence of each case, and the hint if it fails."""
    exec(checks, names)
    checks = [value for name, value in names.items() if name.startswith("check_")]
    return [[check.__doc__, _hint(check)] for check in checks]


def _hint(check):
    try:
        check()
    except Exception as error:  # of the reader's function
        return str(error) if isinstance(error, AssertionError) else _text_of(error)


def plain_data(figure):
    """The numbers, names and titles of plotly's own figure, as the small plotly gives them."""
    layout = figure.layout
    return {
        "traces": [_plain_trace(trace) for trace in figure.data],
        "xTitle": layout.xaxis.title.text or "",
        "yTitle": layout.yaxis.title.text or "",
        "xLog": layout.xaxis.type == "log",
        "yLog": layout.yaxis.type == "log",
        "xRange": _plain(layout.xaxis.range),
        "yRange": _plain(layout.yaxis.range),
        "title": layout.title.text or "",
    }


def _plain_trace(trace):
    mode = "bars" if trace.type == "bar" else trace.mode
    return {"name": trace.name or "", "mode": mode, "x": _plain(trace.x), "y": _plain(trace.y)}


def _plain(values):
    """What plotly.js draws: numbers as numbers, gaps where they are not finite."""
    if values is None:
        return None
    values = values.tolist() if hasattr(values, "tolist") else list(values)
    return [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]


if __name__ == "__main__":
    folder = sys.argv[1]
    if folder:
        sys.path.insert(0, folder)
    json.dump([_run(program) for program in json.load(sys.stdin)], sys.stdout)
