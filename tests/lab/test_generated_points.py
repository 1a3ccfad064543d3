"""The points that the lab ships."""

from tools import lab_points


def test_they_are_those_that_the_script_writes():
    assert lab_points.PATH.read_text("utf-8") == lab_points.module(), (
        "run python -m tools.lab_points"
    )
