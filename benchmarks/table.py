"""Table: what was measured, as Markdown in a file that people read."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from .machine import machine, today, versions

PROJECT = Path(__file__).parents[1]
# What is measured, how, the most it may be (the least, where the unit is "of 1"; None where a peer
# may win by any share), and its unit.
Benchmark = tuple[str, Callable[[], float], float | None, str]
AT_LEAST = " of 1"
TABLE = re.compile(r"(?<=<!-- benchmarks -->\n).*(?=<!-- end of benchmarks -->)", re.DOTALL)


def run(benchmarks: Sequence[Benchmark], file: str, words: list[str]) -> list[str]:
    """Measure, print as it goes, write into a file of the project; what is beyond its bound.

    Words choose the rows whose names have one of them; the others stay as they are.
    """
    path = PROJECT / file
    rows = _rows(path)
    missed = []
    for name, benchmark, bound, unit in benchmarks:
        if words and not any(word in name for word in words):
            continue
        value = benchmark()
        shown = "" if unit == AT_LEAST else unit
        limit = "none" if bound is None else f"{bound:g}{unit}"
        rows[name] = f"| {name} | {value:.3g}{shown} | {limit} |"
        print(rows[name], flush=True)
        # After each: what was measured is not lost.
        _write(path, [rows[name] for name, *_ in benchmarks if name in rows])
        if bound is not None and (value < bound if unit == AT_LEAST else value > bound):
            missed.append(name)
    return missed


def _rows(path: Path) -> dict[str, str]:
    """The rows that the file has, by their names."""
    lines = re.findall(r"^\| .*", TABLE.search(path.read_text("utf-8"))[0], re.MULTILINE)
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


def _write(path: Path, rows: list[str]) -> None:
    measured_with = ", ".join(f"{name} {number}" for name, number in versions().items())
    below = f"{machine()}, {measured_with}, {today()}."
    lines = ["", "| what | measured | bound |", "|---|---:|---:|", *rows, "", below, "", ""]
    path.write_text(TABLE.sub("\n".join(lines), path.read_text("utf-8")), "utf-8")
