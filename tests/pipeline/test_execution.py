"""Running notebooks: their outputs and values, and what stops them."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from pipeline import execution, kernels
from pipeline.execution import execute_all
from pipeline.notebooks import NotebookError, fill, read
from tests.helpers.project import ROOT
from tests.helpers.scripts import run_script
from tests.helpers.waiting import wait_for

pytestmark = pytest.mark.xdist_group("kernels")  # with one parent: see kernels.py


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
        x = 2
        # %%
        for i in range(3):
            print(x + i, flush=True)
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


TOO_MUCH = r"cell 1 .*: prints more than 1,000,000 characters"


@pytest.mark.slow
def test_a_cell_that_prints_without_end_is_named(run):
    with pytest.raises(NotebookError, match=TOO_MUCH):
        run("# %%\nwhile True:\n    print('x' * 10_000)")


def test_a_line_of_a_million_characters_is_shown(run):
    assert outputs(run("# %%\nprint('x' * 1_000_000, end='')"))[0].text == "x" * 1_000_000


@pytest.mark.parametrize("after", ["", "\nimport time; time.sleep(9999)", "\n1 / 0"])
def test_one_more_is_too_much_and_that_is_said_however_the_cell_goes_on(run, after):
    with pytest.raises(NotebookError, match=TOO_MUCH):
        run("# %%\nprint('x' * 1_000_000)" + after)


def test_of_a_bar_that_moves_the_last_state_is_shown(run):
    notebook = run("# %%\nfor done in range(100_000):\n    print(end=f'\\r{done:9}')")
    assert outputs(notebook)[0].text == f"{99_999:9}"


@pytest.mark.slow
def test_no_piece_of_a_stream_is_dropped_where_the_build_is_slower_than_the_cell(
    run, tmp_path, monkeypatch
):
    done, process = tmp_path / "done", execution._Client.process_message

    def slow(self, message, *arguments):
        if message["msg_type"] == "stream":
            wait_for(done.exists)
        return process(self, message, *arguments)

    monkeypatch.setattr(execution._Client, "process_message", slow)
    notebook = run(f"""
        # %%
        for i in range(3_000):
            print(i, flush=True)
        open({str(done)!r}, "w").close()
    """)
    assert outputs(notebook)[0].text == "".join(f"{i}\n" for i in range(3_000))


def test_modules_that_lie_anywhere_are_named_unless_they_are_installed(source):
    text = """
        # %%
        import sys
        from types import ModuleType
        for i in range(5_000):
            name = f"far{i}"
            sys.modules[name] = ModuleType(name)
            sys.modules[name].__file__ = f"/far/from/{'here/' * 20}{name}.py"
        import torch
        torch.__file__ = "/home/reader/.local/lib/python3/site-packages/torch/__init__.py"
    """
    _, imported = execute_all({"page.py": source(text)})["page.py"]
    far = {f"/far/from/{'here/' * 20}far{i}.py" for i in range(5_000)}
    assert far <= set(imported)
    assert [file for file in imported if "torch/__init__" in file] == []


def test_the_package_is_imported_afresh_by_each_kernel_and_named(source):
    text = "# %%\nimport sys\nprint('sgd_tutorial' in sys.modules)\nimport sgd_tutorial.losses"
    for _ in range(2):
        parts, imported = execute_all({"page.py": source(text)})["page.py"]
        assert parts[0].outputs[0].text == "False\n"
        assert str(ROOT / "sgd_tutorial" / "losses.py") in imported
        assert str(ROOT / "sgd_tutorial" / "sweeps.py") not in imported


@pytest.mark.slow
def test_a_cell_that_takes_too_long_is_named_and_what_its_kernel_started_ends(
    run, tmp_path, monkeypatch
):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 3)
    started = tmp_path / "number"
    text = f"""
        # %%
        import subprocess, time
        process = subprocess.Popen(["sleep", "9999"])
        open({str(started)!r}, "w").write(str(process.pid))
        time.sleep(9999)
    """
    with pytest.raises(NotebookError, match=r"cell 1 \(import sub.*\): takes more than 3 seconds"):
        run(text)
    wait_for(lambda: not started.exists() or ended(int(started.read_text())))


def ended(number):
    """Whether a process has ended, seen by its parent or not."""
    try:
        return psutil.Process(number).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_kernel_that_does_not_start_is_named_with_its_page(run, monkeypatch):
    monkeypatch.setattr(kernels, "_become_kernel", os.getpid)
    with pytest.raises(NotebookError, match=r"page\.py: its kernel does not start: Kernel died"):
        run("# %%\n1 + 1")


def test_a_kernel_that_does_not_answer_is_named_with_its_page(run, monkeypatch):
    monkeypatch.setattr(kernels, "SECONDS_TO_START", 1)
    monkeypatch.setattr(kernels, "_become_kernel", sleep_on)
    with pytest.raises(NotebookError, match=r"page\.py: its kernel .*didn't respond in 1 seconds"):
        run("# %%\n1 + 1")


def sleep_on(*_):
    os.setsid()
    time.sleep(9999)


# Prints what the first cell of page.py prints, with or without forking.
PROGRAM = """
import sys
from multiprocessing import forkserver
from pathlib import Path
from pipeline import kernels
from pipeline.execution import execute_all
from pipeline.notebooks import read
kernels.CAN_FORK = len(sys.argv) == 1
forkserver.set_forkserver_preload = lambda names: None  # a parent that is up at once
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
def test_a_build_that_is_killed_leaves_no_kernel(child, tmp_path):
    runs = tmp_path / "runs"
    build = child(f"# %%\nimport time\nopen({str(runs)!r}, 'w')\ntime.sleep(9999)\n")
    wait_for(runs.exists)
    descendants = psutil.Process(build.pid).children(recursive=True)
    assert len(descendants) >= 3  # the fork server, its tracker, and the kernel
    with build:  # its kernel, if it survived, would hold the pipe open
        build.kill()
    wait_for(lambda: all(ended(each.pid) for each in descendants))


