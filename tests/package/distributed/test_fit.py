"""Two real processes against one; what happens if one is killed, or a checkpoint damaged."""

import os
import subprocess
import sys

import psutil
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import ranks
from tests.helpers.project import ROOT


def launch(case, folder, *options):
    """Run `tests.helpers.ranks` on two processes; no process stays behind."""
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    done = subprocess.run(
        [*torchrun, "--nproc-per-node=2", *options, "-m", "tests.helpers.ranks", case, str(folder)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    started = [int(file.stem) for file in folder.glob("*.pid")]
    assert started
    assert not any(map(psutil.pid_exists, started))
    return [torch.load(folder / f"{rank}.pt") for rank in (0, 1)]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The results of each process."""
    return launch("fits", tmp_path_factory.mktemp("fits"))


@pytest.mark.parametrize("name", ranks.FITS)
def test_two_processes_do_what_one_does(results, name):
    rows, dtype, how = ranks.FITS[name]
    one = sgd.fit(sgd.quadratic, ranks.GUESSES, *ranks.data(rows, dtype), **how)
    history, losses, steps = results[0][name]
    close = {"rtol": 1e-6 if dtype == torch.float32 else 1e-12, "atol": 0}
    torch.testing.assert_close(history[-1], one.params, **close)
    torch.testing.assert_close(history, one.history, rtol=close["rtol"], atol=1e-9)
    torch.testing.assert_close(losses, one.losses, rtol=5 * close["rtol"], atol=1e-9)
    assert steps.equal(one.recorded_steps)


@pytest.mark.parametrize("name", [*ranks.FITS, "long"])
def test_both_processes_hold_the_same_bits(results, name):
    assert all(map(torch.equal, results[0][name], results[1][name]))


def test_a_process_group_ends_only_with_its_owner(results):
    assert [result["initialized after"] for result in results] == [False, False]
    assert [result["own group"] for result in results] == [2, 2]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("other data", *["ValueError: processes 0 and 1 differ in y; give"] * 2),
        ("other guesses", *["ValueError: processes 0 and 1 differ in guesses; give"] * 2),
        ("other rate and steps", *["processes 0 and 1 differ in learning_rate, steps; give"] * 2),
        ("one refuses", "RuntimeError: process 1 refused", "ValueError: guesses has 2 numbers"),
        ("all refuse", *["ValueError: steps must be at least 0"] * 2),
        ("no sum", *["the loss (root_of_sum) of quadratic is neither the sum nor the mean"] * 2),
        (
            "failing on one",
            "RuntimeError: another process failed at step 1",
            "ZeroDivisionError: in the reader's function",
        ),
        (
            "rate failing on one",
            "RuntimeError: another process failed at step 6",
            "ValueError: the learning rate scheduled for step 5",
        ),
        ("other rate later", *["RuntimeError: the processes ended with different parameters"] * 2),
    ],
)
def test_an_error_reaches_every_process(results, name, first, second):
    assert first in results[0][name]
    assert second in results[1][name]
    assert [result["after errors"] for result in results] == [4, 4]


def test_a_process_that_does_not_come_ends_the_wait(results):
    assert "another process died or timed out at the start" in results[0]["alone"]


@pytest.mark.slow
def test_a_killed_process_costs_the_steps_since_the_checkpoint(results, tmp_path):
    """The restarted run resumes from step 20, and ends as the one that was never killed."""
    restarted = launch("killed", tmp_path, "--max-restarts=1")
    assert len(list(tmp_path.glob("*.pid"))) == 4
    for history, losses, _ in restarted:
        assert history.equal(results[0]["long"][0])
        assert losses.equal(results[0]["long"][1])
    # Calls: 4 to check the arguments, then one at each step from 20 to 40.
    assert restarted[0][2] == 4 + 40 - 20 + 1


def run(path, guesses=(1.0, 2.0, 3.0), **how):
    how = {"learning_rate": 1e-7, "steps": 20, "checkpoint": path, "every": 10} | how
    return sgd.fit_distributed(sgd.quadratic, guesses, *sgd.notebook_data(), **how)


def test_one_process_is_fit_itself(problem):
    one = sgd.fit(*problem, learning_rate=1e-7, steps=50)
    same = sgd.fit_distributed(*problem, learning_rate=1e-7, steps=50)
    assert same.history.equal(one.history)
    assert same.losses.equal(one.losses)


def test_a_run_resumes_with_more_steps(tmp_path):
    how = {"optimizer": sgd.Adam(), "learning_rate": 0.1, "record_every": 3, "batch_size": 7}
    run(tmp_path / "run.pt", steps=17, **how)
    more = run(tmp_path / "run.pt", steps=31, **how)
    whole = run(None, steps=31, **how)
    assert more.history.equal(whole.history)
    assert more.losses.equal(whole.losses)
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]
    with pytest.raises(ValueError, match=r"run\.pt is at step 31, beyond steps=30"):
        run(tmp_path / "run.pt", steps=30, **how)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"not a checkpoint",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(torch.tensor([1.0, 2.0]).numpy().tobytes(), bytes(8)),
    ],
    ids=["empty", "foreign", "cut off", "changed"],
)
def test_a_damaged_checkpoint_is_refused(tmp_path, damage):
    path = tmp_path / "run.pt"
    run(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"run\.pt is damaged or not a checkpoint .* remove it"):
        run(path)


@pytest.mark.parametrize(
    ("other", "different"),
    [
        ({"guesses": [1.0, 2.0, 4.0]}, "guesses"),
        ({"learning_rate": 2e-7}, "learning_rate"),
        ({"learning_rate": lambda step: 1e-7 if step < 15 else 1e-8}, "learning_rate"),
        ({"optimizer": sgd.Momentum(0.9)}, "optimizer"),
        ({"loss": lambda y1, y2: ((y1 - y2) ** 2).sum()}, "loss"),
    ],
)
def test_a_checkpoint_of_a_different_run_is_refused(tmp_path, other, different):
    run(tmp_path / "run.pt")
    with pytest.raises(ValueError, match=rf"run\.pt .* differs in {different}; use another file"):
        run(tmp_path / "run.pt", **other)


def test_a_checkpoint_of_another_function_of_the_same_name_is_refused(tmp_path):
    def quadratic(x, params):
        return params[0] * x * x

    run(tmp_path / "run.pt")
    with pytest.raises(ValueError, match="differs in approximation or loss"):
        sgd.fit_distributed(
            quadratic,
            [1.0, 2.0, 3.0],
            *sgd.notebook_data(),
            learning_rate=1e-7,
            steps=20,
            checkpoint=tmp_path / "run.pt",
        )


def test_a_write_that_fails_leaves_the_last_checkpoint(tmp_path, monkeypatch):
    run(tmp_path / "run.pt", steps=10)
    before = (tmp_path / "run.pt").read_bytes()

    def full(content, file):
        file.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(OSError, match="no space left"):
        run(tmp_path / "run.pt", steps=20)
    assert (tmp_path / "run.pt").read_bytes() == before


def test_a_run_that_diverges_warns_at_the_callers_line(problem):
    with pytest.warns(sgd.DivergenceWarning, match="use a smaller learning rate") as caught:
        diverged = sgd.fit_distributed(*problem, learning_rate=1e-5, steps=1000)
    assert diverged.stopped_because == "diverged"
    assert caught[0].filename == __file__


def test_an_optimizer_that_a_checkpoint_cannot_hold_is_refused(tmp_path):
    class Odd(sgd.Momentum):
        def start(self, params):
            super().start(params)
            self.past = []

    with pytest.raises(TypeError, match="Odd also has past"):
        run(tmp_path / "run.pt", optimizer=Odd())
