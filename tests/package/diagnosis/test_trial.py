"""Trials: the runs of `fit`, bit by bit, also where they come back to where they were."""

import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._problem import Problem
from sgd_tutorial.diagnosis._trial import tried

X = torch.linspace(-1, 1, 12)
RATES = {
    "arrives and stands still": 0.05,
    "goes to and fro": 0.16,
    "on its way": 1e-4,
    "diverges": 1.0,
    "one for each parameter": [0.03, 0.05],
    "a schedule": sgd.inverse_decay(0.05, half_at=10),
}
APPROXIMATIONS = {"line": sgd.linear, "wave": sgd.sine, "growth": sgd.exponential}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", APPROXIMATIONS)
def test_a_trial_is_the_run_of_fit(name, rate, dtype):
    x = X.to(dtype)
    problem = Problem(APPROXIMATIONS[name], torch.tensor([1.0, 0.5]).to(dtype), x, 2 * x + 1, sgd.sum_squared_error, None, 0)  # fmt: skip
    expected = problem.fit(learning_rate=RATES[rate], steps=777)
    run = tried(problem, RATES[rate], 777)
    torch.testing.assert_close(run.history, expected.history, rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(run.losses, expected.losses, rtol=0, atol=0, equal_nan=True)
    assert (run.steps, run.stopped_because) == (expected.steps, expected.stopped_because)


def test_steps_that_are_known_are_not_taken():
    calls = []

    def line(x, params):
        calls.append(params)
        return params[0] * x + params[1]

    problem = Problem(line, torch.zeros(2), X, 2 * X + 1, sgd.sum_squared_error, None, 0)
    run = tried(problem, 0.05, 20_000)
    assert run.steps == 20_000
    assert len(run.history) == 20_001
    assert len(calls) < 1_000
