"""Execution: runs the programs of notebooks, several at a time, each in a fresh kernel.

A cell that fails, writes to standard error, prints without end or takes too long raises
`NotebookError`, which names page, cell and cause; so does a kernel that does not start.
"""

import asyncio
import atexit
import json
import os
import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from . import kernels
from .notebooks import NotebookError, Part, program, where
from .streams import join_streams
from .timings import timed
from .waits import WaitError

SECONDS_PER_CELL = 120
CHARACTERS_PER_CELL = 1_000_000
TOO_LONG = """\
takes more than {seconds} seconds to run, or to hand over its outputs: give it less to do, or \
raise SECONDS_PER_CELL in pipeline/execution.py"""
LONGEST_SOCKET = 90  # systems allow about 100 characters in the path of a socket
COLOR_CODE = re.compile(r"\x1b\[[0-9;]*m")
# A kernel drops what does not fit into its queue, of 1,000 messages where it has a limit.
NO_QUEUE = """(lambda thread: thread.schedule(lambda: setattr(thread.socket, "sndhwm", 0)))(
    get_ipython().kernel.iopub_socket.io_thread
)"""
# The files that the kernel has imported, other than those of installed packages, each on a line.
IMPORTED = """print(*map(__import__("json").dumps, sorted({
    file for file in (getattr(m, "__file__", None) for m in [*__import__("sys").modules.values()])
    if file and not file.startswith((__import__("sys").prefix, __import__("sys").base_prefix))
    and "site-packages" not in file and "dist-packages" not in file
})), sep="\\n")"""

Run = tuple[list[Part], list[str]]


def execute_all(notebooks: Mapping[str, NotebookNode]) -> dict[str, Run | NotebookError]:
    """Run notebooks, given by the names that errors call them by.

    Returns:
        For each its parts with outputs and values, the same on every run, and the source files
        that it imported; or the error that stopped it.

    Raises:
        WaitError: if no kernel can start.
    """
    kernels.warm_up(cell.source for notebook in notebooks.values() for cell in notebook.cells)
    with timed("waiting for what kernels import"):
        kernels.wait_until_warm()
    # The caller's thread may have a loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_run_loop, notebooks).result()


def _run_loop(notebooks: Mapping[str, NotebookNode]) -> dict[str, Run | NotebookError]:
    # Slow ones first, so that no core waits for them at the end.
    names = sorted(notebooks, key=lambda name: not notebooks[name].cells[0].metadata.get("slow"))

    async def run() -> list[Run | NotebookError]:
        slots = asyncio.Semaphore(_cores() + 1)  # a kernel that starts leaves its core idle
        return await asyncio.gather(*(_execute(notebooks[name], name, slots) for name in names))

    # Windows' own kind of loop cannot watch a kernel's sockets.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return dict(zip(names, runner.run(run()), strict=True))


def _cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def _execute(
    notebook: NotebookNode, name: str, slots: asyncio.Semaphore
) -> Run | NotebookError:
    async with slots:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                return await _Execution(notebook, name, Path(folder)).run()
            except NotebookError as error:
                return error


