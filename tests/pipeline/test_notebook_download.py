"""What readers take along: a page's notebook, the wheel that it installs, the code of a figure."""

import ast
import json
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from pipeline import notebook_download
from pipeline.execution import execute_all
from pipeline.figures import MIMETYPE
from pipeline.notebooks import fill
from tests.conftest import ROOT
from tests.helpers.exercise import cell, exercise
from tests.helpers.scripts import run_script

FIGURE = {"data": [], "layout": {}}
PAGE = [
    new_markdown_cell(
        "See [steps](../recipe/six-steps.py#data), [there](https://example.org), [gone](gone.py).\n\n"
        '!!! question "Predict"\n    How far\n    is $\\a$?\n\nThen $\\c + \\alpha$.\n'
    ),
    new_code_cell("x = 1  # (1)!\nprint('(1)!')", metadata={"caption": ""}),
    new_code_cell(
        "fig",
        metadata={"caption": "One thing.", "figure": "f"},
        outputs=[new_output("display_data", data={MIMETYPE: FIGURE, "text/html": "<script>"})],
    ),
]
SITE = {"../recipe/six-steps.py#data": "https://site.org/recipe/six-steps/#data"}


def downloaded(wheel=None):
    text = notebook_download.notebook_of(new_notebook(cells=PAGE), wheel, SITE.get)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture
def pip_of(monkeypatch):
    """Run a notebook's first cell, as IPython reads it, and return its calls of pip."""

    def pip_of(notebook, installed):
        commands = []
        monkeypatch.setattr("importlib.util.find_spec", lambda name: installed or None)
        shell = SimpleNamespace(run_line_magic=lambda name, line: commands.append((name, line)))
        code = TransformerManager().transform_cell(notebook.cells[0].source)
        exec(code, {"get_ipython": lambda: shell})
        return commands

    return pip_of


def test_the_first_cell_does_nothing_where_the_package_is_installed(pip_of):
    assert pip_of(downloaded("https://site.org/a.whl"), installed=True) == []


def test_elsewhere_it_installs_the_wheel_that_the_site_serves(pip_of):
    wheel = "https://site.org/a.whl"
    command = f'install --quiet "sgd-tutorial[figures] @ {wheel}"'
    assert pip_of(downloaded(wheel), installed=False) == [("pip", command)]


def test_a_site_without_address_says_what_to_do(pip_of):
    with pytest.raises(ImportError, match="install the package first: python -m pip install"):
        pip_of(downloaded(), installed=False)


def test_prose_has_nothing_that_only_the_site_understands():
    prose = downloaded().cells[1].source
    assert "[steps](https://site.org/recipe/six-steps/#data)" in prose
    assert "[there](https://example.org)" in prose
    assert "gone." in prose
    assert "gone.py" not in prose
    assert "> **Predict**\n>\n> How far\n> is $a$?" in prose
    assert r"$c + \alpha$" in prose
    assert downloaded().cells[2].source == "x = 1  # (1)\nprint('(1)!')"


def test_figures_are_in_it_and_their_captions_where_they_cannot_be_drawn():
    [output] = downloaded().cells[3].outputs
    assert output.data[MIMETYPE] == FIGURE
    assert "One thing." in output.data["text/plain"]
    assert "<script>" not in json.dumps(output)


def test_the_wheel_holds_the_package_and_installs(tmp_path):
    wheel = notebook_download.wheel(ROOT, tmp_path / "wheel")
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sgd_tutorial").rglob("*.py")}
    assert modules <= set(zipfile.ZipFile(wheel).namelist())
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, wheel], check=True, capture_output=True)
    code = "import sgd_tutorial; print(sgd_tutorial.__file__)"
    assert run_script(code, tmp_path, PYTHONPATH=str(target)).startswith(str(target))


@pytest.mark.parametrize(
    ("repository", "links"),
    [
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
    notebook = "recipe/p/p.ipynb"
    assert (
        notebook_download.links("recipe/p.py", notebook, repository)
        == {"download": notebook} | links
    )


def test_checks_in_the_notebook_report_which_cases_pass_and_go_on():
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), *exercise()])
    parts, _ = execute_all({"page.py": notebook})["page.py"]
    executed = fill(notebook, parts)
    [output] = executed.cells[2].outputs
    assert output.text == "fails:  Twice 2 is 4. double(2) should be 4\npasses: Twice 0 is 0.\n"
    text = notebook_download.notebook_of(executed, None, lambda _: None)
    assert "for check in [check_two, check_zero]:" in text
    assert "fails:  Twice 2 is 4." in text


SCRIPT_PAGE = new_notebook(
    cells=[
        new_markdown_cell("# Title"),
        new_code_cell("import plotly.graph_objects as go\nx = [1, 2]  # (1)!"),
        new_code_cell("go.Figure(go.Scatter(x=x, y=[0, 0]))", metadata={"figure": "first"}),
        new_code_cell("1 / 0", metadata={"tags": ["solution"]}),
        new_code_cell(
            "y = [v * 7 for v in x]\ngo.Figure(\n    go.Scatter(x=x, y=y),\n)",
            metadata={"figure": "second"},
        ),
        new_code_cell("later"),
    ]
)


def test_the_code_of_a_figure_has_what_comes_before_it_and_shows_it_alone(tmp_path):
    script = notebook_download.script_of(SCRIPT_PAGE, 4)
    printed = run_script(script, tmp_path, PLOTLY_RENDERER="json")
    [trace] = ast.literal_eval(printed)["application/json"]["data"]
    assert trace["y"] == [7, 14]
    for other in ("Title", "y=[0, 0]", "1 / 0", "later", "!"):
        assert other not in script


@pytest.mark.parametrize("last", ["figure", "figure.show()"])
def test_a_figure_with_a_name_is_shown_by_its_name(last):
    notebook = new_notebook(cells=[new_code_cell(f"figure = 1\n{last}")])
    assert notebook_download.script_of(notebook, 0) == "figure = 1\nfigure.show()\n"


def test_the_code_of_a_figure_has_no_exercises():
    notebook = new_notebook(cells=[*exercise(), cell("y = 1"), cell("y", figure="f")])
    assert notebook_download.script_of(notebook, 3) == "y = 1\n\ny.show()\n"
