"""Which of many steps are drawn, and the ticks of logarithmic axes."""

import math

import numpy as np
import pytest

from sgd_tutorial.figures._drawing import log_axis, log_spaced, step_axis


@pytest.mark.parametrize("count", [1, 2, 39, 40, 41, 500, 10_003, 1_000_001])
def test_thinning_keeps_first_and_last(count):
    places = log_spaced(count, 40)
    assert places[0] == 0
    assert places[-1] == count - 1
    assert len(set(places.tolist())) == len(places) <= 40
    assert (np.diff(places) > 0).all()
    assert len(places) >= min(count, 25)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.9, 2e3], ["1", "10", "10<sup>2</sup>", "10<sup>3</sup>"]),
        ([3e-6, 2e-2], ["10<sup>\u22123</sup>", "10<sup>\u22122</sup>"]),
        ([90, 600], ["100", "200", "500"]),
        ([90, 5e3], ["100", "300", "1,000", "3,000"]),
        ([2e7, 5e7], ["2\u00d710<sup>7</sup>", "5\u00d710<sup>7</sup>"]),
    ],
)
def test_ticks_are_powers_of_ten_and_between_few_of_them_their_multiples(values, texts):
    axis = log_axis("loss", values)
    low, high = axis["range"]
    assert [text for text in axis["ticktext"] if text in texts] == texts
    assert all(low <= math.log10(value) <= high for value in axis["tickvals"])


@pytest.mark.parametrize("last", [1, 50, 10_002, 1_000_000])
def test_an_axis_of_steps_begins_with_0(last):
    axis = step_axis(last)
    assert axis["title"] == {"text": "step"}
    assert axis["ticktext"][:2] == ["0", "1"]
    assert axis["tickvals"][0] == 1  # a trace has x = step + 1
    assert axis["tickvals"][1:] == [1 + 10**k for k in range(len(axis["tickvals"]) - 1)]
    assert last / 10 < axis["tickvals"][-1] - 1 <= last
