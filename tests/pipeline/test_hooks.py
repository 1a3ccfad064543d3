"""The strict build: what it publishes, and what it refuses to publish."""

import functools
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest
import torch
from mkdocs.exceptions import PluginError

import sgd_tutorial
from pipeline import assets, build_info, hooks, notebook_download
from pipeline.execution import execute_all
from pipeline.notebooks import NotebookError
from tests.helpers import notebook
from tests.helpers.project import NOTEBOOKS, ROOT, build, build_here

pytestmark = pytest.mark.xdist_group("kernels")  # with one parent: see kernels.py
RECIPE = "docs/recipe/six-steps.py"
DOWNLOADED = [
    "recipe/by-hand/by-hand.ipynb",
    "questions/why-is-c-wrong/why-is-c-wrong.ipynb",
]


def text_of(page):
    """The text of a page's code blocks, as the reader sees it."""
    blocks = re.findall(r"<code[^>]*>(.*?)</code>", page, re.DOTALL)
    return html.unescape("\n".join(re.sub(r"<[^>]*>", "", block) for block in blocks))


def files_of(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("printed", notebook.OUTPUTS)
def test_the_recipe_pages_print_what_the_notebook_printed(site, printed):
    pages = "".join(path.read_text() for path in (site / "recipe").rglob("index.html"))
    assert printed in text_of(pages)


def test_pages_carry_no_plotly_and_no_handlers_and_their_first_paint_waits_for_no_script(site):
    for path in set(site.rglob("*.html")) - {site / "404.html"}:  # which has no script to load
        page = path.read_text()
        assert "Plotly" not in page
        assert not re.search(r"<[^>]+\son\w+=", page)
        scripts = re.findall(r"<script[^>]*\ssrc=[^>]*>", page)
        assert "javascripts/bundle." in scripts[0], path
        assert all(re.search(r' defer>| type="module">', script) for script in scripts), path


def test_what_runs_in_the_worker_is_served_in_its_bundle_alone(site):
    """A script is named in an import of another; Python is there to be downloaded."""
    live = site / "assets" / "cells"
    first = (site / "assets" / "interactive.js").read_text()
    others = "".join(path.read_text() for path in live.glob("*.js"))
    imports = re.findall(r'"\./cells/(\w+\.js)"', first) + re.findall(r'"\./(\w+\.js)"', others)
    assert {path.name for path in live.rglob("*") if path.suffix != ".bin"} == set(imports)
    assert {path.parent for path in site.rglob("*.py")} == {site / "snippets"}


def test_pages_link_to_their_notebooks_only_where_they_are(site):
    """Without REPO_URL there is no link to Colab and none to the repository."""
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    assert 'href="six-steps.ipynb" download' in page
    assert json.loads((site / "recipe" / "six-steps" / "six-steps.ipynb").read_text())["cells"]
    for other in ("Open in Colab", ">Source<", "Report a mistake", ">Repository<"):
        assert other not in page


def assert_they_run_as_built(paths):
    """These notebooks run from top to bottom and print what their pages show.

    But for the first cell, which asks for the site's wheel in place of the checkout, and for loops
    in a block that examines them: there they have other lines than on the page.
    """
    notebooks = {path.name: nbformat.read(path, 4) for path in paths}
    for name, answer in execute_all(notebooks).items():
        assert not isinstance(answer, NotebookError), answer
        _, *cells = [cell for cell in notebooks[name].cells if cell.cell_type == "code"]
        _, *parts = [part for part in answer[0] if part.code is not None]
        for cell, part in zip(cells, parts, strict=True):
            if "sgd.watch() as seen" not in cell.source:
                assert texts_of(part.outputs) == texts_of(cell.outputs)


def texts_of(outputs):
    return [output.get("text") for output in outputs]


def test_notebooks_to_download_run_from_top_to_bottom(site):
    assert_they_run_as_built(site / name for name in DOWNLOADED)


@pytest.mark.slow
def test_all_other_notebooks_to_download_run_from_top_to_bottom(site):
    paths = set(site.rglob("*.ipynb"))
    assert len(paths) == len(NOTEBOOKS)
    assert_they_run_as_built(paths - {site / name for name in DOWNLOADED})


def test_the_wheel_that_notebooks_install_is_in_the_site(site, address):
    [wheel] = site.rglob("*.whl")
    assert (wheel.parent / notebook_download.SMALL_TORCH).exists()
    taken = (site / "recipe" / "six-steps" / "six-steps.ipynb").read_text()
    assert address[1] + quote(wheel.relative_to(site).as_posix()) in taken
    assert f'__version__ != \\"{wheel.name.split("-")[1]}\\"' in taken


def test_the_search_index_has_prose_and_code_and_nothing_else(site):
    entries = json.loads((site / "search" / "search_index.json").read_text())["docs"]
    text = " ".join(entry["title"] + " " + entry["text"] for entry in entries)
    for word in ("tensor of one number", "requires_grad_", "approximation_func", "curvature"):
        assert word in text
    for other in (
        "23010880",  # what a cell prints
        "Data of figure",
        "Full screen",
        "Download CSV",
        "Loss: ",  # under a figure's sliders
        "Show the code",
        "switched off",  # said without JavaScript alone
        "\u200b",  # KaTeX puts it where no letter is
        "\u2061",
        "katex",
        "mathnormal",
        "arithmatex",
        "\\\\frac",
    ):
        assert other not in text


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(site, address, tmp_path):
    done = build(ROOT, "--site-dir", str(tmp_path / "site"), SITE_URL=address[1])
    assert done.returncode == 0
    assert files_of(tmp_path / "site") == files_of(site)


@pytest.mark.slow
def test_with_addresses_the_links_and_the_sharing_picture_are_there(project):
    url, repository = "https://o.example.org/r/", "https://github.com/o/r"
    done = build_here(project, SITE_URL=url, REPO_URL=f"{repository}.git")
    assert done.exit_code == 0, done.output
    site = project / "site"
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    picture = "assets/sharing/recipe/six-steps.png"
    address = quote(f"{url}recipe/six-steps/")
    for link in (
        f'href="{repository}"',
        "https://colab.research.google.com/github/o/r/blob/gh-pages/recipe/six-steps/six-steps.ipynb",
        f"{repository}/blob/main/docs/recipe/six-steps.py",
        f"{repository}/issues/new?template=mistake.yml&amp;page={address}",
        f'content="{url}{picture}"',
    ):
        assert link in page
    assert (site / picture).stat().st_size > 10_000
    assert (
        f"{repository}/blob/main/docs/glossary.md" in (site / "glossary" / "index.html").read_text()
    )
    assert f"{url}recipe/six-steps/" in (site / "sitemap.xml").read_text()


@pytest.mark.slow
def test_the_foot_of_a_page_tells_date_and_versions(project):
    done = build_here(project, SOURCE_DATE_EPOCH="86400")
    assert done.exit_code == 0, done.output
    page = (project / "site" / "index.html").read_text()
    python = ".".join(map(str, sys.version_info[:3]))
    versions = (
        f"sgd-tutorial {sgd_tutorial.__version__}, Python {python}, torch {torch.__version__}"
    )
    assert f"Of 1970-01-02, run with {versions}" in page


def test_without_addresses_there_is_nothing_that_needs_them_and_the_build_says_so(project):
    done = build_here(project, SITE_URL="", REPO_URL="")
    assert done.exit_code == 0, done.output
    [told] = [line for line in done.output.splitlines() if "set SITE_URL" in line]
    assert told.startswith("INFO")
    assert "set REPO_URL" in told
    names = [path.name for path in (project / "site").rglob("*")]
    assert not [name for name in names if name.startswith("sitemap") or name.endswith(".whl")]
    lost = (project / "site" / "404.html").read_text()
    assert re.findall(r'(?:href|src|action)="(?:/|\w+:(?!,))[^"]*"', lost) == []


def add(name, text):
    """What spoils a project: text at the end of a file."""

    def spoil(project, monkeypatch):
        with (project / name).open("a") as file:
            file.write(text)

    return spoil


def remove_packages(project, monkeypatch):
    monkeypatch.setattr(assets, "NODE_MODULES", project / "nothing")


# Each stops the build at another of its stages.
@pytest.mark.parametrize(
    ("spoil", "messages"),
    [
        (add("docs/stray.py", "1\n"), ["docs/stray.py would be published as it is"]),
        (remove_packages, ["is missing: run `make serve`"]),
        (
            add(RECIPE, '# %% figure="f"\nx\n'),
            [f"{RECIPE}, cell 2 (x): NameError: name 'x' is not defined"],
        ),
        (add(RECIPE, "# $\\nonsense$\n"), [f"{RECIPE}: a formula cannot be set: "]),
        (
            add(RECIPE, "# %% [markdown]\n# [a page](../gone.md), [a section](#gone)\n"),
            ["'../gone.md'", "'#gone'"],
        ),
    ],
    ids=["stray file", "no packages", "cell", "formula", "links"],
)
def test_what_must_not_be_published_stops_the_build_and_is_named(
    project, spoil, messages, monkeypatch
):
    spoil(project, monkeypatch)
    done = build_here(project)
    assert done.exit_code != 0
    for message in messages:
        assert message in done.output
    assert isinstance(done.exception, SystemExit)
    assert "Traceback (most" not in done.output.partition("-----")[0]  # a cell's error has one


@pytest.mark.skipif(os.name != "posix", reason="the git that waits is a script")
def test_a_git_that_does_not_answer_stops_the_build_and_is_named(tmp_path, monkeypatch):
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\nexec sleep 9999\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(build_info, "SECONDS_FOR_GIT", 1)
    with pytest.raises(PluginError, match=r"git log .* takes more than 1 seconds: .*SOURCE_DATE"):
        hooks.on_startup(command="build", dirty=False)


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_replaces_the_site_by_a_whole_one_alone(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: Small\n")
    set_up = ["--old-file=.venv/ready", "--old-file=node_modules/.package-lock.json", "PROBE="]
    command = ["make", "site", f"RUN={sys.executable}", *set_up]
    make = functools.partial(subprocess.run, command, cwd=tmp_path, capture_output=True, text=True)
    page, site = tmp_path / "docs" / "index.md", tmp_path / "site"
    page.parent.mkdir()
    site.mkdir()
    (site / "old.html").write_text("the last good site")

    page.write_text("# Small\n\nhello [page](gone.md)\n")
    done = make()
    assert done.returncode != 0
    assert "'gone.md'" in done.stdout + done.stderr
    assert files_of(site) == {Path("old.html"): b"the last good site"}

    page.write_text("# Small\n\nhello\n")
    done = make()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hello" in (site / "index.html").read_text()
    assert not (site / "old.html").exists()
    assert not (tmp_path / ".site.new").exists()
