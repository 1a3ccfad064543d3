"""The bowl against numpy, and where descent will be against loops that go there step by step."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sgd_tutorial as sgd
from sgd_tutorial import curvature, params_after, predict
from sgd_tutorial._stability import hessian_matrix
from tests.helpers.approximations import growth

START = [1.0, 2.0, 3.0]
X = torch.linspace(-1, 2, 12, dtype=torch.float64)
Y = torch.sin(3 * X) + 2
WEIGHTS = torch.linspace(0, 3, 12, dtype=torch.float64)


def weighted(y1, y2):
    return (WEIGHTS * (y1 - y2) ** 2).sum()


def twice(x, params):
    return params[0] * x + params[1] * x


def idle(x, params):
    return params[0] * x + 0 * params[1] + params[2]


def offset(x, params):
    return x**3 - 4 + params[0] * x + params[1]


PROBLEMS = {
    "quadratic": (sgd.quadratic, START, sgd.sum_squared_error),
    "quadratic, mean": (sgd.quadratic, START, sgd.mean_squared_error),
    "quadratic, weighted": (sgd.quadratic, START, weighted),
    "line": (sgd.linear, [0.0, 0.0], sgd.sum_squared_error),
    "constant": (sgd.polynomial(0), [7.0], sgd.sum_squared_error),
    "one column twice": (twice, [1.0, -2.0], sgd.sum_squared_error),
    "a parameter without effect": (idle, START, sgd.sum_squared_error),
    "offset": (offset, [1.0, 2.0], sgd.sum_squared_error),
    "offset, weighted": (offset, [1.0, 2.0], weighted),
}


def loop(approximation, guesses, x, y, rate, steps, loss=sgd.sum_squared_error):
    """Plain descent in float64; the parameters at every step."""
    params = torch.tensor(guesses, dtype=torch.float64).requires_grad_()
    rate = torch.as_tensor(rate, dtype=torch.float64)
    history = [params.detach().clone()]
    for _ in range(steps):
        (slope,) = torch.autograd.grad(loss(approximation(x, params), y), params)
        params.data -= rate * slope
        history.append(params.detach().clone())
    return torch.stack(history)


def columns(approximation, count, x):
    """The matrix and what the function returns without parameters, written down by evaluation."""
    unit = np.eye(count)
    none = approximation(x, torch.zeros(count, dtype=torch.float64)).numpy()
    each = [approximation(x, torch.tensor(row)).numpy() - none for row in unit]
    return np.stack(each, axis=1), none


def steepest(approximation, guesses, x, y, loss):
    """λmax by numpy, from autograd's matrix."""
    matrix = hessian_matrix(approximation, guesses, x, y, loss=loss)
    return np.linalg.eigvalsh(matrix.numpy())[-1]


# The notebook's problem.


def test_the_notebooks_bowl(problem):
    bowl = curvature(*problem)
    _, _, x, _ = problem
    powers = np.stack([x**2, x, x**0], axis=1).astype(np.float64)
    np.testing.assert_allclose(
        bowl.eigenvalues, np.linalg.eigvalsh(2 * powers.T @ powers), rtol=1e-9
    )
    assert [f"{value:.4g}" for value in bowl.eigenvalues.tolist()] == [
        "36.41",
        "1.148e+04",
        "2.891e+06",
    ]
    assert f"{bowl.eigenvalues[1]:.0f}, {bowl.eigenvalues[2]:.0f}" == "11480, 2890710"
    assert f"{bowl.condition_number:,.0f}" == "79,398"
    assert f"{bowl.largest_stable_learning_rate:.4e}" == "6.9187e-07"
    np.testing.assert_allclose(bowl.lowest, [5, 0, 0], atol=1e-10)
    assert bowl.floor == pytest.approx(0, abs=1e-15)
    assert bowl.exact


def test_the_notebooks_steps(problem):
    bowl = curvature(*problem)
    steepest = float(bowl.eigenvalues[-1])
    assert bowl.steps_needed(1e-7, tolerance=0.01)[2] == 1_568_086
    assert bowl.steps_needed(1 / steepest, tolerance=0.01)[2] == 453_287
    fastest = bowl.fastest_learning_rate
    assert fastest == pytest.approx(2 / (bowl.eigenvalues[0] + bowl.eigenvalues[2]).item())
    assert bowl.first_steps(fastest, tolerance=0.01)[2] == 226_436
    assert bowl.steps_needed(fastest, tolerance=0.01)[2] == 226_852


