"""The problem as it is looked at: in float64, whatever the user's functions hold."""

import math
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from .._problem import Problem
from .._validate import Function
from ._attempt import FunctionError, attempt, guarded, of_the_user


@dataclass(frozen=True, eq=False)
class Look(Problem):
    """A problem in float64, the errors of whose functions and gradients are `FunctionError`.

    Attributes:
        eps: of the numbers that its functions calculate with.
    """

    eps: float = torch.finfo(torch.float64).eps

    def gradient_at(self, params: Tensor) -> Tensor:
        """(P,), the gradient of the loss at these parameters, (P,)."""
        return self.loss_and_gradient_at(params)[1]

    def loss_and_gradient_at(self, params: Tensor) -> tuple[float, Tensor]:
        """The loss at these parameters, (P,), and its gradient, (P,); 0 for what has none."""
        variable = params.clone().requires_grad_()
        value = self.loss(self.approximation(self.x, variable), self.y)
        gradient = None
        if value.requires_grad:
            with of_the_user():
                (gradient,) = torch.autograd.grad(value, variable, allow_unused=True)
        return float(value.detach()), torch.zeros_like(params) if gradient is None else gradient

    def hessian_at(self, params: Tensor) -> Tensor:
        """(P, P), the second derivatives of the loss at these parameters, (P,)."""

        def loss_at(params: Tensor) -> Tensor:
            return self.loss(self.approximation(self.x, params), self.y)

        with of_the_user():
            matrix: Tensor = torch.autograd.functional.hessian(loss_at, params)
        return matrix

    def losses_and_gradients_at(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """(R,) and (R, P), at each of these parameters, (R, P); NaN where a function fails."""
        if len(places) > 1 and self.takes_many:
            with suppress(FunctionError):
                return self._of_many(places)
        none = math.nan, torch.full_like(self.guesses, math.nan)
        pairs = [attempt(self.loss_and_gradient_at, one, otherwise=none) for one in places]
        losses, gradients = zip(*pairs, strict=True)
        return torch.tensor(losses, dtype=torch.float64).to(places), torch.stack(gradients)

    def _of_many(self, places: Tensor) -> tuple[Tensor, Tensor]:
        variable = places.clone().requires_grad_()
        losses = self._losses_of(self._values_at(variable))
        if not losses.requires_grad:
            return losses, torch.zeros_like(places)
        with of_the_user():
            (gradients,) = torch.autograd.grad(losses.sum(), variable)
        return losses.detach(), gradients

    def losses_at(self, places: Tensor) -> Tensor:
        """(R,), at each of these parameters, (R, P); NaN where a function fails."""
        with torch.no_grad():
            if self.takes_many:
                with suppress(FunctionError):
                    return self._losses_of(self._values_at(places))
            losses = [attempt(self.loss_at, place, otherwise=math.nan) for place in places]
            return torch.tensor(losses, dtype=torch.float64).to(places)

    @cached_property
    def takes_many(self) -> bool:
        """Whether the approximation treats parameters (P, R, 1) as R times (P,)."""
        shifts = torch.tensor([0.0, 0.1, -0.2], dtype=torch.float64).to(self.guesses)[:, None]
        places = self.guesses * (1 + shifts) + shifts
        with torch.no_grad():
            try:
                values = self._values_at(places)
                expected = torch.stack([self.values_at(place) for place in places])
            except (FunctionError, RuntimeError):
                return False
        return values.shape == expected.shape and torch.allclose(
            values, expected, rtol=1e-9, atol=0, equal_nan=True
        )

    def _values_at(self, places: Tensor) -> Tensor:
        """(R, N), the approximation's values at many parameters, (R, P)."""
        return self.approximation(self.x, places.T.reshape(*places.T.shape, *(1,) * self.y.ndim))

    def _losses_of(self, values: Tensor) -> Tensor:
        """(R,), the loss of each row, which may mix the points in any way."""
        none = values.new_tensor(math.nan)
        losses = [attempt(self.loss, row, self.y, otherwise=none) for row in values]
        return torch.stack(losses)

    def values_at(self, params: Tensor) -> Tensor:
        """(N,), the approximation's values at these parameters, (P,)."""
        with torch.no_grad():
            return self.approximation(self.x, params)

    def loss_of(self, values: Tensor) -> float:
        """The loss of such values, (N,); NaN where the loss refuses them."""
        return attempt(lambda: float(self.loss(values, self.y)), otherwise=torch.nan)

    def pull_on(self, values: Tensor) -> Tensor | None:
        """(N,), minus the slope of the loss along each value: ∝ residuals for squared errors."""
        variable = values.detach().clone().requires_grad_()
        value = self.loss(variable, self.y)
        if not value.requires_grad:
            return None
        with of_the_user():
            (slope,) = torch.autograd.grad(value, variable, allow_unused=True)
        return None if slope is None or not bool(slope.isfinite().all()) else -slope

    def with_points(self, which: Tensor | slice) -> "Look":
        """The same with some of the points."""
        return replace(self, x=self.x[which], y=self.y[which])


def look_at(problem: Problem) -> Look:
    """The problem in float64; where that fails, in its own dtype behind casts.

    A function that holds numbers of its own, as `rows @ params` does, takes no other dtype.
    """
    parts = problem.in_float64.parts | {
        "approximation": guarded(problem.approximation),
        "loss": guarded(problem.loss),
    }
    look = Look(**parts, given_rate=problem.given_rate, steps=problem.steps)
    try:
        look.gradient_at(look.guesses)
    except FunctionError:
        dtype = problem.y.dtype
        return replace(
            look,
            approximation=_cast(look.approximation, dtype),
            loss=_cast(look.loss, dtype),
            eps=torch.finfo(dtype).eps,
        )
    return look


def _cast(function: Function, dtype: torch.dtype) -> Function:
    """The function, called with numbers of this dtype; its result in float64."""
    return lambda one, other: function(one.to(dtype), other.to(dtype)).double()
