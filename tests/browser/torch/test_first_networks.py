"""First networks, pasted whole, print with the small torch what they print with torch."""

import pytest

from tests.helpers.first_networks import PROGRAMS
from tests.helpers.run_cells import run_cells
from tests.helpers.small_torch import BROWSER


@pytest.fixture(scope="module")
def outcomes():
    """What the programs give with torch, and with the small torch."""
    cells = {name: [{"code": code, "checks": ""}] for name, code in PROGRAMS.items()}
    return run_cells(cells), run_cells(cells, BROWSER)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_what_it_prints_with_torch(outcomes, name):
    [theirs], [ours] = (each[name] for each in outcomes)
    assert theirs["error"] == ""
    assert ours == theirs
