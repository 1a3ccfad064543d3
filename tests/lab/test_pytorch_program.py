"""The program that a reader takes along: torch runs it, and it prints the lab's numbers."""

import contextlib
import io
import math
import re

import pytest
import torch

from tests.helpers import lab, node
from tests.helpers.scripts import run_in_fork

COUNT = 60


def programs_of(cases):
    """The lab's program and numbers for each case."""
    return node.call("tests/lab/runs.js", "programsOf", cases)


@pytest.fixture(scope="module")
def answers():
    """For each case its set-up, and the answer."""
    cases = lab.cases(COUNT, steps=150, seed=1)
    return [(case.setup, answer) for case, answer in zip(cases, programs_of(cases), strict=True)]


@pytest.fixture
def default_dtype():
    """Restore torch's default dtype, which a program in float64 changes."""
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def output_of(program):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(program, {})
    return output.getvalue()


def numbers(output):
    """Steps, loss and parameters."""
    return eval(f"[{output.strip().replace(' ', ', ', 2)}]", {"inf": math.inf, "nan": math.nan})


@pytest.mark.parametrize("index", range(COUNT))
def test_a_program_prints_the_labs_numbers(answers, default_dtype, index):
    setup, answer = answers[index]
    tolerance = lab.TOLERANCE[setup["dtype"]]
    steps, loss, params = numbers(output_of(answer["program"]))
    assert steps == answer["step"]
    assert re.findall("# ([1-5])[.]", answer["program"]) == [*"12345"]
    assert lab.largest_difference(params, answer["params"]) <= tolerance
    if answer["ended"] is None:
        assert loss == pytest.approx(answer["loss"], rel=10 * tolerance)


def test_some_of_the_runs_diverge(answers):
    diverged = [answer for _, answer in answers if answer["ended"]]
    assert 3 <= len(diverged) <= COUNT / 3


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.slow
def test_a_program_is_a_script_that_needs_only_torch(answers, tmp_path, index):
    script, (_, answer) = tmp_path / "program.py", answers[index]
    script.write_text(answer["program"])
    done = run_in_fork(script, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert numbers(done.stdout)[0] == answer["step"]


def test_the_notebooks_program_is_short_and_prints_what_the_notebook_printed(default_dtype):
    """And so does the lab."""
    [answer] = programs_of([lab.Case(lab.NOTEBOOK, [[0, 1e-7]], 10_002)])
    assert len(answer["program"].splitlines()) <= 30
    assert not re.search("generator|optimizer|rates|float64|spread", answer["program"])
    _, _, params = numbers(output_of(answer["program"]))
    for each in (params, answer["params"]):
        assert [f"{value:.4f}" for value in each] == ["4.9885", "0.0000", "2.9079"]


def test_a_program_has_the_rates_of_the_steps_that_it_takes():
    cases = [lab.Case(lab.NOTEBOOK, [[0, 1e-7], [step, 2e-7]], 100) for step in (99, 100)]
    changed, unchanged = (answer["program"] for answer in programs_of(cases))
    assert "{0: 1e-7, 99: 2e-7}" in changed
    assert "rates" not in unchanged


def test_lines_are_not_too_long_to_read():
    longest = lab.NOTEBOOK | {"data": "many", "batch": 5, "optimizer": "momentum"}
    longest |= {"approximation": "degree 6", "guesses": list(range(1, 8))}
    cases = [lab.Case(longest | {"standardize": each}, [[0, 1e-7]], 1) for each in (False, True)]
    for answer in programs_of(cases):
        assert max(map(len, answer["program"].splitlines())) <= 88
