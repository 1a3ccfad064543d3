"""How long the figures take once the answers are there."""

import sgd_tutorial as sgd
from sgd_tutorial import figures

from .timing import seconds


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
    misfit = sgd.wrong_approximations()
    works.append(lambda: figures.wrong_approximations(misfit, x, y))
    for draw, answer in (
        (figures.why_is_c_wrong, sgd.why_is_c_wrong()),
        (figures.learning_rates, sgd.learning_rates()),
        (figures.initial_guesses, sgd.initial_guesses()),
        (figures.when_to_stop, sgd.when_to_stop()),
        (figures.mean_instead_of_sum, sgd.mean_instead_of_sum()),
    ):
        works.append(lambda draw=draw, answer=answer: draw(answer))
    return seconds(lambda: [work() for work in works])
