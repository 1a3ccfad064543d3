"""Run programs one after the other and report what each has printed, as JSON.

Called as a script with the programs' paths. The first argument is the folder in which `torch` is
found, empty for the real one.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path

PLOTS = {"px", "figures", "plot"}


class WithoutPlots(ast.NodeTransformer):
    """Leaves out what draws: imports of plotly and figures, calls of them, a function `plot`."""

    def visit_Import(self, node):
        return None if any("plotly" in alias.name for alias in node.names) else node

    def visit_ImportFrom(self, node):
        names = {alias.name for alias in node.names}
        return None if node.module.startswith("plotly") or "figures" in names else node

    def visit_FunctionDef(self, node):
        return None if node.name == "plot" else node

    def visit_Expr(self, node):
        root = node.value
        while isinstance(root, ast.Call | ast.Attribute):
            root = root.func if isinstance(root, ast.Call) else root.value
        return None if isinstance(root, ast.Name) and root.id in PLOTS else node


def run(path):
    """What the program prints, and how it ends."""
    printed = io.StringIO()
    tree = WithoutPlots().visit(ast.parse(Path(path).read_text("utf-8")))
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, path, "exec"), {"__name__": "__main__"})
    except Exception as error:  # reported, not raised: the other programs run all the same
        return [printed.getvalue(), f"{type(error).__name__}: {error}"]
    return [printed.getvalue(), ""]


if __name__ == "__main__":
    folder, *paths = sys.argv[1:]
    if folder:
        sys.path.insert(0, folder)
    json.dump({path: run(path) for path in paths}, sys.stdout)
