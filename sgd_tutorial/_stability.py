"""The Hessian of the loss, the largest stable learning rate, and the warning above it."""

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import torch
from torch import Tensor

from ._record import Snapshot
from ._validate import as_data, as_params, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error

# Power iteration ends when |Hv - λv| is below this fraction of λ, or after so many products.
CLOSE = 1e-4
MOST_PRODUCTS = 1000
# Digits of a limit that is printed.
DIGITS = 5
# The Hessian takes P backward passes over N points and P parameters: no advice above this product.
MOST_WORK = 10_000_000


def hessian_matrix(
    approximation: Approximation,
    params: object,
    x: object,
    y: object,
    *,
    loss: Loss = sum_squared_error,
) -> Tensor:
    """(P, P), float64, the second derivatives of the loss at these parameters, (P,).

    >>> from sgd_tutorial import linear
    >>> x = torch.tensor([0.0, 1.0, 2.0])
    >>> hessian_matrix(linear, torch.tensor([0.0, 0.0]), x, 3 * x)
    tensor([[10.,  6.],
            [ 6.,  6.]], dtype=torch.float64)
    """
    params, x, y = _float64_problem(approximation, params, x, y, loss)

    def loss_at(params: Tensor) -> Tensor:
        return loss(approximation(x, params), y)

    with _second_derivatives():
        matrix: Tensor = torch.autograd.functional.hessian(loss_at, params)
    _check_finite(matrix)
    return matrix


def largest_stable_learning_rate(
    approximation: Approximation,
    params: object,
    x: object,
    y: object,
    *,
    loss: Loss = sum_squared_error,
    method: Literal["hessian", "power iteration"] = "hessian",
) -> float:
    """The bound 2 / λmax, below which plain full-batch descent converges.

    One step multiplies the error along a direction of curvature λ by 1 - rate * λ, which stays
    between -1 and 1 as long as the rate is below 2 / λ. The steepest direction sets the bound.
    It holds everywhere for an approximation that is linear in its parameters and a squared
    error; otherwise near `params`.

    Source: LeCun, Bottou, Orr, Müller, Efficient BackProp (1998), section 5.

    Args:
        approximation: any twice differentiable f(x, params).
        params: (P,), where the curvature is measured.
        x: (N,), data.
        y: (N,), data.
        loss: any twice differentiable loss(y1, y2).
        method: "hessian" computes all P x P second derivatives. "power iteration" multiplies a
            direction by the Hessian until it has turned into the steepest; each product costs
            about two gradients and needs no matrix. Use it for more than some thousand
            parameters. It is usually within 0.01 %; if it is not, the rate is too large.

    Returns:
        The bound, in parameters per gradient; infinity if no direction curves upward.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if an argument has a wrong value, the shapes do not fit, or the second
            derivatives are not finite.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> rate = largest_stable_learning_rate(quadratic, torch.zeros(3), *notebook_data())
    >>> f"{rate:.4e}"
    '6.9187e-07'
    """
    if method == "hessian":
        matrix = hessian_matrix(approximation, params, x, y, loss=loss)
        steepest = float(torch.linalg.eigvalsh(matrix)[-1])
    elif method == "power iteration":
        steepest = _steepest(approximation, params, x, y, loss)
    else:
        raise ValueError(f"method must be 'hessian' or 'power iteration'; got {method!r}")
    return 2 / steepest if steepest > 0 else float("inf")


def rounded_down(rate: float, digits: int = DIGITS) -> float:
    """A learning rate in a few digits, never above the one given: so a limit is printed.

    A limit that is rounded up lies above itself, and a run at that rate diverges.

    Args:
        rate: above 0; what is not, or not finite, comes back as it is.
        digits: that count, 5 unless given.

    Returns:
        The largest number of so many digits that is not above the rate.

    Raises:
        ValueError: if there are no digits to keep.

    >>> rounded_down(6.91872e-07), rounded_down(2.83667e-05), rounded_down(0.5)
    (6.9187e-07, 2.8366e-05, 0.5)
    """
    rate = float(rate)
    if not 0 < rate < math.inf:
        return rate
    nearest = float(f"{rate:.{digits - 1}e}")
    if nearest <= rate:
        return nearest
    decimals, _, power = f"{rate:.16e}".partition("e")
    return float(f"{decimals[: digits + 1]}e{power}")


def _float64_problem(
    approximation: Approximation, params: object, x: object, y: object, loss: Loss
) -> tuple[Tensor, Tensor, Tensor]:
    """Parameters, x and y in float64; a gradient reaches the parameters."""
    x, y = (values.double() for values in as_data(x, y))
    params = as_params("params", params, torch.float64).requires_grad_()
    try_once(approximation, params, x, y, loss, called="params")
    return params, x, y


