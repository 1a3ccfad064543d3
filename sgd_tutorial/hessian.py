"""The Hessian: how the gradient changes as the parameters move, and the rate that it allows."""

import torch
from torch import Tensor

from .approximations import Approximation
from .losses import Loss, sum_squared_error
from .problem import as_data, as_params, try_once


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
) -> float:
    """The bound 2 / λmax, below which plain full-batch descent settles.

    One step multiplies the error along a direction of curvature λ by 1 - rate λ; this stays
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
    matrix = hessian_matrix(approximation, params, x, y, loss=loss)
    steepest = float(torch.linalg.eigvalsh(matrix)[-1])
    return 2 / steepest if steepest > 0 else float("inf")
