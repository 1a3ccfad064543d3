"""The six questions about several problems, each asked once."""

from functools import cache

import sgd_tutorial as sgd
from tests.helpers.problems import CUBIC, EVEN, LOGARITHM, NOISY, WAVE

LINE_AND_WAVE = [(sgd.linear, [0.0, 0.0]), (sgd.sine, [1.0, 1.0])]
ASKED = {
    "why_is_c_wrong": {
        "notebook": ((), {}),
        "logarithm": (LOGARITHM, {"steps": 40}),
        "wave": (WAVE, {"steps": 5}),
        "cubic": (CUBIC, {"steps": 300, "tolerance": [0.1, 0.2, 0.1, 0.2]}),
    },
    "wrong_approximations": {
        "notebook": ((), {"steps": 200}),
        "logarithm": (LOGARITHM, {"steps": 200}),
        "noisy": (NOISY, {"steps": 100}),
        "wave": (WAVE, {"candidates": LINE_AND_WAVE, "steps": 100}),
    },
    "learning_rates": {
        "notebook": ((), {}),
        "logarithm": (LOGARITHM, {"tolerance": 0.001}),
        "wave": (WAVE, {"steps": 500}),
    },
    "initial_guesses": {
        "notebook": ((), {"steps": 2_000}),
        "logarithm": (LOGARITHM, {"steps": 1_000, "tolerance": 0.01}),
        "wave": (WAVE, {"steps": 500}),
    },
    "when_to_stop": {
        "notebook": ((), {"steps": 5_000}),
        "logarithm": (LOGARITHM, {"steps": 2_000}),
        "wave": (WAVE, {"steps": 1_500, "noise": 0.1}),
    },
    "mean_instead_of_sum": {
        "notebook": ((), {"steps": 4_200}),
        "logarithm": (LOGARITHM, {"steps": 100}),
        "wave": (WAVE, {"steps": 100, "seed": 3}),
        "even": (EVEN, {"steps": 2_000}),
    },
}
QUESTIONS = [getattr(sgd, name) for name in ASKED]


@cache
def answer(question, problem):
    """The answer to a question about a problem, by their names."""
    arguments, settings = ASKED[question][problem]
    return getattr(sgd, question)(*arguments, **settings)
