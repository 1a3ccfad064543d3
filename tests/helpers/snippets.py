"""The snippets: which of them run in the page, and in which."""

import re

from tests.helpers.project import NOTEBOOKS, ROOT

SNIPPETS = ROOT / "docs" / "snippets"
RUNNABLE = [
    "divergence_guard",
    "fit",
    "fit_csv",
    "gradient_check",
    "held_out",
    "loop",
    "mean_loss",
    "mini_batches",
    "module",
    "rate_range",
    "schedule",
    "several_starts",
    "stable_rate",
    "standardize",
    "watch",
]


def shown_live():
    """The names in each page where they run, by the page's address."""
    pages = {}
    for source in ("docs/snippets/index.md", *map(str, NOTEBOOKS)):
        text = re.sub("^# ", "", (ROOT / source).read_text("utf-8"), flags=re.M)
        found = re.findall(
            r'^``` \{ \.python \.live \.fresh \}\n--8<-- "(\w+)\.py"\n```$', text, re.M
        )
        if found:
            place = source.rpartition(".")[0].removeprefix("docs/").removesuffix("index")
            pages[f"{place.rstrip('/')}/".lstrip("/")] = found
    return pages


def printed_by(name):
    """What it prints with PyTorch."""
    return (SNIPPETS / f"{name}.txt").read_text("utf-8")
