"""The record of a run: every step or every k-th, in no more memory than it needs."""

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import notebook


@pytest.mark.parametrize(
    ("steps", "every", "recorded"),
    [(10, 3, [0, 3, 6, 9, 10]), (9, 3, [0, 3, 6, 9]), (2, 5, [0, 2]), (0, 5, [0])],
)
def test_every_kth_step_and_the_last_are_recorded(problem, steps, every, recorded):
    whole = sgd.fit(*problem, learning_rate=1e-7, steps=steps)
    assert whole.recorded_steps.tolist() == list(range(steps + 1))
    assert len(whole.history) == len(whole.losses) == steps + 1
    run = sgd.fit(*problem, learning_rate=1e-7, steps=steps, record_every=every)
    assert run.recorded_steps.tolist() == recorded
    assert torch.equal(run.params, run.history[-1])
    assert torch.equal(run.history, whole.history[recorded])
    assert torch.equal(run.losses, whole.losses[recorded])


def test_storage_grows_without_losing_a_row(problem):
    long, *shorter = (sgd.fit(*problem, learning_rate=1e-7, steps=n) for n in (3000, 1364, 1365))
    expected, _ = notebook.loop(*problem, 1e-7, 3000, sgd.sum_squared_error)
    assert torch.equal(long.history, expected)
    for short in shorter:
        assert torch.equal(short.history, expected[: short.steps + 1])


def test_a_short_run_does_not_hold_a_long_runs_memory(problem):
    keywords = {"learning_rate": 1e-7, "steps": 10**9, "stop": sgd.StepBudget(1400)}
    run = sgd.fit(*problem, **keywords)
    assert run.history.untyped_storage().nbytes() <= 2 * 4 * run.history.numel()


def test_str_says_the_outcome(problem):
    run = sgd.fit(*problem, learning_rate=1e-7, steps=1)
    assert str(run) == (
        "1 step, stopped because: steps\nloss 1.164155e+07, params [2.1528, 1.9977, 3.0046]"
    )
    assert "\n" not in repr(run)
