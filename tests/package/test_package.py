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

# Modules whose classes readers make themselves.
READERS_OPEN = {"optimizers", "stopping"}

# Each module may import those before it, and none after: arrows point one way.
LAYERS = [
    ["_validate", "distributed._checkpoint", "losses"],
    ["_batches", "_run", "_steps_needed", "approximations", "data", "schedules"],
    [
        *["_design_matrix", "_format", "_run_gradients", "_stability"],
        *["distributed._group", "optimizers", "stopping"],
    ],
    ["_curvature", "recipe"],
    ["_minimum", "_prediction"],
    ["_sweep", "cli._orthogonal", "distributed._gradients", "scaling"],
    ["diagnosis._measure", "distributed._fit"],
    ["diagnosis._findings"],
    ["cli._table", "diagnosis._diagnose"],
    ["cli._polynomial_fit"],
    ["cli._report"],
    ["questions._problem"],
    [
        f"questions._{name}"
        for name in [
            "initial_guesses",
            "learning_rates",
            "mean_instead_of_sum",
            "when_to_stop",
            "why_is_c_wrong",
            "wrong_approximations",
        ]
    ],
    ["figures._colors", "figures._drawing", "figures._slider"],
    ["figures._fit", "figures._graph", "figures._losses", "figures._surface"],
    [
        f"figures._{name}"
        for name in [
            "by_hand",
            "compare",
            "error_by_direction",
            "initial_guesses",
            "learning_rates",
            "mean_instead_of_sum",
            "parabola",
            "when_to_stop",
            "why_is_c_wrong",
            "wrong_approximations",
        ]
    ],
    ["cli._page"],
    ["cli._main"],
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
    assert set(run(code)) - set(sys.stdlib_module_names) == {"sgd_tutorial", "lazy_loader"}


def test_unknown_names_are_unknown():
    with pytest.raises(AttributeError, match="attribute fitt"):
        sgd_tutorial.fitt  # noqa: B018


def test_type_checkers_are_told():
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("name", sgd_tutorial.__all__)
def test_every_public_name_is_documented(name):
    value = getattr(sgd_tutorial, name)
    text = inspect.getdoc(value)
    assert text
    module = value.__module__.removeprefix("sgd_tutorial.")
    if inspect.isclass(value) and (module not in READERS_OPEN or getattr(value, "_is_protocol", 0)):
        return  # returned by a function, whose example shows them; or what functions take
    assert doctest.DocTestParser().get_examples(text), f"{name} has no example"
    if module not in {"approximations", "losses"}:
        assert "Raises:" in text or name in {"adjust", "diagnose", "notebook_data"}, (
            f"{name} names no errors"
        )
    function = value.__init__ if inspect.isclass(value) else value
    for parameter in list(inspect.signature(function).parameters)[inspect.isclass(value) :]:
        assert f"{parameter}: " in text, f"{name} does not describe {parameter}"


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_a_sentence(module):
    text = importlib.import_module(f"sgd_tutorial.{module}").__doc__
    assert text
    assert text.split("\n\n")[0].strip().endswith((".", "?"))


def imports(module):
    """The package's modules that one of them imports."""
    parents = module.split(".")[:-1]
    used = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            base = parents[: len(parents) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            used |= {".".join([*base, name]) for name in names}
    return used


def test_arrows_point_one_way():
    assert sorted(sum(LAYERS, [])) == MODULES
    for level, layer in enumerate(LAYERS):
        below = set(sum(LAYERS[:level], []))
        for module in layer:
            used = imports(module)
            assert used <= below, f"{module} imports {used - below}"
