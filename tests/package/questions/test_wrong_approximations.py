"""Wrong approximations: against numpy's least squares, left-out points and draws of noise."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.package.questions.test_why_is_c_wrong import GROWTH, POWERS, WAVE, X, growth
from tests.package.test_format import commas, says, sentences_of

XS = POWERS[:, 1]
NOISY = (
    sgd.quadratic,
    [0.0, 0.0, 0.0],
    *(v.double() / s for v, s in zip(sgd.noisy_data(), (10, 100), strict=True)),
)


@pytest.fixture(scope="module")
def answers():
    others = [(sgd.linear, [0.0, 0.0]), (sgd.sine, [1.0, 1.0])]
    return {
        "notebook": sgd.wrong_approximations(steps=200),
        "growth": sgd.wrong_approximations(*GROWTH, steps=200),
        "noisy": sgd.wrong_approximations(*NOISY, steps=100),
        "wave": sgd.wrong_approximations(*WAVE, candidates=others, steps=100),
    }


@pytest.fixture(scope="module")
def notebook(answers):
    return answers["notebook"]


def candidate(answer, name):
    return next(c for c in answer.candidates if c.name == name)


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
    assert math.isnan(found.pattern)
    assert found.learning_rate == pytest.approx(exact / 2)


@pytest.mark.parametrize(("name", "degree"), [("cubic", 3), ("polynomial(4)", 4)])
def test_the_asked_rate_flies_off_at_the_step_of_a_loop_by_hand(notebook, name, degree):
    function = sgd.polynomial(degree)
    x, y = sgd.notebook_data()
    params = torch.tensor(([0.0] * 5 + [1.0, 2.0, 3.0])[-degree - 1 :])
    diverged_at = math.inf
    for step in range(100):
        params.requires_grad_()
        loss = ((function(x, params) - y) ** 2).sum()
        if not torch.isfinite(loss):
            diverged_at = step
            break
        (slope,) = torch.autograd.grad(loss, params)
        params = (params - 1e-7 * slope).detach()
    assert candidate(notebook, name).diverged_at == diverged_at


@pytest.mark.parametrize("name", ["linear", "quadratic", "cubic", "polynomial(4)"])
def test_each_runs_loss_is_that_of_a_loop_by_hand(answers, name):
    found = candidate(answers["noisy"], name)
    _, _, x, y = NOISY
    count = {"linear": 2, "quadratic": 3, "cubic": 4, "polynomial(4)": 5}[name]
    columns = x.numpy()[:, None] ** np.arange(count - 1, -1, -1)
    params = np.zeros(count)
    for _ in range(100):
        params = params - found.learning_rate * 2 * columns.T @ (columns @ params - y.numpy())
    np.testing.assert_allclose(found.params, params, rtol=1e-6, atol=1e-9)
    assert found.loss == pytest.approx(((columns @ params - y.numpy()) ** 2).sum(), rel=1e-6)


@pytest.mark.parametrize("problem", ["noisy", "growth"])
@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_left_out_errors_are_those_of_leaving_each_point_out(answers, problem, degree):
    x, y = ({"noisy": NOISY, "growth": GROWTH}[problem][i].numpy() for i in (2, 3))
    name = {1: "linear", 2: "quadratic", 3: "cubic", 4: "polynomial(4)"}[degree]
    found = candidate(answers[problem], name)
    columns = x[:, None] ** np.arange(degree, -1, -1)
    errors = []
    for i in range(len(x)):
        kept = np.arange(len(x)) != i
        params = np.linalg.lstsq(columns[kept], y[kept], rcond=None)[0]
        errors.append(y[i] - columns[i] @ params)
    assert found.left_out_error == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-8)
    whole = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    np.testing.assert_allclose(found.residuals, whole, atol=1e-8)
    statistic = np.square(np.diff(whole)).sum() / np.square(whole).sum()
    assert found.pattern == pytest.approx(statistic, rel=1e-7)
    assert found.floor == pytest.approx(np.square(whole).sum(), rel=1e-9)


def test_the_pattern_does_not_depend_on_the_order_of_the_points():
    _, _, x, y = NOISY
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    mixed = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x[order], y[order], steps=5)
    sorted_ = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x, y, steps=5)
    for one, other in zip(mixed.candidates, sorted_.candidates, strict=True):
        assert one.pattern == pytest.approx(other.pattern)


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


def test_candidates_are_the_readers_with_the_asked_one_and_in_order(answers):
    answer = answers["wave"]
    assert [c.name for c in answer.candidates] == ["linear", "sine"]
    assert answer.candidates[0].floor > answer.candidates[1].floor
    _, _, x, y = WAVE
    twice = sgd.wrong_approximations(
        growth, [0.0, 0.0], x, y, candidates=[(sgd.linear, [0.0, 0.0])], steps=3
    )
    assert {c.name for c in twice.candidates} == {"growth", "linear"}


@pytest.mark.parametrize("name", ["notebook", "growth", "noisy", "wave"])
def test_every_number_in_the_answer_is_that_of_its_data(answers, name):
    answer = answers[name]
    found = answer.candidates
    flown = [c for c in found if math.isfinite(c.diverged_at)]
    patterned = [c for c in found if c.pattern < 1]
    own = name != "notebook"
    told = [
        s.replace("polynomial(4)", "quartic")
        for s in sentences_of(answer, 4 + bool(flown) + bool(patterned))
    ]
    called = [c.name.replace("polynomial(4)", "quartic") for c in found]
    each = commas([f"# for {n}" for n in called])
    floors = []
    for c in found:
        exact = float(
            ((c.approximation(torch_x(name), c.curvature.lowest) - torch_y(name)) ** 2).sum()
        )
        floors.append(exact if exact > 1e-9 else 0)  # only rounding is left
    says(
        told.pop(0),
        f"The floor, the least loss that a function can reach in any number of steps, is {each}.",
        *floors,
    )
    says(
        told.pop(0),
        f"After # steps the loss is {each}: compare it with its floor, not with 0.",
        *(answer.steps, *(c.loss for c in found)),
    )
    says(
        told.pop(0),
        f"The function also decides the largest stable rate: {each}.",
        *(2 / float(c.curvature.eigenvalues[-1]) for c in found),
    )
    if flown:
        names = [n for n, c in zip(called, found, strict=True) if c in flown]
        says(
            told.pop(0),
            f"At rate # these fly off: {commas([f'{n} at step #' for n in names])}; the losses "
            "above are theirs at half their own largest stable rate.",
            *(answer.learning_rate, *(c.diverged_at for c in flown)),
        )
    if patterned:
        names = [n for n, c in zip(called, found, strict=True) if c in patterned]
        says(
            told.pop(0),
            "Residuals whose neighbors miss to the same side give a misfit away: their "
            f"Durbin-Watson statistic is {commas([f'# for {n}' for n in names])}, where noise "
            "alone has about 2.",
            *(c.pattern for c in patterned),
        )
    if own:
        errors = {
            n: c.left_out_error for n, c in zip(called, found, strict=True) if c.curvature.exact
        }
        best = min(errors, key=errors.get)
        says(
            told.pop(0),
            f"Of those that are linear in their parameters, {best} errs least at points that it "
            "has not seen, by #.",
            errors[best],
        )
    else:
        two, ten = (next(f for f in answer.noisy if f.degree == d) for d in (2, 10))
        says(
            told.pop(0),
            "With noise of #, degree # comes closer to the points than degree # (loss # against "
            "#) and further from the curve behind them (# against #); at x = #, outside the data, "
            "it is off by # against #.",
            *(100, 10, 2, ten.points_loss, two.points_loss, ten.truth_loss, two.truth_loss),
            *(30, ten.outside_error, two.outside_error),
        )
        assert ten.points_loss < two.points_loss
        assert ten.truth_loss > two.truth_loss
    assert not told


def torch_x(name):
    return {"notebook": sgd.notebook_data()[0], "growth": X, "noisy": NOISY[2], "wave": WAVE[2]}[
        name
    ].double()


def torch_y(name):
    return {
        "notebook": sgd.notebook_data()[1],
        "growth": GROWTH[3],
        "noisy": NOISY[3],
        "wave": WAVE[3],
    }[name].double()


@pytest.mark.parametrize("scale", [1e6, 1e-6])
def test_a_higher_degree_never_has_a_higher_floor(scale):
    x = torch.linspace(-1, 2, 10) * scale
    y = 2 * x / scale + 1 + torch.sin(7 * x / scale)
    answer = sgd.wrong_approximations(sgd.linear, [0.0, 0.0], x, y, steps=5)
    for found in answer.candidates:
        degree = {"linear": 1, "quadratic": 2, "cubic": 3, "polynomial(4)": 4}[found.name]
        columns = (x.double().numpy() / scale)[:, None] ** np.arange(degree, -1, -1)
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
    degrees = {"linear": 1, "quadratic": 2, "cubic": 3, "polynomial(4)": 4}
    for candidate in answer.candidates:
        fitted = np.polynomial.Polynomial.fit(at, values, degrees[candidate.name])
        assert candidate.floor == pytest.approx(np.square(fitted(at) - values).sum(), rel=1e-6)
        np.testing.assert_allclose(candidate.residuals, values - fitted(at), rtol=0, atol=1e-4)