def test_the_notebooks_ten_thousand_steps(problem):
    after = params_after(*problem, learning_rate=1e-7, steps=10_002)
    np.testing.assert_allclose(after, [4.9885, 2.0487e-05, 2.9079], rtol=5e-5)


def test_the_notebooks_billion_steps(problem):
    after = params_after(*problem, learning_rate=1e-7, steps=10**9)
    np.testing.assert_allclose(after, [5, 0, 0], atol=1e-10)


# The shape of the bowl.


@pytest.mark.parametrize("name", PROBLEMS)
def test_eigenvalues_directions_and_lowest_point_are_numpys(name):
    approximation, start, loss = PROBLEMS[name]
    bowl = curvature(approximation, start, X, Y, loss=loss)
    weights = {sgd.sum_squared_error: 1.0, sgd.mean_squared_error: 1 / 12}.get(loss)
    roots = np.sqrt(WEIGHTS.numpy() if weights is None else np.full(12, weights))[:, None]
    matrix, none = columns(approximation, len(start), X)
    hessian = 2 * (roots * matrix).T @ (roots * matrix)
    target = roots[:, 0] * (Y.numpy() - none)
    expected = np.linalg.eigvalsh(hessian)
    np.testing.assert_allclose(bowl.eigenvalues, expected, atol=1e-12 * expected[-1])
    directions = bowl.directions.numpy()
    np.testing.assert_allclose(directions.T @ directions, np.eye(len(start)), atol=1e-12)
    np.testing.assert_allclose(
        hessian @ directions, directions * bowl.eigenvalues.numpy(), atol=1e-11 * expected[-1]
    )
    # numpy's least squares from the start: where many are lowest, the nearest to it
    missing = target - roots[:, 0] * (matrix @ np.array(start))
    step, *_ = np.linalg.lstsq(roots * matrix, missing, rcond=None)
    np.testing.assert_allclose(bowl.lowest, np.array(start) + step, rtol=1e-10, atol=1e-11)
    floor = np.sum((roots[:, 0] * (matrix @ bowl.lowest.numpy()) - target) ** 2)
    assert bowl.floor == pytest.approx(floor, rel=1e-9)
    assert bowl.exact


def test_more_parameters_than_points_leave_a_flat_valley():
    x, y, start = X[:2], Y[:2], [1.0, 0.0, -1.0, 2.0, 5.0]
    bowl = curvature(sgd.polynomial(4), start, x, y)
    assert (bowl.eigenvalues[:3] == 0).all()
    assert (bowl.eigenvalues[3:] > 0).all()
    assert bowl.condition_number == math.inf
    assert bowl.floor == pytest.approx(0, abs=1e-20)
    matrix, _ = columns(sgd.polynomial(4), 5, x)
    nearest = np.array(start) + np.linalg.pinv(matrix) @ (y.numpy() - matrix @ np.array(start))
    np.testing.assert_allclose(bowl.lowest, nearest, rtol=1e-12)


@pytest.mark.parametrize(("approximation", "here"), [(sgd.sine, [1.0, 3.0]), (growth, [1.0, 0.5])])
def test_elsewhere_the_bowl_touches_the_loss(approximation, here):
    bowl = curvature(approximation, here, X, Y)
    expected = hessian_matrix(approximation, here, X, Y)
    rebuilt = bowl.directions @ torch.diag(bowl.eigenvalues) @ bowl.directions.T
    torch.testing.assert_close(rebuilt, expected)
    assert not bowl.exact


