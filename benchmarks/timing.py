"""Ratios of times that hold on a noisy machine: taken in turns, medians of the ratios."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """Time one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def ratio(work: Work, other: Work, rounds: int) -> float:
    """How long `work` takes, in units of `other`; both run once before, to warm up."""
    work(), other()
    return median(seconds(work) / seconds(other) for _ in range(rounds))
