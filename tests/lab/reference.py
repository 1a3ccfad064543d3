"""Values for the lab's own tests, from torch, numpy, mpmath and the package."""

import math
import re

import mpmath
import numpy as np
import torch

import sgd_tutorial as sgd
from tests.helpers import lab, notebook

FLOAT64 = lab.NOTEBOOK | {"dtype": "float64"}
ILL_CONDITIONED = FLOAT64 | {"approximation": "degree 6", "guesses": [0.0] * 7}
LINEAR = [
    FLOAT64,
    FLOAT64 | {"loss": "mean", "data": "noisy"},
    FLOAT64 | {"data": "line", "approximation": "line", "guesses": [0.0, 0.0]},
    FLOAT64 | {"data": "many", "approximation": "cubic", "guesses": [0.0, 1.0, 2.0, 3.0]},
    FLOAT64 | {"data": "line", "standardize": True},
    FLOAT64 | {"data": "wave", "approximation": "degree 4", "guesses": [0.0] * 5},
]
ORIGINAL = [setup for setup in LINEAR if not setup["standardize"]]
SINE = FLOAT64 | {"data": "wave", "approximation": "sine"}
SINES = [
    SINE | {"guesses": [4.0, 0.8]},
    SINE | {"guesses": [1.0, 2.0], "loss": "mean"},
    SINE | {"guesses": [3.0, 0.75]},
]
CASES = lab.cases(49, steps=0, seed=2)


def reference():
    """All of it, ready for JSON."""
    return {
        "notebook": lab.NOTEBOOK,
        "permutations": list(permutations()),
        "randomWords": random_words(),
        "values": dict(values()),
        "data": dict(data()),
        "standardized": list(standardized()),
        "losses": list(losses()),
        "eigenvalues": list(eigenvalues()),
        "curvatures": list(curvatures()),
        "stepsNeeded": list(steps_needed()),
        "stepsNeededStandardized": list(steps_needed_standardized()),
        "sines": list(sines()),
        "sineFloors": list(sine_floors()),
        "printed": printed(),
    }


def permutations():
    for seed in (0, 1, 42, 2**32 - 1, 2**32, 2**32 + 7, 2**53 - 1):
        for count in (1, 2, 3, 41, 1000):
            generator = torch.Generator().manual_seed(seed)
            orders = [torch.randperm(count, generator=generator).tolist() for _ in range(3)]
            yield {"seed": seed, "count": count, "orders": orders}


def random_words():
    """From numpy's MT19937, which for a legacy generator is seeded as torch's."""
    generator = np.random.RandomState(7)._bit_generator
    return {"seed": 7, "words": generator.random_raw(2000).tolist()}


def values():
    x = torch.linspace(-3, 4, 15, dtype=torch.float64)
    for name, approximation in lab.APPROXIMATIONS.items():
        params = torch.arange(1.0, lab.SIZES[name] + 1, dtype=torch.float64) / 3
        y = approximation(x, params)
        yield name, {"params": params.tolist(), "x": x.tolist(), "values": y.tolist()}


def data():
    for name, points in lab.DATA.items():
        if name != "own":
            x, y = points()
            yield name, {"x": x.tolist(), "y": y.tolist()}


def standardized():
    for case in CASES:
        if case.setup["standardize"]:
            guesses = lab.problem_of(case.setup).guesses
            yield {"setup": case.setup, "scaledParams": guesses.tolist()}


def losses():
    for case in CASES:
        setup = case.setup
        problem = lab.problem_of(setup)
        params = torch.tensor(setup["guesses"], dtype=torch.float64)
        loss = problem.loss(problem.original(problem.x.double(), params), problem.y.double())
        yield {"setup": setup, "params": params.tolist(), "loss": float(loss)}


def eigenvalues():
    """Of the matrix of second derivatives, from 60 digits."""
    for setup in [*ORIGINAL, ILL_CONDITIONED]:
        x, size = lab.problem_of(setup).x.tolist(), len(setup["guesses"])
        with mpmath.workdps(60):
            weight = mpmath.mpf(1) / (len(x) if setup["loss"] == "mean" else 1)
            sums = [weight * sum(mpmath.mpf(v) ** k for v in x) for k in range(2 * size - 1)]
            rows = [[2 * sums[2 * (size - 1) - i - j] for j in range(size)] for i in range(size)]
            exact = sorted(mpmath.eigsy(mpmath.matrix(rows), eigvals_only=True))
            yield {"setup": setup, "exact": [float(value) for value in exact]}


