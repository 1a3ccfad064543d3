"""The snippets print with the small torch what they print with PyTorch, or name what is missing."""

import re

import pytest

from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER
from tests.helpers.snippets import RUNNABLE, SNIPPETS, printed_by

# These need processes, or a file that stays: a browser has neither.
ELSEWHERE = {"checkpoint", "many_processes"}


@pytest.fixture(scope="module")
def outcomes():
    """The outcome of each snippet, as one cell."""
    paths = [path for path in SNIPPETS.glob("*.py") if path.stem not in ELSEWHERE]
    programs = {p.stem: [{"code": p.read_text("utf-8"), "checks": ""}] for p in paths}
    return {name: outcome for name, [outcome] in run_cells(programs, BROWSER).items()}


@pytest.mark.parametrize("name", RUNNABLE)
def test_snippets_print_what_torch_prints(outcomes, name):
    outcome = outcomes[name]
    assert (outcome["printed"], outcome["error"]) == (printed_by(name), "")


def test_every_other_snippet_names_what_is_missing(outcomes):
    for name in outcomes.keys() - set(RUNNABLE):
        error = outcomes[name]["error"]
        assert re.search("this page's small (torch|plotly) has no", error), name
