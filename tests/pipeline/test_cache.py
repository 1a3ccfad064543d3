"""The cache of `mkdocs serve`: when an entry holds, and when it is as good as none."""

import json
import os
import time

import pytest

from pipeline import cache as caches
from pipeline.cache import Cache
from pipeline.notebooks import Part


@pytest.fixture
def imported(tmp_path):
    """A file that the kernel has imported, some time before the run."""
    path = tmp_path / "module.py"
    path.write_text("x = 1\n")
    os.utime(path, (time.time() - 10, time.time() - 10))
    return path


@pytest.fixture
def cache(tmp_path, imported):
    """A cache with one entry."""
    cache = Cache(tmp_path / "cache")
    cache.put("recipe/page.py", answered(), [str(imported)], since=time.time() - 1)
    return cache


def asked(code="x", expressions=("y",), cell=0):
    return [Part(cell, code, list(expressions))]


def answered():
    output = {"output_type": "stream", "name": "stdout", "text": "é"}
    return [Part(0, "x", ["y"], [output], ["7"])]


def test_an_entry_holds_while_nothing_changed(cache):
    assert cache.get("recipe/page.py", asked()) == answered()


def test_a_cell_that_moved_keeps_its_answers(cache):
    [part] = cache.get("recipe/page.py", asked(cell=5))
    assert (part.cell, part.values) == (5, ["7"])


@pytest.mark.parametrize(
    "other", [asked(code="z"), asked(expressions=["z"]), asked() + asked(), []]
)
def test_another_program_finds_nothing(cache, other):
    assert cache.get("recipe/page.py", other) is None


def test_another_page_finds_nothing(cache):
    assert cache.get("recipe/other.py", asked()) is None


def test_a_changed_import_ends_an_entry(cache, imported):
    imported.write_text("x = 2\n")
    assert cache.get("recipe/page.py", asked()) is None


def test_a_missing_import_ends_an_entry(cache, imported):
    imported.unlink()
    assert cache.get("recipe/page.py", asked()) is None


def test_other_packages_end_an_entry(cache, monkeypatch):
    monkeypatch.setattr(caches, "FOUNDATION", [*caches.FOUNDATION, "torch-9.9.9.dist-info"])
    assert cache.get("recipe/page.py", asked()) is None


def test_the_foundation_knows_the_versions_of_packages():
    import torch

    version = torch.__version__.split("+")[0]
    assert any(name.startswith(f"torch-{version}") for name in caches.FOUNDATION[2])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"7"', '"8"'),
        lambda text: "\x00" + text,
        lambda text: json.dumps({"key": "k", "imported": {}, "answers": []}),
        lambda text: "[]",
    ],
)
def test_a_spoiled_entry_is_as_good_as_none(cache, spoil):
    [path] = cache.entries.folder.rglob("*.json")
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    assert cache.get("recipe/page.py", asked()) is None


def test_bytes_that_are_no_text_are_as_good_as_none(cache):
    [path] = cache.entries.folder.rglob("*.json")
    path.write_bytes(b"\xff\xfe\xff")
    assert cache.get("recipe/page.py", asked()) is None


def test_a_file_that_changed_during_the_run_leaves_no_entry(tmp_path, imported):
    cache = Cache(tmp_path / "other")
    since = time.time() - 1
    imported.write_text("x = 3\n")
    cache.put("page.py", answered(), [str(imported)], since)
    assert cache.get("page.py", asked()) is None


def test_a_put_that_fails_leaves_the_old_entry(cache, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(KeyboardInterrupt):
        cache.put("recipe/page.py", [Part(0, "x", ["y"], [], ["8"])], [], since=time.time())
    assert cache.get("recipe/page.py", asked()) == answered()
