"""Peers: pinned, downloaded once, and not the project's."""

import re
import sys

import pytest

from benchmarks import peers
from tests.helpers.project import ROOT

PINS = re.findall(r"^([^#\n].*)$", peers.PINS.read_text("utf-8"), re.M)


def test_each_peer_has_one_version_and_is_no_package_of_the_project():
    names = [re.fullmatch(r"([\w-]+)==[\d.]+", pin)[1] for pin in PINS]
    assert {"jax", "scikit-learn"} <= set(names)
    project = (ROOT / "constraints.txt").read_text() + (ROOT / "pyproject.toml").read_text()
    assert [name for name in names if re.search(rf"^\W*{name}\b[=>]", project, re.M)] == []


@pytest.fixture
def downloads(tmp_path, monkeypatch):
    """The commands that were run; each leaves a file where it was to install."""
    commands = []

    def run(command, **_):
        commands.append(command)
        folder = command[command.index("--target") + 1]
        (peers.Path(folder) / "peer.py").write_text("number = 7\n")

    monkeypatch.setattr(peers, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr(peers.subprocess, "run", run)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return commands


def test_peers_are_downloaded_once_and_found_after_the_projects_own(downloads):
    before = [*sys.path]
    peers.install()
    peers.install()
    assert len(downloads) == 1
    assert str(peers.PINS) in map(str, downloads[0])
    assert sys.path[: len(before)] == before
    assert (peers.Path(sys.path[-1]) / "peer.py").exists()


def test_other_versions_replace_them(downloads, tmp_path, monkeypatch):
    peers.install()
    others = tmp_path / "others.txt"
    others.write_text("jax==0.1\n")
    monkeypatch.setattr(peers, "PINS", others)
    peers.install()
    assert len(downloads) == 2
    assert len(list(peers.FOLDER.iterdir())) == 1