def test_a_touching_bowl_is_lowest_where_newtons_step_leads():
    here, h = np.array([2.0, 0.1]), 1e-5
    bowl = curvature(growth, here, X, Y)
    assert bowl.eigenvalues[0] > 0
    at = lambda a, b: float(((a * torch.exp(b * X) - Y) ** 2).sum())  # noqa: E731
    slope = [
        (at(here[0] + h, here[1]) - at(here[0] - h, here[1])) / (2 * h),
        (at(here[0], here[1] + h) - at(here[0], here[1] - h)) / (2 * h),
    ]
    matrix = hessian_matrix(growth, here, X, Y).numpy()
    np.testing.assert_allclose(bowl.lowest, here - np.linalg.solve(matrix, slope), rtol=1e-6)
    assert bowl.floor == pytest.approx(at(*bowl.lowest.tolist()))


def test_a_saddle_has_no_lowest_point():
    bowl = curvature(lambda x, params: params[0] * params[1] * x, [0.0, 0.0], [1.0], [1.0])
    np.testing.assert_allclose(bowl.eigenvalues, [-2, 2])
    assert bowl.lowest.isnan().all()
    assert math.isnan(bowl.floor)
    assert bowl.largest_stable_learning_rate == pytest.approx(1)


def test_without_curvature_there_is_no_bound():
    bowl = curvature(sgd.linear, [1.0, 1.0], X, Y, loss=lambda y1, y2: (y1 - y2).sum())
    assert bowl.largest_stable_learning_rate == bowl.fastest_learning_rate == math.inf
    assert not bowl.exact


@pytest.mark.parametrize("level", [1e6, 1e9])
def test_data_high_above_zero_is_a_bowl_too(level):
    bowl = curvature(sgd.linear, [1.5, level], X, level + 3 * X)
    assert bowl.exact
    np.testing.assert_allclose(bowl.lowest, [3, level], rtol=1e-6)


# Where descent will be.


@pytest.mark.parametrize("factor", [0.1, 1.0, 1.9, 2.0, 2.05])
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_step_is_where_a_loop_is(name, factor):
    approximation, start, loss = PROBLEMS[name]
    rate = factor / steepest(approximation, start, X, Y, loss)
    history = loop(approximation, start, X, Y, rate, 60, loss)
    found = params_after(approximation, start, X, Y, learning_rate=rate, steps=range(61), loss=loss)
    torch.testing.assert_close(found, history, rtol=1e-9, atol=1e-9)
    bowl = curvature(approximation, start, X, Y, loss=loss)
    torch.testing.assert_close(bowl.params_after(rate, range(61)), history, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_step_with_a_rate_for_each_parameter(name):
    approximation, start, loss = PROBLEMS[name]
    slow = 0.5 / steepest(approximation, start, X, Y, loss)
    rates = [slow, slow / 3, 2.1 * slow][: len(start)]
    history = loop(approximation, start, X, Y, rates, 60, loss)
    found = params_after(
        approximation, start, X, Y, learning_rate=rates, steps=range(61), loss=loss
    )
    torch.testing.assert_close(found, history, rtol=1e-9, atol=1e-9)


def test_more_parameters_than_points_step_by_step():
    start, x, y = [1.0, 0.0, -1.0, 2.0, 5.0], X[:2], Y[:2]
    for rates in (0.05, [0.05, 0.01, 0.02, 0.001, 0.1]):
        history = loop(sgd.polynomial(4), start, x, y, rates, 40)
        keywords = dict(learning_rate=rates, steps=torch.arange(41))
        found = params_after(sgd.polynomial(4), start, x, y, **keywords)
        torch.testing.assert_close(found, history, rtol=1e-9, atol=1e-9)


def test_points_with_several_coordinates_step_by_step():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(9, 2, generator=generator, dtype=torch.float64)
    y = x[:, 0] * x[:, 1]
    plane = lambda x, params: x @ params[:2] + params[2]  # noqa: E731
    found = params_after(plane, START, x, y, learning_rate=0.01, steps=range(30))
    torch.testing.assert_close(found, loop(plane, START, x, y, 0.01, 29))


def test_values_in_a_table_step_by_step():
    x = X.reshape(4, 3)
    found = params_after(sgd.linear, [1.0, 2.0], x, x**2, learning_rate=0.02, steps=7, loss=table)
    torch.testing.assert_close(found, loop(sgd.linear, [1.0, 2.0], x, x**2, 0.02, 7, table)[-1])


def table(y1, y2):
    return ((y1 - y2) ** 2).mean()


@pytest.mark.parametrize("rates", [1e-2, 1e-6, 1e-9, 1e-12, [1e-12, 1e-13]])
def test_small_rates_lose_no_digits_beside_an_offset(rates):
    far = lambda x, params: 1e6 + params[0] * x + params[1]  # noqa: E731
    x = X * 0.1 / np.sqrt(np.max(rates))
    found = params_after(far, [0.0, 0.0], x, 1e6 + 3 * x, learning_rate=rates, steps=5)
    expected = loop(far, [0.0, 0.0], x, 1e6 + 3 * x, rates, 5)[-1]
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=0)


