"""How a loss went."""

import math
from functools import cached_property
from itertools import pairwise


class Losses:
    """How the loss went.

    >>> Losses([4.0, 2.0, 1.0] * 1, 1).fell, Losses([1.0] * 30, 1).fell
    (True, False)
    """

    def __init__(self, values: list[float], lines: int) -> None:
        self.values = values
        self.several = lines > 1

    def __len__(self) -> int:
        return len(self.values)

    @property
    def first(self) -> float:
        return self.values[0] if self.values else math.nan

    @property
    def last(self) -> float:
        return self.values[-1] if self.values else math.nan

    @cached_property
    def is_finite(self) -> bool:
        return all(map(math.isfinite, self.values))

    @cached_property
    def head(self) -> float:
        """The mean of the first tenth."""
        return _mean(self.values[: self._tenth])

    @cached_property
    def tail(self) -> float:
        """The mean of the last tenth."""
        return _mean(self.values[-self._tenth :])

    @cached_property
    def doubt(self) -> float:
        """The standard error of head less tail, by how much each loss differs from the next."""
        steps = [(b - a) ** 2 for a, b in pairwise(self.values)]
        return math.sqrt(_mean(steps) / self._tenth) if steps else math.nan

    @property
    def _tenth(self) -> int:
        return max(1, len(self.values) // 10)

    def fall_since(self, step: int) -> float:
        """How much lower it is at the end than about a step; 0 where it was not kept."""
        around = self.values[max(0, step - 4) : step + 1]
        return _mean(around) - self.tail if around else 0.0

    @cached_property
    def first_bad(self) -> int:
        """The first that is not finite, or -1."""
        return next((i for i, v in enumerate(self.values) if not math.isfinite(v)), -1)

    @property
    def changes_sign(self) -> bool:
        return bool(self.values) and min(self.values) < 0

    @property
    def fell(self) -> bool:
        """Whether it is lower at the end, by more than a tenth."""
        start = max(self.first, self.head)
        return self.is_finite and self.tail < start - 0.1 * abs(start)

    @property
    def grew(self) -> bool:
        """Whether it ends far above where it began, or beyond what a float holds."""
        known = self.values[: self.first_bad] if self.first_bad >= 0 else self.values
        if not known or known[0] < 0:
            return False
        return max(known[-1], self.tail if self.is_finite else 0.0) > 1.05 * known[0]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else math.nan
