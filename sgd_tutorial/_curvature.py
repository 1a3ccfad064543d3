"""The bowl: how steep the loss is along each direction, and what descent will do in it."""

import math
from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor

from . import _validate as validate
from ._design_matrix import find_columns, squared_error_weights
from ._format import name_of
from ._stability import hessian_matrix
from ._steps_needed import as_steps, factors_after, steps_within
from ._validate import as_data, as_params, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error

# Below this fraction of the largest, a singular value needs the slower and finer method.
FINE = 1e-7
MOST_ROUNDS = 40


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

        Flat directions, of eigenvalue 0, have no error to shrink and do not count.
        """
        curved = self.curved
        return 2 / float(curved[0] + curved[-1]) if len(curved) else math.inf

    @property
    def curved(self) -> Tensor:
        """(D,), the eigenvalues above 0: the directions that are not flat."""
        return self.eigenvalues[self.eigenvalues > 0]

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
        errors = self._errors()
        factors = factors_after(products, as_steps(steps).to(products))
        return torch.where(errors == 0, 0.0, factors * errors)

    def steps_needed(
        self, learning_rate: float, *, tolerance: float | Tensor | None = None
    ) -> Tensor:
        """Steps of plain gradient descent from `params` until each parameter stays right.

        Args:
            learning_rate: above 0.
            tolerance: how far off still counts as right, one number or one for each parameter;
                `default_tolerance` unless given.

        Returns:
            (P,), float64 whole numbers: from that step on, |params - lowest| <= tolerance.
            Infinity for never.
        """
        return self._steps_within(learning_rate, tolerance)[1]

    def first_steps(
        self, learning_rate: float, *, tolerance: float | Tensor | None = None
    ) -> Tensor:
        """As `steps_needed`, but the first step within the tolerance, though it may leave again.

        Args:
            learning_rate: above 0.
            tolerance: as in `steps_needed`.

        Returns:
            (P,), float64.
        """
        return self._steps_within(learning_rate, tolerance)[0]

    @property
    def default_tolerance(self) -> Tensor:
        """(P,): 1 % of each parameter's best value or of its way there, whichever is more.

        A parameter that starts at 0 and should end there has neither. It may be off by what the
        loss would feel no more than a ten-thousandth of the way of all parameters together.
        """
        way = (self.params - self.lowest).abs()
        curvatures = (self.directions**2 * self.eigenvalues).sum(dim=1)
        excess = (self.eigenvalues * self._errors() ** 2).sum()
        felt = torch.where(curvatures > 0, 1e-4 * (excess / curvatures).sqrt(), 0.0)
        return 0.01 * torch.stack([way, self.lowest.abs(), felt]).amax(dim=0).clamp(min=1e-300)

    def _steps_within(
        self, learning_rate: float, tolerance: float | Tensor | None
    ) -> tuple[Tensor, Tensor]:
        products = validate.positive_number("learning_rate", learning_rate) * self.eigenvalues
        amplitudes = self.directions * self._errors()
        return steps_within(amplitudes, products, self.as_tolerance(tolerance))

    def as_tolerance(self, asked: object) -> Tensor:
        """(P,), float64, how far off each parameter still counts as right.

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

    def _errors(self) -> Tensor:
        """(P,), how far `params` is from the lowest point along each direction."""
        errors = self.directions.T @ (self.params - self.lowest)
        return torch.where(self.eigenvalues == 0, 0.0, errors)


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
    here = as_params("params", params, torch.float64).to(y.device)
    try_once(approximation, here.clone().requires_grad_(), x, y, loss, called="params")
    bowl = exact_bowl(approximation, here, x, y, loss)
    return bowl or _touching(approximation, here, x, y, loss)


def why_not_exact(approximation: Approximation, params: Tensor, x: Tensor) -> str:
    """Which of the two needs of a closed form is not met."""
    if find_columns(approximation, params, x) is None:
        return (
            f"{name_of(approximation)} is not linear in its parameters, so nothing short of a run "
            "tells where it goes; use fit"
        )
    return "the loss is no squared error, so nothing short of a run tells where it goes; use fit"


def exact_bowl(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    units: Tensor | float = 1.0,
) -> Curvature | None:
    """The one bowl that the loss is, in params / units, or None."""
    columns = find_columns(approximation, params, x)
    if columns is None:
        return None
    weights = squared_error_weights(loss, approximation(x, params).detach(), y)
    if weights is None:
        return None
    roots = weights.sqrt()
    matrix = roots[:, None] * columns.matrix * units
    params = params / units
    target = roots * (y.flatten() - columns.offset)
    rounding = torch.finfo(torch.float64).eps * max(matrix.shape)
    matrix, target = _triangle(matrix, target)
    eigenvalues, directions = _eigen(matrix, rounding)
    lowest = _lowest(matrix, target, params, eigenvalues, directions)
    floor = loss(columns.values(units * lowest).reshape(y.shape), y)
    return Curvature(params, eigenvalues, directions, lowest, float(floor), exact=True)


