"""Where the time of a build goes: each second is of one part, and all parts are all of it."""

import pytest

from pipeline import timings


@pytest.fixture
def wait(monkeypatch):
    """A clock that moves only so; some of the seconds this process works."""
    now = timings.Time(100.0, 5.0)

    def wait(seconds, own=0.0):
        now.all, now.own = now.all + seconds, now.own + own

    monkeypatch.setattr(timings.time, "time", lambda: now.all)
    monkeypatch.setattr(timings.time, "process_time", lambda: now.own)
    monkeypatch.setattr(timings, "_since", timings.Time(now.all, now.own))
    monkeypatch.setattr(timings, "_doing", ["imports"])
    timings._spent.clear()
    return wait


def lines():
    return timings.report().splitlines()[1:]


def test_a_second_counts_for_the_innermost_part_alone(wait):
    wait(1, own=0.5)
    timings.begin("pages")
    wait(2)
    with timings.timed("notebooks"):
        wait(3)
        with timings.timed("figures"):
            wait(8, own=4)
        wait(1)
    wait(2)
    assert lines() == [
        " 17.00   4.50  in all",
        "  8.00   4.00  figures",
        "  4.00   0.00  pages",
        "  4.00   0.00  notebooks",
        "  1.00   0.50  imports",
    ]


def test_the_same_part_adds_up_and_a_part_that_fails_is_over(wait):
    @timings.timed("figures")
    def draw(error=None):
        wait(1)
        if error:
            raise error

    draw()
    with pytest.raises(KeyError):
        draw(KeyError())
    wait(0.5)
    assert lines()[1:] == ["  2.00   0.00  figures", "  0.50   0.00  imports"]


def test_the_time_between_two_builds_is_of_neither(wait):
    wait(1)
    timings.report()
    wait(60)
    timings.begin("pages")
    wait(2)
    assert lines() == ["  2.00   0.00  in all", "  2.00   0.00  pages"]
