"""Table: what was measured, as Markdown in a file that people read."""

import os
import platform
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import torch

# What is measured, how, the most it may be (the least, where the unit is "of 1"), and its unit.
Benchmark = tuple[str, Callable[[], float], float, str]
AT_LEAST = " of 1"
TABLE = re.compile(r"(?<=<!-- benchmarks -->\n).*(?=<!-- end of benchmarks -->)", re.DOTALL)


def run(benchmarks: Sequence[Benchmark], file: str, words: list[str]) -> None:
    """Measure, print as it goes, write into a file of the project, and fail beyond a bound.

    Words choose the rows whose names have one of them; the others stay as they are.
    """
    path = Path(__file__).parents[1] / file
    rows = _rows(path)
    missed = []
    for name, benchmark, bound, unit in benchmarks:
        if words and not any(word in name for word in words):
            continue
        value = benchmark()
        shown = "" if unit == AT_LEAST else unit
        rows[name] = f"| {name} | {value:.3g}{shown} | {bound:g}{unit} |"
        print(rows[name], flush=True)
        # After each: what was measured is not lost.
        _write(path, [rows[name] for name, *_ in benchmarks if name in rows])
        if value < bound if unit == AT_LEAST else value > bound:
            missed.append(name)
    if missed:
        sys.exit("beyond its bound: " + ", ".join(missed))


def _rows(path: Path) -> dict[str, str]:
    """The rows that the file has, by their names."""
    lines = re.findall(r"^\| .*", TABLE.search(path.read_text("utf-8"))[0], re.MULTILINE)
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


def _write(path: Path, rows: list[str]) -> None:
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, torch {torch.__version__}, "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )
    lines = ["", "| what | measured | bound |", "|---|---:|---:|", *rows, "", machine, "", ""]
    path.write_text(TABLE.sub("\n".join(lines), path.read_text("utf-8")), "utf-8")
