"""Bad input for every argument of every question: refused before any run."""

from inspect import signature

import numpy as np
import pytest
import torch

import sgd_tutorial as sgd
from sgd_tutorial.schedules import warmup
from tests.helpers.bad_arguments import bad
from tests.helpers.questions import QUESTIONS

PROBLEMS = bad("approximation", "guesses", "x", "y", "loss")
X = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
Y = [1.0, 3.0, 5.0, 7.0, 9.0, 12.0]
LINE = sgd.linear, [0.0, 0.0], X, Y
NAN = float("nan")

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.__name__)


def refuses(question, problem, error, match, **keywords):
    """Whether it is refused at once, before any run."""

    def run(*arguments):
        pytest.fail("a run was begun")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sgd_tutorial.recipe.descend", run)
        patch.setattr("sgd_tutorial._sweep._descend", run)
        with pytest.raises(error, match=match):
            question(*problem, **keywords)


@every_question
@pytest.mark.parametrize(
    "problem",
    [(sgd.linear,), (None, [0.0, 0.0]), (sgd.linear, [0.0, 0.0], X), (None, None, X, Y)],
)
def test_a_part_of_a_problem_is_refused(question, problem):
    refuses(question, problem, TypeError, "approximation, guesses, x and y, or none")


@every_question
@pytest.mark.parametrize("case", PROBLEMS)
def test_a_bad_problem_is_refused_as_by_fit(question, case):
    changes, message = PROBLEMS[case]
    if any(value is None for value in changes.values()) or (
        "loss" in changes and question is sgd.mean_instead_of_sum
    ):
        return  # a part that is not given; a question that takes no loss
    x, y = sgd.notebook_data()
    problem = dict(approximation=sgd.quadratic, guesses=[1.0, 2.0, 3.0], x=x, y=y) | changes
    refuses(question, (), (TypeError, ValueError), message, **problem)


INF, EITHER = float("inf"), (TypeError, ValueError)
BAD_SETTINGS = {
    "steps": [
        (0, ValueError, "steps must be at least 1"),
        (-1, ValueError, "steps must be at least 1"),
        (20_001, ValueError, "steps must be .* at most 20000"),
        (10.0, TypeError, "steps must be a whole number"),
        ("10", TypeError, "steps must be a whole number"),
        (True, TypeError, "steps must be a whole number"),
    ],
    "learning_rate": [
        *((rate, ValueError, "learning_rate must be") for rate in (0, -1e-7, NAN, INF)),
        ("fast", EITHER, "learning_rate must be"),
        ([1e-7] * 3, TypeError, "learning_rate must be"),
        (warmup(1e-7, steps=10), TypeError, "learning_rate must be"),
    ],
    "tolerance": [
        (0, ValueError, "tolerance must be above 0"),
        (-0.1, ValueError, "tolerance must be above 0"),
        ([0.1, 0.0], ValueError, "tolerance must be above 0"),
        ([0.1] * 3, ValueError, "one for each of the 2 parameters"),
        ([[0.1, 0.1]] * 2, ValueError, "tolerance must be one number"),
        ([], ValueError, "tolerance must be one number"),
        (NAN, ValueError, "tolerance is nan"),
        ("small", TypeError, "tolerance must be numbers"),
    ],
    "rates": [
        *((rates, ValueError, "^rates") for rates in ([], 0, [0.1, -0.1], [0.1, 0.0])),
        *((rates, ValueError, "^rates") for rates in ([0.1, NAN], [0.1, INF])),
        *((rates, TypeError, "^rates") for rates in ("fast", [None])),
    ],
    "noise": [
        *((noise, ValueError, "noise must be") for noise in (-1.0, NAN)),
        ("loud", EITHER, "noise must be"),
    ],
    "seed": [
        (-1, ValueError, "seed must be"),
        *((seed, TypeError, "seed must be") for seed in (0.5, "a")),
    ],
    "candidates": [
        *((each, TypeError, "candidates") for each in (5, "linear", [sgd.cubic], [(sgd.cubic,)])),
        ([(sgd.cubic, [0.0] * 3)], ValueError, "candidates"),
        ([([0.0] * 4, sgd.cubic)], TypeError, "candidates"),
        ([("cubic", [0.0] * 4)], TypeError, "candidates"),
        ([(sgd.cubic, [0.0, 0.0, 0.0, NAN])], ValueError, "candidates"),
    ],
}


@pytest.mark.parametrize(
    ("question", "name"),
    [(q, name) for q in QUESTIONS for name in signature(q).parameters if name in BAD_SETTINGS],
)
@pytest.mark.parametrize("problem", [(), LINE], ids=["notebook", "line"])
def test_bad_settings_are_refused_by_their_name(question, problem, name):
    for value, error, match in BAD_SETTINGS[name]:
        if name != "tolerance" or problem:  # as many as the line's parameters
            refuses(question, problem, error, match, **{name: value})


@pytest.mark.parametrize("points", [1, 4])
def test_too_few_points_to_hold_some_out(points):
    problem = sgd.linear, [0.0, 0.0], X[:points], Y[:points]
    refuses(sgd.when_to_stop, problem, ValueError, f"x has {points} point.*at least 5")


def test_points_with_several_coordinates_need_candidates():
    x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    plane = lambda x, params: x @ params  # noqa: E731
    problem = plane, [0.0, 0.0], x, x.sum(dim=1)
    refuses(sgd.wrong_approximations, problem, ValueError, "candidates=")


@every_question
def test_no_lowest_point_is_said_so(question):
    """Absolute errors have kinks and no curvature; two parameters with one job lie flat."""
    match = "no lowest point was found"
    if question is not sgd.mean_instead_of_sum:
        refuses(question, LINE, ValueError, match, loss=lambda a, b: (a - b).abs().sum())
    twice = lambda x, params: torch.exp(params[0] + params[1] + x)  # noqa: E731
    refuses(question, (twice, [0.0, 0.0], X, Y), ValueError, match)


@every_question
def test_parameters_without_effect_are_said_to_have_none(question):
    constant = lambda x, params: 1 + 0 * params.sum() * x  # noqa: E731
    refuses(question, (constant, [0.0, 0.0], X, Y), ValueError, "none has an effect on these")


@every_question
def test_switched_off_gradients_are_said_so(question):
    with torch.no_grad(), pytest.raises(RuntimeError, match=r"outside torch\.no_grad"):
        question(*LINE)


@every_question
@pytest.mark.usefixtures("short_searches")
def test_lists_arrays_and_tensors_answer_alike(question):
    def ask(kind):
        guesses, x, y = map(kind, ([0.5, 0.5], [1, 2, 3, 4, 6], [3, 5, 7, 9, 14]))
        return str(question(sgd.linear, guesses, x, y, steps=3))

    expected = ask(lambda values: [float(value) for value in values])
    assert [ask(kind) for kind in (list, tuple, torch.tensor)] == [expected] * 3
    assert len(ask(np.array)) > 100  # in float64
