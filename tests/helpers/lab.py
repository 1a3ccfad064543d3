"""Set-ups of the lab, and what the package makes of them."""

import math
import random
import warnings
from typing import NamedTuple

import torch
from torch import Tensor

import sgd_tutorial as sgd
from tools import lab_points

APPROXIMATIONS = {
    "line": sgd.linear,
    "quadratic": sgd.quadratic,
    "cubic": sgd.cubic,
    "degree 4": sgd.polynomial(4),
    "degree 5": sgd.polynomial(5),
    "degree 6": sgd.polynomial(6),
    "sine": sgd.sine,
}
SIZES = {name: size for size, name in enumerate(APPROXIMATIONS, start=2)} | {"sine": 2}
LOSSES = {"sum": sgd.sum_squared_error, "mean": sgd.mean_squared_error}
OPTIMIZERS = {"plain": None, "momentum": sgd.Momentum(0.9), "adam": sgd.Adam()}
TOLERANCE = {"float32": 1e-4, "float64": 1e-9}
OWN = [[0.3, 1.1], [0.9, 2.0], [-1.7, 0.4], [2.2, 5.1], [1.3, 2.9], [-0.6, 0.2], [3.1, 7.7], [0, 1]]


def staircase():
    x = torch.arange(-20.0, 21.0)
    return x, 20 * torch.floor(x / 8)


DATA = {
    "notebook": sgd.notebook_data,
    "noisy": sgd.noisy_data,
    "many": lab_points.many_points,
    "line": lab_points.noisy_line,
    "wave": lab_points.wave,
    "steps": staircase,
    "own": lambda: torch.tensor(OWN, dtype=torch.float64).T,
}
NOTEBOOK = {
    "data": "notebook",
    "points": [],
    "approximation": "quadratic",
    "loss": "sum",
    "guesses": [1.0, 2.0, 3.0],
    "rate": 1e-7,
    "batch": None,
    "optimizer": "plain",
    "standardize": False,
    "dtype": "float32",
    "seed": 0,
}


class Case(NamedTuple):
    """A set-up, the rates of its run as the lab has them, and the number of steps."""

    setup: dict
    rates: list
    steps: int


class Problem(NamedTuple):
    """A set-up as the package takes it, the original approximation, and how params get there."""

    approximation: object
    guesses: object
    x: Tensor
    y: Tensor
    loss: object
    original: object
    to_original: object


def problem_of(setup):
    dtype = getattr(torch, setup["dtype"])
    x, y = (values.to(dtype) for values in DATA[setup["data"]]())
    original, loss = APPROXIMATIONS[setup["approximation"]], LOSSES[setup["loss"]]
    if not setup["standardize"]:
        return Problem(original, setup["guesses"], x, y, loss, original, Tensor.double)
    scaled = sgd.standardize(original, setup["guesses"], x)
    return Problem(scaled.approximation, scaled.guesses, x, y, loss, original, scaled.to_original)


def curvature_of(setup):
    approximation, guesses, x, y, loss, *_ = problem_of(setup)
    start = torch.as_tensor(guesses, dtype=torch.float64)
    return sgd.curvature(approximation, start, x, y, loss=loss)


def fit(case):
    """The package's run, and its history in original parameters."""
    setup = case.setup
    approximation, guesses, x, y, loss, _, to_original = problem_of(setup)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sgd.DivergenceWarning)
        run = sgd.fit(
            approximation,
            guesses,
            x,
            y,
            learning_rate=lambda step: [rate for start, rate in case.rates if start <= step][-1],
            steps=case.steps,
            loss=loss,
            batch_size=setup["batch"],
            seed=setup["seed"],
            optimizer=OPTIMIZERS[setup["optimizer"]],
        )
    return run, to_original(run.history)


def cases(count, steps, seed=0):
    """Random set-ups of every kind, with rates from very slow to diverging."""
    draw = random.Random(seed)
    kinds = [(data, name) for data in DATA for name in APPROXIMATIONS]
    return [_case(draw, *kinds[i % len(kinds)], steps) for i in range(count)]


def _case(draw, data, approximation, steps):
    x = DATA[data]()[0]
    setup = NOTEBOOK | {
        "data": data,
        "approximation": approximation,
        "loss": draw.choice(["sum", "mean"]),
        "guesses": _guesses(draw, approximation, float(x.abs().max())),
        "batch": draw.choice([None, None, 1, 5, len(x) // 2, len(x)]),
        "optimizer": draw.choice(["plain", "plain", "momentum", "adam"]),
        "standardize": approximation != "sine" and draw.choice([True, False]),
        "dtype": draw.choice(["float32", "float64"]),
        "seed": draw.choice([0, 1, 2**32 + 7, 2**53 - 1]),
    }
    if data == "own":
        setup["points"] = OWN
    rate = _rate(draw, setup, len(x))
    rates = [[0, rate]]
    if draw.random() < 0.3:
        rates += [[7, rate / 2], [60, rate * 0.7]]
    is_long = setup["optimizer"] != "adam" and draw.random() < 0.7
    return Case(setup | {"rate": rate}, rates, steps if is_long else min(steps, 100))


def _guesses(draw, approximation, reach):
    """Each of about the same effect on the values, whatever the power of x."""
    if approximation == "sine":
        return [draw.uniform(1, 3), draw.uniform(0.7, 0.9)]
    size = SIZES[approximation]
    return [draw.uniform(-3, 3) / reach ** (size - 1 - j) for j in range(size)]


def _rate(draw, setup, count):
    """A multiple of the largest stable rate; of that of the worst batch, with the mean."""
    if setup["approximation"] == "sine":
        return _rate_of_sine(draw, setup)
    if setup["optimizer"] == "adam":
        return draw.choice([1e-3, 0.1, 1.0])
    bound = curvature_of(setup).largest_stable_learning_rate
    if setup["batch"] is not None and setup["loss"] == "mean":
        bound *= setup["batch"] / count
    return bound * draw.choice([1e-3, 0.1, 0.5, 0.95, 1.05, 2.0, 100.0])


def _rate_of_sine(draw, setup):
    """Small where the data is no wave: else runs soon jump between valleys, chaotically.

    Then even the package's own runs in float32 and float64 part.
    """
    if setup["optimizer"] == "adam":
        return draw.choice([1e-3, 1e-2])
    if setup["data"] == "wave":
        return draw.choice([1e-3, 0.1]) * 2 / float(curvature_of(setup).eigenvalues.abs().max())
    x, y = (values.double() for values in DATA[setup["data"]]())
    steepest = x**2 * (setup["guesses"][0] ** 2 + (setup["guesses"][0] * y).abs())
    return draw.choice([1e-3, 0.03]) / float(LOSSES["sum"](steepest.sqrt(), 0 * x))


def largest_difference(actual, expected):
    """Relative to the largest parameter."""
    actual, expected = (torch.as_tensor(each, dtype=torch.float64) for each in (actual, expected))
    size = float(expected.abs().max())
    return float((actual - expected).abs().max()) / size if size > 0 else math.inf


def differences(case, rows, history):
    """Where parameters in the lab's rows differ from those of the package, with step and case."""
    return [
        (difference, row["step"], case)
        for row in rows
        if row["step"] < len(history)
        for difference in [largest_difference(row["params"], history[row["step"]])]
        if not difference <= TOLERANCE[case.setup["dtype"]]
    ]