def test_fit_in_float64_arrives_where_predicted(precise_problem):
    run = sgd.fit(*precise_problem, learning_rate=0.01, steps=300)
    found = params_after(*precise_problem, learning_rate=0.01, steps=range(301))
    torch.testing.assert_close(found, run.history, rtol=1e-9, atol=1e-9)


ORTHOGONAL = torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 2.0]], dtype=torch.float64)


def times(x, params):
    return x @ params


def test_one_parameter_flies_off_and_the_other_settles():
    y = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    after = params_after(times, [5.0, 5.0], ORTHOGONAL, y, learning_rate=0.2, steps=100_001)
    assert after.tolist() == [1.0, -math.inf]


def test_a_start_at_the_lowest_point_stays_there_at_any_rate():
    constant = [sgd.polynomial(0), [1.0], [0.0], [1.0]]
    assert params_after(*constant, learning_rate=9.0, steps=[1, 10**6]).tolist() == [[1], [1]]


def test_shapes_follow_the_steps(problem):
    keywords = dict(learning_rate=1e-7)
    assert params_after(*problem, steps=0, **keywords).tolist() == pytest.approx(START, abs=1e-12)
    assert params_after(*problem, steps=np.int64(3), **keywords).shape == (3,)
    for steps in ([0, 5], (0, 5), np.array([0, 5]), torch.tensor([0, 5]), range(0, 6, 5)):
        several = params_after(*problem, steps=steps, **keywords)
        assert several.shape == (2, 3)
        assert several[0].tolist() == pytest.approx(START, abs=1e-12)
    assert params_after(*problem, steps=[4], **keywords).shape == (1, 3)
    assert params_after(*problem, steps=[], **keywords).shape == (0, 3)


def test_the_readers_tensors_stay_as_they_are(problem):
    approximation, guesses, x, y = problem
    guesses, kept_x, kept_y = torch.tensor(guesses), x.clone(), y.clone()
    params_after(approximation, guesses, x, y, learning_rate=1e-7, steps=9)
    assert guesses.tolist() == START
    assert torch.equal(x, kept_x)
    assert torch.equal(y, kept_y)


# How many steps.


@pytest.mark.parametrize("factor", [0.3, 1.0, 1.5, 1.97])
@pytest.mark.parametrize("tolerance", [0.1, [1.0, 0.01, 0.3]])
def test_steps_needed_are_those_of_a_loop(factor, tolerance):
    bowl = curvature(sgd.quadratic, START, X, Y)
    rate = factor / steepest(sgd.quadratic, START, X, Y, sgd.sum_squared_error)
    history = loop(sgd.quadratic, START, X, Y, rate, 3000).numpy()
    exact, *_ = np.linalg.lstsq(np.stack([X**2, X, X**0], axis=1), Y.numpy(), rcond=None)
    inside = np.abs(history - exact) <= np.array(tolerance)
    assert inside[-1].all()
    first = inside.argmax(axis=0)
    for_good = [np.flatnonzero(~column).max(initial=-1) + 1 for column in inside.T]
    assert bowl.first_steps(rate, tolerance=tolerance).tolist() == first.tolist()
    assert bowl.steps_needed(rate, tolerance=tolerance).tolist() == for_good


def test_the_tolerance_unless_given_is_one_percent():
    """Of the lowest value or of the way there, whichever is more."""
    bowl = curvature(sgd.linear, [0.0, 30.0], X, 3 * X + 1)
    np.testing.assert_allclose(bowl.default_tolerance, [0.03, 0.29], rtol=1e-9)
    assert (
        bowl.steps_needed(0.01).tolist()
        == bowl.steps_needed(0.01, tolerance=torch.tensor([0.03, 0.29])).tolist()
    )


