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

from ._errors import InputError, printable
from ._table import Table, read_table

if TYPE_CHECKING:
    from ._polynomial_fit import PolynomialFit

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
            fit, text = _fit(options, _table(options))
            text += draw(fit)
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
    add("file", type=_file, help="a CSV whose first row names the columns; - reads standard input")
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
    add(
        "--figure",
        type=_file,
        metavar="HTML",
        help="write data and fit as a figure, one file to open",
    )
    return parser


def _file(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("has no name; name a file")
    return text


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


def _table(options: argparse.Namespace) -> Table:
    with _refusing(_source(options)):
        return read_table(_bytes(options.file), options.x, options.y)


def _source(options: argparse.Namespace) -> str:
    return "standard input" if options.file == "-" else printable(options.file)


def _bytes(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:
        raise _RefusedError("it is closed; name a file")
    return sys.stdin.buffer.read()


def _fit(options: argparse.Namespace, table: Table) -> "tuple[PolynomialFit, str]":
    """The fit, and the report on it."""
    from ._polynomial_fit import (
        fit_polynomial,  # torch, only now that there is something to compute
    )
    from ._report import report

    with _refusing(_source(options)), _one_thread():
        fit = fit_polynomial(
            table, options.degree, learning_rate=options.learning_rate, steps=options.steps
        )
        return fit, f"{report(fit)}\n"


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
def _figure_file(options: argparse.Namespace) -> Iterator[Callable[["PolynomialFit"], str]]:
    """A function that writes the figure and says so.

    The place is tried first, so that nothing is computed in vain. The figure is written beside it
    and moved there whole.
    """
    if options.figure is None:
        yield lambda fit: ""
        return
    if find_spec("plotly") is None:
        raise _RefusedError("--figure needs plotly: pip install 'sgd-tutorial[figures]'")
    called = f"--figure {printable(options.figure)}"
    with _refusing(called), _writing():
        target = _target(options)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        part.touch(exist_ok=False)

    def draw(fit: "PolynomialFit") -> str:
        from ._html import page

        text, drawn = page(fit)
        with _refusing(called), _writing():
            part.write_text(text, encoding="utf-8")
            part.replace(target)
        rows = len(fit.table.x)
        some = f", {drawn:,} of {rows:,} rows" if drawn < rows else ""
        return f"\nFigure: {printable(options.figure)}{some}\n"

    try:
        yield draw
    finally:
        part.unlink(missing_ok=True)


def _target(options: argparse.Namespace) -> Path:
    """The file to write, if it may be."""
    if options.figure == "-":
        raise _RefusedError("standard output is for the report; name a file")
    target = Path(os.path.realpath(options.figure))
    if target.is_dir():
        raise _RefusedError("this is a folder; name a file in it")
    if not target.parent.is_dir():
        raise _RefusedError("there is no such folder; make it first")
    if target.exists():
        if not target.is_file():
            raise _RefusedError("this is no ordinary file; name another")
        if not os.access(target, os.W_OK):
            raise _RefusedError("this file may not be written; name another")
        if options.file != "-" and Path(options.file).exists() and target.samefile(options.file):
            raise _RefusedError("this is the file of the data; name another")
    return target


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _RefusedError(
            f"nothing can be written there ({error.strerror}); name another place"
        ) from None


@contextmanager
def _refusing(called: str) -> Iterator[None]:
    """Make one line of an error about what is called so."""
    try:
        yield
    except (OSError, InputError, _RefusedError) as error:
        raise _RefusedError(f"{called}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """What went wrong, in words of the system where it has some."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name a file in it"
    return str(getattr(error, "strerror", None) or error)


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
