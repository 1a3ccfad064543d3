"""The road from a notebook's source to an executed notebook: what must stop it, and how."""

import textwrap

import execution
import pytest
from execution import NotebookError, execute


@pytest.fixture
def run(tmp_path):
    """Execute a notebook given as text."""

    def run(source):
        path = tmp_path / "page.py"
        path.write_text(textwrap.dedent(source).lstrip())
        return execute(path, "page.py")

    return run


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_cells_share_one_kernel_and_keep_their_order(run):
    notebook = run("""
        # %%
        x = 2
        # %%
        print(x + 1)
        x
    """)
    assert [out.get("text", out.get("data")) for out in outputs(notebook)] == [
        "3\n",
        {"text/plain": "2"},
    ]


def test_expressions_in_prose_have_their_value_at_that_point(run):
    notebook = run("""
        # %%
        x = 2
        # %% [markdown]
        # x is {{ x }}, {{ f"{x / 3:.2f}" }}, {{ 'a' if x else 'b' }}.
        # %%
        x = 3
        # %% [markdown]
        # Now {{x}}.
    """)
    assert [cell.source for cell in notebook.cells] == [
        "x = 2",
        "x is 2, 0.67, a.",
        "x = 3",
        "Now 3.",
    ]


def test_expressions_in_captions_see_their_cell(run):
    notebook = run("""
        # %% caption="x is {{ x }}"
        x = 5
    """)
    assert notebook.cells[0].metadata["caption"] == "x is 5"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("# %%\nx = 1\n# %%\n1 / 0", r"page.py, cell 2 \(1 / 0\): ZeroDivisionError: division"),
        ("# %%\ndef f(:\n    pass", r"page.py, cell 1 \(def f\(:\): SyntaxError"),
        ('# %% tags=["raises-exception"]\n1 / 0', "cell 1 .*ZeroDivisionError"),
        ("# %%\nimport os\nos._exit(1)", "cell 1 .*the kernel died"),
        ("# %%\nimport warnings\nwarnings.warn('hm')", "cell 1 .*standard error(.|\n)*hm"),
        (
            "# %% [markdown]\n# It is {{ nothing }}.",
            r"\{\{ nothing \}\}, in page.py, cell 1 .*NameErr",
        ),
        ('# %% caption="{{ 1 / 0 }}"\nx = 1', r"\{\{ 1 / 0 \}\}, in page.py, cell 1 .*ZeroDiv"),
    ],
)
def test_a_cell_that_fails_is_named_with_its_error(run, source, message):
    with pytest.raises(NotebookError, match=message):
        run(source)


def test_a_cell_that_takes_too_long_is_named(run, monkeypatch):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 1)
    with pytest.raises(NotebookError, match=r"cell 1 \(while True: pass\): takes more than 1 sec"):
        run("# %%\nwhile True: pass")


def test_two_executions_are_equal(run):
    source = """
        # %% [markdown]
        # Title
        # %%
        import plotly.express as px
        px.scatter(x=[1, 2], y=[3, 4])
    """
    assert run(source) == run(source)


def test_the_kernel_starts_in_an_empty_folder(run):
    notebook = run("""
        # %%
        import os
        print(os.listdir(), os.environ["OMP_NUM_THREADS"])
    """)
    [output] = outputs(notebook)
    assert output.text == "[] 1\n"


def test_the_readers_own_start_up_files_do_not_run(run, tmp_path, monkeypatch):
    start = tmp_path / "start.py"
    start.write_text("leaked = 1")
    monkeypatch.setenv("PYTHONSTARTUP", str(start))
    with pytest.raises(NotebookError, match="NameError"):
        run("# %%\nleaked")


def test_a_long_path_for_temporary_files_will_do(run, tmp_path, monkeypatch):
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    assert outputs(run("# %%\n1 + 1"))[0].data == {"text/plain": "2"}
