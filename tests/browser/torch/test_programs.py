"""Random programs: values, bits of losses and gradients, and printed text are torch's."""

import pytest

from tests.helpers.random_programs import program
from tests.helpers.small_torch import run_lines, run_with_both, small

PROGRAMS = 5_000
CHUNK = 250


@pytest.mark.parametrize("start", range(0, PROGRAMS, CHUNK))
def test_random_programs_agree(start):
    for seed in range(start, start + CHUNK):
        lines = program(seed)
        theirs, ours = run_with_both(lines)
        assert ours == theirs, f"seed {seed}:\n" + "\n".join(lines)


def test_most_random_programs_run_to_their_end():
    last = [run_lines(program(seed), small)[-1] for seed in range(400)]
    assert sum(len(result) == 2 for result in last) > 200  # an error has three parts
