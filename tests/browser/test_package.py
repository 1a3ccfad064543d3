"""`import sgd_tutorial` on top of the small torch: the very files that pip installs."""

import json
import os
import subprocess
import sys

import torch

from tests.conftest import ROOT
from tests.helpers.both import FOLDER

ADAPTIVE = ["Adam", "RMSProp"]
PROGRAM = """
import json, sys, warnings
import torch
import sgd_tutorial as sgd
from sgd_tutorial._stability import hessian_matrix
from sgd_tutorial import approximations, losses, optimizers, recipe, schedules, stopping

warnings.simplefilter("ignore", sgd.DivergenceWarning)
x, y = sgd.notebook_data()
told = []
for how in (
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
        if "learning_rate" in how and isinstance(how["learning_rate"], list):
            how["learning_rate"] = [1e-7] * len(guesses)
        rate = 1e-13 if f is sgd.cubic else 1e-7
        run = sgd.fit(f, guesses, x, y, **{"learning_rate": rate, "steps": 60, **how})
        told.append([type(how.get("optimizer")).__name__, str(run), repr(run.losses), run.history.tolist(), run.recorded_steps.tolist()])
for rate, guesses in ((1e-6, [1.0, 2.0, 3.0]), (1e-5, [1.0, 2.0, 3.0]), (1e-7, [1e20, 2.0, 3.0])):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sgd.fit(sgd.quadratic, guesses, x, y, learning_rate=rate, steps=200)
    told.append([str(each.message) for each in caught])
for how in (
    dict(learning_rate=[1e-8, 1e-7, 6e-7]),
    dict(learning_rate=[1e-7, 1e-6], grid=True),
    dict(learning_rate=[1e-7, 1e-6], optimizer=sgd.Momentum(), loss=sgd.mean_squared_error),
):
    runs = sgd.sweep(sgd.quadratic, [1.0, 2.0, 3.0], x, y, steps=20, **how)
    told.append([runs.history.tolist(), runs.losses.tolist(), runs.steps.tolist(), runs.stopped_because])
noisy = sgd.noisy_data()
told.append([repr(noisy), noisy[1].tolist()])
told.append([f"{sgd.largest_stable_learning_rate(f, guesses, x, y):.10g}" for f, guesses in (
    (sgd.linear, [1.0, 2.0]), (sgd.quadratic, [1.0, 2.0, 3.0]), (sgd.cubic, [0.0, 1.0, 2.0, 3.0]),
)])
told.append(hessian_matrix(sgd.quadratic, [1.0, 2.0, 3.0], x, y).tolist())
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
        told.append([type(error).__name__, str(error), *getattr(error, "__notes__", [])])
json.dump([sys.modules["torch"].__file__, told], sys.stdout)
"""

# What needs more of torch ends with its name: a finding that went missing would be a wrong one.
BEYOND = """
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
for ask in (
    lambda: sgd.diagnose(*problem, learning_rate=1e-7, steps=10),
    lambda: sgd.diagnose(sgd.sine, [1.0, 2.0], x, y, learning_rate=1e-7, steps=10),
    lambda: sgd.curvature(*problem),
    lambda: sgd.predict(*problem, learning_rate=1e-7, steps=10),
    lambda: sgd.fit_rescaled(*problem, steps=10),
    lambda: sgd.mean_instead_of_sum(),
    lambda: sgd.when_to_stop(),
    lambda: sgd.why_is_c_wrong(),
    lambda: sgd.wrong_approximations(),
    lambda: sgd.learning_rates(steps=10),
    lambda: sgd.initial_guesses(steps=10),
):
    try:
        answer = ask()
    except Exception as error:
        print(error)
    else:
        print("answered", type(answer).__name__)
"""


def printed(program, *folders):
    path = os.pathsep.join(map(str, [*folders, ROOT]))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(*folders):
    return json.loads(printed(PROGRAM, *folders))


def test_fit_gives_the_same_runs_and_the_same_errors():
    where, found = told(FOLDER.parent)
    assert where == str(FOLDER / "__init__.py")
    _, expected = told()
    assert_the_same(found, expected)


def assert_the_same(found, expected):
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        if theirs[0] in ADAPTIVE:  # they take square roots: see torch/elementwise.py
            assert ours[4] == theirs[4]
            torch.testing.assert_close(torch.tensor(ours[3]), torch.tensor(theirs[3]))
        else:
            assert ours == theirs


def test_what_needs_more_of_torch_says_so_by_name():
    ends = printed(BEYOND, FOLDER.parent).splitlines()
    assert len(ends) == BEYOND.count("lambda")
    assert [end for end in ends if "this page's small torch has no" not in end] == []