def test_above_the_bound_the_steps_are_infinite(problem):
    bowl = curvature(*problem)
    rate = 1.01 * bowl.largest_stable_learning_rate
    assert bowl.steps_needed(rate, tolerance=0.01)[0] == math.inf


def test_at_the_lowest_point_no_step_is_needed():
    bowl = curvature(sgd.linear, [3.0, 1.0], X, 3 * X + 1)
    assert bowl.steps_needed(0.01).tolist() == bowl.first_steps(0.01).tolist() == [0, 0]


# Regimes, predicted and observed.


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10**6), points=st.integers(3, 15), count=st.integers(1, 3))
def test_runs_settle_below_the_bound_stay_at_it_and_fly_off_above(seed, points, count):
    draw = np.random.default_rng(seed)
    matrix = torch.tensor(draw.normal(size=(points, count)))
    y, start = torch.tensor(draw.normal(size=points)), draw.normal(size=count)
    bowl = curvature(times, start, matrix, y)
    assert bowl.largest_stable_learning_rate == pytest.approx(
        2 / np.linalg.eigvalsh(2 * matrix.numpy().T @ matrix.numpy())[-1], rel=1e-9
    )
    error = abs(float(bowl.directions[:, -1] @ (torch.tensor(start) - bowl.lowest)))
    others = bowl.eigenvalues[:-1] / bowl.eigenvalues[-1]
    assume(error > 1e-2)
    assume(bool(((others > 0.05) & (others < 0.95)).all()))
    exact, *_ = np.linalg.lstsq(matrix.numpy(), y.numpy(), rcond=None)
    floor = float(((matrix @ torch.tensor(exact) - y) ** 2).sum())

    def excess(factor, steps):
        rate = factor * bowl.largest_stable_learning_rate
        run = sgd.fit(times, start, matrix, y, learning_rate=rate, steps=steps)
        return (run.losses - floor).tolist()

    below, above = excess(0.95, 400), excess(1.05, 200)
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(below))
    assert below[-1] < 1e-9 * (1 + below[0])
    at = excess(1.0, 400)
    remains = float(bowl.eigenvalues[-1]) / 2 * error**2
    assert at[-1] == pytest.approx(remains, rel=1e-5)
    assert at[-2] == pytest.approx(remains, rel=1e-5)
    assert above[-1] > 1e6 * remains


