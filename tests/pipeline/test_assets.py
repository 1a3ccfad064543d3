"""What the site serves of npm packages: the editor's script, what is missing."""

import gzip
import re

import pytest

from pipeline import assets
from pipeline.assets import PackageError
from pipeline.waits import WaitError


def test_the_editor_is_one_light_file_that_evaluates_no_text():
    editor = assets.editor()
    assert editor.startswith("/*! With CodeMirror")
    assert re.search(r"export\{\w+ as edit\}", editor)
    assert not re.search(r'\bfrom"|import"', editor)
    assert len(gzip.compress(editor.encode())) < 130_000
    assert not re.search(r"\beval\(|\bFunction\(", editor)


def test_an_error_in_the_editor_is_reported(tmp_path, monkeypatch):
    broken = tmp_path / "editor.js"
    broken.write_text("export const = 1")
    monkeypatch.setattr(assets, "EDITOR", broken)
    with pytest.raises(PackageError, match=r"esbuild failed: .*Expected identifier"):
        assets.editor()


def test_a_script_that_does_not_end_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "SECONDS_PER_SCRIPT", 1)
    script = tmp_path / "endless.js"
    script.write_text("setInterval(() => {}, 1000)")
    with pytest.raises(WaitError, match=r"endless\.js takes more than 1 seconds: .*`npm ci`"):
        assets.run_node(script)


def test_what_is_not_installed_names_the_command():
    with pytest.raises(PackageError, match=r"node_modules/nothing/a\.js is missing: run `make"):
        assets.file_of("nothing", "a.js")
