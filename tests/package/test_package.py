"""The package as a whole: its names, what importing it costs, its documentation."""

import ast
import doctest
import importlib
import inspect
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import sgd_tutorial

PACKAGE = Path(sgd_tutorial.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)

# Modules of classes that readers construct.
CONSTRUCTED_BY_READERS = {"optimizers", "stopping"}
NEVER_FAIL = {"adjust", "diagnose", "notebook_data", "notebook_facts", "watch"}


# Each line of what it prints is what is imported when.
IMPORTS = """
import json, sys
import sgd_tutorial as sgd
print(json.dumps([*sys.modules]))
import torch
print(json.dumps([*sys.modules]))
import sgd_tutorial.recipe
print(json.dumps([*sys.modules]))
print(json.dumps(sgd.questions.Cure.__name__))
"""


@pytest.fixture(scope="module")
def imported():
    """What a process of its own has imported with the package, torch, the recipe; and a name."""
    completed = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in completed.stdout.splitlines()]


def test_importing_the_package_does_not_import_torch(imported):
    package, *_ = imported
    assert "sgd_tutorial" in package
    assert "torch" not in package


def test_the_recipe_needs_nothing_but_torch(imported):
    _, torch, recipe, _ = imported
    roots = {name.partition(".")[0] for name in set(recipe) - set(torch)}
    assert "sgd_tutorial.recipe" in recipe
    assert roots - set(sys.stdlib_module_names) <= {"sgd_tutorial", "lazy_loader"}


def test_unknown_names_raise_an_attribute_error():
    with pytest.raises(AttributeError, match="attribute fitt"):
        sgd_tutorial.fitt  # noqa: B018


def test_what_answers_are_made_of_is_reached_without_another_import(imported):
    assert imported[-1] == "Cure"
    assert not {"figures", "questions"} & set(sgd_tutorial.__all__)


def test_type_checkers_may_read_the_package():
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize("name", sgd_tutorial.__all__)
def test_every_public_name_is_documented(name):
    value = getattr(sgd_tutorial, name)
    text = inspect.getdoc(value)
    assert text
    module = value.__module__.removeprefix("sgd_tutorial.")
    if inspect.isclass(value) and (
        module not in CONSTRUCTED_BY_READERS or getattr(value, "_is_protocol", 0)
    ):
        return  # returned by a function, whose example shows them; or what functions take
    assert doctest.DocTestParser().get_examples(text), f"{name} has no example"
    if module not in {"approximations", "losses"}:
        assert "Raises:" in text or name in NEVER_FAIL, f"{name} names no errors"
    function = value.__init__ if inspect.isclass(value) else value
    for parameter in list(inspect.signature(function).parameters)[inspect.isclass(value) :]:
        assert f"{parameter}: " in text, f"{name} does not describe {parameter}"


def annotations_in_source(function):
    """How a function's file writes the types of its arguments and of its result."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    written = {each.arg: each.annotation for each in [*tree.args.args, *tree.args.kwonlyargs]}
    return {name: ast.unparse(type_) for name, type_ in {**written, "return": tree.returns}.items()}


@pytest.mark.parametrize(
    "name",
    [name for name in sgd_tutorial.__all__ if inspect.isfunction(getattr(sgd_tutorial, name))],
)
def test_help_shows_types_as_the_source_calls_them(name):
    function = getattr(sgd_tutorial, name)
    signature = inspect.signature(function)
    shown = {each.name: each.annotation for each in signature.parameters.values()}
    for argument, written in annotations_in_source(function).items():
        annotation = {**shown, "return": signature.return_annotation}[argument]
        text = inspect.formatannotation(annotation).strip("'")
        assert re.sub(r"\b[a-z_]+\.", "", text) == re.sub(r"\b[a-z_]+\.", "", written)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_opens_with_a_sentence(module):
    text = importlib.import_module(f"sgd_tutorial.{module}").__doc__
    assert text
    assert text.split("\n\n")[0].strip().endswith((".", "?"))
