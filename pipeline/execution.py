"""Execution: runs the programs of notebooks, several at a time, each in a fresh kernel.

A cell that fails, writes to standard error, prints without end or takes too long raises
`NotebookError`, which names page, cell and cause.
"""

import asyncio
import json
import os
import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from . import kernels
from .notebooks import NotebookError, Part, program, where

SECONDS_PER_CELL = 120
CHARACTERS_PER_CELL = 1_000_000
LONGEST_SOCKET = 90  # systems allow about 100 characters in the path of a socket
COLOR_CODE = re.compile(r"\x1b\[[0-9;]*m")
# The files that the kernel has imported, other than those of installed packages.
IMPORTED = """print(__import__("json").dumps(sorted({
    file for file in (getattr(m, "__file__", None) for m in [*__import__("sys").modules.values()])
    if file and not file.startswith((__import__("sys").prefix, __import__("sys").base_prefix))
})))"""

Run = tuple[list[Part], list[str]]


def execute_all(notebooks: Mapping[str, NotebookNode]) -> dict[str, Run | NotebookError]:
    """Run notebooks, given by the names that errors call them by.

    Returns:
        For each its parts with outputs and values, the same on every run, and the source files
        that it imported; or the error that stopped it.
    """
    if not notebooks:
        return {}
    kernels.warm_up(cell.source for notebook in notebooks.values() for cell in notebook.cells)
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

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Count what is printed."""
        if msg["msg_type"] == "stream":
            before, self.printed = self.printed, self.printed + len(msg["content"]["text"])
            if before <= CHARACTERS_PER_CELL < self.printed:
                self.ending = asyncio.ensure_future(self.km.shutdown_kernel(now=True))
            if self.printed > CHARACTERS_PER_CELL:
                return None
        return super().process_message(msg, cell, cell_index)


class _Execution:
    """One notebook in one fresh kernel, in an empty folder."""

    def __init__(self, notebook: NotebookNode, name: str, folder: Path) -> None:
        self.notebook, self.name = notebook, name
        # No start-up files of the user's.
        self.environment = os.environ | kernels.ENVIRONMENT | {"IPYTHONDIR": str(folder)}
        self.environment.pop("PYTHONSTARTUP", None)
        place = folder / "empty"
        place.mkdir()
        # Sockets in a folder of our own: no ports to collide, nothing on the network.
        socket = str(folder / "kernel")
        fits = os.name == "posix" and len(socket) < LONGEST_SOCKET
        local = {"transport": "ipc", "ip": socket} if fits else {}
        self.client = _Client(
            nbformat.v4.new_notebook(),
            km=AsyncKernelManager(connection_file=str(folder / "kernel.json"), **local),
            timeout=SECONDS_PER_CELL,
            resources={"metadata": {"path": str(place)}},
            iopub_timeout=SECONDS_PER_CELL,
            force_raise_errors=True,  # even where a tag would let one pass
            coalesce_streams=True,  # how a stream is cut depends on the moment
            record_timing=False,  # the same on every run
            shutdown_kernel="immediate",
        )

    async def run(self) -> Run:
        parts = program(self.notebook)
        async with self.client.async_setup_kernel(env=self.environment, cleanup_kc=True):
            for part in parts:
                if part.code is not None:
                    part.outputs = await self._outputs(part.cell, part.code)
                for expression in part.expressions:
                    part.values.append(await self._value(part.cell, expression))
            [imported] = await self._outputs(len(self.notebook.cells) - 1, IMPORTED)
        return parts, json.loads(imported["text"])

    async def _outputs(self, place: int, code: str) -> list[dict[str, Any]]:
        """The outputs of the code; errors name the cell at this place."""
        cell = nbformat.v4.new_code_cell(code)
        self.client.nb.cells = [cell]
        self.client.printed = 0
        try:
            await self.client.async_execute_cell(cell, 0)
        except CellExecutionError as error:
            raise self._error(place, f"{error.ename}: {error.evalue}", str(error)) from None
        except CellTimeoutError:
            raise self._error(place, f"takes more than {SECONDS_PER_CELL} seconds") from None
        except DeadKernelError:
            if self.client.printed > CHARACTERS_PER_CELL:
                cause = f"prints more than {CHARACTERS_PER_CELL:,} characters"
            else:
                cause = "the kernel died"
            raise self._error(place, cause) from None
        if complaints := [out.text for out in cell.outputs if out.get("name") == "stderr"]:
            raise self._error(place, "writes to standard error", "".join(complaints))
        return cell.outputs

    async def _value(self, place: int, expression: str) -> str:
        try:
            outputs = await self._outputs(place, f"print({expression}, end='')")
        except NotebookError as error:
            raise NotebookError(f"{{{{ {expression} }}}}, in {error}") from None
        text = "".join(output.get("text", "") for output in outputs)
        if text.startswith("tensor("):
            message = f"{{{{ {expression} }}}} is {text}: a reader wants a number, such as .item()"
            raise self._error(place, message)
        return text

    def _error(self, place: int, cause: str, details: str = "") -> NotebookError:
        details = COLOR_CODE.sub("", details).strip()
        message = f"{where(self.notebook, place, self.name)}: {cause}"
        return NotebookError(message + (f"\n\n{details}" if details else ""))
