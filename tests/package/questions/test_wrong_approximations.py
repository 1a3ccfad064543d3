"""Wrong approximations: against numpy's least squares, left-out points and draws of noise."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.problems import LOGARITHM, NOISY, POWERS, WAVE, logarithm, overflow_step
from tests.helpers.questions import answer

XS = POWERS[:, 1]
DEGREES = {"linear": 1, "quadratic": 2, "cubic": 3, "polynomial(4)": 4}


@pytest.fixture(scope="module")
def notebook():
    return answer("wrong_approximations", "notebook")


def candidate(found, name):
    return next(c for c in found.candidates if c.name == name)


def test_a_line_has_slope_zero_height_700_and_its_floor(notebook):
    line = candidate(notebook, "linear")
    y = 5 * XS**2
    params, floor, *_ = np.linalg.lstsq(POWERS[:, 1:], y, rcond=None)
    np.testing.assert_allclose(params, [0, 700], atol=1e-9)
    np.testing.assert_allclose(line.curvature.lowest, params, atol=1e-9)
    assert floor[0] == pytest.approx(16_043_300)
    assert line.floor == pytest.approx(16_043_300)
    np.testing.assert_allclose(line.residuals, y - 700, atol=1e-9)


@pytest.mark.parametrize(
    ("degree", "name", "bound"), [(3, "cubic", 2.31e-9), (4, "polynomial(4)", 7.1e-12)]
)
def test_higher_degrees_allow_smaller_rates(notebook, degree, name, bound):
    columns = XS[:, None] ** np.arange(degree, -1, -1)
    exact = 2 / np.linalg.eigvalsh(2 * columns.T @ columns)[-1]
    found = candidate(notebook, name)
    assert found.curvature.largest_stable_learning_rate == pytest.approx(exact, rel=1e-9)
    assert exact == pytest.approx(bound, rel=0.005)
    assert found.floor == 0
    assert math.isnan(found.durbin_watson)
    assert found.learning_rate == pytest.approx(exact / 2)


@pytest.mark.parametrize(("name", "degree"), [("cubic", 3), ("polynomial(4)", 4)])
def test_the_asked_rate_flies_off_at_the_step_of_a_loop_by_hand(notebook, name, degree):
    guesses = ([0.0] * 5 + [1.0, 2.0, 3.0])[-degree - 1 :]
    expected = overflow_step(sgd.polynomial(degree), guesses, *sgd.notebook_data(), 1e-7)
    assert candidate(notebook, name).diverged_at == expected


@pytest.mark.parametrize("name", DEGREES)
def test_each_runs_loss_is_that_of_a_loop_by_hand(name):
    found = candidate(answer("wrong_approximations", "noisy"), name)
    _, _, x, y = NOISY
    count = DEGREES[name] + 1
    columns = x.numpy()[:, None] ** np.arange(count - 1, -1, -1)
    params = np.zeros(count)
    for _ in range(100):
        params = params - found.learning_rate * 2 * columns.T @ (columns @ params - y.numpy())
    np.testing.assert_allclose(found.params, params, rtol=1e-6, atol=1e-9)
    assert found.loss == pytest.approx(((columns @ params - y.numpy()) ** 2).sum(), rel=1e-6)


@pytest.mark.parametrize("problem", ["noisy", "logarithm"])
@pytest.mark.parametrize(("name", "degree"), DEGREES.items())
def test_leave_one_out_errors_are_those_of_leaving_each_point_out(problem, name, degree):
    x, y = ({"noisy": NOISY, "logarithm": LOGARITHM}[problem][i].numpy() for i in (2, 3))
    found = candidate(answer("wrong_approximations", problem), name)
    columns = x[:, None] ** np.arange(degree, -1, -1)
    errors = []
    for i in range(len(x)):
        others = np.arange(len(x)) != i
        params = np.linalg.lstsq(columns[others], y[others], rcond=None)[0]
        errors.append(y[i] - columns[i] @ params)
    assert found.leave_one_out_error == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-8)
    whole = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    np.testing.assert_allclose(found.residuals, whole, atol=1e-8)
    statistic = np.square(np.diff(whole)).sum() / np.square(whole).sum()
    assert found.durbin_watson == pytest.approx(statistic, rel=1e-7)
    assert found.floor == pytest.approx(np.square(whole).sum(), rel=1e-9)


def test_the_pattern_does_not_depend_on_the_order_of_the_points():
    _, _, x, y = NOISY
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    mixed = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x[order], y[order], steps=5)
    sorted_ = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x, y, steps=5)
    for one, other in zip(mixed.candidates, sorted_.candidates, strict=True):
        assert one.durbin_watson == pytest.approx(other.durbin_watson)


def test_noise_costs_what_least_squares_theory_says(notebook):
    """Points: noise^2 (N - P), truth: noise^2 P, both noise^2 times chi squared over 200 draws."""
    for fit in notebook.noisy:
        if fit.degree == 1:
            continue  # a line misses the curve too
        count = fit.degree + 1
        for found, freedom in ((fit.points_loss, 41 - count), (fit.truth_loss, count)):
            error = 100**2 * math.sqrt(2 * freedom / 200)
            assert abs(found - 100**2 * freedom) < 4 * error
    assert [fit.degree for fit in notebook.noisy] == [1, 2, 3, 6, 10]


def test_outside_the_data_the_errors_are_those_of_the_covariance(notebook):
    for fit in notebook.noisy:
        if fit.degree == 1:
            continue
        columns = (XS[:, None] / 30) ** np.arange(fit.degree, -1, -1)
        row = np.ones(fit.degree + 1)  # x = 30, where every power of x / 30 is 1
        variance = 100**2 * row @ np.linalg.inv(columns.T @ columns) @ row
        assert fit.outside_error == pytest.approx(math.sqrt(variance), rel=4 / math.sqrt(400))


def test_candidates_are_the_readers_with_the_asked_one_and_in_order():
    found = answer("wrong_approximations", "wave")
    assert [c.name for c in found.candidates] == ["linear", "sine"]
    assert found.candidates[0].floor > found.candidates[1].floor
    _, _, x, y = WAVE
    both = sgd.wrong_approximations(
        logarithm, [0.0, 0.0], x, y, candidates=[(sgd.linear, [0.0, 0.0])], steps=3
    )
    assert {c.name for c in both.candidates} == {"logarithm", "linear"}


def test_candidates_of_one_name_are_told_apart():
    line, constant = lambda x, p: p[0] * x, lambda x, p: p[0] + 0 * x
    _, _, x, y = NOISY
    found = sgd.wrong_approximations(line, [0.0], x, y, candidates=[(constant, [0.0])], steps=3)
    assert {c.name for c in found.candidates} == {"1. your function", "2. your function"}
    floors = found.finding("floors").numbers
    assert floors["floor of 1. your function"] == pytest.approx(
        float((y - x @ y / (x @ x) * x) @ y)
    )
    assert floors["floor of 2. your function"] == pytest.approx(float(((y - y.mean()) ** 2).sum()))


def test_the_numbers_of_a_candidate_called_steps_are_its_own():
    def steps(x, params):
        return params[0] * x

    _, _, x, y = NOISY
    found = sgd.wrong_approximations(steps, [0.0], x, y, candidates=[], steps=3)
    numbers = found.finding("losses").numbers
    assert numbers == {"loss of steps": found.candidates[0].loss, "steps": 3, "zero": 0}


def test_a_misfit_shows_in_a_pattern_and_noise_does_not():
    found = answer("wrong_approximations", "noisy").finding("patterns")
    assert list(found.numbers) == ["statistic of linear", "of_noise"]


def test_of_candidates_on_unseen_points_the_best_is_named():
    found = answer("wrong_approximations", "noisy")
    errors = {c.name: c.leave_one_out_error for c in found.candidates}
    assert f" {min(errors, key=errors.get)} errs least" in found.finding("unseen points").text


@pytest.mark.parametrize("scale", [1e6, 1e-6])
def test_a_higher_degree_never_has_a_higher_floor(scale):
    x = torch.linspace(-1, 2, 10) * scale
    y = 2 * x / scale + 1 + torch.sin(7 * x / scale)
    answer = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x, y, steps=5)
    for found in answer.candidates:
        powers = np.arange(DEGREES[found.name], -1, -1)
        columns = (x.double().numpy() / scale)[:, None] ** powers
        floor = np.linalg.lstsq(columns, y.double().numpy(), rcond=None)[1][0]
        assert found.floor == pytest.approx(floor, rel=1e-6)


def test_no_run_gets_below_its_floor():
    x = torch.linspace(-1, 2, 10)
    answer = sgd.wrong_approximations(sgd.linear, [2.0, 1.0], x, 2 * x + 1, steps=50)
    assert all(found.loss >= found.floor for found in answer.candidates)


def test_tiny_parameters_of_large_columns_count():
    """On incomes a cubic's first parameter is some 1e-13 and decides the fit."""
    x, y = sgd.gapminder_data()
    answer = sgd.wrong_approximations(sgd.quadratic, [0.0] * 3, x, y, steps=10)
    at, values = x.double().numpy(), y.double().numpy()
    for candidate in answer.candidates:
        fitted = np.polynomial.Polynomial.fit(at, values, DEGREES[candidate.name])
        assert candidate.floor == pytest.approx(np.square(fitted(at) - values).sum(), rel=1e-6)
        np.testing.assert_allclose(candidate.residuals, values - fitted(at), rtol=0, atol=1e-4)
