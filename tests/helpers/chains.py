"""Run cells one after the other, with one torch or the other, and say what came of each.

`told` calls this file as a script, with the programs as JSON on standard input: lists of cells,
each with its `checks`, which may be empty. The first argument is the folder in which `torch` and
`plotly` are found, empty for the real ones. The answer is JSON, too.
"""

import ast
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def told(programs, folder=""):
    """What came of each cell of each program, by its name, with the torch in that folder."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as scratch:  # some programs write files
        done = subprocess.run(
            [sys.executable, __file__, str(folder)],
            input=json.dumps(list(programs.values())),
            capture_output=True,
            text=True,
            env=environment,
            cwd=scratch,
        )
    assert done.returncode == 0, done.stderr
    return dict(zip(programs, json.loads(done.stdout), strict=True))


def shown(code, names):
    """Run a cell; its last expression as a notebook shows it, and the figure if it is one."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return None, None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    if value is not None and type(value).__module__.startswith("plotly"):
        return None, drawn(value)
    return None if value is None else repr(value), None


def drawn(figure):
    """The numbers, names and titles of a figure, of the small plotly or the real one."""
    if type(figure).__module__ == "plotly.graph_objects":
        return figure.plain_data()
    from tests.browser.test_plots import told

    return told(figure)


def cases(checks, names):
    """What each case says: its sentence, and the hint if it fails."""
    exec(checks, names)
    said = []
    for name, check in list(names.items()):
        if name.startswith("check_"):
            try:
                check()
                hint = None
            except AssertionError as error:
                hint = str(error)
            except Exception as error:  # what the reader's code raises is told, too
                hint = f"{type(error).__name__}: {error}"
            said.append([check.__doc__, hint])
    return said


def run(program):
    """What each cell prints and shows, how it ends, and what its cases say."""
    names, told = {"__name__": "__main__"}, []
    for cell in program:
        printed, value, figure, end, said = io.StringIO(), None, None, "", []
        try:
            with contextlib.redirect_stdout(printed):
                value, figure = shown(cell["code"], names)
                said = cases(cell["checks"], dict(names)) if cell["checks"] else []
        except Exception as error:  # reported, not raised: the other programs run all the same
            end = f"{type(error).__name__}: {error}"
        told.append(
            {
                "printed": printed.getvalue(),
                "value": value,
                "figure": figure,
                "error": end,
                "cases": said,
            }
        )
    return told


if __name__ == "__main__":
    folder = sys.argv[1]
    if folder:
        sys.path.insert(0, folder)
    json.dump([run(program) for program in json.load(sys.stdin)], sys.stdout)
