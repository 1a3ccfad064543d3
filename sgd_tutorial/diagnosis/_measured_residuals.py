"""What the lowest point leaves of the loss: how much, in what pattern, and less elsewhere."""

import math
from functools import cached_property

import torch
from torch import Tensor

from .._design_matrix import find_design_matrix
from .._residuals import MOST_DRAWN, durbin_watson, in_order, lowest_of_noise
from ._attempt import attempt
from ._floor import least_loss
from ._measured_bowl import LARGE, MeasuredBowl
from ._valley import Valley, best_of_others, valley_below

# Another valley is no lower by less than this fraction of a loss, or of its fall from the guesses.
SMALL = 1e-6


class MeasuredResiduals(MeasuredBowl):
    """What is left at the lowest point."""

    @cached_property
    def least_loss(self) -> float:
        """The least loss that values could have; NaN where that is not known."""
        return attempt(least_loss, self.look, self.fitted, otherwise=math.nan)

    @property
    def avoidable(self) -> float:
        """What the best constant leaves above the least; NaN where that is not known."""
        return self.constant_loss - self.least_loss

    @cached_property
    def left(self) -> float:
        """What the minimum leaves above the least; 0 for what rounding may leave."""
        left = self.floor - self.least_loss
        return 0.0 if left <= self.rounding_loss else left

    @property
    def explained(self) -> float:
        """The share of what the best constant leaves that the minimum does not; NaN if unknown."""
        if self.avoidable > 0:
            return 1 - self.left / self.avoidable
        explains_all = self.left <= SMALL * abs(self.loss_in_float64 - self.least_loss)
        return 1.0 if explains_all else math.nan

    @cached_property
    def misfit(self) -> bool:
        """Whether the minimum leaves more than rounding, and much of what there was."""
        return self.has_minimum and not self.explained >= 1 - LARGE

    @cached_property
    def better(self) -> Valley | None:
        """A valley below other guesses that is lower by more than rounding, if one was found."""
        if self.exact or self.work > 1:
            return None
        other = attempt(best_of_others, self.look, self.few, otherwise=None)
        fallen = SMALL * (self.loss_in_float64 - self.floor)
        margin = max(self.rounding_loss, LARGE * self.avoidable, SMALL * abs(self.floor), fallen)
        return other if other is not None and other.loss < self.floor - margin else None

    @cached_property
    def other_guesses(self) -> Tensor:
        """(P,), guesses of two digits that lead there, or else its lowest point."""
        assert self.better is not None
        end = self.better.end
        short = torch.tensor([float(f"{each:.2g}") for each in end]).to(end)
        valley = attempt(valley_below, self.look, short, otherwise=None)
        margin = LARGE * (self.floor - self.better.loss)
        return short if valley is not None and valley.loss <= self.better.loss + margin else end

    @property
    def in_high_valley(self) -> bool:
        """Whether the minimum is not the lowest that was found."""
        return self.misfit and self.better is not None

    @cached_property
    def residuals(self) -> Tensor | None:
        """(D, ...), float64, in the order of x, how the loss pulls at each value at the minimum."""
        if not self.has_minimum:
            return None
        pull = attempt(self.look.pull_on, self.fitted, otherwise=None)
        if pull is None or not bool(pull.any()):
            return None
        return in_order(self.look.x, pull / pull.abs().max())

    @cached_property
    def durbin_watson(self) -> float:
        """The statistic of the residuals; NaN without an order."""
        return math.nan if self.residuals is None else durbin_watson(self.residuals)

    @cached_property
    def lowest_of_noise(self) -> float:
        """Below which one in a thousand statistics of noise lies; 0 where too few points tell."""
        if self.residuals is None:
            return 0.0
        if self.residuals.ndim > 1:
            return 2 - 6 / math.sqrt(self.residuals.numel())
        columns = self._columns if len(self.look.x) <= MOST_DRAWN else None
        return lowest_of_noise(self.look.x, columns)

    @property
    def has_pattern(self) -> bool:
        """Whether neighboring residuals go the same way as noise hardly ever does."""
        return self.durbin_watson < self.lowest_of_noise

    @property
    def _columns(self) -> Tensor:
        """(N, P), float64, by how much a little of each parameter changes the values."""
        place = self.lowest_found
        design = find_design_matrix(self.look.approximation, place, self.look.x)
        if design is not None:
            return design.matrix
        steps = torch.diag(self.look.eps ** (1 / 3) * (1 + place.abs()))
        at = self.look.values_at
        changes = [(at(place + way) - at(place - way)).flatten() for way in steps]
        columns = torch.stack(changes, dim=1)
        return torch.where(columns.isfinite(), columns, 0.0)
