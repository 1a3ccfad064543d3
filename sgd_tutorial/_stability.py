"""Is a learning rate stable? The Hessian, the largest stable rate, the warning above it."""

import math
import warnings
from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from ._run import Snapshot
from ._validate import as_data, as_params, try_once
from .approximations import Approximation
from .losses import Loss, sum_squared_error

# Power iteration ends when Hv is λv but for this fraction of λ, or after so many products.
CLOSE = 1e-4
MOST_PRODUCTS = 1000
# P backward passes over N points and P parameters: beyond this the bound is not worth the wait.
MOST_WORK = 10_000_000


def hessian_matrix(
    approximation: Approximation,
    params: object,
    x: object,
    y: object,
    *,
    loss: Loss = sum_squared_error,
) -> Tensor:
    """Second derivatives of the loss with respect to the parameters, in float64.

    Args:
        approximation: any twice differentiable f(x, params).
        params: (P,), where the derivatives are taken.
        x: (N,), data.
        y: (N,), data.
        loss: any twice differentiable loss(y1, y2).

    Returns:
        (P, P), float64, symmetric.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or the derivatives are not finite.

    >>> from sgd_tutorial import linear
    >>> x = torch.tensor([0.0, 1.0, 2.0])
    >>> hessian_matrix(linear, torch.tensor([0.0, 0.0]), x, 3 * x)
    tensor([[10.,  6.],
            [ 6.,  6.]], dtype=torch.float64)
    """
    x, y = (values.double() for values in as_data(x, y))
    here = as_params("params", params, torch.float64).requires_grad_()
    try_once(approximation, here, x, y, loss, called="params")

    def loss_at(params: Tensor) -> Tensor:
        return loss(approximation(x, params), y)

    matrix: Tensor = torch.autograd.functional.hessian(loss_at, here)
    if not bool(matrix.isfinite().all()):
        raise ValueError("the second derivatives of the loss are not finite at these params")
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
    """The bound 2 / λmax, below which plain full-batch descent settles.

    One step multiplies the error along a direction of curvature λ by 1 - rate * λ; this stays
    between -1 and 1 as long as the rate is below 2 / λ. The steepest direction sets the bound.
    For an approximation that is linear in its parameters and a squared error it holds
    everywhere; otherwise near `params`.

    Source: LeCun, Bottou, Orr, Müller, Efficient BackProp (1998), section 5.

    Args:
        approximation: any twice differentiable f(x, params).
        params: (P,), where the curvature is measured.
        x: (N,), data.
        y: (N,), data.
        loss: any twice differentiable loss(y1, y2).
        method: "hessian" finds all P x P second derivatives. "power iteration" multiplies a
            direction by the Hessian again and again, each time at the cost of about two
            gradients and with no matrix, until it has turned into the steepest; for models of
            more than some thousand parameters. It stops within 0.01 % as a rule, and where it
            errs the rate comes out too large.

    Returns:
        The bound, in parameters per gradient; infinity where no direction curves upward.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if one has the wrong value or shape, or the derivatives are not finite.

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


def _steepest(
    approximation: Approximation, params: object, x: object, y: object, loss: Loss
) -> float:
    """The largest eigenvalue of the Hessian by power iteration."""
    x, y = (values.double() for values in as_data(x, y))
    here = as_params("params", params, torch.float64).requires_grad_()
    try_once(approximation, here, x, y, loss, called="params")
    value = loss(approximation(x, here), y)
    (gradient,) = torch.autograd.grad(value, here, create_graph=True)
    if not gradient.requires_grad:  # linear in the parameters: no curvature at all
        return 0.0

    def times_hessian(direction: Tensor) -> Tensor:
        (product,) = torch.autograd.grad(
            gradient, here, direction, retain_graph=True, allow_unused=True
        )
        return torch.zeros_like(here) if product is None else product

    return _power_iteration(times_hessian, here.detach())


def _power_iteration(product: Callable[[Tensor], Tensor], like: Tensor) -> float:
    """The largest eigenvalue.

    In every round the best direction is looked for among the last one, what the Hessian makes of
    it and the way it came (Knyazev, Toward the optimal preconditioned eigensolver, 2001), so that
    steeper ways down do not get in between.
    """
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(len(like), generator=generator).to(like)
    basis = (start / start.norm())[:, None]
    images = product(basis[:, 0])[:, None]
    eigenvalue = 0.0
    for _ in range(MOST_PRODUCTS):
        if not bool(images.isfinite().all()):
            raise ValueError("the second derivatives of the loss are not finite at these params")
        values, mixes = torch.linalg.eigh((basis.T @ images + images.T @ basis) / 2)
        eigenvalue, mix = float(values[-1]), mixes[:, -1]
        direction, image = basis @ mix, images @ mix
        rest = image - eigenvalue * direction
        if float(rest.norm()) <= CLOSE * abs(eigenvalue):
            break
        way = basis[:, 1:] @ mix[1:]
        way_image = images[:, 1:] @ mix[1:]
        # direction, way and rest made orthonormal; of way the image is known already
        pairs = [(direction, image)]
        size = float(way.norm())
        way, way_image = way - (direction @ way) * direction, way_image - (direction @ way) * image
        if float(way.norm()) > 1e-8 * size:
            pairs.append((way / way.norm(), way_image / way.norm()))
        size = float(rest.norm())
        for _twice in range(2):
            for vector, _image in pairs:
                rest = rest - (vector @ rest) * vector
        if float(rest.norm()) <= 1e-10 * size:
            break
        rest = rest / rest.norm()
        pairs.append((rest, product(rest)))
        basis, images = (torch.stack(each, dim=1) for each in zip(*pairs, strict=True))
    return eigenvalue


class DivergenceWarning(RuntimeWarning):
    """A run flew off: its loss is no longer a finite number."""


def warn_of_divergence(last: Snapshot, advice: str) -> None:
    """Name the step, and what to do about it."""
    message = f"the loss is {last.loss} at step {last.step}, so the run ends there"
    if last.step == 0:
        undefined = "the approximation or the loss is undefined at the guesses"
        far_off = "the guesses are too far off for this dtype; start closer, or use float64"
        message += f": {undefined if math.isnan(last.loss) else far_off}"
    else:
        message += f"; use a smaller learning rate{advice}"
    # 3: the line that called fit.
    warnings.warn(message, DivergenceWarning, stacklevel=3)


def rate_advice(
    approximation: Approximation,
    guesses: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    learning_rate: object,
) -> str:
    """The largest stable rate at the guesses in words, if it is what the run has overstepped."""
    if callable(learning_rate) or len(guesses) ** 2 * x.numel() > MOST_WORK:
        return ""
    try:
        bound = largest_stable_learning_rate(approximation, guesses, x, y, loss=loss)
        overstepped = float(learning_rate) > bound  # type: ignore[arg-type]
    except Exception:  # a rate each, not twice differentiable, tied to one dtype: no advice
        return ""
    return f" (the largest stable one at the guesses is {bound:.4g})" if overstepped else ""
