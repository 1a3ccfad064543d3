"""Each process's share of the points, and its part of the gradient of all points."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .._validate import name_of
from ..approximations import Approximation
from ..losses import Loss
from ..recipe import gradient


@dataclass(frozen=True, eq=False)
class Share:
    """One process's part in steps 3 and 4.

    Attributes:
        rank: number of the process, from 0.
        size: number of processes.
        approximation: any f(x, params) that treats each row of x alone.
        loss: any loss(y1, y2) that adds up over the points, or averages over them.
        averages: whether it averages.
    """

    rank: int
    size: int
    approximation: Approximation
    loss: Loss
    averages: bool

    def gradient_and_loss(self, params: Tensor, x: Tensor, y: Tensor) -> Tensor:
        """(P+1,), weighted so that all shares add up to gradient and loss of the whole batch."""
        own_x, own_y = (values.tensor_split(self.size)[self.rank] for values in (x, y))
        if len(own_x) == 0:  # more processes than rows: a mean would be NaN
            return params.new_zeros(len(params) + 1)
        weight = len(own_x) / len(x) if self.averages else 1.0
        return weight * gradient_and_loss(self.approximation, params, own_x, own_y, self.loss)


def gradient_and_loss(
    approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss
) -> Tensor:
    """Steps 3 and 4: (P+1,), the gradient followed by the loss."""
    value = loss(approximation(x, params), y)
    grad = gradient(value, params)
    return torch.cat([grad, value.detach().to(grad).reshape(1)])


def averages(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    batch_size: int | None,
    *,
    shares: int,
) -> bool:
    """Whether the loss of all points is the mean of the shares' losses rather than their sum.

    Tried at these parameters. A loss that is neither, or not finite on a batch, is refused.
    """
    whole = gradient_and_loss(approximation, params, x, y, loss)
    if not bool(whole.isfinite().all()):
        if batch_size is None:
            return False  # the run ends before its first step
        raise ValueError("the loss or its gradient is not finite at the guesses; start closer")
    shares = min(shares, len(x))
    parts = list(zip(x.tensor_split(shares), y.tensor_split(shares), strict=True))
    values = torch.stack([gradient_and_loss(approximation, params, *part, loss) for part in parts])
    weights = whole.new_tensor([len(part[0]) / len(x) for part in parts])[:, None]
    for is_mean, terms in ((True, weights * values), (False, values)):
        rounding = torch.finfo(whole.dtype).eps ** 0.5 * terms.abs().sum(0)
        if bool(((terms.sum(0) - whole).abs() <= rounding).all()):
            return is_mean
    raise ValueError(
        f"the loss ({name_of(loss)}) of {name_of(approximation)} is neither the sum nor the mean "
        "over its parts, so the gradients of the parts do not add up to its gradient: end it with "
        ".sum() or .mean() over the points, and let the approximation treat each point alone"
    )
