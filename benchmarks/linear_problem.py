"""Who wants the answer alone: least squares at once, and who gets how near without it."""

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

import sgd_tutorial as sgd

from .problem import quadratic
from .timing import Comparison, side_by_side

ROWS = 100_000
ROUNDS = 5
TRUE = [5.0, -3.0, 20.0]
RESCALED, LSTSQ = "fit_rescaled", "numpy.linalg.lstsq"
LINEAR, SGD = "LinearRegression", "SGDRegressor"

Params = NDArray[np.float64]


@cache
def data() -> tuple[Params, Params]:
    """A parabola and noise, float64."""
    random = np.random.default_rng(0)
    x = random.uniform(-20, 20, ROWS)
    return x, np.polyval(TRUE, x) + random.normal(0, 10, ROWS)


def fit_rescaled() -> Params:
    """The package's."""
    x, y = map(torch.from_numpy, data())
    return sgd.fit_rescaled(quadratic, [0.0, 0.0, 0.0], x, y, steps=1).params.numpy()


def lstsq() -> Params:
    """NumPy's, on the columns of the parabola."""
    x, y = data()
    return np.linalg.lstsq(np.vander(x, 3), y, rcond=None)[0]


def linear_regression() -> Params:
    """scikit-learn's, which adds the constant."""
    from sklearn.linear_model import LinearRegression  # not above: peers.py installs it

    x, y = data()
    fitted = LinearRegression().fit(np.stack([x * x, x], axis=1), y)
    return np.array([*fitted.coef_, fitted.intercept_])


def sgd_regressor() -> Params:
    """scikit-learn's as it is unless told otherwise, on standardized columns, as it advises."""
    from sklearn.linear_model import SGDRegressor
    from sklearn.preprocessing import StandardScaler

    x, y = data()
    scaler = StandardScaler()
    columns = scaler.fit_transform(np.stack([x * x, x], axis=1))
    fitted = SGDRegressor(random_state=0).fit(columns, y)
    slopes = fitted.coef_ / scaler.scale_
    return np.array([*slopes, fitted.intercept_[0] - slopes @ scaler.mean_])


WAYS: dict[str, Callable[[], Params]] = {
    RESCALED: fit_rescaled,
    LSTSQ: lstsq,
    LINEAR: linear_regression,
    SGD: sgd_regressor,
}


@cache
def one_fit() -> Comparison:
    """A parabola through 100,000 noisy points."""
    return side_by_side(WAYS, ROUNDS)


def errors() -> dict[str, float]:
    """Of each way: how far a parameter is from least squares', the most, as a share of it."""
    best = lstsq()
    return {name: float(np.abs(way() / best - 1).max()) for name, way in WAYS.items()}
