"""The editor's bundle: one file, the same each time, light, without code made from text."""

import gzip
import re

import pytest

from pipeline import editor
from pipeline.packages import PackageError


def test_it_is_one_file_and_the_same_each_time():
    bundle = editor.bundle()
    assert bundle.startswith("/*! With CodeMirror")
    assert re.search(r"export\{\w+ as edit\}", bundle)
    assert not re.search(r'\bfrom"|import"', bundle)
    editor._bundle.cache_clear()
    assert editor.bundle() == bundle


def test_it_is_light_and_evaluates_no_text():
    bundle = editor.bundle()
    assert len(gzip.compress(bundle.encode())) < 130_000
    assert not re.search(r"\beval\(|\bFunction\(", bundle)


def test_a_slip_in_its_source_is_told(tmp_path, monkeypatch):
    broken = tmp_path / "editor.js"
    broken.write_text("export const = 1")
    monkeypatch.setattr(editor, "SOURCE", broken)
    with pytest.raises(PackageError, match=r"Expected identifier"):
        editor.bundle()
