"""The command line: from a CSV to a report, as `python -m sgd_tutorial`."""

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .report import Report
    from .table import Table

PROGRAM = "python -m sgd_tutorial"
# On the way back to powers of x a degree costs a factor of 1 + √2: beyond this, fewer than ten of
# the sixteen digits of float64 are left.
MOST_DEGREE = 15
BAD_INPUT = 2
INTERRUPTED = 130  # as shells have it
EXAMPLE = f"""\
example:
  {PROGRAM} data.csv --x day --y rain --degree 2 --figure fit.html

Without --learning-rate and --steps, descent runs in orthogonal polynomials, where it needs one
step. With either, the plain recipe runs in your own units, as slow as it may be: see what it does.
"""


class _RefusedError(Exception):
    """One line for standard error."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, fit, draw, print.

    Args:
        arguments: of the command line; the process's own unless given.

    Returns:
        The exit status: 0, or 2 where the input was bad.

    >>> main(["no such file.csv"])
    2
    """
    try:
        options = _parser().parse_args(arguments)
        with _figure_file(options) as draw:
            table = _table(options)
            report = _report(options, table)
            text = f"{report}\n{draw(report)}"
        _print(text)
    except _RefusedError as refusal:
        print(f"{PROGRAM}: {refusal}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Fit a polynomial to two columns of a CSV by gradient descent, and say what "
        "the fit is worth.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("file", help="a CSV whose first row names the columns; - reads standard input")
    add("--x", metavar="COLUMN", help="column of x; of two columns the first unless given")
    add("--y", metavar="COLUMN", help="column of y; of two columns the other unless given")
    add(
        "--degree",
        type=_whole(0, MOST_DEGREE, "float64 does not hold the parameters of more"),
        default=1,
        metavar="D",
        help=f"highest power of x, 0 to {MOST_DEGREE}: beyond, float64 does not hold the "
        "parameters (default: 1, a line)",
    )
    add(
        "--steps",
        type=_whole(1),
        metavar="N",
        help="take N steps of the plain recipe (with --learning-rate alone: 1000)",
    )
    add(
        "--learning-rate",
        type=_rate,
        metavar="RATE",
        help="take them at this rate (with --steps alone: half the largest stable rate)",
    )
    add("--figure", metavar="HTML", help="write data and fit as a figure, one file to open")
    return parser


def _whole(least: int, most: float = math.inf, why: str = "") -> Callable[[str], int]:
    """Reads a whole number within bounds, and says why there is an upper one."""

    def read(text: str) -> int:
        bounds = f", {least} or more" if math.isinf(most) else f" from {least} to {most} ({why})"
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number{bounds}; got {text!r}")
        return value

    return read


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0; got {text!r}")
    return value


def _name(options: argparse.Namespace) -> str:
    from .table import shown

    return "standard input" if options.file == "-" else shown(options.file)


def _table(options: argparse.Namespace) -> "Table":
    from .table import read_table

    try:
        return read_table(_bytes(options.file), options.x, options.y)
    except (OSError, ValueError) as error:
        raise _RefusedError(f"{_name(options)}: {_reason(error)}") from None


def _bytes(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:
        raise ValueError("it is closed; name a file")
    return sys.stdin.buffer.read()


def _reason(error: Exception) -> str:
    """What went wrong, in words of the system where it has some."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name a file in it"
    return str(getattr(error, "strerror", None) or error)


def _report(options: argparse.Namespace, table: "Table") -> "Report":
    from .report import make_report  # torch, only now that there is something to compute
    from .table import TableError

    try:
        with _one_thread():
            return make_report(
                table, options.degree, learning_rate=options.learning_rate, steps=options.steps
            )
    except TableError as error:
        raise _RefusedError(f"{_name(options)}: {error}") from None


@contextmanager
def _one_thread() -> Iterator[None]:
    """Threads wait for each other longer than they compute here, most of all on a busy machine."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _figure_file(options: argparse.Namespace) -> Iterator[Callable[["Report"], str]]:
    """A function that writes the figure and says so.

    The place is tried first, so that nothing is computed in vain. The figure is written beside it
    and moved there whole.
    """
    if options.figure is None:
        yield lambda report: ""
        return
    from .table import shown

    if find_spec("plotly") is None:
        raise _RefusedError("--figure needs plotly: pip install 'sgd-tutorial[figures]'")
    target = Path(os.path.realpath(options.figure))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _check_target(options, target)
        part.touch(exist_ok=False)
    except (OSError, ValueError) as error:
        raise _RefusedError(
            f"--figure {shown(options.figure)}: {_reason_to_write(error)}"
        ) from None

    def draw(report: "Report") -> str:
        from .page import page

        text, drawn = page(report)
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(target)
        except OSError as error:
            raise _RefusedError(
                f"--figure {shown(options.figure)}: {_reason_to_write(error)}"
            ) from None
        rows = len(report.table.x)
        some = f", {drawn:,} of {rows:,} rows" if drawn < rows else ""
        return f"\nFigure: {shown(options.figure)}{some}\n"

    try:
        yield draw
    finally:
        part.unlink(missing_ok=True)


def _check_target(options: argparse.Namespace, target: Path) -> None:
    if options.figure == "-":
        raise ValueError("standard output is for the report; name a file")
    if target.is_dir():
        raise ValueError("this is a folder; name a file in it")
    if target.exists():
        if not target.is_file():
            raise ValueError("this is no ordinary file; name another")
        if not os.access(target, os.W_OK):
            raise ValueError("this file may not be written; name another")
        if options.file != "-" and Path(options.file).exists() and target.samefile(options.file):
            raise ValueError("this is the file of the data; name another")


def _reason_to_write(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such folder; make it first"
    return _reason(error)


def _print(text: str) -> None:
    """Print what the terminal's encoding can, even to a reader that leaves early."""
    if sys.stdout is None:  # closed from the start: nobody wants to read it
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), end="", flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more as it ends; by then nobody is to be missed.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _RefusedError(f"the report cannot be written: {_reason(error)}") from None
