"""Running notebooks: their outputs and values, and what stops them."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from pipeline import execution
from pipeline.execution import execute_all
from pipeline.notebooks import NotebookError, fill, read
from tests.conftest import ROOT


@pytest.fixture
def source(tmp_path):
    """A notebook given as text, in a folder whose name has a space and an accent."""

    def source(text, name="page"):
        path = tmp_path / "les leçons" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
        return read(path)

    return source


@pytest.fixture
def run(source):
    """Execute a notebook given as text."""

    def run(text):
        notebook = source(text)
        answer = execute_all({"page.py": notebook})["page.py"]
        if isinstance(answer, NotebookError):
            raise answer
        return fill(notebook, answer[0])

    return run


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_slow_pages_begin_and_every_page_has_its_own_answer(source, monkeypatch):
    begun, execute = [], execution._execute

    async def noted(notebook, name, turns):
        begun.append(name)
        return await execute(notebook, name, turns)

    monkeypatch.setattr(execution, "_execute", noted)
    head = {"quick": "# %% [markdown]", "slow": "# %% [markdown] slow=true", "last": "# %%"}
    notebooks = {
        name: source(f"{first}\n# %%\nprint('{name}')\n", name) for name, first in head.items()
    }
    answers = execute_all(notebooks)
    assert begun == ["slow", "quick", "last"]
    for name, (parts, _) in answers.items():
        assert parts[-1].outputs[0]["text"] == f"{name}\n"


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
    ("text", "message"),
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
def test_a_cell_that_fails_is_named_with_its_error(run, text, message):
    with pytest.raises(NotebookError, match=message):
        run(text)


def test_a_cell_that_takes_too_long_is_named(run, monkeypatch):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 1)
    with pytest.raises(NotebookError, match=r"cell 1 \(while True: pass\): takes more than 1 sec"):
        run("# %%\nwhile True: pass")


def test_a_cell_that_prints_without_end_is_named(run):
    with pytest.raises(NotebookError, match=r"cell 1 .*: prints more than 1,000,000 characters"):
        run("# %%\nwhile True:\n    print('x' * 10_000)")


def test_a_stream_is_one_output_however_it_was_cut(run):
    notebook = run("""
        # %%
        import sys, time
        for i in range(3):
            print(i, flush=True)
            time.sleep(0.3)
    """)
    assert [out.text for out in outputs(notebook)] == ["0\n1\n2\n"]


def test_one_notebook_that_fails_does_not_disturb_the_others(source):
    answers = execute_all(
        {
            "good.py": source("# %%\n1 + 1", "good"),
            "bad.py": source("# %%\n1 / 0", "bad"),
            "better.py": source("# %%\n2 + 2", "better"),
        }
    )
    assert list(answers) == ["good.py", "bad.py", "better.py"]
    assert answers["good.py"][0][0].outputs[0].data == {"text/plain": "2"}
    assert "ZeroDivisionError" in str(answers["bad.py"])
    assert answers["better.py"][0][0].outputs[0].data == {"text/plain": "4"}


def test_the_package_is_imported_afresh_by_each_kernel_and_named(source):
    text = "# %%\nimport sys\nprint('sgd_tutorial' in sys.modules)\nimport sgd_tutorial.losses"
    for _ in range(2):
        parts, imported = execute_all({"page.py": source(text)})["page.py"]
        assert parts[0].outputs[0].text == "False\n"
        assert str(ROOT / "sgd_tutorial" / "losses.py") in imported
        assert str(ROOT / "sgd_tutorial" / "sweeps.py") not in imported


def gone(find):
    """Whether what `find` finds is gone, now or soon."""
    for _ in range(100):
        if not find():
            return True
        time.sleep(0.1)
    return False


def test_what_a_kernel_started_ends_with_it(run, monkeypatch):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 3)
    with pytest.raises(NotebookError, match="takes more than 3 seconds"):
        run("# %%\nimport subprocess\nsubprocess.run(['sleep', '98765'])")
    assert gone(
        lambda: [
            p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "98765"]
        ]
    )


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is for posix")
def test_a_build_that_is_killed_leaves_no_kernel(tmp_path):
    (tmp_path / "page.py").write_text("# %%\nimport time\nprint('up')\ntime.sleep(9999)\n")
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        sys.path.append({str(ROOT)!r})
        from pipeline.execution import execute_all
        from pipeline.notebooks import read
        execute_all({{"page.py": read(Path("page.py"))}})
    """)
    build = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path)
    descendants = []
    for _ in range(300):  # the fork server, its tracker, and the kernel
        descendants = psutil.Process(build.pid).children(recursive=True)
        if len(descendants) >= 3:
            break
        time.sleep(0.1)
    assert len(descendants) >= 3
    time.sleep(1)  # the cell runs
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert gone(lambda: [p for p in descendants if p.is_running() and p.status() != "zombie"])


def test_without_forking_the_outputs_are_the_same(run, tmp_path):
    text = "# %%\nimport os, torch\nprint(torch.arange(3.0).sum(), os.environ['OMP_NUM_THREADS'])\n"
    (tmp_path / "page.py").write_text(text)
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        sys.path.append({str(ROOT)!r})
        from pipeline import kernels
        kernels.CAN_FORK = False
        from pipeline.execution import execute_all
        from pipeline.notebooks import read
        print(execute_all({{"page.py": read(Path("page.py"))}})["page.py"][0][0].outputs[0].text)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == outputs(run(text))[0].text.strip() == "tensor(3.) 1"


def test_two_executions_are_equal(run):
    text = """
        # %% [markdown]
        # Title
        # %%
        import plotly.express as px
        px.scatter(x=[1, 2], y=[3, 4])
    """
    assert run(text) == run(text)


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