# Prints the number of the parent of all kernels, which imports first.py, and the error.
PARENT = """
from multiprocessing import forkserver
from pipeline import kernels
from pipeline.waits import WaitError
preload = forkserver.set_forkserver_preload
forkserver.set_forkserver_preload = lambda _: preload(["first"])
kernels.PROJECT, kernels.SECONDS_TO_START = ".", 2
kernels.warm_up([])
print(forkserver._forkserver._forkserver_pid)
try:
    kernels.wait_until_warm()
except WaitError as error:
    print(error)
"""


@pytest.mark.skipif(not kernels.CAN_FORK, reason="kernels have a parent where processes can fork")
@pytest.mark.parametrize(
    ("first", "cause"),
    [
        ("import time; time.sleep(9999)", "has not answered in 2 seconds: see what it imports: "),
        ("raise SystemExit", "has ended: see what it imports: "),
    ],
)
@pytest.mark.slow
def test_a_parent_that_does_not_finish_its_imports_is_named_and_ends(tmp_path, first, cause):
    (tmp_path / "first.py").write_text(first)
    number, error = run_script(PARENT, tmp_path, PYTHONPATH=str(ROOT)).splitlines()
    assert cause in error
    wait_for(lambda: ended(int(number)))


WHERE = """\
# %%
import os, torch
print(torch.arange(3.0).sum(), os.environ["OMP_NUM_THREADS"], os.listdir())
"""


def test_a_kernel_has_one_thread_and_an_empty_folder(run):
    assert outputs(run(WHERE))[0].text == "tensor(3.) 1 []\n"


@pytest.mark.slow
def test_a_kernel_that_is_not_forked_has_them_too(child):
    assert child(WHERE, "without").communicate()[0].strip() == "tensor(3.) 1 []"


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
