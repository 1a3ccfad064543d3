"""The cache of `mkdocs serve`: when an entry counts, and when it counts as missing."""

import os
import time

import pytest

from pipeline import cache as module
from pipeline.cache import Cache, ExecutionCache
from pipeline.notebooks import Part

NAME = "recipe/page.py"
ENTRY = {"markdown": "# é", "values": ["7"]}


@pytest.fixture
def cache(tmp_path):
    """A cache with one entry."""
    cache = Cache(tmp_path / "pages")
    cache.put(NAME, ["key"], ENTRY)
    return cache


def test_an_entry_counts_under_its_name_and_key(cache):
    assert Cache(cache.folder).get(NAME, ["key"]) == ENTRY
    assert cache.get(NAME, ["other"]) is None
    assert cache.get("recipe/other.py", ["key"]) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b'"7"', b'"8"'),
        lambda content: b"\x00" + content,
        lambda content: b"\xff\xfe\xff",
        lambda content: b"[]",
    ],
)
def test_a_damaged_entry_counts_as_missing(cache, damage):
    [path] = cache.folder.rglob("*.json")
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get(NAME, ["key"]) is None


def test_a_put_that_is_interrupted_leaves_the_old_entry(cache, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        cache.put(NAME, ["key"], "new")
    assert cache.get(NAME, ["key"]) == ENTRY


@pytest.mark.parametrize(
    ("place", "name"),
    [(module.CODE, "markdown.py"), (module.CODE, "figure.html"), (vars(module), "PACKAGES")],
)
def test_other_code_and_other_packages_end_an_entry(cache, monkeypatch, place, name):
    monkeypatch.setitem(place, name, "other")
    assert Cache(cache.folder).get(NAME, ["key"]) is None


def test_the_versions_of_packages_are_part_of_every_key():
    import torch

    version = torch.__version__.split("+")[0]
    assert any(name.startswith(f"torch-{version}") for name in module.PACKAGES[2])


@pytest.fixture
def imported(tmp_path):
    """A file that the kernel has imported, written some time before the run."""
    path = tmp_path / "module.py"
    path.write_text("x = 1\n")
    os.utime(path, (time.time() - 10, time.time() - 10))
    return path


@pytest.fixture
def executions(tmp_path, imported):
    """A cache with one executed notebook."""
    executions = ExecutionCache(tmp_path / "notebooks")
    executions.put(NAME, results(), [str(imported)], start=time.time() - 1)
    return executions


def program(code="x", expressions=("y",), index=0):
    return [Part(index, code, list(expressions))]


def results(index=0):
    output = {"output_type": "stream", "name": "stdout", "text": "é"}
    return [Part(index, "x", ["y"], [output], ["7"])]


@pytest.mark.parametrize("index", [0, 5])
def test_a_run_counts_while_nothing_changed_and_where_its_cell_moved(executions, index):
    assert executions.get(NAME, program(index=index)) == results(index)


@pytest.mark.parametrize(
    "other", [program(code="z"), program(expressions=["z"]), program() + program(), []]
)
def test_another_program_has_no_entry(executions, other):
    assert executions.get(NAME, other) is None


@pytest.mark.parametrize("change", [lambda path: path.write_text("x = 2\n"), os.unlink])
def test_a_change_of_an_imported_file_ends_an_entry(executions, imported, change):
    change(imported)
    assert executions.get(NAME, program()) is None


def test_a_file_that_changed_during_the_run_leaves_no_entry(executions, imported):
    start = time.time() - 1
    imported.write_text("x = 3\n")
    executions.put("other.py", results(), [str(imported)], start)
    assert executions.get("other.py", program()) is None
