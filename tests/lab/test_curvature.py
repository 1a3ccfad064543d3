"""What the lab predicts of a set-up, against the package, exact arithmetic and whole runs."""

import mpmath
import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import lab, node

FLOAT64 = lab.NOTEBOOK | {"dtype": "float64"}
ILL_CONDITIONED = FLOAT64 | {"approximation": "degree 6", "guesses": [0.0] * 7}
ORIGINAL = [
    FLOAT64,
    FLOAT64 | {"loss": "mean", "data": "noisy"},
    FLOAT64 | {"data": "line", "approximation": "line", "guesses": [0.0, 0.0]},
    FLOAT64 | {"data": "many", "approximation": "cubic", "guesses": [0.0, 1.0, 2.0, 3.0]},
    FLOAT64 | {"data": "wave", "approximation": "degree 4", "guesses": [0.0] * 5},
]
STANDARDIZED = [FLOAT64 | {"data": name, "standardize": True} for name in ("line", "noisy")]
SINE = FLOAT64 | {"data": "wave", "approximation": "sine"}
SINES = [
    SINE | {"guesses": [4.0, 0.8]},
    SINE | {"guesses": [1.0, 2.0], "loss": "mean"},
    SINE | {"guesses": [3.0, 0.75]},
]


def curvature_of(*arguments):
    return node.call("tests/lab/problems.js", "curvatureOf", *arguments)


@pytest.mark.parametrize("name", lab.APPROXIMATIONS)
def test_values_are_the_packages(name):
    x = torch.linspace(-3, 4, 15, dtype=torch.float64)
    params = torch.arange(1.0, lab.SIZES[name] + 1, dtype=torch.float64) / 3
    setup = lab.NOTEBOOK | {"approximation": name, "guesses": params.tolist()}
    values = node.call("tests/lab/problems.js", "valuesOf", setup, x.tolist())
    expected = lab.APPROXIMATIONS[name](x, params)
    assert values == pytest.approx(expected.tolist(), abs=1e-13 * float(expected.abs().max()))


@pytest.mark.parametrize("setup", [*ORIGINAL, STANDARDIZED[0]])
def test_the_curvature_is_the_packages(setup):
    actual, expected, problem = curvature_of(setup), lab.curvature_of(setup), lab.problem_of(setup)
    assert actual["isExact"]
    cosines = np.abs(np.array(actual["directions"]) @ expected.directions.numpy())
    assert cosines == pytest.approx(np.eye(len(cosines)), abs=1e-7)
    lowest = expected.lowest.numpy()
    assert actual["minimum"] == pytest.approx(lowest, abs=1e-8 * np.abs(lowest).max())
    loss_of_zero = float(problem.loss(0 * problem.y, problem.y))
    for loss in ("floor", "leastLoss"):
        assert actual[loss] == pytest.approx(expected.floor, abs=1e-9 * loss_of_zero)
    bound, condition = expected.largest_stable_learning_rate, expected.condition_number
    assert actual["largestStableRate"] == pytest.approx(bound, rel=1e-9)
    assert actual["conditionNumber"] == pytest.approx(condition, rel=1e-9)


@pytest.mark.parametrize("setup", [*ORIGINAL, ILL_CONDITIONED])
def test_eigenvalues_are_exact_small_ones_too(setup):
    """Against the matrix of second derivatives, in 60 digits."""
    x, size = lab.problem_of(setup).x.tolist(), len(setup["guesses"])
    with mpmath.workdps(60):
        weight = mpmath.mpf(1) / (len(x) if setup["loss"] == "mean" else 1)
        sums = [weight * sum(mpmath.mpf(v) ** k for v in x) for k in range(2 * size - 1)]
        rows = [[2 * sums[2 * (size - 1) - i - j] for j in range(size)] for i in range(size)]
        exact = sorted(map(float, mpmath.eigsy(mpmath.matrix(rows), eigvals_only=True)))
    assert curvature_of(setup)["eigenvalues"] == pytest.approx(exact, rel=1e-11)
    if setup is ILL_CONDITIONED:
        assert exact[-1] > 1e14 * exact[0]


