"""All that findings ask of a run: here how far off its parameters are, and when they are right."""

import math
from functools import cached_property, partial

import torch
from torch import Tensor

from .._moves import arrivals, last_moves
from .._record import Run
from .._residuals import ROUNDINGS
from ._attempt import attempt
from ._measured_run import MeasuredRun
from ._trial import tried

# Steps from which on a trial may be hopeless, and how many tolerances off it stays then.
ENOUGH, FAR = 200, 10


class Measurement(MeasuredRun):
    """All that findings need to know about a run, each measured once."""

    @cached_property
    def tolerance(self) -> Tensor:
        """(P,), the default, but no closer than a parameter's share in one rounding of the data."""
        curved = self.minimum.curvature_by_parameter
        one_rounding = math.sqrt(2 * self.rounding_loss) / ROUNDINGS / curved.sqrt()
        return torch.maximum(
            self.minimum.default_tolerance, torch.where(curved > 0, one_rounding, 0.0)
        )

    @cached_property
    def errors(self) -> Tensor:
        """(P,), how far off each parameter is where the run ended."""
        return (self.run.params.double() - self.minimum.lowest).abs()

    @cached_property
    def errors_without_rounding(self) -> Tensor:
        """(P,), how far off each parameter is after all steps in exact arithmetic."""
        after = self.minimum.params_after(self.learning_rate, self.steps)
        return (after - self.minimum.lowest).abs()

    @cached_property
    def arrivals(self) -> Tensor:
        """(P,), the step from which on each parameter is right in the run; infinity for none."""
        return self.arrivals_in(self.run)

    def arrivals_in(self, run: Run) -> Tensor:
        """(P,), the same in another run from the guesses."""
        off = (run.history.double() - self.minimum.lowest).abs() > self.tolerance
        return arrivals(off | ~run.history.isfinite(), run.recorded_steps)

    @cached_property
    def needed(self) -> Tensor:
        """(P,), steps until each parameter is right: predicted in one bowl, or else observed.

        Infinity for never, or where no run as long as a trial has got there.
        """
        if self.exact:
            return self.needed_at(self.learning_rate)
        return self.arrivals_in(self.longer_run)

    @cached_property
    def longer_run(self) -> Run:
        """The run, or where it has not arrived the one that goes on from its end as a trial."""
        if self.trial_steps <= self.run.steps or bool(self.arrivals.isfinite().all()):
            return self.run
        return self.trial(self.learning_rate) or self.run

    def needed_at(self, rate: float) -> Tensor:
        """(P,), steps until each parameter is right at this rate, in one bowl."""
        return self.minimum.steps_needed(rate, tolerance=self.tolerance)

    # Trials.

    def trial(self, rate: object, *, patient: bool = False) -> Run | None:
        """The run at this rate, from the guesses; None where a function fails on the way.

        It ends early if its parameters stay right or, unless it is patient, far off.
        """
        if not isinstance(rate, float):
            return self._tried(rate, patient)
        if (rate, True) not in self._trials and (rate, patient) not in self._trials:
            self._trials[rate, patient] = self._tried(rate, patient)
        return self._trials.get((rate, True), self._trials.get((rate, patient)))

    def _tried(self, rate: object, patient: bool) -> Run | None:
        steps = self.trial_steps
        begun = self.begun(steps) if rate == self.learning_rate else None
        ends = partial(self.is_decided, rate=rate, patient=patient)
        return attempt(tried, self.problem, rate, steps, begun=begun, ends=ends, otherwise=None)

    def begun(self, steps: int) -> Run | None:
        """The run, if a trial of so many steps can go on from its end."""
        return self.run if self.run.steps <= steps else None

    @cached_property
    def _trials(self) -> dict[tuple[float, bool], Run | None]:
        """Runs so far, by their rate, and whether they were patient."""
        return {}

    def is_decided(
        self,
        rows: list[Tensor],
        rate: object = 0.0,
        units: Tensor | float = 1.0,
        patient: bool = False,
    ) -> bool:
        """Whether a trial need not go on from these parameters: they stay right, or far off.

        Args:
            rows: of the trial so far, each (P,).
            rate: of the trial, unless it is known to be stable at the lowest point.
            units: (P,), those of the rows, in which the usual ones are 1.
            patient: whether it goes on where it is far off.
        """
        if not self.has_minimum:
            return False
        step, half = len(rows) - 1, len(rows) // 2
        if self._off(rows[step:], units)[0] <= 1:
            return self._is_stable(rate) and bool((self._off(rows[half:], units) <= 1).all())
        if patient or step < ENOUGH:
            return False
        before, now = self._off([rows[half], rows[step]], units).tolist()
        left = (self.trial_steps - step) / (step - half)
        return before > 0 and now > FAR and now * (now / before) ** left > FAR

    def _off(self, rows: list[Tensor], units: Tensor | float) -> Tensor:
        """(S,), how many tolerances the farthest parameter is off in each row."""
        places = torch.stack(rows).double() / units
        return ((places - self.minimum.lowest).abs() / self.tolerance).amax(dim=1)

    def _is_stable(self, rate: object) -> bool:
        """Whether one rate is; rates for each parameter are chosen so that they are."""
        return not isinstance(rate, float) or rate < self.minimum.largest_stable_learning_rate

    @cached_property
    def last_moves(self) -> Tensor:
        """(P,), the step that last moved each parameter, 0 for none."""
        return last_moves(self.run.history)

    @cached_property
    def frozen(self) -> Tensor:
        """(P,), which parameters stopped moving without being right."""
        if not self.has_minimum or self.gradient is None or self.run.steps == 0 or self.diverged:
            return self.none
        still = self.run.steps - self.last_moves
        for_long = (still >= max(10, self.run.steps // 20)) | bool((still > 0).all())
        return for_long & (self.errors > self.tolerance) & (self.gradient != 0)

    @cached_property
    def unfinished(self) -> Tensor:
        """(P,), which parameters are on their way and need more steps."""
        if not self.has_minimum or self.diverges:
            return self.none
        return (self.needed > self.steps) & ~self.frozen

    @property
    def unsettled(self) -> Tensor:
        """(P,), which of these never settle at this rate."""
        if not bool(self.unfinished.any()):
            return self.none
        if self.exact:
            return self.unfinished & self.needed.isinf()
        too_large = self.learning_rate >= self.minimum.largest_stable_learning_rate
        return self.unfinished & (too_large and self.swings)

    @cached_property
    def rounded_off(self) -> Tensor:
        """(P,), which parameters rounding keeps off though they still move."""
        if not self.exact or self.diverges or self.run.steps < self.steps:
            return self.none
        off = (self.errors > 2 * self.tolerance) & (self.needed <= self.steps)
        return off & (self.errors_without_rounding <= self.tolerance) & ~self.frozen
