"""The figure `parabola`: the loss over one parameter, and the steps on it."""

import pytest

from sgd_tutorial import DivergenceWarning, figures
from tests.helpers.figures import one_parameter, same


def test_the_parabola_is_the_loss_and_the_steps_are_on_it(drawn):
    curve, steps = drawn["parabola", "light"].data
    same(curve.y, [(a - 2) ** 2 + (2 * a - 4) ** 2 for a in curve.x], rel=1e-4)
    run = one_parameter()["runs"]["0.05"]
    same(steps.x, run.history[:, 0])
    same(steps.y, run.losses, rel=1e-4)


def test_a_run_that_flies_off_is_drawn_around_its_start():
    with pytest.warns(DivergenceWarning):
        arguments = one_parameter(rate=1e30)
    curve, _ = figures.parabola(**arguments).data
    same([curve.x[0], curve.x[-1]], [-1.6, 1.6])
    same(curve.y, [5 * (a - 2) ** 2 for a in curve.x], rel=1e-4)
