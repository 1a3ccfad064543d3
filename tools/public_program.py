"""Run programs with torch and with the small torch, and say where the two part.

    python -m tools.public_program program.py notebook.ipynb

Programs that draw need matplotlib in this Python. Random numbers start from seed 0; printed numbers
may differ by a ten-thousandth, since the small torch adds up products in another order.
"""

import json
import re
import sys
from itertools import zip_longest
from pathlib import Path

from tests.helpers.run_cells import ROOT, run_cells

SEED = """
import random, numpy, torch
random.seed(0), numpy.random.seed(0), torch.manual_seed(0);
"""
NUMBER = re.compile(r"[-+]?\d+\.\d*(?:e[-+]?\d+)?")
WHAT_VARIES = re.compile(r"0x[0-9a-f]+|\s+")


def main(paths: list[str]) -> None:
    """Print a line for each program, or what it prints first that torch does not."""
    programs = {path: _cells(Path(path)) for path in paths}
    theirs, ours = run_cells(programs), run_cells(programs, ROOT / "browser")
    for path in paths:
        print(f"{path}: {_difference(theirs[path], ours[path]) or 'the same'}")


def _cells(path: Path) -> list[dict[str, str]]:
    text = path.read_text("utf-8")
    sources = [text]
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    sources = [re.sub(r"(?m)^\s*[%!].*$", "", source) for source in sources]
    return [{"code": source, "checks": ""} for source in [SEED, *sources]]


def _difference(theirs: list[dict], ours: list[dict]) -> str:
    """The first text that is not torch's, beside torch's."""
    for number, (cell, own) in enumerate(zip(theirs, ours, strict=True)):
        for kind in "error", "printed", "value":
            lines = (str(each[kind] or "").splitlines() for each in (cell, own))
            for line, own_line in zip_longest(*lines, fillvalue=""):
                if not _alike(line, own_line):
                    return f"cell {number}, {kind}\n  torch: {line}\n  small: {own_line}"
    return ""


def _alike(line: str, own: str) -> bool:
    if WHAT_VARIES.sub("", NUMBER.sub("#", line)) != WHAT_VARIES.sub("", NUMBER.sub("#", own)):
        return False
    pairs = zip(map(float, NUMBER.findall(line)), map(float, NUMBER.findall(own)), strict=True)
    return all(abs(a - b) <= 1e-4 * max(abs(a), 1e-2) for a, b in pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
