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


def run(benchmarks: Sequence[Benchmark], title: str, arguments: list[str]) -> None:
    """Measure, print as it goes, write into the file that is named, and fail beyond a bound.

    Words after the file choose the rows whose names have one of them; the others stay as they are.
    """
    path, words = Path(arguments[0]) if arguments else None, arguments[1:]
    rows = _rows(path, title) if path else {}
    missed = []
    for name, benchmark, bound, unit in benchmarks:
        if words and not any(word in name for word in words):
            continue
        value = benchmark()
        shown = "" if unit == AT_LEAST else unit
        rows[name] = f"| {name} | {value:.3g}{shown} | {bound:g}{unit} |"
        print(rows[name], flush=True)
        if path:  # after each: what was measured is not lost
            _write(path, title, [rows[name] for name, *_ in benchmarks if name in rows])
        if value < bound if unit == AT_LEAST else value > bound:
            missed.append(name)
    print(machine())
    if missed:
        sys.exit("beyond its bound: " + ", ".join(missed))


def machine() -> str:
    """What the table was measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, torch {torch.__version__}, "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )


def _rows(path: Path, title: str) -> dict[str, str]:
    """The rows that the file has, by their names."""
    found = _markers(title).search(path.read_text(encoding="utf-8"))
    if not found:
        sys.exit(f"{path} has no <!-- {title} --> markers")
    lines = [line for line in found[2].splitlines() if line.startswith("| ")]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines[1:]}


def _write(path: Path, title: str, rows: list[str]) -> None:
    """Put the table between the file's markers."""
    table = "\n".join(["| what | measured | bound |", "|---|---:|---:|", *rows, "", machine()])
    text = path.read_text(encoding="utf-8")
    path.write_text(_markers(title).sub(rf"\1\n{table}\n\n\3", text), encoding="utf-8")


def _markers(title: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {title} -->\n)(.*)(<!-- end of {title} -->)", re.DOTALL)
