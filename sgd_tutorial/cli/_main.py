"""The command line: `sgd-tutorial`, or `python -m sgd_tutorial`."""

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

if TYPE_CHECKING:
    from ._polynomial_fit import PolynomialFit

COMMAND = "sgd-tutorial"  # where pip installed it; elsewhere, and from notebooks, the module
PROGRAM = COMMAND if Path(sys.argv[0]).stem == COMMAND else "python -m sgd_tutorial"
# On the way back to powers of x a degree costs a factor of 1 + √2: beyond this, fewer than ten of
# the sixteen digits of float64 are left.
MOST_DEGREE = 15
BAD_INPUT = 2
INTERRUPTED = 130  # as shells have it
EXAMPLE = f"""\
example:
  {PROGRAM} data.csv --x day --y rain --degree 2 --figure fit.html

Without --learning-rate and --steps, descent runs in orthogonal polynomials, where it needs one
step. With either, the plain recipe runs in your own units, however slow: see what it does.
"""


class _Parser(argparse.ArgumentParser):
    """Reports an error in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, fit, draw, print; return the exit status: 0, 2 if input was bad, 130 if interrupted.

    The arguments are the process's own unless given.

    >>> main(["no such file.csv"])
    2
    """
    try:
        options = _parser().parse_args(arguments)
        with _figure_writer(options) as write_figure:
            fit, text = _fit(options)
            text += write_figure(fit)
        _print(text)
    except InputError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


# The options.


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
    add("file", type=_file, help="a CSV with a row of names; - reads standard input")
    for name, which in (("x", "first"), ("y", "other")):
        what = f"column of {name}; of two columns the {which} unless given"
        add(f"--{name}", type=str.strip, metavar="COLUMN", help=what)
    add("--drop-missing", action="store_true", help="leave out rows without a value")
    add(
        "--decimal",
        choices=(".", ","),
        help="the decimal mark, where the file leaves doubt (1,234 may be 1.234 or 1234)",
    )
    add(
        "--dates",
        type=_date_format,
        metavar="FORMAT",
        help="how dates are written, where the file leaves doubt, such as %%d/%%m/%%Y; they "
        "become days since the first",
    )
    add(
        "--degree",
        type=_whole_number(0, MOST_DEGREE, "float64 does not hold the parameters of more"),
        default=1,
        metavar="D",
        help=f"highest power of x, 0 to {MOST_DEGREE}: beyond, float64 does not hold the "
        "parameters (default: 1, a line)",
    )
    add(
        "--steps",
        type=_whole_number(1),
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


def _date_format(text: str) -> str:
    if "%" not in text:
        raise argparse.ArgumentTypeError(f"must have codes such as %d; got {text!r}")
    return text


def _whole_number(least: int, most: float = math.inf, why: str = "") -> Callable[[str], int]:
    """A function that reads a whole number within bounds, and says why there is an upper one."""

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


# From the file to the report.


def _fit(options: argparse.Namespace) -> "tuple[PolynomialFit, str]":
    """The fit and its report; pandas and torch are imported only once there is something to do."""
    source = "standard input" if options.file == "-" else printable(options.file)
    with _errors_about(source):
        data = _read(options.file)
        _require("pandas", "reading a CSV")
        from ._csv_table import read_table

        table = read_table(
            data,
            options.x,
            options.y,
            drop_missing=options.drop_missing,
            decimal=options.decimal,
            dates=options.dates,
        )
        from ._polynomial_fit import fit_polynomial
        from ._report import report

        with _one_thread():
            fit = fit_polynomial(
                table, options.degree, learning_rate=options.learning_rate, steps=options.steps
            )
            return fit, f"{report(fit)}\n"


def _read(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:
        raise InputError("it is closed; name a file")
    return sys.stdin.buffer.read()


def _require(library: str, purpose: str) -> None:
    if find_spec(library) is None:
        raise InputError(f"{purpose} needs {library}: pip install {library}")


@contextmanager
def _one_thread() -> Iterator[None]:
    """Here threads wait for each other longer than they compute, most of all on a busy machine."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


# The figure.


@contextmanager
def _figure_writer(options: argparse.Namespace) -> Iterator[Callable[["PolynomialFit"], str]]:
    """A function that writes the figure, and returns the line of the report about it.

    Whether the file can be written is checked before anything is computed. The figure is written
    next to it and then renamed, so that the file is never half a figure.
    """
    if options.figure is None:
        yield lambda fit: ""
        return
    _require("plotly", "--figure")
    name = printable(options.figure)
    with _errors_about(f"--figure {name}"), _errors_of_writing():
        target = _target(options)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        part.touch(exist_ok=False)

    def write(fit: "PolynomialFit") -> str:
        from ._html import figure_html

        text, drawn = figure_html(fit)
        with _errors_about(f"--figure {name}"), _errors_of_writing():
            part.write_text(text, encoding="utf-8")
            part.replace(target)
        rows = len(fit.table.x)
        some = f", {drawn:,} of {rows:,} rows" if drawn < rows else ""
        return f"\nFigure: {name}{some}\n"

    try:
        yield write
    finally:
        part.unlink(missing_ok=True)


def _target(options: argparse.Namespace) -> Path:
    """The file to write, if it may be written."""
    if options.figure == "-":
        raise InputError("standard output is for the report; name a file")
    target = Path(os.path.realpath(options.figure))
    if target.is_dir():
        raise InputError("this is a folder; name a file in it")
    if not target.parent.is_dir():
        raise InputError("there is no such folder; make it first")
    if target.exists():
        if not target.is_file():
            raise InputError("this is no ordinary file; name another")
        if not os.access(target, os.W_OK):
            raise InputError("this file may not be written; name another")
        if options.file != "-" and Path(options.file).exists() and target.samefile(options.file):
            raise InputError("this is the file of the data; name another")
    return target


@contextmanager
def _errors_of_writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"nothing can be written there ({error.strerror}); name another place"
        ) from None


@contextmanager
def _errors_about(subject: str) -> Iterator[None]:
    """Begin the line of an error with what it is about."""
    try:
        yield
    except (OSError, InputError) as error:
        raise InputError(f"{subject}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    """What went wrong, in the system's words where it has some."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name a file in it"
    return str(getattr(error, "strerror", None) or error)


def _print(text: str) -> None:
    """Print what the terminal's encoding can show, even to a reader that leaves early."""
    if sys.stdout is None:  # closed from the start: nobody wants to read it
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), end="", flush=True)
    except BrokenPipeError:
        # Python flushes stdout again on exit; send that to /dev/null.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise InputError(f"the report cannot be written: {_reason(error)}") from None
