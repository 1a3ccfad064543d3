"""The figure of initial_guesses: steps needed, and where each start ends."""

import numpy as np

from tests.helpers.figures import named, same


def test_starts_predicted_and_observed(given, drawn):
    figure, answer = drawn["initial_guesses", "light"], given["initial_guesses"]
    for index, letter in enumerate("cba"):
        same(named(figure, f"{letter} predicted").y, answer.steps_needed[index])
        observed = answer.steps_observed[index].numpy()
        same(
            named(figure, f"{letter} observed").y, np.where(np.isfinite(observed), observed, np.nan)
        )
    reached = named(figure, "25 reach the lowest")
    same(reached.x, answer.minima.runs.guesses[answer.minima.reached, 1].double())
    same(reached.y, answer.minima.runs.losses[answer.minima.reached, -1].double())
