"""The figure `error_by_direction`: errors along numpy's directions, and their powers."""

import numpy as np

from sgd_tutorial import figures
from tests.helpers.figures import RATE, named, same, values


def test_errors_by_direction_beside_their_powers(given, drawn):
    figure, run, bowl = drawn["error_by_direction", "light"], given["run"], given["curvature"]
    lowest, directions = bowl.lowest.numpy(), bowl.directions.numpy()
    start = np.abs((np.array([1.0, 2.0, 3.0]) - lowest) @ directions)
    for index, letter in enumerate("cba"):
        observed = named(figure, f"along {letter}, observed")
        steps = np.array(observed.x) - 1
        errors = np.abs((run.history[steps].double().numpy() - lowest) @ directions[:, index])
        same(observed.y, np.where(errors > 0, errors, np.nan), rel=1e-4)
        predicted = named(figure, f"along {letter}, predicted")
        assert predicted.line.dash == "dash"
        expected = start[index] * np.abs(1 - RATE * float(bowl.eigenvalues[index])) ** steps
        visible = np.isfinite(values(predicted.y))
        assert visible.sum() > 40
        same(values(predicted.y)[visible], expected[visible])


def test_names_are_the_given_ones(given):
    figure = figures.error_by_direction(
        given["run"], given["curvature"], RATE, names=["k", "l", "m"]
    )
    texts = [t.text[0] for t in figure.data if t.text]
    assert [text.partition(":")[0] for text in texts] == ["m", "l", "k"]
