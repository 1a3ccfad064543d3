"""Running notebooks: their outputs and values, and what stops them."""

import os
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


def test_slow_pages_begin_and_every_page_has_its_own_answer_or_error(source, monkeypatch):
    begun, execute = [], execution._execute

    async def noted(notebook, name, turns):
        begun.append(name)
        return await execute(notebook, name, turns)

    monkeypatch.setattr(execution, "_execute", noted)
    texts = {
        "quick": "# %% [markdown]\n# %%\nprint('quick')\n",
        "bad": "# %%\n1 / 0",
        "slow": "# %% [markdown] slow=true\n# %%\nprint('slow')\n",
        "last": "# %%\nprint('last')\n",
    }
    answers = execute_all({name: source(text, name) for name, text in texts.items()})
    assert begun == ["slow", "quick", "bad", "last"]
    assert "ZeroDivisionError" in str(answers.pop("bad"))
    assert len(answers) == 3
    for name, (parts, _) in answers.items():
        assert parts[-1].outputs[0]["text"] == f"{name}\n"


def test_cells_share_one_kernel_and_a_stream_is_one_output_however_it_was_cut(run):
    notebook = run("""
        # %%
        import time
        x = 2
        # %%
        for i in range(3):
            print(x + i, flush=True)
            time.sleep(0.3)
        x
    """)
    assert [out.get("text", out.get("data")) for out in outputs(notebook)] == [
        "2\n3\n4\n",
        {"text/plain": "2"},
    ]


def test_expressions_in_prose_have_their_value_at_that_point(run):
    notebook = run("""
        # %%
        x = 2
        # %% [markdown]
        # x is {{ x }}, {{ f"{x / 3:.2f}" }}, {{ 'a' if x else 'b' }}.
        # %% caption="x becomes {{ x }}"
        x = 3
        # %% [markdown]
        # Now {{x}}.
    """)
    assert notebook.cells[2].metadata["caption"] == "x becomes 3"
    assert [cell.source for cell in notebook.cells] == [
        "x = 2",
        "x is 2, 0.67, a.",
        "x = 3",
        "Now 3.",
    ]


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
        (
            "# %% [markdown]\n# {{ __import__('torch').ones(2).sum() }}\n",
            r"sum\(\) \}\} is tensor\(2.\): a reader wants a number",
        ),
    ],
)
def test_a_cell_that_fails_is_named_with_its_error(run, text, message):
    with pytest.raises(NotebookError, match=message):
        run(text)


def test_a_cell_that_prints_without_end_is_named(run):
    with pytest.raises(NotebookError, match=r"cell 1 .*: prints more than 1,000,000 characters"):
        run("# %%\nwhile True:\n    print('x' * 10_000)")


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


def test_a_cell_that_takes_too_long_is_named_and_what_its_kernel_started_ends(run, monkeypatch):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 3)
    with pytest.raises(NotebookError, match=r"cell 1 \(import os, .*\): takes more than 3 seconds"):
        run("# %%\nimport os, subprocess\nsubprocess.Popen(['sleep', '98765'])\nwhile True: pass")
    assert gone(
        lambda: [
            p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "98765"]
        ]
    )


# Prints what the first cell of page.py prints, with or without forking.
PROGRAM = """
import sys
from pathlib import Path
from pipeline import kernels
from pipeline.execution import execute_all
from pipeline.notebooks import read
kernels.CAN_FORK = len(sys.argv) == 1
print(execute_all({"page.py": read(Path("page.py"))})["page.py"][0][0].outputs[0].text)
"""


@pytest.fixture
def child(tmp_path):
    """Start the program in a process of its own, with a page given as text."""

    def child(text, *arguments):
        (tmp_path / "page.py").write_text(text)
        command = [sys.executable, "-c", PROGRAM, *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
        )

    return child


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is for posix")
def test_a_build_that_is_killed_leaves_no_kernel(child):
    build = child("# %%\nimport time\nprint('up')\ntime.sleep(9999)\n")
    descendants = []
    for _ in range(300):  # the fork server, its tracker, and the kernel
        descendants = psutil.Process(build.pid).children(recursive=True)
        if len(descendants) >= 3:
            break
        time.sleep(0.1)
    assert len(descendants) >= 3
    time.sleep(1)  # the cell runs
    with build:  # its kernel, if it survived, would hold the pipe open
        build.kill()
    assert gone(lambda: [p for p in descendants if p.is_running() and p.status() != "zombie"])


def test_a_kernel_has_one_thread_and_an_empty_folder_with_forking_and_without(run, child):
    text = """\
# %%
import os, torch
print(torch.arange(3.0).sum(), os.environ["OMP_NUM_THREADS"], os.listdir())
"""
    assert outputs(run(text))[0].text == "tensor(3.) 1 []\n"
    assert child(text, "without").communicate()[0].strip() == "tensor(3.) 1 []"


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
