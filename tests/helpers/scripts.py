"""Python code, run as a script of its own: from its start, or in a fork that has torch already.

`run_in_fork` calls this file as a script. It imports torch, and nothing of the project, and forks
for each line of standard input, which is JSON: the file to run, the folder to run it in, and where
its output and errors go. It answers with the exit status.
"""

import atexit
import json
import os
import runpy
import subprocess
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

# A process that forks has one thread.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run_script(code, folder, **environment):
    """What it prints, started in this folder."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_file(path, folder):
    """Run a file in this folder, where a warning is an error: the completed process."""
    command = [sys.executable, "-W", "error", path]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def run_in_fork(path, folder):
    """The same, but with torch imported before; as `run_file` does where nothing can fork."""
    if not hasattr(os, "fork"):
        return run_file(path, folder)
    with tempfile.TemporaryDirectory() as scratch:
        places = Path(scratch, "output"), Path(scratch, "errors")
        parent = _parent()
        print(json.dumps([*map(str, (path, folder, *places))]), file=parent.stdin, flush=True)
        status = int(parent.stdout.readline())
        return subprocess.CompletedProcess(path, status, *(place.read_text() for place in places))


@cache
def _parent():
    """The process that has imported torch, one for this process; it ends with it."""
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", __file__],
        env=os.environ | ONE_THREAD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(parent.communicate)
    return parent


def _fork_for_each_line():
    """In the parent; a fork returns, so that it ends as a script does."""
    # A folder that torch 2.6 leaves until the end, to each fork.
    warnings.filterwarnings("ignore", "Implicitly cleaning up", ResourceWarning)
    import torch._dynamo  # noqa: F401 - what torch's optimizers import, and torch

    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(*json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _run(path, folder, *places):
    """In the fork."""
    for descriptor, place in enumerate([os.devnull, *places]):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT), descriptor)
    os.chdir(folder)
    sys.path[0] = str(Path(path).parent)
    runpy.run_path(path, run_name="__main__")


if __name__ == "__main__":
    _fork_for_each_line()