@contextmanager
def _second_derivatives() -> Iterator[None]:
    """Refuse a loss of which torch has none."""
    try:
        yield
    except RuntimeError as error:
        raise ValueError(f"torch has no second derivatives of the loss: {error}") from error


def _check_finite(derivatives: Tensor) -> None:
    if not bool(derivatives.isfinite().all()):
        raise ValueError("the second derivatives of the loss are not finite at these params")


def _steepest(
    approximation: Approximation, params: object, x: object, y: object, loss: Loss
) -> float:
    """The largest eigenvalue of the Hessian by power iteration."""
    params, x, y = _float64_problem(approximation, params, x, y, loss)
    value = loss(approximation(x, params), y)
    (gradient,) = torch.autograd.grad(value, params, create_graph=True)
    if not gradient.requires_grad:  # linear in the parameters: no curvature at all
        return 0.0

    def times_hessian(direction: Tensor) -> Tensor:
        with _second_derivatives():
            (product,) = torch.autograd.grad(
                gradient, params, direction, retain_graph=True, allow_unused=True
            )
        return torch.zeros_like(params) if product is None else product

    return _largest_eigenvalue(times_hessian, params.detach())


def _largest_eigenvalue(times_matrix: Callable[[Tensor], Tensor], like: Tensor) -> float:
    """Power iteration, made to ignore eigenvalues far below 0.

    Each round takes the best mix of three directions: the last one, the residual that the matrix
    leaves of it, and the last change.

    Source: Knyazev, Toward the Optimal Preconditioned Eigensolver (2001), for one vector.
    """
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(len(like), generator=generator).to(like)
    basis = (start / start.norm())[:, None]
    products = times_matrix(basis[:, 0])[:, None]
    eigenvalue = 0.0
    for _ in range(MOST_PRODUCTS):
        _check_finite(products)
        values, mixes = torch.linalg.eigh((basis.T @ products + products.T @ basis) / 2)
        eigenvalue, mix = float(values[-1]), mixes[:, -1]
        pairs = _direction_and_change(basis, products, mix)
        direction, product = pairs[0]
        residual = product - eigenvalue * direction
        if float(residual.norm()) <= CLOSE * abs(eigenvalue):
            break
        fresh = _orthonormal(residual, [vector for vector, _ in pairs])
        if fresh is None:
            break
        pairs.append((fresh, times_matrix(fresh)))
        basis, products = (torch.stack(vectors, dim=1) for vectors in zip(*pairs, strict=True))
    return eigenvalue


def _direction_and_change(
    basis: Tensor, products: Tensor, mix: Tensor
) -> list[tuple[Tensor, Tensor]]:
    """The new direction, and the part of its change at right angles to it, with their products."""
    direction, product = basis @ mix, products @ mix
    change, change_product = basis[:, 1:] @ mix[1:], products[:, 1:] @ mix[1:]
    size, along = float(change.norm()), direction @ change
    change, change_product = change - along * direction, change_product - along * product
    pairs = [(direction, product)]
    if float(change.norm()) > 1e-8 * size:
        pairs.append((change / change.norm(), change_product / change.norm()))
    return pairs


def _orthonormal(vector: Tensor, others: list[Tensor]) -> Tensor | None:
    """The part of a vector at right angles to the others, of length 1; None if it is rounding."""
    size = float(vector.norm())
    for _ in range(2):  # the second time removes the rounding of the first
        for other in others:
            vector = vector - (other @ vector) * other
    return None if float(vector.norm()) <= 1e-10 * size else vector / vector.norm()


class DivergenceWarning(RuntimeWarning):
    """A run diverged: its loss is no longer finite."""


def warn_of_divergence(last: Snapshot, advice: str) -> None:
    """Warn at the line that called `fit`: the step, and what to do."""
    message = f"the loss is {last.loss} at step {last.step}, so the run ends there"
    if last.step == 0:
        undefined = "the approximation or the loss is undefined at the guesses"
        far_off = "the guesses are too far off for this dtype; start closer, or use float64"
        message += f": {undefined if math.isnan(last.loss) else far_off}"
    else:
        message += f"; use a smaller learning rate{advice}"
    warnings.warn(message, DivergenceWarning, stacklevel=3)


def rate_advice(
    approximation: Approximation,
    guesses: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    learning_rate: object,
) -> str:
    """A phrase with the largest stable rate at the guesses, if the learning rate exceeds it."""
    if callable(learning_rate) or len(guesses) ** 2 * x.numel() > MOST_WORK:
        return ""
    try:
        bound = largest_stable_learning_rate(approximation, guesses, x, y, loss=loss)
        exceeded = float(learning_rate) > bound  # type: ignore[arg-type]
    except Exception:  # one rate per parameter, not twice differentiable, or of one dtype alone
        return ""
    advice = f" (the largest stable one at the guesses is {rounded_down(bound):g})"
    return advice if exceeded else ""
