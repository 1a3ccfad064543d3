"""The snippets print with the small torch what they print with PyTorch, or name what is missing."""

import re

import pytest

from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER
from tests.helpers.snippets import RUNNABLE, SNIPPETS, printed_by

# These need processes, or a file that stays: a browser has neither.
ELSEWHERE = {"checkpoint", "many_processes"}
# The page says the second in the words of the first: see browser/session/missing.py.
MISSING = r"this page's small (torch|plotly) has no|cannot import name '\w+' from 'torch"
LONG = {"divergence_guard", "fit", "loop", "schedule"}  # thousands of steps


def run_snippets(names):
    """The outcome of each, as one cell."""
    programs = {
        name: [{"code": (SNIPPETS / f"{name}.py").read_text("utf-8"), "checks": ""}]
        for name in names
    }
    return {name: outcome for name, [outcome] in run_cells(programs, BROWSER).items()}


def assert_prints_what_torch_prints(name, outcome):
    assert (outcome["printed"], outcome["error"]) == (printed_by(name), "")


@pytest.fixture(scope="module")
def outcomes():
    names = {path.stem for path in SNIPPETS.glob("*.py")}
    return run_snippets(names - ELSEWHERE - LONG)


@pytest.mark.parametrize("name", [name for name in RUNNABLE if name not in LONG])
def test_snippets_print_what_torch_prints(outcomes, name):
    assert_prints_what_torch_prints(name, outcomes[name])


@pytest.mark.slow
def test_long_snippets_print_what_torch_prints():
    for name, outcome in run_snippets(LONG).items():
        assert_prints_what_torch_prints(name, outcome)


def test_every_other_snippet_names_what_is_missing(outcomes):
    for name in outcomes.keys() - set(RUNNABLE):
        error = outcomes[name]["error"]
        assert re.search(MISSING, error), name
