"""The problems that are descended, and how far: the notebook's, and larger ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

import sgd_tutorial as sgd


@dataclass(frozen=True)
class Problem:
    """What every loop is given.

    Attributes:
        approximation: f(x, params), for torch and for JAX alike.
        guesses: (P,).
        x: (N,) or (N, P), data.
        y: (N,), data.
        rate: a stable one.
    """

    approximation: Callable[[Any, Any], Any]
    guesses: Tensor
    x: Tensor
    y: Tensor
    rate: float

    def to(self, dtype: torch.dtype) -> "Problem":
        """The same in another dtype."""
        guesses, x, y = (values.to(dtype) for values in (self.guesses, self.x, self.y))
        return replace(self, guesses=guesses, x=x, y=y)

    def at(self, rate: float) -> "Problem":
        """The same at another rate."""
        return replace(self, rate=rate)


def quadratic(x: Any, params: Any) -> Any:
    """The notebook's."""
    return params[0] * x * x + params[1] * x + params[2]


def squared_error(y1: Any, y2: Any) -> Any:
    """The notebook's; of many runs on the last axis, one loss each."""
    return ((y1 - y2) ** 2).sum(0)


NOTEBOOK = Problem(quadratic, torch.tensor([1.0, 2.0, 3.0]), *sgd.notebook_data(), 1e-7)


def with_points(count: int) -> Problem:
    """A parabola through so many points, at a rate that their number allows."""
    x = torch.linspace(-20, 20, count)
    return Problem(quadratic, NOTEBOOK.guesses, x, 5 * x * x, 4e-6 / count)


def with_params(count: int, points: int) -> Problem:
    """A table of so many columns times as many parameters."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(points, count, generator=generator)
    y = torch.randn(points, generator=generator)
    # Squares of the largest singular value are about this for a table of random numbers.
    steepest = 2 * (points**0.5 + count**0.5) ** 2
    return Problem(times, torch.zeros(count), x, y, 0.5 / steepest)


def times(x: Any, params: Any) -> Any:
    """Linear in every parameter."""
    return x @ params
