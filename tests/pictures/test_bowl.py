"""The bowl's picture against the package: its run, its prediction, its lines of equal loss, its words."""

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import node

DESCENTS = "tests/pictures/descents.js"
STEPS = 60
START = [1.0, 2.0, 3.0]
# How far the points reach, the rate times the steepest curvature, the momentum.
RUNS = [(2, 1.5, 0), (20, 0.5, 0.5), (3, 2.0, 0.9), (2, 2.1, 0)]
# What is said of the whole, and of the steepest direction.
WORDS = {
    (2, 0.5, 0): ("Stable", "shrinks on one side"),
    (2, 1.0, 0): ("Stable", "is gone after one step"),
    (2, 1.5, 0): ("Stable", "jumps from side to side"),
    (2, 2.0, 0): ("On the edge", "jumps for ever"),
    (2, 2.1, 0): ("It diverges", "grows, times 1.1 a step"),
    (2, 2.1, 0.9): ("Stable", "swings; in the long run a step leaves 0.9487 of it"),
    (2, 3.9, 0.9): ("It diverges", "grows"),
}


def points(reach):
    x = reach * torch.linspace(-1, 1, 41, dtype=torch.float64)
    return x, 5 * x * x


def choice(reach, product, momentum):
    pairs = torch.stack(points(reach), dim=1).tolist()
    problem = {"points": pairs, "approximation": "quadratic", "guesses": START}
    return problem | {"product": product, "momentum": momentum}


@pytest.fixture(scope="module")
def descents():
    """What the picture makes of each case, by one start of Node."""
    cases = [*RUNS, *WORDS]
    made = node.call(DESCENTS, "descentsOf", [choice(*case) for case in cases], STEPS)
    return dict(zip(cases, made, strict=True))


@pytest.mark.parametrize("case", RUNS)
def test_the_run_is_the_packages_and_the_prediction_is_the_run(descents, case):
    reach, product, momentum = case
    actual = descents[case]
    problem = sgd.quadratic, torch.tensor(START, dtype=torch.float64), *points(reach)
    bowl = sgd.curvature(*problem)
    rate = product / bowl.eigenvalues[-1].item()
    run = sgd.fit(*problem, learning_rate=rate, steps=STEPS, optimizer=sgd.Momentum(momentum))
    assert actual["rate"] == pytest.approx(rate, rel=1e-9)
    size = run.history.abs().max().item()
    for mine, expected in zip(actual["params"], run.history.tolist(), strict=True):
        assert mine == pytest.approx(expected, abs=1e-9 * size)
    for mine, predicted in zip(actual["errors"], actual["predictedErrors"], strict=True):
        assert mine == pytest.approx(predicted, abs=1e-9 * size)


@pytest.mark.parametrize("case", WORDS)
def test_words_say_what_the_factor_does(descents, case):
    """The words of the page about curvature; beyond 2 (1 + β) momentum diverges."""
    whole, steepest = WORDS[case]
    said = descents[case]["words"]
    assert said[0].startswith(whole)
    assert said[1].startswith(steepest)


def test_each_line_is_one_of_equal_loss():
    """As the package's loss says, with all other parameters at their best."""
    window = {"x": [0, 10], "y": [-4, 4]}
    lines = node.call(DESCENTS, "ellipsesOf", choice(2, 1.0, 0), [0, 2], window)
    x, y = points(2)
    assert len(lines) > 5
    for line in lines:
        a, c = (torch.tensor(line[axis], dtype=torch.float64) for axis in ("xs", "ys"))
        params = torch.stack([a, 0 * a, c])[:, None]
        losses = sgd.sum_squared_error(sgd.quadratic(x[:, None], params), y[:, None])
        assert losses.tolist() == pytest.approx([losses[0].item()] * len(losses), rel=1e-6)
