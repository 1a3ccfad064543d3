"""The six answers about the notebook's problem."""

import sgd_tutorial as sgd

from .timing import seconds

ANSWERS = (
    sgd.why_is_c_wrong,
    sgd.wrong_approximations,
    sgd.learning_rates,
    sgd.initial_guesses,
    sgd.when_to_stop,
    sgd.mean_instead_of_sum,
)


def slowest():
    """Seconds that the slowest of the six takes, each called once before."""
    for answer in ANSWERS:
        answer(steps=100)
    return max(seconds(answer) for answer in ANSWERS)
