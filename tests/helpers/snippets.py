"""The snippets: which of them run in the page."""

from tests.conftest import ROOT

SNIPPETS = ROOT / "docs" / "snippets"
RUNNABLE = [
    "divergence_guard",
    "fit",
    "fit_csv",
    "gradient_check",
    "held_out",
    "loop",
    "mean_loss",
    "schedule",
    "several_starts",
    "stable_rate",
    "standardize",
]


def printed_by(name):
    """What it prints with PyTorch."""
    return (SNIPPETS / f"{name}.txt").read_text("utf-8")
