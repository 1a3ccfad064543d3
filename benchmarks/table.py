"""Table: what was measured, as Markdown in a file that people read."""

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import torch

# What is measured, how, the most it may be (the least, where the unit is "of 1"), and its unit.
Benchmark = tuple[str, Callable[[], float], float, str]
AT_LEAST = " of 1"


def run(benchmarks: Iterable[Benchmark], title: str, arguments: list[str]) -> None:
    """Measure, print as it goes, write into the file that is named, and fail beyond a bound."""
    lines = ["| what | measured | bound |", "|---|---:|---:|"]
    missed = []
    for name, benchmark, bound, unit in benchmarks:
        value = benchmark()
        shown = "" if unit == AT_LEAST else unit
        lines.append(f"| {name} | {value:.3g}{shown} | {bound:g}{unit} |")
        print(lines[-1], flush=True)
        if value < bound if unit == AT_LEAST else value > bound:
            missed.append(name)
    table = "\n".join([*lines, "", machine()])
    print(f"\n{table}")
    if arguments:
        _write(Path(arguments[0]), title, table)
    if missed:
        sys.exit("beyond its bound: " + ", ".join(missed))


def machine() -> str:
    """What the table was measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, torch {torch.__version__}, "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )


def _write(path: Path, title: str, table: str) -> None:
    """Put the table between the file's markers."""
    text = path.read_text(encoding="utf-8")
    markers = re.compile(rf"(<!-- {title} -->\n).*(<!-- end of {title} -->)", re.DOTALL)
    if not markers.search(text):
        sys.exit(f"{path} has no <!-- {title} --> markers")
    path.write_text(markers.sub(rf"\1\n{table}\n\n\2", text), encoding="utf-8")
