"""What is measured of a run: against definitions by hand and numpy; whose errors are passed on."""

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial._problem import Problem
from sgd_tutorial.diagnosis._attempt import attempt, guarded
from sgd_tutorial.diagnosis._measure import Measurement

X = torch.tensor([3.0, 1.0, 2.0, 0.0])


def problem(function, y=2 * X):
    start = torch.tensor([1.0, 1.0])
    return Problem(function, start, X, y, sgd.sum_squared_error, given_rate=0.01, steps=20)


def test_rounding_leaves_a_few_roundings_at_every_point():
    expected = 4 * (8 * np.finfo(np.float32).eps * 6) ** 2
    assert problem(sgd.linear).rounding_loss(torch.tensor([2.0, 0.0]).double()) == pytest.approx(expected)  # fmt: skip


def raises(error):
    def function(x, params):
        raise error

    return function


@pytest.mark.parametrize("error", [RuntimeError(), TypeError(), IndexError(), ZeroDivisionError()])
def test_errors_of_the_users_function_are_told_from_the_packages(error):
    assert attempt(guarded(raises(error)), X, X, otherwise=3) == 3
    with pytest.raises(type(error)):
        attempt(raises(error), X, X, otherwise=3)


def test_what_the_package_refuses_is_left_open_and_a_missing_name_is_not():
    assert attempt(raises(ValueError()), X, X, otherwise=3) == 3
    with pytest.raises(AttributeError):
        attempt(guarded(raises(AttributeError())), X, X, otherwise=3)


def test_an_error_of_the_packages_own_is_raised(monkeypatch):
    def faulty(*arguments, **settings):
        raise IndexError("a bug")

    line = problem(sgd.linear)
    m = Measurement(line, line.fit())
    monkeypatch.setattr("sgd_tutorial.diagnosis._valley.exact_curvature", faulty)
    with pytest.raises(IndexError, match="a bug"):
        _ = m.curvature


def test_residuals_are_data_less_approximation_in_the_order_of_x():
    bent = problem(sgd.linear, y=X**2)
    best = np.polyfit(X.numpy(), X.numpy() ** 2, 1)
    order = np.arange(4.0)
    residuals = Measurement(bent, bent.fit()).residuals
    np.testing.assert_allclose(residuals, order**2 - np.polyval(best, order), atol=1e-9)


def test_a_function_that_raises_elsewhere_leaves_a_measurement_open():
    def narrow(x, params):
        if bool((params - 1).abs().max() > 0.9):
            raise RuntimeError("near 1 alone")
        return params[0] * x + params[1]

    line, picky = (problem(f) for f in (sgd.linear, narrow))
    m = Measurement(line, line.fit())
    assert m.loss_in_float64 == pytest.approx(float(((X - 1) ** 2).sum()))
    assert m.minimum.lowest.tolist() == pytest.approx([2, 0])
    unmeasured = Measurement(picky, picky.fit(steps=2))
    assert not unmeasured.has_minimum


def test_the_loss_reached_without_a_run_is_that_of_the_closed_form():
    start = problem(sgd.linear)
    long = Problem(*start.parts.values(), given_rate=0.01, steps=100_000)
    m = Measurement(long, start.fit())
    params = sgd.params_after(sgd.linear, [1.0, 1.0], X, 2 * X, learning_rate=0.01, steps=100_000)
    assert m.run.steps == 20
    assert m.loss_reached == pytest.approx(start.in_float64.loss_at(params), abs=1e-12)
