"""The package as a whole: its names, its imports, its documentation."""

import ast
import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import sgd_tutorial

PACKAGE = Path(sgd_tutorial.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)

# Each module may import those before it, and none after: arrows point one way.
LAYERS = [
    ["checkpoints", "checks", "losses"],
    ["approximations", "data", "batches", "prediction", "record", "schedules"],
    ["columns", "problem", "processes", "progress", "optimizers", "slopes", "words"],
    ["hessian", "stopping"],
    ["bowl", "divergence"],
    ["closed_form", "recipe", "valley"],
    ["orthogonal", "scaling", "shares", "sweeps"],
    ["distributed", "situation"],
    ["findings"],
    ["diagnosis", "table"],
    ["polyfit"],
    ["report"],
    ["questions.case"],
    [
        f"questions.{name}"
        for name in ["misfits", "rates", "reduction", "starts", "stops", "unfinished"]
    ],
    ["figures.drawing", "figures.palette", "figures.slider"],
    ["figures.curve", "figures.graph", "figures.descent", "figures.landscape"],
    [
        f"figures.{name}"
        for name in [
            "candidates",
            "cures",
            "directions",
            "hand",
            "parabola",
            "rates",
            "settings",
            "sizes",
            "starts",
            "stops",
        ]
    ],
    ["page"],
    ["command"],
    ["__main__"],
]


def run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_importing_the_package_imports_nothing_else():
    assert run("import sgd_tutorial, sys; print('torch' in sys.modules)") == ["False"]


def test_the_recipe_needs_nothing_but_torch():
    """Whatever it imports, torch and the standard library import or are."""
    code = "import torch, sys; before = set(sys.modules); import sgd_tutorial.recipe; " + (
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    assert set(run(code)) - set(sys.stdlib_module_names) == {"sgd_tutorial"}


def test_names_for_type_checkers_are_those_at_run_time():
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    imported = {
        alias.asname: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    assert imported == sgd_tutorial._MODULE_OF


def test_unknown_names_are_unknown():
    with pytest.raises(AttributeError, match="has no attribute 'fitt'"):
        sgd_tutorial.fitt  # noqa: B018


def test_no_module_bears_the_name_of_a_public_function():
    assert {name.split(".")[-1] for name in MODULES}.isdisjoint(sgd_tutorial.__all__)


def test_type_checkers_are_told():
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("name", sgd_tutorial.__all__)
def test_every_public_name_is_documented(name):
    value = getattr(sgd_tutorial, name)
    text = inspect.getdoc(value)
    assert text
    if inspect.isclass(value) and sgd_tutorial._MODULE_OF[name] not in {"optimizers", "stopping"}:
        return  # made by a function, whose example shows them
    assert doctest.DocTestParser().get_examples(text), f"{name} has no example"
    if sgd_tutorial._MODULE_OF[name] not in {"approximations", "losses"} - {"polynomial"}:
        assert "Raises:" in text or name in {"adjust", "diagnose", "notebook_data"}, (
            f"{name} names no errors"
        )
    function = value.__init__ if inspect.isclass(value) else value
    documented = text + inspect.getdoc(sgd_tutorial.Adam) * (name == "AdamW")
    for parameter in list(inspect.signature(function).parameters)[inspect.isclass(value) :]:
        assert f"{parameter}: " in documented, f"{name} does not describe {parameter}"


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_a_sentence(module):
    text = importlib.import_module(f"sgd_tutorial.{module}").__doc__
    assert text
    assert text.split("\n\n")[0].strip().endswith((".", "?"))


def imports(module):
    """The package's modules that one of them imports."""
    used = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            inside = node.level == 1 and "." in module
            prefix = f"{module.partition('.')[0]}." if inside else ""
            names = [node.module] if node.module else [alias.name for alias in node.names]
            used |= {f"{prefix}{name}" for name in names}
    return used


def test_arrows_point_one_way():
    assert sorted(sum(LAYERS, [])) == MODULES
    for level, layer in enumerate(LAYERS):
        below = set(sum(LAYERS[:level], []))
        for module in layer:
            used = imports(module)
            assert used <= below, f"{module} imports {used - below}"
