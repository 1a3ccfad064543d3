"""The six answers about the notebook's problem, and their figures."""

from functools import partial

import sgd_tutorial as sgd
from sgd_tutorial import figures

from .timing import seconds

FIGURES = {
    sgd.why_is_c_wrong: figures.why_is_c_wrong,
    sgd.wrong_approximations: figures.wrong_approximations,
    sgd.learning_rates: figures.learning_rates,
    sgd.initial_guesses: figures.initial_guesses,
    sgd.when_to_stop: figures.when_to_stop,
    sgd.mean_instead_of_sum: figures.mean_instead_of_sum,
}


def slowest_answer() -> float:
    """Seconds that the slowest of the six takes, each called once before."""
    for answer in FIGURES:
        answer(steps=100)
    return max(map(seconds, FIGURES))


def seconds_for_all() -> float:
    """Seconds for the figures of a run and of the six answers, each once, in one palette."""
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    approximation, _, x, y = problem
    run = sgd.fit(*problem, learning_rate=1e-7, steps=10_002)
    bowl = sgd.curvature(*problem)
    works = [
        lambda: figures.fit(run, approximation, x, y),
        lambda: figures.losses(run),
        lambda: figures.error_by_direction(run, bowl, 1e-7),
    ]
    for answer, draw in FIGURES.items():
        data = (x, y) if answer is sgd.wrong_approximations else ()
        works.append(partial(draw, answer(), *data))
    return seconds(lambda: [work() for work in works])
