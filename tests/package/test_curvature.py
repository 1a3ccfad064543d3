"""The bowl against numpy, and where descent will be against a loop that goes there step by step."""

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
from tests.helpers import notebook
from tests.helpers.approximations import mean_of_everything
from tests.helpers.problems import POWERS, columns_of

START = [1.0, 2.0, 3.0]
X = torch.linspace(-1, 2, 12, dtype=torch.float64)
Y = torch.sin(3 * X) + 2
WEIGHTS = torch.linspace(0, 3, 12, dtype=torch.float64)
SQUARE = X.reshape(4, 3)
PAIRS = torch.randn(9, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def weighted(y1, y2):
    return (WEIGHTS * (y1 - y2) ** 2).sum()


def twice(x, params):
    return params[0] * x + params[1] * x


def idle(x, params):
    return params[0] * x + 0 * params[1] + params[2]


def offset(x, params):
    return x**3 - 4 + params[0] * x + params[1]


def plane(x, params):
    return x @ params[:2] + params[2]


# Approximation, start, x and y; and the loss.
PROBLEMS = {
    "quadratic": ((sgd.quadratic, START, X, Y), sgd.sum_squared_error),
    "quadratic, mean": ((sgd.quadratic, START, X, Y), sgd.mean_squared_error),
    "quadratic, weighted": ((sgd.quadratic, START, X, Y), weighted),
    "line": ((sgd.linear, [0.0, 0.0], X, Y), sgd.sum_squared_error),
    "constant": ((sgd.polynomial(0), [7.0], X, Y), sgd.sum_squared_error),
    "one column twice": ((twice, [1.0, -2.0], X, Y), sgd.sum_squared_error),
    "a parameter without effect": ((idle, START, X, Y), sgd.sum_squared_error),
    "offset": ((offset, [1.0, 2.0], X, Y), sgd.sum_squared_error),
    "offset, weighted": ((offset, [1.0, 2.0], X, Y), weighted),
    "few points": (
        (sgd.polynomial(4), [1.0, 0.0, -1.0, 2.0, 5.0], X[:2], Y[:2]),
        sgd.sum_squared_error,
    ),
    "several coordinates": ((plane, START, PAIRS, PAIRS.prod(dim=1)), sgd.sum_squared_error),
    "values in a table": ((sgd.linear, [1.0, 2.0], SQUARE, SQUARE**2), mean_of_everything),
}


def loop(problem, rate, steps, loss=sgd.sum_squared_error):
    """The parameters at every step."""
    rate = torch.as_tensor(rate, dtype=torch.float64)
    return notebook.loop(*problem, rate, steps, loss)[0]


def steepest(problem, loss):
    """λmax by numpy, from autograd's matrix."""
    return np.linalg.eigvalsh(hessian_matrix(*problem, loss=loss).numpy())[-1]


# The notebook's problem.


def test_the_notebooks_bowl(problem):
    bowl = curvature(*problem)
    eigenvalues = np.linalg.eigvalsh(2 * POWERS.T @ POWERS)
    np.testing.assert_allclose(bowl.eigenvalues, eigenvalues, rtol=1e-9)
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


# The shape of the bowl.


@pytest.mark.parametrize("name", PROBLEMS)
def test_eigenvalues_directions_and_lowest_point_are_numpys(name):
    (approximation, start, x, y), loss = PROBLEMS[name]
    bowl = curvature(approximation, start, x, y, loss=loss)
    weights = {sgd.sum_squared_error: 1.0, weighted: WEIGHTS[:, None].numpy()}
    roots = np.sqrt(weights.get(loss, 1 / y.numel()))
    matrix = roots * columns_of(approximation, x, len(start))
    none = approximation(x, torch.zeros(len(start)).double())
    target = (roots * (y - none).numpy().reshape(-1, 1))[:, 0]
    hessian = 2 * matrix.T @ matrix
    expected = np.linalg.eigvalsh(hessian)
    np.testing.assert_allclose(bowl.eigenvalues, expected, atol=1e-12 * expected[-1])
    directions = bowl.directions.numpy()
    np.testing.assert_allclose(directions.T @ directions, np.eye(len(start)), atol=1e-12)
    np.testing.assert_allclose(
        hessian @ directions, directions * bowl.eigenvalues.numpy(), atol=1e-11 * expected[-1]
    )
    # numpy's least squares from the start: where many are lowest, the nearest to it
    step, *_ = np.linalg.lstsq(matrix, target - matrix @ start, rcond=None)
    np.testing.assert_allclose(bowl.lowest, np.array(start) + step, rtol=1e-10, atol=1e-11)
    floor = np.sum((matrix @ bowl.lowest.numpy() - target) ** 2)
    assert bowl.floor == pytest.approx(floor, rel=1e-9, abs=1e-20)
    assert bowl.exact


def test_more_parameters_than_points_leave_a_flat_valley():
    bowl = curvature(*PROBLEMS["few points"][0])
    assert (bowl.eigenvalues > 0).tolist() == [False] * 3 + [True] * 2
    assert (bowl.eigenvalues[:3] == 0).all()
    assert bowl.condition_number == math.inf


@pytest.mark.parametrize(
    ("approximation", "here"), [(sgd.sine, [1.0, 3.0]), (sgd.exponential, [1.0, 0.5])]
)
def test_elsewhere_the_bowl_touches_the_loss(approximation, here):
    bowl = curvature(approximation, here, X, Y)
    expected = hessian_matrix(approximation, here, X, Y)
    rebuilt = bowl.directions @ torch.diag(bowl.eigenvalues) @ bowl.directions.T
    torch.testing.assert_close(rebuilt, expected)
    assert not bowl.exact


def test_a_touching_bowl_is_lowest_where_newtons_step_leads():
    here, h = np.array([2.0, 0.1]), 1e-5
    bowl = curvature(sgd.exponential, here, X, Y)
    assert bowl.eigenvalues[0] > 0
    at = lambda a, b: float(((a * torch.exp(b * X) - Y) ** 2).sum())  # noqa: E731
    slope = [
        (at(here[0] + h, here[1]) - at(here[0] - h, here[1])) / (2 * h),
        (at(here[0], here[1] + h) - at(here[0], here[1] - h)) / (2 * h),
    ]
    matrix = hessian_matrix(sgd.exponential, here, X, Y).numpy()
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


@pytest.mark.parametrize("factor", [0.1, 1.0, 1.9, 2.0, 2.05, (0.5, 0.5 / 3, 1.05)])
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_step_is_where_a_loop_is(name, factor):
    """With one rate, and with a rate for each parameter."""
    problem, loss = PROBLEMS[name]
    rate = factor if isinstance(factor, float) else np.resize(factor, len(problem[1]))
    rate = rate / steepest(problem, loss)
    history = loop(problem, rate, 60, loss)
    found = params_after(*problem, learning_rate=rate, steps=range(61), loss=loss)
    torch.testing.assert_close(found, history, rtol=1e-9, atol=1e-9)
    if isinstance(factor, float):
        found = curvature(*problem, loss=loss).params_after(rate, range(61))
        torch.testing.assert_close(found, history, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rates", [1e-2, 1e-6, 1e-9, 1e-12, [1e-12, 1e-13]])
def test_small_rates_lose_no_digits_beside_an_offset(rates):
    far = lambda x, params: 1e6 + params[0] * x + params[1]  # noqa: E731
    x = X * 0.1 / np.sqrt(np.max(rates))
    problem = far, [0.0, 0.0], x, 1e6 + 3 * x
    found = params_after(*problem, learning_rate=rates, steps=5)
    torch.testing.assert_close(found, loop(problem, rates, 5)[-1], rtol=1e-6, atol=0)


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


# How many steps.


@pytest.mark.parametrize("factor", [0.3, 1.0, 1.5, 1.97])
@pytest.mark.parametrize("tolerance", [0.1, [1.0, 0.01, 0.3]])
def test_steps_needed_are_those_of_a_loop(factor, tolerance):
    problem, loss = PROBLEMS["quadratic"]
    bowl = curvature(*problem)
    rate = factor / steepest(problem, loss)
    history = loop(problem, rate, 3000).numpy()
    inside = np.abs(history - np.polyfit(X, Y, 2)) <= np.array(tolerance)
    assert inside[-1].all()
    first = inside.argmax(axis=0)
    for_good = [np.flatnonzero(~column).max(initial=-1) + 1 for column in inside.T]
    assert bowl.first_steps(rate, tolerance=tolerance).tolist() == first.tolist()
    assert bowl.steps_needed(rate, tolerance=tolerance).tolist() == for_good


def test_a_parameter_is_right_within_a_hundredth_of_its_best_value_or_of_its_way():
    """Whichever is more."""
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
