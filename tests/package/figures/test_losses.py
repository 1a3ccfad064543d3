"""The figure `losses`: a line for each run, and the floor."""

import numpy as np
import pytest

import sgd_tutorial as sgd
from sgd_tutorial import figures
from tests.helpers.figures import RATE, STEPS, same


def test_losses_are_the_runs(given, drawn):
    (line,) = drawn["losses", "light"].data
    steps = np.array(line.x) - 1
    assert steps[0] == 0
    assert steps[-1] == STEPS
    assert len(steps) > 500
    same(line.y, given["run"].losses[steps].double())
    assert drawn["losses", "light"].layout.xaxis.title.text == "step"


def test_only_recorded_steps_are_drawn(problem):
    run = sgd.fit(*problem, learning_rate=RATE, steps=25, record_every=10)
    assert figures.losses(run).data[0].x == (1, 11, 21, 26)


def test_several_runs_with_their_floor(given):
    runs = {"one": given["run"], "two": given["run"]}
    figure = figures.losses(runs, floor=100.0)
    assert [t.name for t in figure.data][:3] == ["one", "two", "floor"]
    floor, text, *ends = figure.data[2:]
    assert floor.y == (100.0, 100.0)
    assert floor.line.dash == "dash"
    assert text.text == ("floor 100",)
    assert [(end.text[0].strip(), end.x) for end in ends] == [(n, (STEPS + 1,)) for n in runs]
    assert ends[1].y[0] > 1.2 * ends[0].y[0]  # the lines end at one place, their names do not
    assert "floor" not in [trace.name for trace in figures.losses(runs, floor=1e-20).data]


def test_a_run_that_flew_off_ends_in_a_gap(problem):
    with pytest.warns(sgd.DivergenceWarning):
        run = sgd.fit(*problem, learning_rate=1e-5, steps=50)
    line = figures.losses(run).data[0]
    assert line.y[-1] is None
    assert None not in line.y[:-1]
