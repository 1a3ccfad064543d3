"""Imports go one way: between the project's packages, within each, and within sgd_tutorial."""

from graphlib import TopologicalSorter

import pytest

from tests.conftest import ROOT
from tools.follow import depths, imports

PACKAGES = ["pipeline", "sgd_tutorial"]
# What a reader opens to follow `fit`.
FIT = [
    *["recipe", "approximations", "losses", "optimizers", "schedules", "stopping"],
    *["_batches", "_run", "_stability", "_validate"],
]
# The modules that take steps; figures draw what others computed.
TRAINING = {"recipe", "scaling", "_sweep", "distributed._fit", "diagnosis._diagnose"}
# Parts of sgd_tutorial, and those that may import them.
USERS = {
    "cli": {"__main__", "cli"},
    "figures": {"cli", "figures"},
    "questions": {"figures", "questions"},
}


def graph(package):
    """The project's modules that each module of a package imports."""
    paths = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / package).rglob("*.py")]
    modules = [".".join(path.parts) for path in paths if path.name != "__init__"]
    return {module: imports(module) for module in modules}


def within_sgd_tutorial():
    return {
        module.removeprefix("sgd_tutorial."): {name.removeprefix("sgd_tutorial.") for name in names}
        for module, names in graph("sgd_tutorial").items()
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_have_no_circle(package):
    TopologicalSorter(graph(package)).prepare()  # raises CycleError


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_do_not_import_one_another(package):
    imported = set().union(*graph(package).values())
    assert {module.partition(".")[0] for module in imported} == {package}


def test_fit_stands_on_ten_modules():
    assert sorted(depths("sgd_tutorial.recipe")) == sorted(f"sgd_tutorial.{name}" for name in FIT)


@pytest.mark.parametrize("part", USERS)
def test_only_the_parts_above_import_a_part(part):
    users = {
        module.partition(".")[0]
        for module, names in within_sgd_tutorial().items()
        if any(name.startswith(f"{part}.") for name in names)
    }
    assert users == USERS[part]


def test_figures_take_no_steps():
    for module, names in within_sgd_tutorial().items():
        if module.startswith("figures."):
            assert not names & TRAINING, module