def _triangle(matrix: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """The same bowl from P + 1 rows at most: with A = QR, |R p - Qᵀ t| is |A p - t|.

    The rest works on these few rows, however many points there are. Householder's QR leaves in
    each column no more than its own rounding, so that short columns stay as exact as long ones.

    Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), section 19.3.
    """
    triangle = torch.linalg.qr(torch.cat([matrix, target[:, None]], dim=1), mode="r").R
    return triangle[:, :-1], triangle[:, -1]


def _eigen(matrix: Tensor, rounding: float) -> tuple[Tensor, Tensor]:
    """Eigenvalues and vectors of 2 * matrixᵀ matrix, from singular values, which keep small ones.

    Which of them rounding alone has made, and are 0, is told by columns of unit length: columns of
    very different lengths, like x^4 and 1, are no reason to give one up.
    """
    n, p = matrix.shape
    if n < p:  # as many rows as columns, so that every direction has a singular value
        matrix = torch.cat([matrix, matrix.new_zeros(p - n, p)])
    _, values, rows = torch.linalg.svd(matrix, full_matrices=False)
    sizes = matrix.norm(dim=0)
    of_units = torch.linalg.svdvals(matrix / torch.where(sizes > 0, sizes, 1.0))
    if float(of_units[-1]) <= rounding * float(of_units[0]):
        values = torch.where(values > rounding * values[0], values, 0.0)
    elif float(values[-1]) < FINE * float(values[0]):
        values, rows = _jacobi(matrix)
    return 2 * values.flip(0) ** 2, _signed(rows.flip(0).T)


def _jacobi(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Singular values, descending, and right vectors as rows, the small ones as exact as the large.

    Two columns after the other are turned until they are at right angles.

    Source: Demmel, Veselić, Jacobi's method is more accurate than QR (1992).
    """
    order = matrix.norm(dim=0).argsort(descending=True)
    turned = matrix[:, order]
    vectors = torch.eye(len(order)).to(matrix)[:, order]
    for _ in range(MOST_ROUNDS):
        largest = 0.0
        for i, j in combinations(range(len(order)), 2):
            pair = turned[:, [i, j]]
            (first, shared), (_, second) = (pair.T @ pair).tolist()
            if abs(shared) <= 1e-15 * math.sqrt(first) * math.sqrt(second):
                continue
            largest = max(largest, abs(shared) / math.sqrt(first) / math.sqrt(second))
            zeta = (second - first) / (2 * shared)
            tangent = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
            cosine = 1 / math.hypot(1, tangent)
            sine = cosine * tangent
            turn = matrix.new_tensor([[cosine, sine], [-sine, cosine]])
            turned[:, [i, j]] = pair @ turn
            vectors[:, [i, j]] = vectors[:, [i, j]] @ turn
        if largest <= 1e-14:
            break
    values = turned.norm(dim=0)
    order = values.argsort(descending=True)
    return values[order], vectors[:, order].T


def _signed(directions: Tensor) -> Tensor:
    """Each direction with its largest part positive: it has no sign of its own."""
    largest = directions.gather(0, directions.abs().argmax(dim=0, keepdim=True))
    return directions * torch.where(largest < 0, -1.0, 1.0)


def _lowest(
    matrix: Tensor, target: Tensor, params: Tensor, eigenvalues: Tensor, directions: Tensor
) -> Tensor:
    """The least-squares parameters; where there are many, the nearest to `params`."""
    if float(eigenvalues[0]) > 0:
        sizes = matrix.norm(dim=0)  # columns of one length lose the fewest digits
        answer: Tensor = torch.linalg.lstsq(matrix / sizes, target[:, None], driver="gelsd")[0]
        return answer[:, 0] / sizes
    curved = eigenvalues > 0
    slopes = directions.T @ (2 * matrix.T @ (matrix @ params - target))
    step = torch.where(curved, slopes / torch.where(curved, eigenvalues, 1.0), 0.0)
    return params - directions @ step


def _touching(
    approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Curvature:
    """The bowl that has the loss's slope and curvature at these parameters."""
    matrix = hessian_matrix(approximation, params, x, y, loss=loss)
    eigenvalues, directions = torch.linalg.eigh(matrix)
    here = params.clone().requires_grad_()
    value = loss(approximation(x, here), y)
    (slope,) = torch.autograd.grad(value, here)
    lowest, floor = torch.full_like(params, math.nan), math.nan
    if float(eigenvalues[0]) > 0:
        lowest = params - directions @ (directions.T @ slope / eigenvalues)
        floor = float(loss(approximation(x, lowest), y))
    return Curvature(params, eigenvalues, _signed(directions), lowest, floor, exact=False)
