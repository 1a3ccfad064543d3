"""Random programs: values, bits of losses and gradients, printed text and errors are torch's."""

import pytest

from tests.helpers import agreement, signature_programs
from tests.helpers.newer_torch import change
from tests.helpers.random_programs import program
from tests.helpers.small_torch import run_lines, run_with_both, small

PROGRAMS, QUICK = 5_000, 500
CHUNK = 250
STARTS = [
    *range(0, QUICK, CHUNK),
    *(pytest.param(start, marks=pytest.mark.slow) for start in range(QUICK, PROGRAMS, CHUNK)),
]


@pytest.mark.parametrize("start", STARTS)
def test_random_programs_agree(start):
    for seed in range(start, start + CHUNK):
        lines = program(seed)
        theirs, ours = run_with_both(lines)
        same = ours == theirs or change(lines, theirs)
        assert same, f"seed {seed}:\n" + "\n".join(lines)


def test_most_random_programs_run_to_their_end():
    last = [run_lines(program(seed), small)[-1] for seed in range(400)]
    assert sum(len(result) == 2 for result in last) > 200  # an error has three parts


@pytest.mark.parametrize("start", STARTS)
def test_programs_drawn_from_torchs_signatures_agree(start):
    runs = [agreement.run(signature_programs.program(seed)) for seed in range(start, start + CHUNK)]
    assert [each.difference for each in runs if each.difference] == []
    assert sum(bool(each.lacking) for each in runs) < CHUNK / 4
    assert sum(len(each.other_words) for each in runs) < CHUNK / 12
