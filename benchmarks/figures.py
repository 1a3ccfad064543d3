"""How long the figures take once the answers are there."""

import sgd_tutorial as sgd
from sgd_tutorial import figures
from sgd_tutorial._curvature import curvature
from sgd_tutorial.questions import _initial_guesses as starts
from sgd_tutorial.questions import _learning_rates as rates
from sgd_tutorial.questions import _mean_instead_of_sum as reduction
from sgd_tutorial.questions import _when_to_stop as stops
from sgd_tutorial.questions import _why_is_c_wrong as unfinished
from sgd_tutorial.questions import _wrong_approximations as misfits

from .timing import seconds


def seconds_for_all() -> float:
    """Seconds for every figure once, in one palette."""
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    approximation, _, x, y = problem
    run = sgd.fit(*problem, learning_rate=1e-7, steps=10_002)
    bowl = curvature(*problem)
    works = [
        lambda: figures.fit(run, approximation, x, y),
        lambda: figures.losses(run),
        lambda: figures.error_by_direction(run, bowl, 1e-7),
    ]
    misfit = misfits.wrong_approximations()
    works.append(lambda: figures.wrong_approximations(misfit, x, y))
    for draw, answer in (
        (figures.why_is_c_wrong, unfinished.why_is_c_wrong()),
        (figures.learning_rates, rates.learning_rates()),
        (figures.initial_guesses, starts.initial_guesses()),
        (figures.when_to_stop, stops.when_to_stop()),
        (figures.mean_instead_of_sum, reduction.mean_instead_of_sum()),
    ):
        works.append(lambda draw=draw, answer=answer: draw(answer))
    return seconds(lambda: [work() for work in works])
