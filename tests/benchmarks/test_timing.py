"""Times and ratios, by a clock that only the works move."""

import pytest

from benchmarks import timing


@pytest.fixture
def clock(monkeypatch):
    """A work that takes these seconds, call by call; the first is to warm up."""
    now = [0.0]
    monkeypatch.setattr(timing, "perf_counter", lambda: now[0])

    def work(*seconds):
        left = iter(seconds)

        def call():
            now[0] += next(left)

        return call

    return work


def test_a_ratio_is_the_median_of_those_of_each_turn(clock):
    """Not that of the medians: a machine that is slow for a turn is slow for both."""
    works = {"ours": clock(99, 2, 40, 6), "theirs": clock(99, 1, 10, 4)}
    compared = timing.side_by_side(works, 3)
    assert compared.turns == {"ours": [2, 40, 6], "theirs": [1, 10, 4]}
    assert compared.ratio("ours", "theirs") == 2
    assert compared.ratios() == {"ours": 1, "theirs": 2}


def test_a_summary_is_median_least_and_most(clock):
    compared = timing.side_by_side({"ours": clock(99, 3, 1, 2.00006)}, 3)
    assert compared.summary() == {"ours": [2, 1, 3]}


def test_the_ratio_of_two_works(clock):
    assert timing.ratio(clock(9, 3, 3), clock(9, 2, 2), rounds=2) == 1.5
