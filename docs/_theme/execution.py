"""From a notebook's source to the executed notebook.

A cell that fails, writes to standard error or takes too long raises `NotebookError`, which names
page, cell and cause; nothing is published then. In Markdown cells and captions, `{{ expression }}`
becomes the value that the expression has in the kernel at that point.
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

SECONDS_PER_CELL = 120
LONGEST_SOCKET = 90  # systems allow about 100 characters in the path of a socket
EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}", re.DOTALL)
COLOR_CODE = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that must not be published."""


def execute(path: Path, name: str) -> NotebookNode:
    """The executed notebook, the same on every run; `name` is what errors call it."""
    notebook = jupytext.read(path)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"  # otherwise random
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        execution = _Execution(notebook, name, Path(folder))
        # Windows' own kind of loop cannot watch a kernel's sockets.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(execution.run())
    return notebook


class _Execution:
    """One notebook in one fresh kernel, in an empty folder."""

    def __init__(self, notebook: NotebookNode, name: str, folder: Path) -> None:
        place = folder / "empty"
        place.mkdir()
        self.name = name
        self.cells = notebook.cells
        self.environment = os.environ | {
            "IPYTHONDIR": str(folder),  # no start-up files of the reader's own
            "OMP_NUM_THREADS": "1",  # sums in the same order on every machine
            "PLOTLY_RENDERER": "plotly_mimetype",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONHASHSEED": "0",
        }
        self.environment.pop("PYTHONSTARTUP", None)
        # Sockets in a folder of our own: no ports to collide, nothing on the network.
        socket = str(folder / "kernel")
        fits = os.name == "posix" and len(socket) < LONGEST_SOCKET
        local = {"transport": "ipc", "ip": socket} if fits else {}
        self.client = NotebookClient(
            notebook,
            km=AsyncKernelManager(connection_file=str(folder / "kernel.json"), **local),
            timeout=SECONDS_PER_CELL,
            resources={"metadata": {"path": str(place)}},
            iopub_timeout=SECONDS_PER_CELL,
            force_raise_errors=True,  # even where a tag would let one pass
            record_timing=False,  # the same on every run
        )

    async def run(self) -> None:
        async with self.client.async_setup_kernel(env=self.environment, cleanup_kc=True):
            for index, cell in enumerate(self.cells):
                if cell.cell_type == "code":
                    await self._run_cell(index, cell)
                    caption = cell.metadata.get("caption", "")
                    cell.metadata["caption"] = await self._fill(index, caption)
                else:
                    cell.source = await self._fill(index, cell.source)

    async def _run_cell(self, index: int, cell: NotebookNode, history: bool = True) -> None:
        try:
            await self.client.async_execute_cell(cell, index, store_history=history)
        except CellExecutionError as error:
            raise self._error(index, f"{error.ename}: {error.evalue}", str(error)) from None
        except CellTimeoutError:
            raise self._error(index, f"takes more than {SECONDS_PER_CELL} seconds") from None
        except DeadKernelError:
            raise self._error(index, "the kernel died") from None
        complaints = [out.text for out in cell.outputs if out.get("name") == "stderr"]
        if complaints:
            raise self._error(index, "writes to standard error", "".join(complaints))

    async def _fill(self, index: int, text: str) -> str:
        """The text with the value of each of its expressions."""
        parts = EXPRESSION.split(text)  # text, expression, text, expression, ..., text
        for place in range(1, len(parts), 2):
            parts[place] = await self._value(index, parts[place])
        return "".join(parts)

    async def _value(self, index: int, expression: str) -> str:
        cell = nbformat.v4.new_code_cell(f"print({expression}, end='')")
        place = self.cells[index]
        try:
            await self._run_cell(index, cell, history=False)
        except NotebookError as error:
            raise NotebookError(f"{{{{ {expression} }}}}, in {error}") from None
        finally:
            self.cells[index] = place  # nbclient puts what it runs in its place
        return "".join(out.get("text", "") for out in cell.outputs)

    def _error(self, index: int, cause: str, details: str = "") -> NotebookError:
        source = self.cells[index].source.strip()
        first_line = source.splitlines()[0] if source else ""
        details = COLOR_CODE.sub("", details).strip()
        where = f"{self.name}, cell {index + 1} ({first_line})"
        return NotebookError(f"{where}: {cause}" + (f"\n\n{details}" if details else ""))