class _Client(NotebookClient):
    """Ends the kernel of a cell that prints without end."""

    km: AsyncKernelManager
    printed = 0
    ending: asyncio.Future[None] | None = None

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Count what is printed."""
        if msg["msg_type"] == "stream":
            self.printed += len(msg["content"]["text"])
            if self.printed > CHARACTERS_PER_CELL:
                self.ending = self.ending or asyncio.ensure_future(
                    self.km.shutdown_kernel(now=True)
                )
                return None
        return super().process_message(msg, cell, cell_index)


class _Execution:
    """One notebook in one fresh kernel, in an empty folder."""

    def __init__(self, notebook: NotebookNode, name: str, folder: Path) -> None:
        self.notebook, self.name = notebook, name
        # No start-up files of the user's.
        self.environment = os.environ | kernels.ENVIRONMENT | {"IPYTHONDIR": str(folder)}
        self.environment.pop("PYTHONSTARTUP", None)
        empty = folder / "empty"
        empty.mkdir()
        # Sockets in a folder of our own: no ports to collide, nothing on the network.
        socket = str(folder / "kernel")
        fits = os.name == "posix" and len(socket) < LONGEST_SOCKET
        local = {"transport": "ipc", "ip": socket} if fits else {}
        self.client = _Client(
            nbformat.v4.new_notebook(),
            km=AsyncKernelManager(connection_file=str(folder / "kernel.json"), **local),
            startup_timeout=kernels.SECONDS_TO_START,
            timeout=SECONDS_PER_CELL,
            resources={"metadata": {"path": str(empty)}},
            iopub_timeout=SECONDS_PER_CELL,
            raise_on_iopub_timeout=True,  # it would go on without the rest of the outputs
            force_raise_errors=True,  # even where a tag would let one pass
            record_timing=False,  # the same on every run
            shutdown_kernel="immediate",
        )

    async def run(self) -> Run:
        parts = program(self.notebook)
        async with AsyncExitStack() as stack:
            await self._start_kernel(stack)
            for part in parts:
                if part.code is not None:
                    part.outputs = await self._outputs(part.index, part.code)
                for expression in part.expressions:
                    part.values.append(await self._value(part.index, expression))
            [imported] = await self._outputs(len(self.notebook.cells) - 1, IMPORTED)
        return parts, [json.loads(line) for line in imported["text"].splitlines() if line]

    async def _start_kernel(self, stack: AsyncExitStack) -> None:
        """Start the kernel; it ends with the stack."""
        kernel = self.client.async_setup_kernel(env=self.environment, cleanup_kc=True)
        try:
            await stack.enter_async_context(kernel)
        except (WaitError, RuntimeError) as error:
            atexit.unregister(self.client._cleanup_kernel)  # nbclient does so only later
            raise NotebookError(f"{self.name}: its kernel does not start: {error}") from None
        await self._fault(nbformat.v4.new_code_cell(NO_QUEUE), store_history=False)

    async def _outputs(self, index: int, code: str) -> list[dict[str, Any]]:
        """The outputs of the code; errors name the cell with this index."""
        cell = nbformat.v4.new_code_cell(code)
        fault = await self._fault(cell)
        if self.client.ending:  # which the cell may have been ahead of
            await self.client.ending
            fault = f"prints more than {CHARACTERS_PER_CELL:,} characters", ""
        if fault:
            raise self._error(index, *fault)
        outputs = join_streams(cell.outputs)
        if complaints := [out.text for out in outputs if out.get("name") == "stderr"]:
            raise self._error(index, "writes to standard error", complaints[0])
        return list(outputs)

    async def _fault(self, cell: NotebookNode, **options: bool) -> tuple[str, str] | None:
        """Execute the cell: what is wrong with it and details, or None."""
        self.client.nb.cells = [cell]
        self.client.printed = 0
        try:
            await self.client.async_execute_cell(cell, 0, **options)
        except CellExecutionError as error:
            return f"{error.ename}: {error.evalue}", str(error)
        except CellTimeoutError:
            return TOO_LONG.format(seconds=SECONDS_PER_CELL), ""
        except DeadKernelError:
            return "the kernel died", ""
        return None

    async def _value(self, index: int, expression: str) -> str:
        try:
            outputs = await self._outputs(index, f"print({expression}, end='')")
        except NotebookError as error:
            raise NotebookError(f"{{{{ {expression} }}}}, in {error}") from None
        text = "".join(output.get("text", "") for output in outputs)
        if text.startswith("tensor("):
            message = f"{{{{ {expression} }}}} is {text}: a reader wants a number, such as .item()"
            raise self._error(index, message)
        return text

    def _error(self, index: int, cause: str, details: str = "") -> NotebookError:
        details = COLOR_CODE.sub("", details).strip()
        message = f"{where(self.notebook, index, self.name)}: {cause}"
        return NotebookError(message + (f"\n\n{details}" if details else ""))
