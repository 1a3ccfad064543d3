"""The package as a whole: its names, what importing it costs, its documentation."""

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

# Modules of classes that readers construct.
CONSTRUCTED_BY_READERS = {"optimizers", "stopping"}


def run(code):
    completed = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    return completed.stdout.split()


def test_importing_the_package_does_not_import_torch():
    assert run("import sgd_tutorial, sys; print('torch' in sys.modules)") == ["False"]


def test_the_recipe_needs_nothing_but_torch():
    code = "import torch, sys; before = set(sys.modules); import sgd_tutorial.recipe; " + (
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    assert set(run(code)) - set(sys.stdlib_module_names) == {"sgd_tutorial", "lazy_loader"}


def test_unknown_names_raise_an_attribute_error():
    with pytest.raises(AttributeError, match="attribute fitt"):
        sgd_tutorial.fitt  # noqa: B018


def test_what_answers_are_made_of_is_reached_without_another_import():
    assert run("import sgd_tutorial as sgd; print(sgd.questions.Cure.__name__)") == ["Cure"]
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