@pytest.mark.parametrize("tolerance", [None, 0.01])
@pytest.mark.parametrize("setup", ORIGINAL)
def test_steps_needed_are_the_packages_to_the_step(setup, tolerance):
    """With rates that are slow, that let the error alternate, and that diverge.

    Where x is symmetric about 0, b has no part in the steepest direction but for the package's
    rounding, which diverges, too.
    """
    curvature = lab.curvature_of(setup)
    is_symmetric = abs(float(lab.problem_of(setup).x.sum())) < 1e-9
    shares = (1e-3, 0.3, 0.7, 0.99, *([] if is_symmetric else [1.1]))
    rates = [share * curvature.largest_stable_learning_rate for share in shares]
    tolerances = None if tolerance is None else [tolerance] * len(setup["guesses"])
    actual = curvature_of(setup, rates, tolerances)
    assert actual["tolerances"] == pytest.approx(curvature.default_tolerance.tolist(), rel=1e-9)
    assert actual["stepsNeeded"] == [
        curvature.steps_needed(rate, tolerance=tolerances).tolist() for rate in rates
    ]


@pytest.mark.parametrize("setup", STANDARDIZED)
def test_steps_needed_with_standardized_columns_are_those_of_the_original_parameters(setup):
    """One more than the last step of a whole run at which a parameter is not right."""
    approximation, guesses, x, y, loss, original, to_original = lab.problem_of(setup)
    rate = 0.3 * lab.curvature_of(setup).largest_stable_learning_rate
    run = sgd.predict(approximation, guesses, x, y, learning_rate=rate, steps=3000, loss=loss)
    curvature = sgd.curvature(original, setup["guesses"], x, y, loss=loss)
    tolerances = curvature.default_tolerance
    wrong = (to_original(run.history) - curvature.lowest).abs() > tolerances
    assert not bool(wrong[-1].any())
    steps = [int(column.nonzero().max()) + 1 if column.any() else 0 for column in wrong.T]
    actual = curvature_of(setup, [rate], tolerances.tolist())
    assert actual["tolerances"] == pytest.approx(tolerances.tolist(), rel=1e-7)
    assert actual["stepsNeeded"] == [steps]


@pytest.mark.parametrize("setup", SINES)
def test_the_local_curvature_of_a_sines_loss_is_the_packages(setup):
    actual, expected = curvature_of(setup), lab.curvature_of(setup)
    eigenvalues, lowest = expected.eigenvalues.tolist(), expected.lowest.tolist()
    assert not actual["isExact"]
    assert actual["eigenvalues"] == pytest.approx(eigenvalues, abs=1e-9 * abs(eigenvalues[1]))
    assert actual["minimum"] == pytest.approx(lowest, rel=1e-8, nan_ok=True)


@pytest.mark.parametrize("setup", [*SINES, SINE | {"data": "noisy", "guesses": [1.0, 1.0]}])
def test_the_floor_of_a_sine_is_that_of_the_deepest_valley_wherever_the_run_starts(setup):
    """Which a fine grid of w finds, each with its best a."""
    problem = lab.problem_of(setup)
    x, y = problem.x.numpy(), problem.y.numpy()
    waves = np.sin(np.linspace(1e-4, np.pi / (x[1] - x[0]), 20_001)[:, None] * x)
    sums = (y @ y) - (waves @ y) ** 2 / (waves**2).sum(axis=1).clip(1e-12)
    weight = 1 / len(x) if setup["loss"] == "mean" else 1
    floor = pytest.approx(weight * sums.min(), abs=1e-6 * weight * (y @ y))
    actual = curvature_of(setup)
    assert actual["floor"] == floor
    assert actual["leastLoss"] == floor
