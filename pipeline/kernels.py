"""Kernels: forked from one parent that has imported torch, pandas and plotly.

Importing them is nearly all the time that a notebook takes. Where the system cannot fork,
`jupyter_client` starts kernels its own way and everything else stays the same.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from .waits import WaitError

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
PROJECT = str(Path(__file__).parents[1])
SECONDS_TO_START = 120  # torch from a slow disk takes half of it
PARENT = "the process that all kernels are forked from"
ADVICE = 'see what it imports: python -c "import pipeline.preload"'
# Every kernel has these, so that runs are equal everywhere.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",  # sums in the same order on every machine
    "OPENBLAS_NUM_THREADS": "1",
    "PLOTLY_RENDERER": "plotly_mimetype",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONDONTWRITEBYTECODE": "1",  # `mkdocs serve` watches the package's folder
    "PYTHONHASHSEED": "0",
}


def warm_up(programs: Iterable[str]) -> None:
    """Start the parent of all kernels, which imports in the background, if it does not run yet.

    Args:
        programs: what the kernels will run, which decides what is worth importing.
    """
    if not CAN_FORK:
        return
    factory = KernelProvisionerFactory.instance()
    name = "forked"
    factory.provisioners[name] = EntryPoint(
        name, f"{__name__}:{Forked.__name__}", factory.GROUP_NAME
    )
    factory.default_provisioner_name = name
    optimizers = any("torch.optim" in program for program in programs)
    # The first optimizer imports it, and it takes as long as torch.
    dynamo = ["torch._dynamo"] if optimizers else []
    forkserver.set_forkserver_preload(["pipeline.preload", *dynamo])
    with _environment(ENVIRONMENT | {"PYTHONPATH": PROJECT}):
        forkserver.ensure_running()


def wait_until_warm() -> None:
    """Wait for the parent of all kernels to have imported.

    Raises:
        WaitError: if it does not.
    """
    if CAN_FORK:
        _fork(os.getpid)


def _fork(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """A fork of the parent that calls the target.

    Raises:
        WaitError: if the parent, which answers when it has imported, ends or does not answer.
    """
    process = multiprocessing.get_context("forkserver").Process(target=target, args=arguments)
    late = threading.Event()

    def end_parent() -> None:
        late.set()
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]

    limit = threading.Timer(SECONDS_TO_START, end_parent)
    limit.start()
    try:
        with _anonymous_main():
            process.start()
    except (EOFError, OSError):
        cause = f"has not answered in {SECONDS_TO_START} seconds" if late.is_set() else "has ended"
        raise WaitError(f"{PARENT} {cause}: {ADVICE}") from None
    finally:
        limit.cancel()
    return process


class Forked(LocalProvisioner):
    """Forks a kernel instead of starting a new Python; the rest is LocalProvisioner's."""

    process: Any

    async def launch_kernel(
        self,
        cmd: list[str],  # noqa: ARG002
        **kwargs: Any,
    ) -> KernelConnectionInfo:
        """Fork a kernel in place of running the command."""
        manager: Any = self.parent
        self.process = _Process(manager.connection_file, kwargs["cwd"], kwargs["env"])
        self.pid = self.pgid = self.process.pid  # it leads a group of its own
        return self.connection_info


class _Process:
    """A forked kernel with the methods of a `subprocess.Popen` that LocalProvisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, connection_file: str, folder: str, environment: Mapping[str, str]) -> None:
        self._process = _fork(_become_kernel, connection_file, folder, dict(environment))
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.pid and self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _become_kernel(connection_file: str, folder: str, environment: dict[str, str]) -> None:
    """In the fork: leave the parent's session, then be a kernel."""
    os.setsid()  # ending its group also ends what the kernel starts
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    sys.argv = ["kernel"]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(["-f", connection_file, "--HistoryManager.enabled=False"])


def _end_with_the_build() -> None:
    """A build that is killed cannot end its kernels, so each waits, without limit, for its end."""
    build = multiprocessing.parent_process()
    assert build
    connection.wait([build.sentinel])
    os.killpg(0, signal.SIGKILL)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Add to the environment for as long as it takes to start a process."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _anonymous_main() -> Iterator[None]:
    """Keep a child from importing the program that runs: mkdocs, pytest, or a script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = type(sys)("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
