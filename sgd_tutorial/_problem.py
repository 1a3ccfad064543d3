"""What is fitted to what, the run that is asked about, and the minimum it heads for."""

import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from . import _validate as validate
from ._curvature import Curvature, curvature
from ._record import Run
from ._residuals import rounding_loss
from ._stability import DivergenceWarning
from ._threads import threads_for
from ._validate import as_data, as_params, try_once
from .approximations import Approximation, names_of, quadratic
from .data import notebook_data
from .losses import Loss
from .recipe import fit, gradient
from .scaling import Rescaled

# A longer run is predicted, not run.
MOST_STEPS = 20_000
NEWTON_STEPS = 20

NOTEBOOK_GUESSES = (1.0, 2.0, 3.0)
NOTEBOOK_RATE = 1e-7
NOTEBOOK_STEPS = 10_002


@dataclass(frozen=True, eq=False)
class Problem:
    """What a question or a diagnosis is about.

    Attributes:
        approximation: f(x, params).
        guesses: (P,), in the data's dtype.
        x: (N,), data.
        y: (N,), data.
        loss: loss(y1, y2).
        given_rate: learning rate of the plain run; None where it is to be chosen.
        steps: of the plain run.
        is_notebook: whether this is the notebook's own problem.
    """

    approximation: Approximation
    guesses: Tensor
    x: Tensor
    y: Tensor
    loss: Loss
    given_rate: float | None
    steps: int
    is_notebook: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """(P,), names of the parameters."""
        return names_of(self.approximation, len(self.guesses))

    @property
    def parts(self) -> dict[str, Any]:
        """The arguments of `fit` and `sweep` that say what is fitted to what."""
        names = ("approximation", "guesses", "x", "y", "loss")
        return {name: getattr(self, name) for name in names}

    @cached_property
    def learning_rate(self) -> float:
        """As given, or half the largest that is stable both at the guesses and at the minimum."""
        if self.given_rate is not None:
            return self.given_rate
        bowls = self.minimum, self.curvature_at(self.guesses)
        return min(bowl.largest_stable_learning_rate for bowl in bowls) / 2

    @cached_property
    def in_float64(self) -> "Problem":
        """The same with data and guesses in float64."""
        guesses, x, y = (values.double() for values in (self.guesses, self.x, self.y))
        return replace(self, guesses=guesses, x=x, y=y)

    def with_data(self, x: Tensor, y: Tensor) -> "Problem":
        """The same question about other data, refused if it has no minimum there."""
        return require_minimum(replace(self, x=x, y=y, given_rate=self.learning_rate))

    def loss_at(self, params: Tensor) -> float:
        """The loss of these parameters, (P,)."""
        return float(self.loss(self.approximation(self.x, params), self.y))

    def rounding_loss(self, params: Tensor) -> float:
        """The loss that rounding may leave at these parameters, (P,), float64."""
        precise = self.in_float64
        fitted = precise.approximation(precise.x, params)
        return rounding_loss(self.loss, fitted, precise.y, torch.finfo(self.y.dtype).eps)

    def gradient_at(self, params: Tensor) -> Tensor:
        """(P,), the gradient of the loss at these parameters, (P,)."""
        variable = params.clone().requires_grad_()
        return gradient(self.loss(self.approximation(self.x, variable), self.y), variable)

    def curvature_at(self, params: Tensor) -> Curvature:
        """The bowl that touches the loss at these parameters, (P,)."""
        return curvature(self.approximation, params, self.x, self.y, loss=self.loss)

    def fit(self, **changes: object) -> Run:
        """The plain run, or one with other settings; it may diverge without a warning."""
        settings = {"learning_rate": self.learning_rate, "steps": self.steps}
        with warnings.catch_warnings(), threads_for(len(self.guesses) * self.y.numel()):
            warnings.simplefilter("ignore", DivergenceWarning)
            return fit(**(self.parts | settings | changes))

    # The minimum.

    @cached_property
    def minimum(self) -> Curvature:
        """The bowl at the minimum below the guesses, seen from them."""
        return self.minimum_below(self.guesses)

    @property
    def lowest(self) -> Tensor:
        """(P,), float64, the best parameters; 0 where the loss feels no more than rounding."""
        return self.minimum.lowest_without_rounding

    def tolerance(self, limits: object) -> Tensor:
        """(P,), float64, how far off a parameter may be and still be right; as given, if it is."""
        return self.minimum.as_tolerance(limits)

    def minimum_below(self, start: Tensor) -> Curvature:
        """The bowl at the minimum that is found downhill from `start`, (P,), seen from there.

        With one bowl that is its exact lowest point. Otherwise torch's LBFGS looks for it in
        float64, then Newton's method for its last digits; the bowl then holds near that point. Its
        lowest point is NaN where no minimum was found.
        """
        bowl = self.curvature_at(start)
        if bowl.exact:
            return bowl
        precise = self.in_float64
        near = _by_lbfgs(precise, start.double())
        for bowl in islice(precise.newton(near), NEWTON_STEPS + 1):
            loss = precise.loss_at(bowl.params)
            if not bowl.floor < loss:
                break
        if float(bowl.eigenvalues[0]) > 0:
            bowl = replace(bowl, lowest=bowl.params, floor=loss)
        return replace(bowl, params=start.double())

    def newton(self, params: Tensor) -> Iterator[Curvature]:
        """Newton's method: the bowl at `params`, then the one at its lowest point, and so on.

        A ValueError ends it where a bowl has no lowest point, or the loss no derivatives.
        """
        while True:
            bowl = self.curvature_at(params)
            yield bowl
            params = bowl.lowest

    def minimum_in(self, rescaled: Rescaled, minimum: Curvature) -> Curvature:
        """The bowl at the minimum in rescaled parameters, seen from their guesses."""
        if rescaled.matrix.equal(torch.eye(len(minimum.lowest)).to(minimum.lowest)):
            return minimum  # measured again it would have other last digits
        lowest = rescaled.from_original(minimum.lowest)
        place = rescaled.guesses if minimum.exact else lowest
        bowl = replace(self, approximation=rescaled.approximation).curvature_at(place)
        return replace(bowl, params=rescaled.guesses, lowest=lowest)


