"""The figure of when_to_stop: a marker where each rule stops."""

import math


def test_stops_are_where_the_rules_stop(given, drawn):
    figure, answer = drawn["when_to_stop", "light"], given["when_to_stop"]
    marked = {(t.x[0] - 1, t.y[0]) for t in figure.data if t.mode == "markers"}
    expected = {
        (s.step, float(f"{s.loss:.6g}"))
        for panel in (answer.clean, answer.noisy)
        for s in panel.stops.values()
        if math.isfinite(s.step)
    }
    assert marked == expected
    assert any("never" in t.text[0] for t in figure.data if t.text)
