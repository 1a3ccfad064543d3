"""Times that hold on a noisy machine: taken in turns, medians, ratios of the same turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """Time one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


@dataclass(frozen=True)
class Comparison:
    """One task done in several ways.

    Attributes:
        turns: by the way's name, the seconds of each turn.
    """

    turns: dict[str, list[float]]

    def ratio(self, name: str, other: str) -> float:
        """How long one way takes, in units of another: the median over the turns."""
        pairs = zip(self.turns[name], self.turns[other], strict=True)
        return median(own / unit for own, unit in pairs)

    def summary(self) -> dict[str, list[float]]:
        """By the way's name, its median, least and most seconds; to four digits."""
        return {
            name: [digits(value) for value in (median(each), min(each), max(each))]
            for name, each in self.turns.items()
        }

    def ratios(self) -> dict[str, float]:
        """By the way's name, the ratio of the first way to it."""
        first = next(iter(self.turns))
        return {name: digits(self.ratio(first, name)) for name in self.turns}


def side_by_side(works: Mapping[str, Work], rounds: int) -> Comparison:
    """Time each work once a round, in turns; all run once before, to warm up."""
    for work in works.values():
        work()
    turns: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            turns[name].append(seconds(work))
    return Comparison(turns)


def ratio(work: Work, other: Work, rounds: int) -> float:
    """How long `work` takes, in units of `other`."""
    return side_by_side({"work": work, "other": other}, rounds).ratio("work", "other")


def digits(value: float) -> float:
    """Four of them."""
    return float(f"{value:.4g}")
