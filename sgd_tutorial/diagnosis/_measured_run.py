"""How the run ends, and what others from the same guesses do."""

import math
from functools import cached_property

import torch
from torch import Tensor

from .._curvature import Curvature
from .._moves import last_tenth
from .._problem import MOST_STEPS
from ._attempt import attempt
from ._descent import MOST_POINTS
from ._measured_residuals import MeasuredResiduals
from ._slopes import places_around

# Steps of a trial, unless more were asked for.
TRIED = 1_000
# Places around the guesses, so many times as near as others.
PLACES_NEARBY, NEAR = 9, 1_000


class MeasuredRun(MeasuredResiduals):
    """The run's end, and trials at other rates."""

    @property
    def diverges(self) -> bool:
        """Whether the run diverged, or will."""
        return self.diverged or math.isfinite(self.overflow_step)

    @cached_property
    def overflow_step(self) -> float:
        """The predicted step at which the loss overflows the data's dtype; infinity for never."""
        bowl, rate = self.curvature, self.learning_rate
        if bowl is None or not bowl.exact or rate <= bowl.largest_stable_learning_rate * (1 + 1e-9):
            return math.inf
        return attempt(self._overflow_step_in, bowl, otherwise=math.inf)

    def _overflow_step_in(self, bowl: Curvature) -> float:
        """The same in one bowl that is too steep for the rate.

        Along every direction the error grows or shrinks by one factor, so that the loss is a convex
        function of the steps: once it overflows it stays so, and halving finds the step.
        """

        def overflows(steps: int) -> bool:
            params = bowl.params_after(self.learning_rate, steps).to(self.problem.guesses)
            return not math.isfinite(self.problem.loss_at(params))

        high = next((2**k for k in range(54) if overflows(2**k)), None)
        if high is None:
            return math.inf
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if overflows(middle) else (middle, high)
        return float(high)

    @cached_property
    def gradient(self) -> Tensor | None:
        """(P,), float64, the gradient where the run ended, if it is finite."""
        end = self.run.params.double()
        gradient = attempt(self.look.gradient_at, end, otherwise=None)
        return None if gradient is None or not bool(gradient.isfinite().all()) else gradient

    @cached_property
    def stuck(self) -> tuple[Tensor, Tensor]:
        """(P,), which parameters had no gradient and never moved; (P,), which have one nearby."""
        gradient = self.gradient_at_guesses
        if gradient is None or self.exact or self.diverged or not self.searched:
            return self.none, self.none
        moved = (self.run.history != self.run.history[0]).any(dim=0)
        places = places_around(self.guesses, PLACES_NEARBY)
        near = [
            attempt(
                self.look.gradient_at,
                self.guesses + (place - self.guesses) / NEAR,
                otherwise=gradient,
            )
            for place in places
        ]
        stuck = (gradient == 0) & ~moved
        return stuck.cpu(), torch.stack(near).any(dim=0).cpu()

    @cached_property
    def loss_reached(self) -> float:
        """The loss after all steps, or as far as the run went."""
        if self.run.steps == self.steps or not self.exact or self.diverges:
            return float(self.run.losses[-1])
        return float(self.minimum.losses_after(self.learning_rate, self.steps))

    @cached_property
    def swings(self) -> bool:
        """Whether the loss still goes up and down in the run's last tenth."""
        return bool((last_tenth(self.run.losses).diff() > 0).double().mean() > 0.1)

    @property
    def trial_steps(self) -> int:
        """Steps of a run that tries something."""
        return min(max(self.steps, TRIED), MOST_STEPS, self._most_affordable)

    @property
    def most_tried(self) -> int:
        """Steps of a trial, unless more were asked for."""
        return min(TRIED, self._most_affordable)

    @property
    def _most_affordable(self) -> int:
        """Fewer with very many points."""
        return max(1, MOST_POINTS // self.problem.x.numel())
