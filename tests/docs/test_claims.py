"""What the pages say of every bowl, quoted, and checked on three of them."""

import math

import numpy as np
import pytest

import sgd_tutorial as sgd
from tests.docs import test_claims_of_columns, test_claims_of_updates
from tests.helpers import lab, node
from tests.helpers.project import NOTEBOOKS

claim = pytest.mark.claim
CURVATURE, RATE = "questions/curvature.py", "questions/learning-rate.py"
GUESSES, STOP = "questions/initial-guesses.py", "questions/when-to-stop.py"
STEPS, WHY = "recipe/six-steps.py", "questions/why-is-c-wrong.py"


def quoted():
    """The pages whose claims are checked."""
    modules = globals(), vars(test_claims_of_columns), vars(test_claims_of_updates)
    for test in (value for module in modules for value in module.values()):
        marks = getattr(test, "pytestmark", [])
        yield from (f"docs/{mark.args[0]}" for mark in marks if mark.name == "claim")


def test_each_page_of_the_recipe_and_the_questions_has_claims_that_are_checked():
    general = {"recipe", "questions"}
    assert {str(page) for page in NOTEBOOKS if page.parent.name in general} <= set(quoted())


# A step.


@claim(CURVATURE, "Each step multiplies the error by one and the same factor.")
@claim(CURVATURE, "start on one of them, and every step stays on it")
def test_a_start_on_a_direction_stays_on_it_and_each_step_has_one_factor(case):
    for value, direction in zip(case.values, case.vectors.T, strict=True):
        run = case.run(0.3, 3, case.best + direction)
        factor = 1 - 0.3 * case.limit * value
        expected = case.best + factor ** np.arange(4)[:, None] * direction
        np.testing.assert_allclose(run.history, expected, rtol=0, atol=1e-8)


@claim(CURVATURE, "the gradient is the curvature times that direction")
@claim(STOP, r"Along each direction the gradient is $\lambda$ times the error.")
def test_along_a_direction_the_gradient_is_the_curvature_times_the_error(case):
    for value, direction in zip(case.values, case.vectors.T, strict=True):
        slope = case.gradient(case.best + 2 * direction)
        np.testing.assert_allclose(slope, 2 * value * direction, atol=1e-11 * case.values[-1])


@claim(STEPS, "the nearer to the valley, the smaller the slope, and the smaller the step")
def test_steps_become_smaller_from_one_side(case):
    sizes = case.run(0.4, 100).history.diff(dim=0).norm(dim=1)
    assert (sizes.diff() < 0).all()


@claim(CURVATURE, "Round it up.", r"The second form is for a small $\eta\lambda$.")
def test_the_formula_counts_the_steps_to_a_smaller_error(case):
    for product in case.values * case.limit / 2.5:
        exact = math.log(8) / -math.log1p(-product)
        left = [8 * math.exp(k * math.log1p(-product)) for k in (math.ceil(exact) - 1, exact)]
        assert left[0] > 1 >= left[1] * (1 - 1e-9)
        if product < 0.01:
            assert math.log(8) / product == pytest.approx(exact, rel=0.01)


@claim(CURVATURE, r"about a third of the error is left after $1/(\eta\lambda)$ steps")
def test_a_third_is_left_after_1_over_the_product(case):
    for product in case.values * case.limit / 20:
        assert 0.3 < math.exp(math.log1p(-product) / product) < 0.4


# The limit.


@claim(CURVATURE, "(a limit is rounded down)")
@claim(RATE, "Print a limit rounded down")
def test_a_limit_is_printed_rounded_down(case):
    printed = sgd.rounded_down(case.bowl.largest_stable_learning_rate)
    assert case.limit * (1 - 1e-4) < printed <= case.limit * (1 + 1e-12)
    assert len(f"{printed:e}".rstrip("0").partition("e")[0].rstrip("0")) <= 6


@claim(CURVATURE, "The steepest sets the limit")
@claim(RATE, "what lies above it diverges", "| above | each jump longer than the last |")
def test_a_run_settles_below_the_limit_and_diverges_above(case):
    below, above = (case.run(share, 1_000).losses for share in (0.98, 1.02))
    assert below[-1] < below[0]
    assert above[-1] > 1e6 * above[0]


@claim(CURVATURE, "the parameter jumps from side to side, and still the loss falls at every step")
def test_above_half_the_limit_it_jumps_from_side_to_side_and_the_loss_falls_all_the_same(case):
    run = case.run(0.75, 10)
    sides = np.sign((run.history.numpy() - case.best) @ case.vectors[:, -1])
    assert (sides[1:] == -sides[:-1]).all()
    assert (run.losses.diff() < 0).all()


@claim(
    RATE,
    "it rises at the first step above the limit",
    "almost only along flat directions, it falls until the steep error has grown",
)
@claim("further/bugs.py", "almost only along flat directions, the loss falls before it rises")
def test_above_the_limit_the_loss_rises_at_once_but_from_a_start_off_along_a_flat_direction(case):
    """Rounding leaves an error along the steep one."""
    rises, falls = (
        case.run(1.02, 1_000, start).losses
        for start in (case.problem[1], case.best + case.vectors[:, 0])
    )
    assert rises[1] > rises[0]
    assert falls[1] < falls[0] < falls[-1]


