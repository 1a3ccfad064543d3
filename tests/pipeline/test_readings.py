"""Readings: a notebook is read once, and again where what is kept is of no use."""

import jupytext
import pytest

from pipeline import readings
from pipeline.notebooks import read
from pipeline.readings import Readings

TEXT = '# %% [markdown]\n# # Title\n\n# %% tags=["live"]\n1 + 1\n'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(TEXT)
    return path


@pytest.fixture
def parsed(monkeypatch):
    """The texts that jupytext reads from here on."""
    texts = []
    reads = jupytext.reads
    monkeypatch.setattr(jupytext, "reads", lambda *given: texts.append(given[0]) or reads(*given))
    return texts


def kept(path):
    return Readings(path.with_name("readings")).read("docs/page.py", path)


def test_a_notebook_is_read_once(path, parsed):
    assert kept(path) == kept(path) == read(path)
    assert parsed == [TEXT, TEXT]  # the second by `read` itself
    assert [cell.id for cell in kept(path).cells] == ["cell-1", "cell-2"]


def test_an_edit_is_read(path, parsed):
    kept(path)
    path.write_text(TEXT.replace("1 + 1", "2 + 2"))
    assert kept(path).cells[1].source == "2 + 2"
    assert len(parsed) == 2


def test_other_packages_read_anew(path, parsed, monkeypatch):
    kept(path)
    monkeypatch.setattr(readings, "FOUNDATION", [*readings.FOUNDATION, "another"])
    kept(path)
    assert parsed == [TEXT, TEXT]


@pytest.mark.parametrize("size", [0, 20, 200])
def test_what_is_cut_off_is_read_anew(path, parsed, size):
    expected = kept(path)
    [entry] = path.with_name("readings").rglob("*.json")
    entry.write_bytes(entry.read_bytes()[:size])
    assert kept(path) == expected
    assert parsed == [TEXT, TEXT]
