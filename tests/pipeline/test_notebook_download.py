"""What readers take along: a page's notebook, the code of a figure."""

import ast
import json
from types import SimpleNamespace

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import sgd_tutorial
from pipeline import notebook_download
from pipeline.execution import execute_all
from pipeline.figures import MIMETYPE
from pipeline.notebooks import fill
from tests.helpers.exercise import cell, exercise
from tests.helpers.scripts import run_script

pytestmark = pytest.mark.xdist_group("kernels")  # with one parent: see kernels.py
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


def downloaded(wheel=None, version=sgd_tutorial.__version__):
    install = notebook_download.first_cell(version, wheel)
    text = notebook_download.notebook_of(new_notebook(cells=PAGE), install, SITE.get)
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


@pytest.mark.parametrize(
    ("wheel", "remedy"), [("https://site.org/a.whl", "%pip install"), (None, "update your clone")]
)
def test_another_version_is_named_with_what_to_do(pip_of, capsys, wheel, remedy):
    pip_of(downloaded(wheel), installed=True)
    assert capsys.readouterr().out == ""
    assert pip_of(downloaded(wheel, "0.0.9"), installed=True) == []
    versions, advice = capsys.readouterr().out.splitlines()
    assert versions.endswith(f"sgd-tutorial 0.0.9; you have {sgd_tutorial.__version__}")
    assert remedy in advice


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


@pytest.mark.parametrize("repository", ["", "https://git.example.org/o/r"])
def test_colab_has_only_what_is_on_github(repository):
    path = "recipe/p/p.ipynb"
    assert notebook_download.links(path, repository) == {"download": path}
    assert notebook_download.links(path, "https://github.com/o/r") == {
        "download": path,
        "colab": f"https://colab.research.google.com/github/o/r/blob/gh-pages/{path}",
    }


def test_checks_in_the_notebook_report_which_cases_pass_and_go_on():
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), *exercise()])
    parts, _ = execute_all({"page.py": notebook})["page.py"]
    executed = fill(notebook, parts)
    [output] = executed.cells[2].outputs
    assert output.text == "fails:  Twice 2 is 4. double(2) should be 4\npasses: Twice 0 is 0.\n"
    text = notebook_download.notebook_of(executed, "", lambda _: None)
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


def test_a_loop_to_examine_is_in_a_block_that_says_what_is_wrong(tmp_path):
    loop = cell("import torch\n\nw = torch.ones(2)\nw.sum().backward()", "examine")
    text = notebook_download.notebook_of(new_notebook(cells=[loop]), "", SITE.get)
    [_, block] = nbformat.reads(text, as_version=4).cells
    printed = run_script(block.source, tmp_path)
    assert printed.startswith("No tensor that the loss depends on requires a gradient (line 9")


def test_the_code_of_a_figure_has_what_comes_before_it_and_shows_it_alone(tmp_path):
    script = notebook_download.script_of(SCRIPT_PAGE, 4)
    printed = run_script(script, tmp_path, PLOTLY_RENDERER="json")
    [trace] = ast.literal_eval(printed)["application/json"]["data"]
    assert trace["y"] == [7, 14]
    for other in ("Title", "y=[0, 0]", "1 / 0", "later", "!"):
        assert other not in script


# What a cell has before its last expression, the expression, and what follows it.
CELLS = [
    ("", "f(a)", ""),
    ("a = 1; ", "f(a)", ""),
    ("a = 1;", "f(a)", ";  # the end"),
    ("name = 'é√'; ", "f(name)", "  # é√, not f(name)"),
    ("a = 1\n", "f(\n    a,\n    [b],\n)", "  # one comment\n# and another"),
    ("a = 1\nb = 2; ", "(\n    f(a)\n    + b\n)", "\n\n# a comment"),
    ('"""\nf(a)\n"""\n', 'f("""\nlines\n""")', ""),
    ("if a:\n    a = 1; f(a)\n# a comment\n", "f(a).g", ""),
]


@pytest.mark.parametrize(("before", "expression", "after"), CELLS)
def test_the_last_expression_of_a_figure_is_given_a_name_and_the_rest_is_kept(
    before, expression, after
):
    page = new_notebook(cells=[cell(before + expression + after)])
    script = notebook_download.script_of(page, 0)
    assert script == f"{before}figure = {expression}{after}\nfigure.show()\n"
    ast.parse(script)


@pytest.mark.parametrize(("before", "expression", "after"), CELLS)
def test_of_an_earlier_figure_the_last_expression_alone_is_left_out(before, expression, after):
    page = new_notebook(cells=[cell(before + expression + after, figure="f"), cell("g()")])
    script = notebook_download.script_of(page, 1)
    *kept, _, _ = ast.parse(script).body
    assert ast.unparse(kept) == ast.unparse(ast.parse(before).body)


@pytest.mark.parametrize(
    ("source", "script"),
    [
        ("a = 1; a  # the end", "a = 1; a.show()  # the end"),
        ("figure = 1\nfigure\n# the end", "figure = 1\nfigure.show()\n# the end"),
        ("figure = 1\nfigure.show()", "figure = 1\nfigure.show()"),
        ("for each in figures: each.show()", "for each in figures: each.show()"),
    ],
)
def test_a_figure_with_a_name_is_shown_by_its_name(source, script):
    page = new_notebook(cells=[cell(source)])
    assert notebook_download.script_of(page, 0) == f"{script}\n"


def test_the_code_of_a_figure_has_no_exercises():
    notebook = new_notebook(cells=[*exercise(), cell("y = 1"), cell("y", figure="f")])
    assert notebook_download.script_of(notebook, 3) == "y = 1\n\ny.show()\n"
