"""The notebook, the recipe's pages and the snippets print with the small torch what torch prints."""

import ast
import re

import pytest

from tests.conftest import ROOT
from tests.helpers import notebook
from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER
from tests.helpers.snippets import RUNNABLE, SNIPPETS, printed_by

RECIPE = sorted((ROOT / "docs" / "recipe").glob("*.py"))
# These need processes, or a file that stays: a browser has neither.
ELSEWHERE = ["checkpoint", "many_processes"]


class WithoutFigures(ast.NodeTransformer):
    """Leaves out the package's own figures, which need all of plotly."""

    def visit_ImportFrom(self, node):
        return None if "figures" in {alias.name for alias in node.names} else node

    def visit_Expr(self, node):
        root = node.value
        while isinstance(root, ast.Call | ast.Attribute):
            root = root.func if isinstance(root, ast.Call) else root.value
        return None if isinstance(root, ast.Name) and root.id == "figures" else node


def code(path):
    return ast.unparse(WithoutFigures().visit(ast.parse(path.read_text("utf-8"))))


def outcomes(codes, folder=""):
    """The outcome of each program, as one cell, with the torch in that folder."""
    programs = {name: [{"code": code, "checks": ""}] for name, code in codes.items()}
    return {name: outcome for name, [outcome] in run_cells(programs, folder).items()}


@pytest.fixture(scope="module")
def with_small():
    snippets = [path for path in SNIPPETS.glob("*.py") if path.stem not in ELSEWHERE]
    codes = {path.stem: code(path) for path in [*RECIPE, *snippets]}
    return outcomes(codes | {"notebook": notebook.CODE}, BROWSER)


@pytest.fixture(scope="module")
def with_torch():
    return outcomes({path.stem: code(path) for path in RECIPE})


def test_the_notebook_prints_its_outputs(with_small):
    outcome = with_small["notebook"]
    assert (outcome["printed"], outcome["error"]) == ("\n".join(notebook.OUTPUTS) + "\n", "")


@pytest.mark.parametrize("name", [path.stem for path in RECIPE])
def test_the_cells_of_the_recipe_print_what_torch_prints(with_small, with_torch, name):
    assert with_torch[name]["printed"]
    assert with_torch[name]["error"] == ""
    assert with_small[name] == with_torch[name]


@pytest.mark.parametrize("name", RUNNABLE)
def test_snippets_print_what_torch_prints(with_small, name):
    outcome = with_small[name]
    assert (outcome["printed"], outcome["error"]) == (printed_by(name), "")


def test_every_other_snippet_names_what_is_missing(with_small):
    others = {path.stem for path in SNIPPETS.glob("*.py")} - {*RUNNABLE, *ELSEWHERE}
    for name in others:
        error = with_small[name]["error"]
        assert re.search("this page's small (torch|plotly) has no", error), name
