"""A program that puts the package to the test, to run with either torch."""

import json
import os
import subprocess
import sys

import torch

from tests.helpers.project import ROOT

ADAPTIVE = ["Adam", "RMSProp"]
PROGRAM = """
import json, sys, warnings
import torch
import sgd_tutorial as sgd
from sgd_tutorial._stability import hessian_matrix
from sgd_tutorial import approximations, losses, optimizers, recipe, schedules, stopping

warnings.simplefilter("ignore", sgd.DivergenceWarning)
x, y = sgd.notebook_data()
results = []
for options in (
    dict(),
    dict(loss=sgd.mean_squared_error),
    dict(batch_size=8, seed=3),
    dict(optimizer=sgd.Momentum()), dict(optimizer=sgd.Nesterov()),
    dict(optimizer=sgd.Adam(), learning_rate=0.1),
    dict(optimizer=sgd.RMSProp(), learning_rate=0.1),
    dict(stop=sgd.TargetLoss(3e5)), dict(stop=sgd.Plateau(5, 0.01)),
    dict(stop=sgd.RelativeChange(1e-3)), dict(stop=sgd.HeldOut(x[::2], y[::2], 5)),
    dict(stop=lambda now: now.step > 7),
    dict(learning_rate=sgd.inverse_decay(1e-7, 50)), dict(learning_rate=[1e-7, 1e-6, 1e-5]),
    dict(record_every=7),
):
    for f, guesses in (
        (sgd.quadratic, [1.0, 2.0, 3.0]), (sgd.linear, [1.0, 2.0]),
        (sgd.cubic, [0.0, 1.0, 2.0, 3.0]), (sgd.polynomial(2), [1, 2, 3]),
    ):
        if "learning_rate" in options and isinstance(options["learning_rate"], list):
            options["learning_rate"] = [1e-7] * len(guesses)
        rate = 1e-13 if f is sgd.cubic else 1e-7
        run = sgd.fit(f, guesses, x, y, **{"learning_rate": rate, "steps": 60, **options})
        results.append([type(options.get("optimizer")).__name__, str(run), repr(run.losses), run.history.tolist(), run.recorded_steps.tolist()])
for rate, guesses in ((1e-6, [1.0, 2.0, 3.0]), (1e-5, [1.0, 2.0, 3.0]), (1e-7, [1e20, 2.0, 3.0])):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sgd.fit(sgd.quadratic, guesses, x, y, learning_rate=rate, steps=200)
    results.append([str(each.message) for each in caught])
for options in (
    dict(learning_rate=[1e-8, 1e-7, 6e-7]),
    dict(learning_rate=[1e-7, 6e-7], grid=True),
    dict(learning_rate=[1e-7, 1e-6], optimizer=sgd.Momentum(), loss=sgd.mean_squared_error),
):
    runs = sgd.sweep(sgd.quadratic, [1.0, 2.0, 3.0], x, y, steps=20, **options)
    results.append(["sweep", runs.history.tolist(), runs.losses.tolist(), runs.steps.tolist(), runs.stopped_because])
noisy = sgd.noisy_data()
results.append([repr(noisy), noisy[1].tolist()])
results.append([f"{sgd.largest_stable_learning_rate(f, guesses, x, y):.10g}" for f, guesses in (
    (sgd.linear, [1.0, 2.0]), (sgd.quadratic, [1.0, 2.0, 3.0]), (sgd.cubic, [0.0, 1.0, 2.0, 3.0]),
)])
results.append(hessian_matrix(sgd.quadratic, [1.0, 2.0, 3.0], x, y).tolist())
for bad in (
    lambda: sgd.fit(sgd.quadratic, [1.0, 2.0], x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(sgd.quadratic, [], x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(sgd.quadratic, [1.0, 2.0, float("nan")], x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x[:3], y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(lambda x, p: x, [1.0], x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(lambda x, p: (p * x).detach(), [1.0], x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.fit(sgd.quadratic, "abc", x, y, learning_rate=1e-7, steps=3),
    lambda: sgd.initialize([[1.0]]), lambda: sgd.initialize([1.0], dtype=torch.int64),
    lambda: sgd.gradient(torch.tensor(1.0), sgd.initialize([1.0])),
):
    try:
        bad()
    except Exception as error:
        results.append([type(error).__name__, str(error), *getattr(error, "__notes__", [])])
json.dump([sys.modules["torch"].__file__, results], sys.stdout)
"""


def run_python(program, *folders):
    """What a program prints, with these folders first on Python's path."""
    path = os.pathsep.join(map(str, [*folders, ROOT]))
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_package(*folders):
    """The file of the torch that ran the program, and the program's results."""
    return json.loads(run_python(PROGRAM, *folders))


def assert_same_results(ours, theirs):
    """Bit for bit, except where square roots are taken (see torch/elementwise.py), and in sweeps.

    A sweep is products of matrices, which PyTorch adds up in an order of its own.
    """
    for one, other in zip(ours, theirs, strict=True):
        if other[0] in ADAPTIVE:
            assert one[4] == other[4]
            torch.testing.assert_close(torch.tensor(one[3]), torch.tensor(other[3]))
        elif other[0] == "sweep":
            assert one[3:] == other[3:]
            for part in (1, 2):
                found, expected = torch.tensor(one[part]), torch.tensor(other[part])
                torch.testing.assert_close(found, expected, rtol=1e-5, atol=0)
        else:
            assert one == other
