"""What each process of distributed/test_fit.py runs: `-m tests.helpers.ranks CASE FOLDER`."""

import os
import signal
import sys
from pathlib import Path

import torch
import torch.distributed as dist

import sgd_tutorial as sgd

GUESSES = [1.0, 2.0, 3.0]
MEAN = {"learning_rate": 41e-7, "steps": 50, "loss": sgd.mean_squared_error}
SUM = {"learning_rate": 1e-7, "steps": 50}
# By name: number of rows, dtype, and the other arguments.
FITS = {
    "sum": (41, torch.float32, SUM),
    "mean": (41, torch.float32, MEAN),
    "even rows": (40, torch.float32, MEAN),
    "one row": (1, torch.float32, SUM | {"learning_rate": 1e-6}),
    "precise sum": (41, torch.float64, SUM),
    "precise mean": (41, torch.float64, MEAN),
    "batches": (41, torch.float64, MEAN | {"batch_size": 3, "seed": 4}),
    "memory": (41, torch.float64, SUM | {"optimizer": sgd.Momentum(0.5), "record_every": 7}),
    "schedule": (41, torch.float64, SUM | {"learning_rate": sgd.inverse_decay(1e-7, 10)}),
    "no step": (41, torch.float64, SUM | {"steps": 0}),
}
LONG = {"learning_rate": 1e-7, "steps": 40, "optimizer": sgd.Adam(), "batch_size": 5}


def data(rows, dtype):
    x, y = sgd.notebook_data()
    return x[:rows].to(dtype), y[:rows].to(dtype)


def fits(rank, folder):
    """Every fit; a process group of the caller's, used and kept; the errors."""
    results = {}
    for name, (rows, dtype, how) in FITS.items():
        run = sgd.fit_distributed(sgd.quadratic, GUESSES, *data(rows, dtype), **how)
        results[name] = run.history, run.losses, run.recorded_steps
    results["initialized after"] = dist.is_initialized()
    run = sgd.fit_distributed(sgd.quadratic, GUESSES, *data(41, torch.float32), **LONG)
    results["long"] = run.history, run.losses

    dist.init_process_group("gloo")
    sgd.fit_distributed(sgd.quadratic, GUESSES, *data(41, torch.float32), **SUM)
    total = torch.ones(1)
    dist.all_reduce(total)
    results["own group"] = total.item()
    for name, case in ERRORS.items():
        try:
            case(rank)
            results[name] = "no error"
        except Exception as error:
            results[name] = f"{type(error).__name__}: {error}"
    dist.all_reduce(total)  # after the errors all processes still exchange
    results["after errors"] = total.item()
    dist.destroy_process_group()
    if rank == 0:  # the other process does not come
        try:
            fit(timeout=1)
        except RuntimeError as error:
            results["alone"] = str(error)
    torch.save(results, folder / f"{rank}.pt")


def fit(approximation=sgd.quadratic, guesses=GUESSES, shift=0.0, **how):
    x, y = data(41, torch.float32)
    return sgd.fit_distributed(approximation, guesses, x, y + shift, **(SUM | how))


def root_of_sum(y1, y2):
    return sgd.sum_squared_error(y1, y2).sqrt()


def failing_on_one(rank):
    calls = []

    def quadratic(x, params):
        calls.append(None)
        if rank == 1 and len(calls) > 20:
            raise ZeroDivisionError("in the reader's function")
        return sgd.quadratic(x, params)

    fit(quadratic)


ERRORS = {
    "other data": lambda rank: fit(shift=rank),
    "other guesses": lambda rank: fit(guesses=[1.0, 2.0, 3.0 + rank]),
    "other rate and steps": lambda rank: fit(learning_rate=1e-7 * (1 + rank), steps=9 + rank),
    "one refuses": lambda rank: fit(guesses=GUESSES[rank:]),
    "all refuse": lambda rank: fit(steps=-1),
    "no sum": lambda rank: fit(loss=root_of_sum),
    "failing on one": failing_on_one,
    "rate failing on one": lambda rank: fit(
        learning_rate=lambda step: -1.0 if rank and step == 5 else 1e-7
    ),
    "other rate later": lambda rank: fit(
        learning_rate=lambda step: 1e-7 if step < 5 else 1e-7 / (1 + rank)
    ),
}


def killed(rank, folder):
    """The long fit; one process is killed in the middle, the first time."""
    calls = []

    def quadratic(x, params):
        calls.append(None)
        first = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
        if first and rank == 1 and len(calls) == 29:
            os.kill(os.getpid(), signal.SIGKILL)
        return sgd.quadratic(x, params)

    run = sgd.fit_distributed(
        quadratic,
        GUESSES,
        *data(41, torch.float32),
        **LONG,
        checkpoint=folder / "run.pt",
        every=10,
    )
    torch.save((run.history, run.losses, len(calls)), folder / f"{rank}.pt")


if __name__ == "__main__":
    rank, folder = int(os.environ["RANK"]), Path(sys.argv[2])
    (folder / f"{os.getpid()}.pid").touch()
    {"fits": fits, "killed": killed}[sys.argv[1]](rank, folder)
