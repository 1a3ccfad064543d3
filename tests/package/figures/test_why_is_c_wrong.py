"""The figure of why_is_c_wrong: a bar for each cure."""

import json
import math
from dataclasses import replace

from sgd_tutorial import figures
from tests.helpers.figures import named


def test_cures_have_bars_of_their_steps(given, drawn):
    figure, answer = drawn["why_is_c_wrong", "light"], given["why_is_c_wrong"]
    for source in ("run", "predicted"):
        bars = named(figure, source)
        steps = [cure.steps for cure in answer.cures.values() if cure.source == source]
        assert sorted(bars.x) == sorted(steps)
    assert (
        named(figure, "run").marker.pattern.shape != named(figure, "predicted").marker.pattern.shape
    )
    words = [t.text[0] for t in figure.data if t.text]
    assert words[0] == "least squares: no steps"
    assert words[-1] == "more steps at the same rate: 1,266,334 predicted"


def test_cures_that_do_not_arrive_say_so(given):
    answer = given["why_is_c_wrong"]
    cures = {
        key: replace(cure, steps=math.inf)
        for key, cure in answer.cures.items()
        if cure.source != "closed form"
    }
    figure = figures.why_is_c_wrong(replace(answer, cures=cures))
    words = [t.text[0] for t in figure.data if t.text]
    assert "momentum: not within 20,000" in words
    assert "the rate that shrinks both ends alike: never" in words
    json.loads(figure.to_json())
