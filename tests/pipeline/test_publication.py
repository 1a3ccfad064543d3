"""Publication: the site is whole at every moment, whatever happens to a build."""

import multiprocessing
import time

import pytest

from pipeline import publication
from pipeline.publication import Publication


@pytest.fixture
def site(tmp_path):
    """A good site."""
    site = tmp_path / "le site"
    site.mkdir()
    (site / "index.html").write_text("old")
    (site / "gone.html").write_text("old")
    return site


def draft(site, text="new"):
    """A build that has written its pages."""
    build = Publication(site)
    build.begin()
    (build.draft / "index.html").write_text(text)
    return build


def pages(site):
    return {path.name: path.read_text() for path in site.iterdir()}


@pytest.mark.parametrize("exchange", [True, False])
def test_a_finished_build_takes_the_place_of_the_site(site, exchange, monkeypatch):
    if not exchange:  # as on a system that cannot
        monkeypatch.setattr(publication, "_exchange", lambda *_: False)
    draft(site).publish()
    assert pages(site) == {"index.html": "new"}
    assert {path.name for path in site.parent.iterdir()} <= {site.name, f".{site.name}.lock"}


def test_folders_are_exchanged_in_one_step_on_linux(tmp_path):
    import sys

    if sys.platform != "linux":
        pytest.skip("Linux only")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert publication._exchange(tmp_path / "one", tmp_path / "other")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["other"]


def test_the_first_build_needs_no_site(tmp_path):
    draft(tmp_path / "deep" / "site").publish()
    assert pages(tmp_path / "deep" / "site") == {"index.html": "new"}


def test_a_failed_build_leaves_the_site_and_no_draft(site):
    draft(site).end()
    assert pages(site) == {"index.html": "old", "gone.html": "old"}
    assert not (site.parent / f".{site.name}.draft").exists()


def test_a_build_after_a_killed_one_starts_afresh(site):
    killed = draft(site)
    (killed.draft / "half.html").write_text("half")
    killed._lock.release()  # as the system does when a process ends
    draft(site).publish()
    assert pages(site) == {"index.html": "new"}


def test_a_site_that_was_put_aside_by_a_killed_build_comes_back(site):
    site.rename(site.with_name(f".{site.name}.old"))
    draft(site).end()
    assert pages(site) == {"index.html": "old", "gone.html": "old"}


def _build(site, text, seconds):
    build = draft(site, text)
    time.sleep(seconds)
    (build.draft / "last.html").write_text(text)
    build.publish()


def test_two_builds_at_once_take_turns(site):
    context = multiprocessing.get_context("spawn")
    builds = [context.Process(target=_build, args=(site, text, 1)) for text in ("a", "b")]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
        assert build.exitcode == 0
    left = pages(site)
    assert left in ({"index.html": name, "last.html": name} for name in "ab")
