"""The strict build: what it publishes, and what it refuses to publish."""

import html
import re
import shutil

import pytest

from tests import notebook
from tests.conftest import ROOT, build


def text_of(page):
    """The text of a page's code blocks, as the reader sees it."""
    blocks = re.findall(r"<code[^>]*>(.*?)</code>", page, re.DOTALL)
    return html.unescape("\n".join(re.sub(r"<[^>]*>", "", block) for block in blocks))


@pytest.mark.parametrize("printed", notebook.OUTPUTS)
def test_the_recipe_page_prints_what_the_notebook_printed(site, printed):
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    assert printed in text_of(page)


def test_the_recipe_page_has_the_notebooks_figures(site):
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    stored = list((site / "assets" / "figures").rglob("*.json"))
    assert page.count('class="plot"') == len(stored) == 5


def test_no_page_carries_scripts_of_its_own(site):
    """Plotly comes from one file of the site; a page holds text and addresses."""
    page = (site / "recipe" / "six-steps" / "index.html").read_text()
    assert "Plotly" not in page
    assert "://" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', page)).replace(
        "http://127.0.0.1", ""
    )


def test_two_builds_give_the_same_pages(site, address, tmp_path):
    done = build(ROOT, "--site-dir", str(tmp_path), SITE_URL=address[1])
    assert done.returncode == 0
    for file in ["index.html", "recipe/six-steps/index.html"]:
        assert (tmp_path / file).read_bytes() == (site / file).read_bytes()
    for file in (site / "assets" / "figures").rglob("*.json"):
        assert (tmp_path / file.relative_to(site)).read_bytes() == file.read_bytes()


FIGURE = '# %% figure="f" caption="c"\nimport plotly.express as px\npx.scatter(x=[1], y=[2])\n'


@pytest.fixture
def project(tmp_path):
    """A copy of the site's sources with one short notebook, to be spoiled."""
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "sgd_tutorial").mkdir()  # mkdocs.yml watches it
    page = tmp_path / "docs" / "recipe" / "six-steps.py"
    page.write_text("# %% [markdown]\n# # Short\n")

    def add(text):
        with page.open("a") as file:
            file.write(text)

    return tmp_path, add


def test_a_sound_page_builds(project):
    folder, add = project
    add("# %%\nprint('hello')\n")
    assert build(folder).returncode == 0
    assert "hello" in (folder / "site" / "recipe" / "six-steps" / "index.html").read_text()


def test_a_page_outside_the_notebook_folders_is_not_published_raw(project):
    folder, _ = project
    (folder / "docs" / "stray.py").write_text("# %%\n1\n")
    done = build(folder)
    assert done.returncode != 0
    assert "docs/stray.py would be published as it is" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# %%\nx = 1\n# %%\n1 / 0\n",
            "docs/recipe/six-steps.py, cell 3 (1 / 0): ZeroDivisionError",
        ),
        ("# %% [markdown]\n# {{ missing }}\n", "{{ missing }}, in recipe/six-steps.py, cell 2"),
        ('# %% figure="f" caption="c"\nx = 1\n', "recipe/six-steps.py, cell 2: shows 0 figures"),
        (FIGURE + FIGURE, 'recipe/six-steps.py: two figures are called "f"'),
        ("# %% [markdown]\n# [gone](../gone.md)\n", "gone.md"),
        ("# %% [markdown]\n# [gone](#gone)\n", "#gone"),
    ],
    ids=[
        "failing cell",
        "failing expression",
        "missing figure",
        "one name twice",
        "broken link",
        "broken anchor",
    ],
)
def test_a_spoiled_page_stops_the_build(project, text, message):
    folder, add = project
    add(text)
    done = build(folder)
    assert done.returncode != 0
    assert message in done.stdout + done.stderr
