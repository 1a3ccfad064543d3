"""The figure of why_is_c_wrong: a bar for each cure."""

import json
import math
from dataclasses import replace

from sgd_tutorial import figures
from tests.helpers.figures import named


def test_cures_have_bars_of_their_steps(given, drawn):
    figure, answer = drawn["why_is_c_wrong", "light"], given["why_is_c_wrong"]
    for how in ("run", "predicted"):
        bars = named(figure, how)
        assert sorted(bars.x) == sorted(c.steps for c in answer.cures if c.how == how)
    assert (
        named(figure, "run").marker.pattern.shape != named(figure, "predicted").marker.pattern.shape
    )
    words = [t.text[0] for t in figure.data if t.text]
    assert words[0] == "least squares: no steps"
    assert words[-1] == "more steps at the same rate: 1,568,086 predicted"


def test_cures_that_do_not_arrive_say_so(given):
    answer = given["why_is_c_wrong"]
    cures = [replace(c, steps=math.inf) for c in answer.cures if c.how != "closed form"]
    figure = figures.why_is_c_wrong(replace(answer, cures=tuple(cures)))
    words = [t.text[0] for t in figure.data if t.text]
    assert "momentum: not within 20,000" in words
    assert "the best single rate: never" in words
    json.loads(figure.to_json())
