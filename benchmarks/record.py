"""The record: what was measured beside peers, as JSON that the site's page of it reads."""

import json
import re
from typing import Any

from . import growth, linear_problem, machine, recipe, sweeps
from .problem import NOTEBOOK
from .table import PROJECT
from .timing import Comparison

PATH = PROJECT / "docs" / "snippets" / "measurements.json"


def write() -> None:
    """Measure what is not measured yet, and replace the record."""
    content = {
        "date": machine.today(),
        "machine": f"{machine.machine()}, {machine.processor()}",
        "versions": machine.versions(),
        "one run": _times(recipe.one_run(), points=len(NOTEBOOK.x), steps=recipe.STEPS),
        "many runs": {
            dtype: _times(
                sweeps.many_runs(dtype),
                runs=sweeps.RUNS,
                steps=sweeps.STEPS,
                difference=sweeps.largest_difference(dtype),
            )
            for dtype in sweeps.DTYPES
        },
        "linear problem": _times(
            linear_problem.one_fit(),
            rows=linear_problem.ROWS,
            errors=linear_problem.errors(),
        ),
        "growth": growth.measure(),
    }
    PATH.write_text(_json(content), "utf-8")
    print(f"written: {PATH.relative_to(PROJECT)}")


def _times(comparison: Comparison, **more: Any) -> dict[str, Any]:
    """What the task was, each way's median, least and most seconds, and the first way / each."""
    turns = min(map(len, comparison.turns.values()))
    return {**more, "turns": turns, "seconds": comparison.summary(), "ratios": comparison.ratios()}


def _json(content: dict[str, Any]) -> str:
    """With each list of numbers on one line."""
    text = json.dumps(content, indent=1)
    lists = re.compile(r"\[[^][{]*\]|(?<=: )\[(?:\s*\[[^]]*\],?)*\s*\]")
    return lists.sub(lambda each: " ".join(each[0].split()), text) + "\n"
