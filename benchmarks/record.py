"""The record: what was measured beside peers, as JSON that the site's page of it reads."""

import json
from typing import Any

from . import growth, linear_problem, machine, recipe, sweeps
from .table import PROJECT
from .timing import Comparison

PATH = PROJECT / "docs" / "snippets" / "measurements.json"


def write() -> None:
    """Measure what is not measured yet, and replace the record."""
    content = {
        "date": machine.today(),
        "machine": f"{machine.machine()}, {machine.processor()}",
        "versions": machine.versions(),
        "one run": _times(recipe.one_run(), steps=recipe.STEPS),
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
    PATH.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    print(f"written: {PATH.relative_to(PROJECT)}")


def _times(comparison: Comparison, **more: Any) -> dict[str, Any]:
    """Each way's median, least and most seconds, and what the task was."""
    return {**more, "seconds": comparison.summary()}
