"""Optimizers: step 5 with a memory of earlier gradients.

Each has `start`, which clears its memory, and `adjust`, which replaces the recipe's step 5.
One object serves many runs, one after the other. The defaults are torch.optim's.
"""

# For help(), which shows what types are called here, not what they stand for.
from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from . import _validate as validate
from .schedules import Rate


@runtime_checkable
class Optimizer(Protocol):
    """The methods that `fit` calls on an optimizer."""

    def start(self, params: Tensor, /) -> None:
        """Forget earlier runs.

        Args:
            params: (P,), whose shape, dtype and device the memory takes.
        """

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: Rate, /) -> None:
        """Step 5, in place: change `params.data`.

        Args:
            params: (P,), to adjust.
            gradient: (P,), of the loss at these parameters.
            learning_rate: of this step, one number, or (P,), one for each parameter.
        """


class Momentum:
    """A heavy ball: the step is a decaying sum of past gradients.

        velocity = beta * velocity + gradient
        params -= rate * velocity

    Args:
        beta: share of the velocity that each step keeps.

    Raises:
        ValueError: unless 0 <= beta < 1.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods (1964), in
    the form that torch.optim.SGD uses.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=2,
    ...           optimizer=Momentum(0.9))
    >>> run.params
    tensor([4.0099, 1.9933, 3.0119])
    """

    def __init__(self, beta: float = 0.9) -> None:
        self.beta = validate.finite_number("beta", beta, least=0, below=1)

    def start(self, params: Tensor) -> None:
        self.velocity = torch.zeros_like(params)

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: Rate) -> None:
        self.velocity = self.beta * self.velocity + gradient
        params.data -= learning_rate * self.velocity


class Nesterov(Momentum):
    """Momentum that looks ahead: the newest gradient counts once more.

        velocity = beta * velocity + gradient
        params -= rate * (gradient + beta * velocity)

    Args:
        beta: share of the velocity that each step keeps.

    Raises:
        ValueError: unless 0 <= beta < 1.

    Source: Sutskever, Martens, Dahl, Hinton, On the importance of initialization and momentum
    in deep learning (2013), in the form that torch.optim.SGD uses.

    >>> Nesterov(0.9).beta
    0.9
    """

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: Rate) -> None:
        self.velocity = self.beta * self.velocity + gradient
        params.data -= learning_rate * (gradient + self.beta * self.velocity)


class RMSProp:
    """Divides each parameter's step by the recent size of its gradient.

        square = alpha * square + (1 - alpha) * gradient^2
        params -= rate * gradient / (sqrt(square) + eps)

    Args:
        alpha: share of the running mean that each step keeps.
        eps: keeps the division finite.

    Raises:
        ValueError: unless 0 <= alpha < 1 and eps >= 0.

    Source: Tieleman, Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012).

    >>> RMSProp().alpha
    0.99
    """

    def __init__(self, *, alpha: float = 0.99, eps: float = 1e-8) -> None:
        self.alpha = validate.finite_number("alpha", alpha, least=0, below=1)
        self.eps = validate.finite_number("eps", eps, least=0)

    def start(self, params: Tensor) -> None:
        self.square = torch.zeros_like(params)

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: Rate) -> None:
        self.square = self.alpha * self.square + (1 - self.alpha) * gradient**2
        params.data -= learning_rate * gradient / (self.square.sqrt() + self.eps)


class Adam:
    """Momentum and RMSProp together, both corrected for starting at zero.

        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient^2
        params -= rate * mean / (1 - beta1^t) / (sqrt(square / (1 - beta2^t)) + eps)

    where t counts the adjustments, from 1.

    Args:
        beta1: share of the running mean that each step keeps.
        beta2: share of the running mean of squares that each step keeps.
        eps: keeps the division finite.

    Raises:
        ValueError: unless 0 <= beta1 < 1, 0 <= beta2 < 1 and eps >= 0.

    Source: Kingma, Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.

    >>> from sgd_tutorial import fit, notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> run = fit(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=0.1, steps=1, optimizer=Adam())
    >>> run.params
    tensor([1.1000, 1.9000, 3.1000])
    """

    def __init__(self, *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        self.beta1 = validate.finite_number("beta1", beta1, least=0, below=1)
        self.beta2 = validate.finite_number("beta2", beta2, least=0, below=1)
        self.eps = validate.finite_number("eps", eps, least=0)

    def start(self, params: Tensor) -> None:
        self.mean = torch.zeros_like(params)
        self.square = torch.zeros_like(params)
        self.adjustments = 0

    def adjust(self, params: Tensor, gradient: Tensor, learning_rate: Rate) -> None:
        self.adjustments += 1
        self.mean = self.beta1 * self.mean + (1 - self.beta1) * gradient
        self.square = self.beta2 * self.square + (1 - self.beta2) * gradient**2
        mean = self.mean / (1 - self.beta1**self.adjustments)
        square = self.square / (1 - self.beta2**self.adjustments)
        params.data -= learning_rate * mean / (square.sqrt() + self.eps)


def start_optimizer(optimizer: Optimizer, params: Tensor) -> Callable[[Tensor, Tensor, Rate], None]:
    """The optimizer's step 5, its memory empty."""
    validate.not_a_class("optimizer", optimizer)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"optimizer must have the methods start and adjust, like Momentum(); "
            f"got {validate.short(optimizer)}"
        )
    optimizer.start(params)
    return optimizer.adjust