@claim("index.py", "half of it is a good start")
@claim(RATE, r"Find $2/\lambda_\text{max}$ and start with half of it.")
def test_half_of_the_limit_is_a_good_start(case):
    """No direction overshoots, and every parameter will be right."""
    half = case.limit / 2
    assert (1 - half * case.values >= -1e-9).all()
    assert case.bowl.steps_needed(half).isfinite().all()


@claim(CURVATURE, "2 divided by the condition number")
def test_a_step_takes_away_less_than_2_over_the_condition_number_along_the_flattest(case):
    assert case.limit * case.values[0] == pytest.approx(2 / case.bowl.condition_number, rel=1e-6)


@claim(RATE, r"half of $\eta$ needs twice the $k$")
def test_half_the_rate_needs_twice_the_steps(case):
    slow, slower = (case.bowl.steps_needed(case.limit / by) for by in (1_000, 2_000))
    np.testing.assert_allclose(slower / slow, 2, rtol=2e-3)


@claim("summary.py", "shrinks the slowest direction most a step")
def test_at_2_over_least_and_most_curvature_the_slowest_direction_shrinks_most_a_step(case):
    def left(rate):
        return np.abs(1 - rate * case.values).max()

    best = case.bowl.fastest_learning_rate
    assert all(left(best) < left(best * by) for by in (0.5, 0.9, 1 - 1e-6, 1 + 1e-6, 1.1))


@claim(RATE, "**Power iteration** finds the largest curvature")
@claim(RATE, "Taller data changes the loss and where it is lowest, not how it curves")
def test_the_limit_is_found_without_a_hessian_and_does_not_depend_on_y(case):
    function, start, x, y = case.problem
    for target in (y, 2 * y):
        found = sgd.largest_stable_learning_rate(
            function, start, x, target, method="power iteration"
        )
        assert found == pytest.approx(case.limit, rel=1e-3)


# Where a run starts and ends.


@claim(GUESSES, "So the loss is one bowl, whatever the start")
def test_every_start_ends_at_the_lowest_point(case):
    for start in (case.problem[1], [1e6, -1e3, 0.0]):
        problem = case.problem[0], start, *case.problem[2:]
        end = sgd.params_after(*problem, learning_rate=case.limit / 2, steps=10**12)
        np.testing.assert_allclose(end, case.best, rtol=1e-4, atol=1e-4)


@claim(GUESSES, "the steps you need grow with the *logarithm* of the distance")
def test_ten_times_as_far_adds_the_same_number_of_steps_each_time(starts, case):
    factor = 1 - starts.learning_rate * case.values[0]
    expected = math.log(10) / -math.log(factor)
    np.testing.assert_allclose(starts.steps_needed[0].diff(), expected, rtol=1e-6, atol=1)


@claim("summary.py", "In a narrow one, direction costs more than distance.")
def test_direction_costs_more_than_distance(starts):
    assert starts.steps_needed[-1, -1] < starts.steps_needed[0, 0] / 100


@pytest.fixture(scope="module")
def starts(case):
    return sgd.initial_guesses(*case.problem, steps=10)


@claim(STOP, r"$$\|\text{error}\| \le \frac{\|\text{gradient}\|}{\lambda_\text{min}}$$")
def test_the_error_is_at_most_the_gradient_norm_over_the_least_curvature(case):
    for params in case.run(0.5, 100).history[::10]:
        error = np.linalg.norm(params.numpy() - case.best)
        assert error <= np.linalg.norm(case.gradient(params)) / case.values[0]


@claim("glossary.md", "It may be *first within* sooner.")
def test_a_parameter_is_first_within_its_tolerance_before_it_is_right_or_then(case):
    for share in (0.01, 0.5, 0.999):
        rate = share * case.limit
        assert (case.bowl.first_steps(rate) <= case.bowl.steps_needed(rate)).all()


# Of the notebook's problem alone.


@pytest.fixture(scope="module")
def facts():
    return sgd.notebook_facts()


@claim(
    CURVATURE,
    "Why is one parameter right after a hundred steps and another wrong after ten thousand?",
)
def test_one_parameter_is_right_after_a_hundred_steps_and_another_wrong_after_ten_thousand(facts):
    a, b, c = facts.steps_needed.tolist()
    assert a < 100 < b < 10_000 < c


@claim(
    "questions/why-is-c-wrong.py",
    "A larger rate helps $\\\\b$, and $\\\\a$ until it jumps from side to side.",
)
def test_a_larger_rate_helps_b_and_a_until_it_jumps(facts):
    slow, fast, jumping = (facts.bowl.steps_needed(rate) for rate in (1e-7, 3.4e-7, 6.9e-7))
    assert slow[1] > fast[1] > jumping[1]
    assert jumping[0] > slow[0] > fast[0]


def test_lab_diagnosis_and_question_count_the_same_steps_until_c_is_right(facts):
    found = sgd.diagnose(*facts.problem, learning_rate=1e-7, steps=100).finding("unfinished")
    setup = lab.NOTEBOOK | {"dtype": "float64"}
    [in_lab] = node.call("tests/lab/problems.js", "curvatureOf", setup, [1e-7])["stepsNeeded"]
    question = sgd.why_is_c_wrong(steps=1).steps_needed.tolist()
    assert in_lab == question == facts.steps_needed.tolist()
    assert found.numbers["needed"] == question[2] == 1_266_334


@claim("summary.py", "**Fastest** until all are [right]")
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
