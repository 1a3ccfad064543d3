"""Imports of the three packages point one way, and mkdocs is known in one place."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT
from tools.follow import imports

# What each may import of the project.
KNOWN = {
    "sgd_tutorial": {"sgd_tutorial"},
    "browser": {"browser", "sgd_tutorial"},
    "pipeline": {"pipeline", "sgd_tutorial"},
}
PROJECT = {*KNOWN, "benchmarks", "docs", "tests", "tools"}
MKDOCS = {"mkdocs", "material", "mkdocs_jupyter", "mkdocstrings"}


def modules_of(package):
    """Its modules, each with its file."""
    paths = sorted((ROOT / package).rglob("*.py"))
    assert len(paths) > 5
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


def packages_imported_by(path):
    """The first part of each name that a file imports, wherever in its text; not its own package."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("package", KNOWN)
def test_no_module_imports_itself_through_others(package):
    graph = {module: imports(module) for module in modules_of(package)}
    assert any(graph.values())
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


@pytest.mark.parametrize(("package", "known"), KNOWN.items())
def test_the_package_knows_neither_site_nor_browser_and_both_may_know_it(package, known):
    for module, path in modules_of(package).items():
        assert packages_imported_by(path) & PROJECT <= known, module


def test_mkdocs_is_known_to_the_hooks_alone():
    importers = {
        module
        for package in KNOWN
        for module, path in modules_of(package).items()
        if packages_imported_by(path) & MKDOCS
    }
    assert importers == {"pipeline.hooks"}
