"""Run programs one after the other and report what each has printed, as JSON.

Called as a script with the programs' paths. The first argument is the folder in which `torch` and
`plotly` are found, empty for the real ones.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path


class WithoutFigures(ast.NodeTransformer):
    """Leaves out the package's own figures, which need all of plotly."""

    def visit_ImportFrom(self, node):
        return None if "figures" in {alias.name for alias in node.names} else node

    def visit_Expr(self, node):
        root = node.value
        while isinstance(root, ast.Call | ast.Attribute):
            root = root.func if isinstance(root, ast.Call) else root.value
        return None if isinstance(root, ast.Name) and root.id == "figures" else node


def run(path):
    """What the program prints, and how it ends."""
    printed = io.StringIO()
    tree = WithoutFigures().visit(ast.parse(Path(path).read_text("utf-8")))
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
