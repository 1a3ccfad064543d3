"""The lab's engine in Chromium against the package: the same numbers at the same steps."""

import math
from collections import Counter

import pytest
import torch

from tests.conftest import ROOT
from tests.helpers import lab

CASES = lab.cases(245, steps=1000)
MILESTONES = [0, 1, 2, 10, 100, 1000]
TOLERANCE = {"float32": 1e-4, "float64": 1e-9}
ORIGIN = "http://lab.test/"
RUNS = f"""async ([cases, milestones]) => {{
  const {{ runsOf }} = await import("{ORIGIN}tests/lab/runs.js")
  return runsOf(cases, milestones)
}}"""


@pytest.fixture(scope="module")
def pairs(browser):
    """For each case what the lab makes of it, and the package: its history and its run."""
    page = browser.new_page()
    page.route(f"{ORIGIN}**", serve)
    page.goto(ORIGIN)
    ours = page.evaluate(RUNS, [CASES, MILESTONES])
    page.close()
    return [(case, run, *lab.fit(case)) for case, run in zip(CASES, ours, strict=True)]


def serve(route):
    path = route.request.url.removeprefix(ORIGIN)
    route.fulfill(path=ROOT / path) if path else route.fulfill(body="", content_type="text/html")


def described(case):
    setup = {name: value for name, value in case.setup.items() if name != "points"}
    return f"{setup}, rates {case.rates}"


def common_rows(run, theirs):
    """The milestones that both have reached."""
    return [row for row in run["rows"] if row["step"] <= theirs.steps]


def test_parameters_agree(pairs):
    differences = [
        (difference, row["step"], described(case))
        for case, ours, history, theirs in pairs
        for row in common_rows(ours, theirs)
        for difference in [lab.largest_difference(row["params"], history[row["step"]])]
        if not difference <= TOLERANCE[case.setup["dtype"]]
    ]
    assert differences == []


def test_losses_of_batches_agree(pairs):
    differences = [
        (row["batchLoss"], float(theirs.losses[row["step"]]), row["step"], described(case))
        for case, ours, _, theirs in pairs
        for row in common_rows(ours, theirs)
        if not loss_allowed(case, row["batchLoss"], theirs.losses, row["step"])
    ]
    assert differences == []


def loss_allowed(case, ours, losses, step):
    """A loss near the floor is the square of rounded errors, so the first loss counts, too."""
    tolerance = TOLERANCE[case.setup["dtype"]]
    theirs = float(losses[step])
    if not math.isfinite(theirs):
        return not math.isfinite(ours) or ours > 1e30
    return abs(ours - theirs) <= 10 * tolerance * theirs + tolerance**2 * float(losses[0])


def test_losses_of_all_points_are_those_of_the_parameters(pairs):
    for case, ours, _, _ in pairs:
        problem = lab.problem_of(case.setup)
        x, y = problem.x.double(), problem.y.double()
        for row in ours["rows"]:
            values = problem.original(x, torch.tensor(row["params"], dtype=torch.float64))
            expected = float(problem.loss(values, y))
            rounding = 1e-12 * float(problem.loss(values.abs(), -y.abs()))
            assert row["loss"] == pytest.approx(expected, rel=1e-9, abs=rounding), described(case)


def test_runs_diverge_at_the_same_step_or_the_next(pairs):
    endings = [
        (ours["ended"], theirs.stopped_because, theirs.steps, described(case))
        for case, ours, _, theirs in pairs
        if abs(lifetime(ours["ended"], case) - lifetime_of_theirs(theirs)) > 1
    ]
    assert endings == []


def lifetime(ended, case):
    """The step of divergence; one after the last where there is none."""
    return ended["step"] if ended else case.steps + 1


def lifetime_of_theirs(run):
    return run.steps if run.stopped_because == "diverged" else run.steps + 1


def test_the_grid_has_everything(pairs):
    assert len(CASES) >= 200
    kinds = Counter((case.setup["data"], case.setup["approximation"]) for case in CASES)
    assert len(kinds) == len(lab.DATA) * len(lab.APPROXIMATIONS)
    counts = {"loss": 2, "optimizer": 3, "standardize": 2, "dtype": 2, "seed": 4}
    for name, count in counts.items():
        found = Counter(case.setup[name] for case in CASES)
        assert len(found) == count, name
        assert min(found.values()) >= 20, name
    assert sum(case.setup["batch"] is not None for case in CASES) >= 50
    assert sum(len(case.rates) > 1 for case in CASES) >= 50
    assert sum(theirs.stopped_because == "diverged" for *_, theirs in pairs) >= 20
