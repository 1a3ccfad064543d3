"""What a tag releases."""

import tarfile

import pytest

import sgd_tutorial
from tools import release

TAG = f"v{sgd_tutorial.__version__}"
SECTION = f"## {sgd_tutorial.__version__}\n\n- One thing.\n- Another.\n"


@pytest.mark.parametrize(
    "changelog",
    [
        f"# Changelog\n\n{SECTION}",
        f"# Changelog\n\n## 99.0.0\n\n- New.\n\n{SECTION}\n## 0.0.1\n\n- Old.\n",
    ],
)
def test_the_notes_are_the_changelogs_section_of_the_version(changelog):
    assert release.notes(TAG, changelog) == "- One thing.\n- Another."


@pytest.mark.parametrize("tag", ["v0.0.1", sgd_tutorial.__version__, f"{TAG}rc1"])
def test_a_tag_that_is_not_the_version_releases_nothing(tag, tmp_path):
    with pytest.raises(SystemExit, match=rf"{tag} is not the package's version: tag {TAG}"):
        release.main(tag, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    "changelog",
    ["", f"## {TAG[1:]}\n\n## 0.0.1\n\n- Old.\n", f"## {TAG[1:]}9\n\n- Another.\n"],
)
def test_a_version_without_notes_releases_nothing(changelog):
    with pytest.raises(SystemExit, match=r"CHANGELOG\.md says nothing of"):
        release.notes(TAG, changelog)


def test_the_version_of_today_can_be_released(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("REPO_URL", "https://github.com/o/r")
    monkeypatch.setenv("SITE_URL", "https://o.github.io/r/")
    release.main(TAG, tmp_path)
    assert capsys.readouterr().out.startswith("- ")
    [archive, _] = sorted(tmp_path.iterdir(), key=lambda path: path.suffix)
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert f"sgd_tutorial-{TAG[1:]}/sgd_tutorial/recipe.py" in names
    assert f"sgd_tutorial-{TAG[1:]}/LICENSE" in names
