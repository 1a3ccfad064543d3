"""The branch that Pages serves, in a repository that stands in for the hosted one."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.helpers.project import ROOT
from tools import pages

PAGE = {"index.html": "<h1>é</h1>\n", "assets/a.js": "1\r\n", "notes/.gitignore": "*\n"}
# Pages' settings write a domain into the branch.
DOMAIN = "learn.example.org"


@pytest.fixture(autouse=True)
def somebody(monkeypatch, tmp_path):
    """A machine whose git knows nobody, and ignores scripts."""
    (tmp_path / "ignored").write_text("*.js\n")
    settings = {"core.excludesFile": tmp_path / "ignored", "user.useConfigOnly": "true"}
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
    for index, (key, value) in enumerate(settings.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{index}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{index}", str(value))


def git(repository, *arguments, **options):
    command = ["git", "-C", repository, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


@pytest.fixture
def hosted(tmp_path):
    """Makes a repository of this owner and name, with one commit on main."""

    def make(path):
        repository = tmp_path / "hosted" / f"{path}.git"
        repository.mkdir(parents=True)
        git(repository, "init", "--quiet", "--bare")
        commit(repository, "main", "README.md", "code\n")
        return repository

    return make


def commit(repository, branch, name, text):
    """Add a file to a branch of a repository, as somebody does in the browser."""
    ref = f"refs/heads/{branch}"
    parent = git(repository, "for-each-ref", "--format=%(objectname)", ref).strip()
    if parent:
        git(repository, "read-tree", parent)
    blob = git(repository, "hash-object", "-w", "--stdin", input=text).strip()
    git(repository, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    tree = git(repository, "write-tree").strip()
    parents = ["-p", parent] if parent else []
    new = git(repository, *pages.AUTHOR, "commit-tree", tree, *parents, "-m", name).strip()
    git(repository, "update-ref", ref, new)
    (repository / "index").unlink()


def files(repository):
    """What the branch holds, each file with its bytes."""
    names = git(repository, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    show = ["git", "-C", repository, "show"]
    return {name: subprocess.check_output([*show, f"gh-pages:{name}"]) for name in names}


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for name, text in PAGE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


# As Pages' documentation has them.
@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("Owner/Repo", "https://owner.github.io/Repo/"),
        ("owner/owner.github.io", "https://owner.github.io/"),
        ("Owner/Owner.GitHub.io", "https://owner.github.io/"),
        ("owner/other.github.io", "https://owner.github.io/other.github.io/"),
    ],
)
def test_a_site_is_served_below_its_owners_host_until_it_has_a_domain(hosted, path, address):
    repository = hosted(path)
    assert pages.address(str(repository)) == address
    commit(repository, "gh-pages", "index.html", "old")
    assert pages.address(str(repository)) == address
    commit(repository, "gh-pages", "CNAME", f"{DOMAIN}\n")
    assert pages.address(str(repository)) == f"https://{DOMAIN}/"


def test_a_branch_that_ends_alike_is_another(hosted):
    repository = hosted("o/r")
    commit(repository, "try/gh-pages", "CNAME", DOMAIN)
    assert pages.address(str(repository)) == "https://o.github.io/r/"


def test_the_site_becomes_the_only_commit_and_the_domain_stays(hosted, site):
    repository = hosted("o/r")
    main = git(repository, "rev-parse", "main")
    expected = {name: text.encode() for name, text in PAGE.items()} | {".nojekyll": b""}
    pages.push(site, str(repository), "Site of one")
    assert files(repository) == expected

    commit(repository, "gh-pages", "CNAME", DOMAIN)
    (site / "assets" / "a.js").unlink()
    pages.push(site, str(repository), "Site of two")
    del expected["assets/a.js"]
    assert files(repository) == expected | {"CNAME": f"{DOMAIN}\n".encode()}
    assert git(repository, "log", "--format=%s", "gh-pages") == "Site of two\n"
    assert git(repository, "rev-parse", "main") == main


def test_a_folder_that_is_no_site_is_not_pushed(hosted, tmp_path):
    repository = hosted("o/r")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match=r"has no index\.html"):
        pages.push(tmp_path / "empty", str(repository), "Site of nothing")
    assert "gh-pages" not in git(repository, "branch")


def test_a_repository_that_cannot_be_asked_is_no_repository_without_domain(tmp_path):
    with pytest.raises(SystemExit, match=r"failed: git .* ls-remote"):
        pages.address(str(tmp_path / "o" / "gone"))


@pytest.fixture
def run_step(tmp_path):
    """Run the step of a workflow that has this text, where other programs are empty scripts."""

    def run(workflow, text, **environment):
        jobs = yaml.safe_load((ROOT / ".github/workflows" / workflow).read_text("utf-8"))["jobs"]
        steps = [step for job in jobs.values() for step in job.get("steps", [])]
        [script] = [step["run"] for step in steps if text in step.get("run", "")]
        programs = tmp_path / "programs"
        programs.mkdir()
        for name, code in {"gh": "", "make": 'echo "$* $SITE_URL $REPO_URL"'}.items():
            (programs / name).write_text(f"#!/bin/sh\n{code}\n")
            (programs / name).chmod(0o755)
        (programs / "python3").symlink_to(sys.executable)
        shutil.copytree(ROOT / "tools", tmp_path / "tools")
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | {"PATH": path} | environment,
            capture_output=True,
            text=True,
        )

    return run


def test_the_hosted_build_knows_its_addresses(hosted, run_step, tmp_path):
    hosted("Owner/Repo")
    server = str(tmp_path / "hosted")
    environment = {"GITHUB_SERVER_URL": server, "GITHUB_REPOSITORY": "Owner/Repo.git"}
    done = run_step("test.yml", "tools.pages", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"site https://owner.github.io/Repo/ {server}/Owner/Repo.git\n"


def test_the_hosted_build_stops_where_its_address_cannot_be_asked(run_step, tmp_path):
    environment = {"GITHUB_SERVER_URL": str(tmp_path), "GITHUB_REPOSITORY": "o/gone"}
    done = run_step("test.yml", "tools.pages", **environment)
    assert done.returncode != 0
    assert done.stdout == ""


def test_the_hosted_push_brings_the_site_to_the_branch(hosted, site, run_step, tmp_path):
    repository = hosted("Owner/Repo")
    environment = {
        "GITHUB_SERVER_URL": str(tmp_path / "hosted"),
        "GITHUB_REPOSITORY": "Owner/Repo.git",
        "GITHUB_SHA": "1234567",
    }
    done = run_step("publish.yml", "tools.pages", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(repository).keys() == {*PAGE, ".nojekyll"}
    assert git(repository, "log", "--format=%an: %s", "gh-pages") == (
        "github-actions[bot]: Site of 1234567\n"
    )
