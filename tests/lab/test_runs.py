"""Runs of the lab against runs of the package: the same numbers at the same steps."""

import math
from collections import Counter

import pytest
import torch

from tests.helpers import lab, node

KINDS = len(lab.DATA) * len(lab.APPROXIMATIONS)
MILESTONES = [0, 1, 2, 10, 100, 1000]


@pytest.fixture(scope="module", params=[1, pytest.param(5, marks=pytest.mark.slow)])
def runs(request):
    """For so many cases of each kind the lab's run, and the package's run and history."""
    cases = lab.cases(request.param * KINDS, steps=1000)
    runs = node.call("tests/lab/runs.js", "runsOf", cases, MILESTONES)
    return [(case, run, *lab.fit(case)) for case, run in zip(cases, runs, strict=True)]


def test_parameters_agree(runs):
    found = [lab.differences(case, run["rows"], history) for case, run, _, history in runs]
    assert sum(found, []) == []


def test_losses_of_batches_agree(runs):
    differences = [
        (row["batchLoss"], float(expected.losses[row["step"]]), row["step"], case)
        for case, run, expected, _ in runs
        for row in run["rows"]
        if row["step"] <= expected.steps
        and not agrees(case, row["batchLoss"], expected.losses, row["step"])
    ]
    assert differences == []


def agrees(case, loss, losses, step):
    """A loss near the floor is the square of rounded errors, so the first loss counts, too."""
    tolerance = lab.TOLERANCE[case.setup["dtype"]]
    expected = float(losses[step])
    if not math.isfinite(expected):
        return not math.isfinite(loss) or loss > 1e30
    return abs(loss - expected) <= 10 * tolerance * expected + tolerance**2 * float(losses[0])


def test_losses_of_all_points_are_those_of_the_parameters(runs):
    for case, run, *_ in runs:
        problem = lab.problem_of(case.setup)
        x, y = problem.x.double(), problem.y.double()
        for row in run["rows"]:
            values = problem.original(x, torch.tensor(row["params"], dtype=torch.float64))
            expected = float(problem.loss(values, y))
            rounding = 1e-12 * float(problem.loss(values.abs(), -y.abs()))
            assert row["loss"] == pytest.approx(expected, rel=1e-9, abs=rounding), case


def test_runs_diverge_at_the_same_step_or_the_next(runs):
    differences = [
        (run["ended"], expected.stopped_because, expected.steps, case)
        for case, run, expected, _ in runs
        if abs(lifetime(run, case) - lifetime_in_package(expected)) > 1
    ]
    assert differences == []


def lifetime(run, case):
    """The step of divergence; one after the last where there is none."""
    return run["ended"]["step"] if run["ended"] else case.steps + 1


def lifetime_in_package(run):
    return run.steps if run.stopped_because == "diverged" else run.steps + 1


def test_the_cases_cover_everything(runs):
    cases = [case for case, *_ in runs]
    each = len(cases) // KINDS
    kinds = Counter((case.setup["data"], case.setup["approximation"]) for case in cases)
    assert [*kinds.values()] == [each] * KINDS
    counts = {"loss": 2, "optimizer": 3, "standardize": 2, "dtype": 2, "seed": 4}
    for name, count in counts.items():
        values = Counter(case.setup[name] for case in cases)
        assert len(values) == count, name
        assert min(values.values()) >= 4 * each, name
    assert sum(case.setup["batch"] is not None for case in cases) >= 10 * each
    assert sum(len(case.rates) > 1 for case in cases) >= 9 * each
    assert sum(expected.stopped_because == "diverged" for _, _, expected, _ in runs) >= 4 * each
