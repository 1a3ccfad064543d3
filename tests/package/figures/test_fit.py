"""The figure `fit`: the curve at each step that has a frame."""

import sgd_tutorial as sgd
from sgd_tutorial import figures
from tests.helpers.figures import RATE, STEPS, same, values


def test_every_frame_has_the_curve_of_its_step(given, drawn):
    figure, run = drawn["fit", "light"], given["run"]
    assert 20 <= len(figure.frames) <= 24
    steps = [int(frame.name.replace(",", "")) for frame in figure.frames]
    assert steps[0] == 0
    assert steps[-1] == STEPS
    grid = values(figure.data[1].x)
    for step, frame in zip(steps, figure.frames, strict=True):
        a, b, c = run.history[step].double().tolist()
        same(frame.data[0].y, a * grid**2 + b * grid + c, rel=1e-5)
        assert frame.traces == (1,)
    same(figure.data[0].y, given["y"])


def test_the_slider_starts_at_the_last_step(drawn):
    figure = drawn["fit", "light"]
    slider = figure.layout.sliders[0]
    assert slider.active == len(figure.frames) - 1
    assert [s.args[0][0] for s in slider.steps] == [f.name for f in figure.frames]
    assert figure.data[1].y == figure.frames[-1].data[0].y


def test_frames_are_the_recorded_steps(problem):
    run = sgd.fit(*problem, learning_rate=RATE, steps=25, record_every=10)
    figure = figures.fit(run, problem[0], *problem[2:])
    assert [frame.name for frame in figure.frames] == ["0", "10", "20", "25"]
