"""The strict build: what it publishes, and what it refuses to publish."""

import functools
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from pipeline.execution import execute_all
from pipeline.notebooks import NotebookError
from tests.conftest import ROOT, build
from tests.helpers import notebook

RECIPE = "docs/recipe/six-steps.py"


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
    for path in site.rglob("*.html"):
        page = path.read_text()
        assert "Plotly" not in page
        assert not re.search(r"<[^>]+\son\w+=", page)
        scripts = re.findall(r"<script[^>]*\ssrc=[^>]*>", page)
        assert "javascripts/bundle." in scripts[0], path
        assert all(re.search(r' defer>| type="module">', script) for script in scripts), path


def test_what_runs_in_the_worker_is_served_in_its_bundle_alone(site):
    """A script is named in an import of another; Python is there to be downloaded."""
    live = site / "assets" / "cells"
    scripts = [
        path.read_text() for path in [*live.glob("*.js"), site / "assets" / "interactive.js"]
    ]
    imports = re.findall(r"""["']\./(?:cells/)?(\w+\.js)["']""", "".join(scripts))
    assert {path.name for path in live.rglob("*") if path.suffix != ".bin"} == set(imports)
    assert {path.parent for path in site.rglob("*.py")} == {site / "snippets"}


def test_pages_link_to_their_notebooks_only_where_they_are(site):
    """Without REPO_URL there is no link to Colab and none to the source."""
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    assert 'href="six-steps.ipynb" download' in page
    assert json.loads((site / "recipe" / "six-steps" / "six-steps.ipynb").read_text())["cells"]
    assert "Open in Colab" not in page
    assert "View source" not in page


def test_the_notebooks_to_download_run_from_top_to_bottom(site):
    notebooks = {path.name: nbformat.read(path, 4) for path in site.rglob("*.ipynb")}
    assert len(notebooks) >= 3
    for name, answer in execute_all(notebooks).items():
        assert not isinstance(answer, NotebookError), answer
        before = [c.outputs for c in notebooks[name].cells if c.cell_type == "code"]
        after = [part.outputs for part in answer[0] if part.code is not None]
        assert [[o.get("text") for o in outputs] for outputs in after] == [
            [o.get("text") for o in outputs] for outputs in before
        ]


def test_the_wheel_that_notebooks_install_is_in_the_site(site, address):
    [wheel] = site.rglob("*.whl")
    taken = (site / "recipe" / "six-steps" / "six-steps.ipynb").read_text()
    assert address[1] + wheel.relative_to(site).as_posix() in taken


def test_the_search_index_has_prose_and_code_and_nothing_else(site):
    entries = json.loads((site / "search" / "search_index.json").read_text())["docs"]
    text = " ".join(entry["title"] + " " + entry["text"] for entry in entries)
    for word in ("tensor is a number", "requires_grad_", "approximation_func", "curvature"):
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


def test_two_builds_give_the_same_bytes(site, address, tmp_path):
    done = build(ROOT, "--site-dir", str(tmp_path / "site"), SITE_URL=address[1])
    assert done.returncode == 0
    assert files_of(tmp_path / "site") == files_of(site)


def test_with_addresses_the_links_and_the_sharing_picture_are_there(project):
    done = build(project, SITE_URL="https://o.example.org/r/", REPO_URL="https://github.com/o/r")
    assert done.returncode == 0, done.stderr
    page = (project / "site" / "recipe" / "six-steps" / "index.html").read_text()
    assert (
        "https://colab.research.google.com/github/o/r/blob/gh-pages/recipe/six-steps/six-steps.ipynb"
        in page
    )
    assert "https://github.com/o/r/blob/main/docs/recipe/six-steps.py" in page
    assert 'content="https://o.example.org/r/assets/social.png"' in page
    sitemap = (project / "site" / "sitemap.xml").read_text()
    assert "https://o.example.org/r/recipe/six-steps/" in sitemap


def add(name, text):
    """What spoils a project: text at the end of a file."""

    def spoil(project):
        with (project / name).open("a") as file:
            file.write(text)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (add("docs/stray.py", "1\n"), "docs/stray.py would be published as it is"),
        (lambda project: (project / "node_modules").unlink(), "is missing: run `make serve`"),
        (add(RECIPE, '# %% figure="f"\nx\n'), f"{RECIPE}, cell 2 (x): NameError: name 'x' is not"),
        (add(RECIPE, "# $\\nonsense$\n"), f"{RECIPE}: a formula cannot be set: "),
    ],
    ids=["stray file", "no packages", "cell", "formula"],
)
def test_what_must_not_be_published_stops_the_build_and_is_named(project, spoil, message):
    spoil(project)
    done = build(project)
    text = done.stdout + done.stderr
    assert done.returncode != 0
    assert message in text
    assert "Traceback (most" not in text.partition("-----")[0]  # there is one in the cell's error


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_replaces_the_site_by_a_whole_one_alone(project):
    shutil.copy(ROOT / "Makefile", project)
    set_up = ["--old-file=.venv/ready", "--old-file=node_modules/.package-lock.json", "PROBE="]
    command = ["make", "site", f"RUN={sys.executable}", *set_up]
    make = functools.partial(subprocess.run, command, cwd=project, capture_output=True, text=True)

    (project / "site").mkdir()
    (project / "site" / "old.html").write_text("the last good site")
    page = project / RECIPE
    sound = page.read_text() + "# %%\nprint('hello')\n"
    page.write_text(sound + "# %% [markdown]\n# [a page](../gone.md), [a section](#gone)\n")
    done = make()
    assert done.returncode != 0
    for broken in ("'../gone.md'", "'#gone'"):
        assert broken in done.stdout + done.stderr
    assert files_of(project / "site") == {Path("old.html"): b"the last good site"}

    page.write_text(sound)
    done = make()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hello" in (project / "site" / "recipe" / "six-steps" / "index.html").read_text()
    assert not (project / "site" / "old.html").exists()
    assert not (project / ".site.new").exists()
