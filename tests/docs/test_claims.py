"""What the pages say of every bowl, on three of them: each claim is named after its sentence."""

import math

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers import lab, node
from tests.helpers.problems import observed

LONG = torch.arange(101.0, dtype=torch.float64)
MANY = torch.linspace(-20, 20, 500, dtype=torch.float64)
NOISE = torch.randn(500, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
GUESSES = [1.0, 2.0, 3.0]
DATA = {
    "the notebook's": tuple(values.double() for values in sgd.notebook_data()),
    "0 to 100": (LONG, 5 * LONG**2),
    "500 noisy points": (MANY, 5 * MANY**2 + 100 * NOISE),
}


class Case:
    """A problem, and what numpy says of it."""

    def __init__(self, name):
        self.x, self.y = DATA[name]
        self.problem = sgd.quadratic, GUESSES, self.x, self.y
        columns = np.vander(self.x, 3)
        _, self.vectors = np.linalg.eigh(2 * columns.T @ columns)
        # Where the largest is a million times the smallest, `eigh` has fewer digits of that.
        self.values = 2 * np.linalg.svd(columns, compute_uv=False)[::-1] ** 2
        self.best = np.linalg.lstsq(columns, self.y.numpy(), rcond=None)[0]
        self.limit = 2 / self.values[-1]
        self.bowl = sgd.curvature(*self.problem)

    def run(self, share, steps):
        """A loop at this share of the limit."""
        return observed(*self.problem, learning_rate=share * self.limit, steps=steps)


@pytest.fixture(scope="module", params=DATA)
def case(request):
    return Case(request.param)


def test_a_limit_is_printed_rounded_down(case):
    printed = sgd.rounded_down(case.bowl.largest_stable_learning_rate)
    assert case.limit * (1 - 1e-4) < printed <= case.limit * (1 + 1e-12)
    assert len(f"{printed:e}".rstrip("0").partition("e")[0].rstrip("0")) <= 6


def test_a_run_settles_below_the_limit_and_diverges_above(case):
    below, above = (case.run(share, 1_000).losses for share in (0.98, 1.02))
    assert below[-1] < below[0]
    assert above[-1] > 1e6 * above[0]


def test_above_half_the_limit_it_jumps_from_side_to_side_and_the_loss_falls_all_the_same(case):
    run = case.run(0.75, 10)
    sides = np.sign((run.history.numpy() - case.best) @ case.vectors[:, -1])
    assert (sides[1:] == -sides[:-1]).all()
    assert (run.losses.diff() < 0).all()


def test_half_of_the_limit_is_a_good_start(case):
    """No direction overshoots, and every parameter will be right."""
    half = case.limit / 2
    assert (1 - half * case.values >= -1e-9).all()
    assert case.bowl.steps_needed(half).isfinite().all()


def test_a_step_takes_away_less_than_2_over_the_condition_number_along_the_flattest(case):
    assert case.limit * case.values[0] == pytest.approx(2 / case.bowl.condition_number, rel=1e-6)


def test_half_the_rate_needs_twice_the_steps(case):
    slow, slower = (case.bowl.steps_needed(case.limit / by) for by in (1_000, 2_000))
    np.testing.assert_allclose(slower / slow, 2, rtol=2e-3)


def test_at_2_over_least_and_most_curvature_the_slowest_direction_shrinks_most_a_step(case):
    def left(rate):
        return np.abs(1 - rate * case.values).max()

    best = case.bowl.fastest_learning_rate
    assert all(left(best) < left(best * by) for by in (0.5, 0.9, 1 - 1e-6, 1 + 1e-6, 1.1))


def test_ten_times_as_far_adds_the_same_number_of_steps_each_time(starts, case):
    factor = 1 - starts.learning_rate * case.values[0]
    expected = math.log(10) / -math.log(factor)
    np.testing.assert_allclose(starts.steps_needed[0].diff(), expected, rtol=1e-6, atol=1)


def test_direction_costs_more_than_distance(starts):
    assert starts.steps_needed[-1, -1] < starts.steps_needed[0, 0] / 100


@pytest.fixture(scope="module")
def starts(case):
    return sgd.initial_guesses(*case.problem, steps=10)


def test_the_mean_takes_the_same_path_at_n_times_the_rate(case):
    n, rate = len(case.x), case.limit / 2
    of_sum = sgd.fit(*case.problem, learning_rate=rate, steps=200)
    of_mean = sgd.fit(*case.problem, learning_rate=n * rate, steps=200, loss=sgd.mean_squared_error)
    torch.testing.assert_close(of_mean.history, of_sum.history, rtol=1e-9, atol=1e-9)


def test_the_mean_has_the_same_lowest_point_and_condition_number_and_n_times_the_limit(case):
    mean = sgd.curvature(*case.problem, loss=sgd.mean_squared_error)
    n = len(case.x)
    assert mean.largest_stable_learning_rate == pytest.approx(n * case.limit, rel=1e-9)
    assert mean.condition_number == pytest.approx(case.values[-1] / case.values[0], rel=1e-6)
    np.testing.assert_allclose(mean.lowest, case.best, rtol=1e-6, atol=1e-6)


def test_the_error_is_at_most_the_gradient_norm_over_the_least_curvature(case):
    for params in case.run(0.5, 100).history[::10]:
        gradient = sgd.gradient(
            sgd.sum_squared_error(sgd.quadratic(case.x, start := sgd.initialize(params)), case.y),
            start,
        )
        error = np.linalg.norm(params.numpy() - case.best)
        assert error <= float(gradient.norm()) / case.values[0]


def test_a_parameter_is_first_within_its_tolerance_before_it_is_right_or_then(case):
    for share in (0.01, 0.5, 0.999):
        rate = share * case.limit
        assert (case.bowl.first_steps(rate) <= case.bowl.steps_needed(rate)).all()


# Of the notebook's problem alone.


@pytest.fixture(scope="module")
def facts():
    return sgd.notebook_facts()


def test_one_parameter_is_right_after_a_hundred_steps_and_another_wrong_after_ten_thousand(facts):
    a, b, c = facts.steps_needed.tolist()
    assert a < 100 < b < 10_000 < c


def test_lab_diagnosis_and_question_count_the_same_steps_until_c_is_right(facts):
    found = sgd.diagnose(*facts.problem, learning_rate=1e-7, steps=100).finding("unfinished")
    setup = lab.NOTEBOOK | {"dtype": "float64"}
    [in_lab] = node.call("tests/lab/problems.js", "curvatureOf", setup, [1e-7])["stepsNeeded"]
    question = sgd.why_is_c_wrong(steps=1).steps_needed.tolist()
    assert in_lab == question == facts.steps_needed.tolist()
    assert found.numbers["needed"] == question[2] == 1_266_334


def test_the_fastest_of_all_rates_of_four_digits_makes_every_parameter_right_first(facts):
    """Against numpy's powers of each factor, at rates from slow to the limit."""
    columns = np.vander(facts.problem[2].double(), 3)
    values, vectors = np.linalg.eigh(2 * columns.T @ columns)
    parts = vectors * (vectors.T @ [-4, 2, 3])

    def right(rate, step):  # and at the next steps, of which one lies on the other side
        powers = (1 - rate * values) ** np.arange(step, step + 4)[:, None]
        return (np.abs(powers @ parts.T) <= [0.05, 0.02, 0.03]).all()

    fastest, steps = facts.fastest_rate, int(facts.fastest_steps)
    assert right(fastest, steps)
    assert not right(fastest, steps - 1)
    assert fastest == float(f"{fastest:.4g}") < facts.limit
    others = [1e-7, 5e-7, 6.8e-7, 6.9e-7, *np.arange(6.91e-7, facts.limit, 1e-10)]
    for other in (rate for rate in others if not math.isclose(rate, fastest)):
        assert not right(other, steps), other
    assert steps < facts.even_steps.max()
