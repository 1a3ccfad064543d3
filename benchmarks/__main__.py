"""Measures everything, prints the table that README shows, and says what misses its bound.

python -m benchmarks            print the table
python -m benchmarks README.md  also write it into that file, between its two markers
"""

import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import torch

from . import answers, figures, prediction, recipe, sweeps

BENCHMARKS = [
    ("`fit` per step, recording all, / the bare loop", recipe.against_bare_loop, 1.2, ""),
    ("`fit` per step, recording all, / a `torch.optim.SGD` loop", recipe.against_optim, 0.9, ""),
    ("`import sgd_tutorial` after torch / `import torch`", recipe.import_time, 1.1, ""),
    ("`fit`, 1,000,000 steps: memory", recipe.memory_of_a_million_steps, 40, " MB"),
    ("`sweep` of 1,000 runs x 1,000 steps / one bare loop", sweeps.against_one_run, 3, ""),
    ("the same / `torch.func.vmap`", sweeps.against_vmap, 1, ""),
    ("`sweep` of 1,000 runs / a Python loop over runs", sweeps.against_run_after_run, 1, ""),
    ("`params_after` 10**9 steps", prediction.a_billion_steps, 2, " ms"),
    ("the slowest of the six answers", answers.slowest, 10, " s"),
    ("all figures, given the answers", figures.seconds_for_all, 5, " s"),
]
MARKERS = re.compile(r"(<!-- benchmarks -->\n).*(<!-- end of benchmarks -->)", re.DOTALL)


def measure() -> tuple[str, list[str]]:
    """The table in Markdown, and the names of those beyond their bound."""
    lines = ["| what | measured | bound |", "|---|---:|---:|"]
    missed = []
    for name, benchmark, bound, unit in BENCHMARKS:
        value = benchmark()
        lines.append(f"| {name} | {value:.3g}{unit} | {bound}{unit} |")
        print(lines[-1], flush=True)
        if value > bound:
            missed.append(name)
    return "\n".join([*lines, "", machine()]), missed


def machine() -> str:
    """What the table was measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, torch {torch.__version__}, "
        f"{datetime.now(UTC):%Y-%m-%d}."
    )


def write(path: Path, table: str) -> None:
    """Put the table between the file's markers."""
    text = path.read_text(encoding="utf-8")
    if not MARKERS.search(text):
        sys.exit(f"{path} has no <!-- benchmarks --> markers")
    path.write_text(MARKERS.sub(rf"\1\n{table}\n\n\2", text), encoding="utf-8")


table, missed = measure()
print(f"\n{table}")
if len(sys.argv) > 1:
    write(Path(sys.argv[1]), table)
if missed:
    sys.exit("beyond its bound: " + ", ".join(missed))