# Bad input.


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        (dict(steps=-1), "steps must be at least 0; got -1"),
        (dict(steps=[1, -1]), "steps must be at least 0"),
        (dict(steps=2.5), "steps must be a whole number; got 2.5"),
        (dict(steps=[1, 2.5]), "steps must be a whole number"),
        (dict(steps=True), "steps must be a whole number"),
        (dict(steps="ten"), "steps must be a whole number; got 'ten'"),
        (dict(steps=None), "steps must be a whole number"),
        (dict(steps=10**400), "steps"),
        (dict(learning_rate=0), "learning_rate must be above 0; got 0"),
        (dict(learning_rate=[1e-7, -1e-7, 1e-7]), "learning_rate must be above 0"),
        (dict(learning_rate=[1e-7, 1e-7]), "one for each of the 3 parameters"),
        (dict(learning_rate=math.nan), "learning_rate is nan"),
        (dict(learning_rate="fast"), "learning_rate must be numbers"),
        (dict(learning_rate=lambda step: 1e-7), "a schedule has no closed form"),
        (dict(guesses=[1.0, 2.0]), "guesses has 2 numbers, but quadratic needs 3"),
        (dict(guesses=[]), "guesses is empty"),
        (dict(guesses=[[1.0, 2.0, 3.0]]), "guesses must be a flat list"),
        (dict(guesses=[1.0, math.nan, 3.0]), r"guesses\[1\] is nan"),
        (dict(approximation=3), "approximation must be a function; got 3"),
        (dict(approximation=sgd.sine, guesses=[1.0, 1.0]), "sine is not linear in its parameters"),
        (dict(loss=torch.nn.functional.l1_loss), "the loss is no squared error"),
        (dict(loss="mse"), "loss must be a function"),
        (dict(y=[1.0]), "x has 12 points and y has 1"),
    ],
)
def test_bad_input_is_refused(keywords, message):
    keywords = (
        dict(approximation=sgd.quadratic, guesses=START, x=X, y=Y, learning_rate=1e-3, steps=3)
        | keywords
    )
    with pytest.raises((TypeError, ValueError), match=message):
        params_after(**keywords)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda bowl: bowl.params_after(0, 3), "learning_rate must be above 0"),
        (lambda bowl: bowl.params_after([1e-3] * 3, 3), "learning_rate must be a number"),
        (lambda bowl: bowl.params_after(1e-3, -1), "steps must be at least 0"),
        (lambda bowl: bowl.params_after(1e-3, 2.5), "steps must be a whole number"),
        (lambda bowl: bowl.params_after(1e-3, "a"), "steps must be a whole number"),
        (lambda bowl: bowl.steps_needed(-1), "learning_rate must be above 0"),
        (lambda bowl: bowl.steps_needed(1e-3, tolerance=0), "tolerance must be above 0"),
        (lambda bowl: bowl.steps_needed(1e-3, tolerance=-1), "tolerance must be above 0"),
        (lambda bowl: bowl.first_steps(1e-3, tolerance=[0.1, 0.1]), "one for each of the 3"),
        (lambda bowl: bowl.first_steps(1e-3, tolerance=[[0.1]]), "one for each of the 3"),
        (lambda bowl: bowl.first_steps(1e-3, tolerance=math.nan), "tolerance is nan"),
        (lambda bowl: bowl.first_steps(1e-3, tolerance="a"), "tolerance must be numbers"),
    ],
)
def test_bad_questions_to_a_bowl_are_refused(ask, message):
    with pytest.raises((TypeError, ValueError), match=message):
        ask(curvature(sgd.quadratic, START, X, Y))


def test_bad_input_of_curvature_is_refused():
    with pytest.raises(ValueError, match="params has 2 numbers, but quadratic needs 3"):
        curvature(sgd.quadratic, [1.0, 2.0], X, Y)
    with pytest.raises(TypeError, match="loss must be a function"):
        curvature(sgd.quadratic, START, X, Y, loss=None)
    with torch.no_grad(), pytest.raises(RuntimeError, match="gradients are switched off"):
        curvature(sgd.quadratic, START, X, Y)


@pytest.mark.parametrize("loss", [sgd.sum_squared_error, sgd.mean_squared_error])
def test_a_predicted_run_is_the_run_in_float64(loss):
    x, y = sgd.noisy_data()
    problem = sgd.quadratic, [1.0, 2.0, 3.0], x.double(), y.double()
    how = {"learning_rate": 1e-7, "steps": 400, "loss": loss}
    run, predicted = sgd.fit(*problem, **how), predict(*problem, **how)
    torch.testing.assert_close(predicted.history, run.history, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(predicted.losses, run.losses, rtol=1e-9, atol=1e-6)
    assert predicted.recorded_steps.tolist() == list(range(401))


def test_a_predicted_run_with_a_rate_for_each_parameter_and_one_that_flies_off():
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *(values.double() for values in sgd.notebook_data())
    rates = [1e-7, 1e-5, 1e-3]
    run = sgd.fit(*problem, learning_rate=rates, steps=50)
    predicted = predict(*problem, learning_rate=rates, steps=50)
    torch.testing.assert_close(predicted.history, run.history, rtol=1e-9, atol=1e-9)
    far = predict(*problem, learning_rate=1e-5, steps=2_000)
    assert far.losses[-1] == math.inf
    assert not far.losses.isnan().any()
    assert not far.history.isnan().any()


def test_what_cannot_be_predicted_is_refused():
    x, y = sgd.notebook_data()
    with pytest.raises(ValueError, match="not linear"):
        predict(sgd.sine, [1.0, 1.0], x, y, learning_rate=0.1, steps=2)
    with pytest.raises(ValueError, match="steps must be"):
        predict(sgd.linear, [1.0, 1.0], x, y, learning_rate=1e-7, steps=-1)
