"""A rate at which a run was tried and found calm."""

import math
from dataclasses import dataclass

from .._moves import last_tenth
from .._problem import MOST_STEPS
from .._record import Run
from .._text import Writer
from ._cures import cures, steps_at, typed
from ._measure import Measurement

# Where rates must be tried, each is so much smaller than the one before, and so many are.
SMALLER = 4
MOST_TRIALS = 12


@dataclass(frozen=True, eq=False)
class Calm:
    """A rate, and the run from the user's guesses at it, down to a loss lower than the first."""

    rate: float
    run: Run

    def arrival(self, m: Measurement) -> float:
        """The step from which on every parameter is right; infinity where it shows none."""
        return float(m.arrivals_in(self.run).max()) if m.has_minimum else math.inf

    def sentence(self, m: Measurement, write: Writer) -> str:
        """What the rate does."""
        rate = write("suggested_learning_rate", self.rate)
        arrived = self.arrival(m)
        if math.isfinite(arrived):
            step = write("suggested_needed", arrived)
            return f"At rate {rate} every parameter is right from step {step} on."
        steps = write.steps("tried_steps", self.run.steps)
        first = write("tried_first", self.run.losses[0])
        last = write("tried_loss", self.run.losses[-1])
        text = f"At rate {rate} the loss goes from {first} to {last} in {steps}."
        return f"{text} {cures(m, math.inf, write)}".strip()


def calm_rate(m: Measurement) -> Calm | None:
    """The first of ever smaller rates at which a run is calm; None if none is."""
    rate = typed(min(m.learning_rate, m.bound) / 2)
    for _ in range(MOST_TRIALS):
        run = m.trial(rate, patient=True)
        if run is not None and is_calm(run):
            return Calm(rate, run)
        rate = typed(rate / SMALLER)
    return None


def is_calm(run: Run) -> bool:
    """Whether the run goes down, and moves on to its end."""
    first, last = float(run.losses[0]), float(run.losses[-1])
    rises = bool((last_tenth(run.losses).diff() > 1e-6 * abs(last)).double().mean() > 0.1)
    return math.isfinite(last) and last < first and not rises


def suggested(m: Measurement, write: Writer) -> str:
    """What rate to choose in place of one that is too large, what it takes, and what takes less."""
    if m.exact:
        return _half_of_the_bound(m, write)
    calm = calm_rate(m)
    if calm is None:
        least = write("least_rate", m.learning_rate / 2 / SMALLER**MOST_TRIALS)
        return f"Rates down to {least} are no better."
    return calm.sentence(m, write)


def _half_of_the_bound(m: Measurement, write: Writer) -> str:
    bound = write.limit("largest_stable_learning_rate", m.bound)
    rate = typed(m.bound / 2)
    half, needed = write("suggested_learning_rate", rate), steps_at(m, rate)
    text = f"The largest stable rate is {bound}; half of it, {half},"
    if needed <= max(MOST_STEPS, m.steps):
        takes = write.steps("suggested_needed", needed)
        return f"{text} is a good start: every parameter is right after {takes}."
    takes = "more steps than can be counted"
    if math.isfinite(needed):
        takes = write.steps("suggested_needed", needed)
    return f"{text} takes {takes}. {cures(m, needed, write)}".strip()
