"""The figure of learning_rates: runs by their regime, the bound, the slider."""

import numpy as np
import pytest

from tests.helpers.figures import named, same


def test_rates_are_drawn_by_what_they_did(given, drawn):
    figure, answer = drawn["learning_rates", "light"], given["learning_rates"]
    for index, rate in enumerate(answer.learning_rates.tolist()):
        line = figure.data[index]
        steps = np.array(line.x) - 1
        expected = answer.runs[index].losses[steps].double().numpy()
        same(line.y, np.where(np.isfinite(expected), expected, np.nan))
        marker = named(figure, answer.observed[index])
        assert float(f"{rate:.6g}") in marker.x
        assert line.meta == marker.meta
    assert named(figure, "bound").x[0] == pytest.approx(answer.bound, rel=1e-5)
    assert len(figure.frames) == len(answer.learning_rates)
    for frame, line in zip(figure.frames, figure.data[: len(figure.frames)], strict=True):
        assert frame.data[0].y == line.y
        assert [figure.data[t].name for t in frame.traces] == ["chosen", "chosen"]
