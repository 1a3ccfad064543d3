"""Takeaway: the notebook to download, and the wheel that it installs."""

import json
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pipeline import download as takeaway
from pipeline.execution import execute_all
from pipeline.markdown import PLOTLY
from pipeline.notebooks import NotebookError
from tests.conftest import ROOT

FIGURE = {"data": [], "layout": {}}
PAGE = [
    new_markdown_cell(
        "See [steps](../recipe/six-steps.py#data), [there](https://example.org), [gone](gone.py).\n\n"
        '!!! question "Predict"\n    How far\n    is $\\a$?\n\nThen $\\c + \\alpha$.\n'
    ),
    new_code_cell("x = 1  # (1)!", metadata={"caption": ""}),
    new_code_cell(
        "fig",
        metadata={"caption": "One thing.", "figure": "f"},
        outputs=[new_output("display_data", data={PLOTLY: FIGURE, "text/html": "<script>"})],
    ),
]
SITE = {"../recipe/six-steps.py#data": "https://site.org/recipe/six-steps/#data"}


def taken(wheel=None):
    text = takeaway.notebook_of(new_notebook(cells=PAGE), wheel, SITE.get)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture
def pip_of(monkeypatch):
    """Run a notebook's first cell, as IPython reads it; what it asks pip for."""

    def pip_of(notebook, installed):
        asked = []
        monkeypatch.setattr("importlib.util.find_spec", lambda name: installed or None)
        shell = SimpleNamespace(run_line_magic=lambda name, line: asked.append((name, line)))
        code = TransformerManager().transform_cell(notebook.cells[0].source)
        exec(code, {"get_ipython": lambda: shell})
        return asked

    return pip_of


def test_the_first_cell_does_nothing_where_the_package_is_installed(pip_of):
    assert pip_of(taken("https://site.org/a.whl"), installed=True) == []


def test_elsewhere_it_installs_the_wheel_that_the_site_serves(pip_of):
    wheel = "https://site.org/a.whl"
    command = f'install --quiet "sgd-tutorial[figures] @ {wheel}"'
    assert pip_of(taken(wheel), installed=False) == [("pip", command)]


def test_a_site_without_address_says_what_to_do(pip_of):
    with pytest.raises(ImportError, match="install the package first: python -m pip install"):
        pip_of(taken(), installed=False)


def test_it_runs_in_a_kernel():
    notebook = taken("https://site.org/a.whl")
    notebook.cells = notebook.cells[:3]
    answer = execute_all({"taken.ipynb": notebook})["taken.ipynb"]
    assert not isinstance(answer, NotebookError)


def test_prose_has_nothing_that_only_the_site_understands():
    prose = taken().cells[1].source
    assert "[steps](https://site.org/recipe/six-steps/#data)" in prose
    assert "[there](https://example.org)" in prose
    assert "gone." in prose
    assert "gone.py" not in prose
    assert "> **Predict**\n>\n> How far\n> is $a$?" in prose
    assert r"$c + \alpha$" in prose
    assert taken().cells[2].source == "x = 1  # (1)"


def test_figures_are_in_it_and_their_captions_where_they_cannot_be_drawn():
    [output] = taken().cells[3].outputs
    assert output.data[PLOTLY] == FIGURE
    assert "One thing." in output.data["text/plain"]
    assert "<script>" not in json.dumps(output)


def test_the_wheel_holds_the_package_and_is_the_same_every_time(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    wheels = [takeaway.wheel(ROOT, tmp_path / name) for name in ("one", "two")]
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sgd_tutorial").rglob("*.py")}
    assert modules <= set(zipfile.ZipFile(wheels[0]).namelist())


def test_the_wheel_installs(tmp_path):
    wheel = takeaway.wheel(ROOT, tmp_path / "wheel")
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, wheel], check=True, capture_output=True)
    code = "import sgd_tutorial; print(sgd_tutorial.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(target)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(str(target))


@pytest.mark.parametrize(
    ("repository", "links"),
    [
        (None, {}),
        ("", {}),
        (
            "https://github.com/o/r.git",
            {
                "source": "https://github.com/o/r/blob/main/docs/recipe/p.py",
                "colab": "https://colab.research.google.com/github/o/r/blob/gh-pages/recipe/p/p.ipynb",
            },
        ),
        (
            "https://git.example.org/o/r/",
            {"source": "https://git.example.org/o/r/blob/main/docs/recipe/p.py"},
        ),
    ],
)
def test_links_that_need_an_address_are_absent_without_it(repository, links):
    found = takeaway.links("recipe/p.py", "recipe/p/p.ipynb", repository)
    assert found == {"download": "recipe/p/p.ipynb"} | links
