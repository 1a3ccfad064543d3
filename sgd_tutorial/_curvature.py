"""How steep the loss is along each direction, and what descent will do there."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from . import _validate as validate
from ._design_matrix import find_design_matrix, least_squares, signed, squared_error_weights
from ._stability import hessian_matrix
from ._steps_needed import as_steps, factors_after, steps_within
from ._validate import as_data, as_params, name_of, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error

# A parameter is right from the first step from which on it stays within this part of its best
# value, or of its way from its guess to that value, whichever is more.
RIGHT = 0.01


@dataclass(frozen=True, eq=False)
class Curvature:
    """The loss as a bowl: its directions, how steep each is, and its lowest point.

    Exact, and the same everywhere, for an approximation that is linear in its parameters and
    squared errors. For anything else it is the bowl that touches the loss at `params`.

    Attributes:
        params: (P,), float64, where the curvature was measured.
        eigenvalues: (P,), float64, second derivative of the loss along each direction, ascending.
        directions: (P, P), float64, column i the direction of eigenvalues[i], of length 1.
        lowest: (P,), float64, the lowest point; of a flat valley, the one nearest to `params`.
            NaN where the bowl has none.
        floor: the loss at the lowest point.
        exact: whether the loss is this bowl, not only touched by it.
    """

    params: Tensor
    eigenvalues: Tensor
    directions: Tensor
    lowest: Tensor
    floor: float
    exact: bool

    @property
    def largest_stable_learning_rate(self) -> float:
        """2 / λmax: a step multiplies the error along a direction by 1 - rate * λ."""
        steepest = float(self.eigenvalues[-1])
        return 2 / steepest if steepest > 0 else math.inf

    @property
    def fastest_learning_rate(self) -> float:
        """2 / (λmin + λmax), with which the slowest direction shrinks the most at every step.

        Flat directions, of eigenvalue 0, have no error to shrink and do not count. The steepest
        direction jumps from side to side at this rate: until every parameter is right, a rate a
        little below it can take fewer steps.
        """
        curved = self.curved
        return 2 / float(curved[0] + curved[-1]) if len(curved) else math.inf

    @property
    def curved(self) -> Tensor:
        """(D,), the eigenvalues above 0: the directions that are not flat."""
        return self.eigenvalues[self.eigenvalues > 0]

    @property
    def errors(self) -> Tensor:
        """(P,), how far `params` is off along each direction; 0 along flat ones."""
        errors = self.directions.T @ (self.params - self.lowest)
        return torch.where(self.eigenvalues == 0, 0.0, errors)

    @property
    def curvature_by_parameter(self) -> Tensor:
        """(P,), the second derivative of the loss with respect to each parameter alone."""
        return self.directions**2 @ self.eigenvalues

    @property
    def lowest_without_rounding(self) -> Tensor:
        """(P,), the lowest point, 0 where the loss feels no more than rounding of the others."""
        felt = self.lowest.abs() * self.curvature_by_parameter.clamp(min=0).sqrt()
        return torch.where(felt <= 1e-12 * felt.max(), 0.0, self.lowest)

    @property
    def steepness(self) -> float:
        """As the condition number, but flat directions, along which nothing moves, do not count."""
        return float(self.curved[-1] / self.curved[0]) if len(self.curved) else 1.0

    @property
    def condition_number(self) -> float:
        """λmax / λmin: how many times steeper the steepest direction is than the flattest."""
        flattest, steepest = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        return steepest / flattest if flattest > 0 else math.inf

    def params_after(self, learning_rate: float, steps: object) -> Tensor:
        """Where plain gradient descent from `params` is after so many steps.

        Args:
            learning_rate: above 0.
            steps: one number, or several, (K,).

        Returns:
            (P,) or (K, P), float64.
        """
        left = self._errors_after(learning_rate, steps)
        terms = left.unsqueeze(-2) * self.directions  # infinity times 0 is none of either
        way = torch.where(self.directions == 0, 0.0, terms).sum(dim=-1)
        return self.lowest + way

    def losses_after(self, learning_rate: float, steps: object) -> Tensor:
        """The loss after so many steps of plain gradient descent from `params`.

        Args:
            learning_rate: above 0.
            steps: one number, or several, (K,).

        Returns:
            A scalar or (K,), float64: floor + Σ λ * error^2 / 2 over the directions.
        """
        left = self._errors_after(learning_rate, steps)
        rise = torch.where(self.eigenvalues == 0, 0.0, self.eigenvalues * left**2)
        return self.floor + rise.sum(dim=-1) / 2

    def _errors_after(self, learning_rate: float, steps: object) -> Tensor:
        """(P,) or (K, P), how far from the lowest point along each direction."""
        products = validate.positive_number("learning_rate", learning_rate) * self.eigenvalues
        errors = self.errors
        factors = factors_after(products, as_steps(steps).to(products))
        return torch.where(errors == 0, 0.0, factors * errors)

    def steps_needed(
        self, learning_rate: float, *, tolerance: float | Tensor | None = None
    ) -> Tensor:
        """Steps of plain gradient descent from `params` until each parameter is right.

        Args:
            learning_rate: above 0.
            tolerance: how far off still counts as right, one number or one for each parameter;
                `default_tolerance` unless given.

        Returns:
            (P,), float64 whole numbers: the first step from which on each parameter stays
            within its tolerance, |params - lowest| <= tolerance. Infinity for never.
        """
        return self._steps_within(learning_rate, tolerance)[1]

    def first_steps(
        self, learning_rate: float, *, tolerance: float | Tensor | None = None
    ) -> Tensor:
        """The first step within the tolerance, though a parameter may leave it again.

        Args:
            learning_rate: above 0.
            tolerance: as in `steps_needed`.

        Returns:
            (P,), float64; at most `steps_needed`.
        """
        return self._steps_within(learning_rate, tolerance)[0]

    @property
    def default_tolerance(self) -> Tensor:
        """(P,): a hundredth of each parameter's best value or of its way, whichever is more.

        So far off may a parameter be and still be right; its way is from `params`, the guesses,
        to its best value. One that starts at 0 and should end there, or nearly, has neither: each
        may be off by what raises the loss by 1e-12 of the loss that the guesses add to the floor.
        """
        way = (self.params - self.lowest).abs()
        curvatures = self.curvature_by_parameter
        excess = (self.eigenvalues * self.errors**2).sum()
        felt = torch.where(curvatures > 0, 1e-4 * (excess / curvatures).sqrt(), 0.0)
        return RIGHT * torch.stack([way, self.lowest.abs(), felt]).amax(dim=0).clamp(min=1e-300)

    def _steps_within(
        self, learning_rate: float, tolerance: float | Tensor | None
    ) -> tuple[Tensor, Tensor]:
        products = validate.positive_number("learning_rate", learning_rate) * self.eigenvalues
        amplitudes = self.directions * self.errors
        return steps_within(amplitudes, products, self.as_tolerance(tolerance))

    def as_tolerance(self, asked: object) -> Tensor:
        """(P,), float64, how far off each parameter still counts as right.

        Args:
            asked: one number, or one for each parameter; None for `default_tolerance`.

        Raises:
            TypeError: if what is asked for is not numbers.
            ValueError: if it is not above 0, or not one number or one for each parameter.
        """
        if asked is None:
            return self.default_tolerance
        limits = validate.numbers("tolerance", asked, torch.float64).to(self.params.device)
        if limits.ndim > 0 and limits.shape != self.params.shape:
            raise ValueError(
                f"tolerance must be one number, or one for each of the {len(self.params)} "
                f"parameters; got shape {tuple(limits.shape)}"
            )
        if not bool((limits > 0).all()):
            raise ValueError(f"tolerance must be above 0; got {validate.short(asked)}")
        return limits.expand(len(self.params))


def curvature(
    approximation: Approximation,
    params: object,
    x: object,
    y: object,
    *,
    loss: Loss = sum_squared_error,
) -> Curvature:
    """How steep the loss is along each direction, and where its lowest point lies.

    Args:
        approximation: any f(x, params); where it is not linear in its parameters, twice
            differentiable.
        params: (P,), where the curvature is measured.
        x: (N,), data.
        y: (N,), data.
        loss: any loss(y1, y2); where it is no squared error, twice differentiable.

    Returns:
        The curvature, in float64.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or the derivatives are not finite.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> bowl = curvature(quadratic, [1.0, 2.0, 3.0], *notebook_data())
    >>> bowl.eigenvalues
    tensor([3.6408e+01, 1.1480e+04, 2.8907e+06], dtype=torch.float64)
    >>> f"{bowl.largest_stable_learning_rate:.4e}, {bowl.condition_number:,.0f}"
    '6.9187e-07, 79,398'
    >>> bowl.steps_needed(1e-7, tolerance=0.01)
    tensor([  49557.,    4613., 1568086.], dtype=torch.float64)
    """
    x, y = (values.double() for values in as_data(x, y))
    start = as_params("params", params, torch.float64).to(y.device)
    try_once(approximation, start.clone().requires_grad_(), x, y, loss, called="params")
    exact = exact_curvature(approximation, start, x, y, loss)
    return exact or _local_curvature(approximation, start, x, y, loss)


def why_not_exact(approximation: Approximation, params: Tensor, x: Tensor) -> str:
    """Which of the two needs of a closed form is not met."""
    if find_design_matrix(approximation, params, x) is None:
        return (
            f"{name_of(approximation)} is not linear in its parameters, so nothing short of a run "
            "tells where it goes; use fit"
        )
    return "the loss is no squared error, so nothing short of a run tells where it goes; use fit"


def exact_curvature(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    units: Tensor | float = 1.0,
) -> Curvature | None:
    """The one bowl that the loss is, in params / units, or None."""
    columns = find_design_matrix(approximation, params, x)
    if columns is None:
        return None
    weights = squared_error_weights(loss, approximation(x, params).detach(), y)
    if weights is None:
        return None
    roots = weights.sqrt()
    matrix, target = roots[:, None] * columns.matrix * units, roots * (y.flatten() - columns.offset)
    params = params / units
    eigenvalues, directions, lowest = least_squares(matrix, target, params)
    floor = loss(columns.values(units * lowest).reshape(y.shape), y)
    return Curvature(params, eigenvalues, directions, lowest, float(floor), exact=True)


def _local_curvature(
    approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Curvature:
    """The bowl that has the loss's slope and curvature at these parameters."""
    matrix = hessian_matrix(approximation, params, x, y, loss=loss)
    eigenvalues, directions = torch.linalg.eigh(matrix)
    variable = params.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(approximation(x, variable), y), variable)
    lowest, floor = torch.full_like(params, math.nan), math.nan
    if float(eigenvalues[0]) > 0:
        lowest = params - directions @ (directions.T @ gradient / eigenvalues)
        floor = float(loss(approximation(x, lowest), y))
    return Curvature(params, eigenvalues, signed(directions), lowest, floor, exact=False)
