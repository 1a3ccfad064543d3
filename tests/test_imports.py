"""Imports go one way: between the three packages, within each, and within sgd_tutorial."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.helpers.project import ROOT
from tools.follow import depths, imports

# What each may import of the project.
KNOWN = {
    "sgd_tutorial": {"sgd_tutorial"},
    "browser": {"browser", "sgd_tutorial"},
    "pipeline": {"pipeline", "sgd_tutorial"},
}
PROJECT = {*KNOWN, "benchmarks", "docs", "tests", "tools"}
MKDOCS = {"mkdocs", "material", "mkdocs_jupyter", "mkdocstrings"}
# What a reader opens to follow `fit`.
FIT = [
    *["recipe", "approximations", "losses", "optimizers", "schedules", "stopping"],
    *["_batches", "_record", "_repeated_graph", "_stability", "_validate"],
]
# The modules that take steps; figures draw what others computed.
TRAINING = {"recipe", "scaling", "_sweep", "_run_steps", "distributed._fit", "diagnosis._diagnose"}
# What makes files that the site has beside its pages, or says what the build was or took.
BESIDE = {
    f"pipeline.{name}"
    for name in (
        "build_info",
        "licenses",
        "llms",
        "public_names",
        "pyodide",
        "social_cards",
        "theme",
        "timings",
        "wheel",
    )
}
# Parts of sgd_tutorial, and those that may import them.
USERS = {
    "cli": {"__main__", "cli"},
    "figures": {"cli", "figures"},
    "questions": {"figures"},
}


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


def test_mkdocs_is_known_to_its_hooks_alone():
    importers = {
        module
        for package in KNOWN
        for module, path in modules_of(package).items()
        if packages_imported_by(path) & MKDOCS
    }
    assert importers == {"pipeline.hooks"}


def within_sgd_tutorial():
    """What each of its modules imports of the package, without the package's name."""
    return {
        module.removeprefix("sgd_tutorial."): {
            name.removeprefix("sgd_tutorial.") for name in imports(module)
        }
        for module in modules_of("sgd_tutorial")
        if not module.endswith("__init__")
    }


def test_fit_stands_on_eleven_modules():
    assert sorted(depths("sgd_tutorial.recipe")) == sorted(f"sgd_tutorial.{name}" for name in FIT)


def test_a_page_is_built_by_seventeen_modules():
    """The others make what the site has beside its pages."""
    modules = set(depths("pipeline.hooks"))
    assert modules >= BESIDE
    assert len(modules - BESIDE) <= 17


@pytest.mark.parametrize("part", USERS)
def test_only_the_parts_above_import_a_part(part):
    users = {
        module.partition(".")[0]
        for module, names in within_sgd_tutorial().items()
        if any(name.startswith(f"{part}.") for name in names)
    }
    assert users == USERS[part]


def names_from_faces(path):
    """What a module imports of its package, other than modules."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    for node in (node for node in froms if node.level and not node.module):
        folder = path.parents[node.level - 1]
        yield from (each.name for each in node.names if not (folder / f"{each.name}.py").exists())


def test_figures_take_no_steps():
    paths = modules_of("sgd_tutorial")
    for module, names in within_sgd_tutorial().items():
        if module.startswith("figures."):
            assert not names & TRAINING, module
            path = paths[f"sgd_tutorial.{module}"]
            assert [*names_from_faces(path)] == [], module
            assert "sgd_tutorial" not in packages_imported_by(path), module
