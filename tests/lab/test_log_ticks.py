"""The ticks of logarithmic axes: the site's beside the package's."""

import pytest

from sgd_tutorial.figures import _drawing as draw
from tests.helpers import node

MODULE = "docs/assets/log-ticks.js"
RANGES = [[0, 3.2], [1.9, 2.8], [-7.1, 8.3], [-3.4, -1.6], [6.9, 8.1], [0.2, 1.9]]


@pytest.mark.parametrize("window", RANGES, ids=str)
def test_powers_of_ten_are_those_of_the_package(window):
    found = node.call(MODULE, "logTicks", window)
    inside = [
        (value, text)
        for value, text in zip(found["tickvals"], found["ticktext"], strict=True)
        if 10 ** window[0] <= value <= 10 ** window[1]
    ]
    expected = list(draw._log_ticks(*window))
    assert [text for _, text in inside] == [text for _, text in expected]
    assert [value for value, _ in inside] == pytest.approx([value for value, _ in expected])


@pytest.mark.parametrize("last", [30, 10_002, 2_000_000])
def test_steps_begin_with_0_as_in_the_package(last):
    axis = draw.step_axis(last)
    found = node.call(MODULE, "stepTicks", axis["range"])
    assert (found["tickvals"], found["ticktext"]) == (axis["tickvals"], axis["ticktext"])