def curvatures():
    for setup in LINEAR:
        curvature = lab.curvature_of(setup)
        problem = lab.problem_of(setup)
        size = float(problem.loss(0 * problem.y, problem.y))
        yield {
            "setup": setup,
            "directions": curvature.directions.T.tolist(),
            "minimum": curvature.lowest.tolist(),
            "floor": {"value": curvature.floor, "size": size},
            "largestStableRate": curvature.largest_stable_learning_rate,
            "conditionNumber": curvature.condition_number,
        }


def steps_needed():
    """With rates that are slow, that let the error alternate, and that diverge.

    Where x is symmetric about 0, b has no part in the steepest direction but for the package's
    rounding, which diverges, too.
    """
    for setup in ORIGINAL:
        curvature = lab.curvature_of(setup)
        is_symmetric = abs(float(lab.problem_of(setup).x.sum())) < 1e-9
        shares = (1e-3, 0.3, 0.7, 0.99, *([] if is_symmetric else [1.1]))
        predictions = [
            {
                "rate": rate,
                "tolerances": tolerances,
                "steps": finite(curvature.steps_needed(rate, tolerance=tolerances).tolist()),
            }
            for rate in (share * curvature.largest_stable_learning_rate for share in shares)
            for tolerances in (None, [0.01] * len(setup["guesses"]))
        ]
        tolerances = curvature.default_tolerance.tolist()
        yield {"setup": setup, "tolerances": tolerances, "predictions": predictions}


def finite(numbers):
    """Without infinities and NaN, which JSON does not have."""
    return [number if math.isfinite(number) else None for number in numbers]


def steps_needed_standardized():
    """From the whole run: one more than the last step at which a parameter is not right."""
    for name in ("noisy", "line"):
        setup = FLOAT64 | {"data": name, "standardize": True}
        approximation, guesses, x, y, loss, original, to_original = lab.problem_of(setup)
        rate = 0.3 * lab.curvature_of(setup).largest_stable_learning_rate
        run = sgd.predict(approximation, guesses, x, y, learning_rate=rate, steps=3000, loss=loss)
        curvature = sgd.curvature(original, setup["guesses"], x, y, loss=loss)
        errors = (to_original(run.history) - curvature.lowest).abs()
        wrong = errors > curvature.default_tolerance
        assert not bool(wrong[-1].any())
        steps = [int(column.nonzero().max()) + 1 if column.any() else 0 for column in wrong.T]
        tolerances = curvature.default_tolerance.tolist()
        yield {"setup": setup, "rate": rate, "tolerances": tolerances, "steps": steps}


def sines():
    for setup in SINES:
        curvature = lab.curvature_of(setup)
        yield {
            "setup": setup,
            "eigenvalues": curvature.eigenvalues.tolist(),
            "minimum": finite(curvature.lowest.tolist()),
        }


def sine_floors():
    """The least loss on a fine grid of w, each with its best a."""
    for setup in [*SINES, SINE | {"data": "noisy", "guesses": [1.0, 1.0]}]:
        problem = lab.problem_of(setup)
        x, y = problem.x.numpy(), problem.y.numpy()
        w = np.linspace(1e-4, np.pi / (x[1] - x[0]), 20_001)[:, None]
        waves = np.sin(w * x)
        sums = (y @ y) - (waves @ y) ** 2 / (waves**2).sum(axis=1).clip(1e-12)
        weight = 1 / len(x) if setup["loss"] == "mean" else 1
        value, size = float(weight * sums.min()), float(weight * y @ y)
        yield {"setup": setup, "floor": {"value": value, "size": size}}


def printed():
    """The parameters that the notebook has printed last."""
    numbers = re.findall(r"tensor\(\[(.+)\]\)", notebook.TEN_THOUSAND_STEPS)[-1]
    return [f"{float(number):.4f}" for number in numbers.split(",")]
