"""Step 3: losses, one number that says how far off the approximation is.

Both losses reduce the first axis alone, so that one call can assess many runs side by side:
values of shape (N, R) give R losses.
"""

from typing import Protocol

from torch import Tensor


class Loss(Protocol):
    """Any function of two sets of values that says how far apart they are.

    >>> import torch
    >>> loss: Loss = lambda y1, y2: (y1 - y2).abs().sum()
    >>> loss(torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0]))
    tensor(3.)
    """

    def __call__(self, y1: Tensor, y2: Tensor, /) -> Tensor:
        """How far apart the two are.

        Args:
            y1: (N,), the approximation's values.
            y2: (N,), the data's y.

        Returns:
            A scalar, the smaller the better, from which a gradient reaches `y1`.
        """


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
