"""Random programs: values to the last bit, dtypes, printed text and errors are numpy's."""

import warnings

import numpy
import pytest

from tests.helpers.random_arrays import program
from tests.helpers.small_numpy import describe, small_numpy

PROGRAMS, QUICK = 5_000, 400
STARTS = [
    *range(0, QUICK, 200),
    *(pytest.param(start, marks=pytest.mark.slow) for start in range(QUICK, PROGRAMS, 200)),
]


def run(lines, module):
    """What each line appends, its warnings, and the error at the end."""
    names, results = {"np": module, "seen": (seen := [])}, []
    for line in lines:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                exec(line, names)
            except Exception as error:  # whatever it is, both must raise the same
                return [*results, (line, type(error).__name__, str(error))]
        # Of scalars of two dtypes numpy's warnings may say "divide" or "scalar divide".
        messages = [str(each.message).replace("scalar ", "") for each in warned]
        results.append((line, list(map(describe, seen)), messages))
        seen.clear()
    return results


@pytest.mark.parametrize("start", STARTS)
def test_random_programs_agree(start):
    for seed in range(start, start + 200):
        lines = program(seed)
        ours, theirs = run(lines, small_numpy), run(lines, numpy)
        if "this page's small numpy has no dtype" in str(ours[-1]):
            ours, theirs = ours[:-1], theirs[: len(ours) - 1]
        assert ours == theirs, f"seed {seed}:\n" + "\n".join(lines)


def test_most_random_programs_run_to_their_end():
    last = [run(program(seed), small_numpy)[-1] for seed in range(200)]
    assert sum(isinstance(each[1], list) for each in last) > 120
