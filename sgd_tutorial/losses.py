"""Step 3: losses, one number that says how far the approximation is off the data.

Both losses reduce the first axis alone, so that one call can assess many runs side by side:
values of shape (N, R) give R losses.
"""

from collections.abc import Callable

from torch import Tensor

Loss = Callable[[Tensor, Tensor], Tensor]


def sum_squared_error(y1: Tensor, y2: Tensor) -> Tensor:
    """The notebook's loss, Σ (y1 - y2)^2.

    It grows with the number of points, and so does its gradient.

    Args:
        y1: (N,), values of the approximation.
        y2: (N,), data.

    Returns:
        A scalar, in the square of y's unit.

    >>> import torch
    >>> sum_squared_error(torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0]))
    tensor(5.)
    """
    return ((y1 - y2) ** 2).sum(dim=0)


def mean_squared_error(y1: Tensor, y2: Tensor) -> Tensor:
    """The sum of squared errors divided by the number of points, Σ (y1 - y2)^2 / N.

    It is not halved; some textbooks halve it.

    Args:
        y1: (N,), values of the approximation.
        y2: (N,), data.

    Returns:
        A scalar, in the square of y's unit.

    >>> import torch
    >>> mean_squared_error(torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0]))
    tensor(2.5000)
    """
    return ((y1 - y2) ** 2).mean(dim=0)