def _by_lbfgs(problem: Problem, start: Tensor) -> Tensor:
    """Where torch's LBFGS ends; the start, if that is not finite."""
    params = start.clone().requires_grad_()
    optimizer = torch.optim.LBFGS(
        [params], max_iter=500, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0
    )

    def closure() -> Tensor:
        value = problem.loss(problem.approximation(problem.x, params), problem.y)
        params.grad = gradient(value, params)
        return value

    # An IndexError of torch's line search where the loss is no number; params stay.
    with suppress(IndexError), threads_for(len(params) * problem.y.numel()):
        optimizer.step(closure)
    end = params.detach()
    return end if bool(end.isfinite().all()) else start


def with_defaults(
    approximation: Approximation | None,
    guesses: object,
    x: object,
    y: object,
    *,
    loss: Loss,
    learning_rate: float | None = None,
    steps: int | None = None,
) -> Problem:
    """The user's problem, or the notebook's where none is given; refused without a minimum."""
    given = [value is not None for value in (approximation, guesses, x, y)]
    if any(given) and not all(given):
        raise TypeError(
            "give all of approximation, guesses, x and y, or none for the notebook's problem"
        )
    is_notebook = approximation is None
    if approximation is None:
        approximation, guesses = quadratic, NOTEBOOK_GUESSES
        x, y = notebook_data()
    if learning_rate is not None:
        learning_rate = validate.positive_number("learning_rate", learning_rate)
    if steps is None:
        steps = NOTEBOOK_STEPS
    x, y = as_data(x, y)
    guesses = as_params("guesses", guesses, y.dtype).to(y.device)
    try_once(approximation, guesses.clone().requires_grad_(), x, y, loss)
    problem = Problem(
        approximation=approximation,
        guesses=guesses,
        x=x,
        y=y,
        loss=loss,
        given_rate=NOTEBOOK_RATE if is_notebook and learning_rate is None else learning_rate,
        steps=validate.whole_number("steps", steps, least=1, most=MOST_STEPS),
        is_notebook=is_notebook,
    )
    return require_minimum(problem)


def require_minimum(problem: Problem) -> Problem:
    """The problem, refused if its loss is flat or has no minimum below its guesses."""
    if not bool(problem.minimum.lowest.isfinite().all()):
        raise ValueError(
            "no lowest point was found downhill from these guesses: the loss may fall without "
            "end, be flat, or have a kink there; try other guesses or another loss"
        )
    if not bool(problem.minimum.eigenvalues.any()):
        raise ValueError(
            "the loss is the same for all parameters: none has an effect on these points; give "
            "others, or another approximation"
        )
    return problem
