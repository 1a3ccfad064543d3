"""Step 1: approximations, functions ``f(x, params)`` whose parameters can be tuned.

Parameters go from the highest power down, as in the notebook. Write your own the same way:
use torch operations on ``x`` and ``params``, return one value for each x.
"""

from string import ascii_lowercase
from typing import Protocol

import torch
from torch import Tensor

from . import _validate as validate


class Approximation(Protocol):
    """Any function of x and the parameters that you fit to data.

    >>> approximation: Approximation = lambda x, params: params[0] * x + params[1]
    >>> approximation(torch.tensor([0.0, 1.0]), torch.tensor([2.0, 3.0]))
    tensor([3., 5.])
    """

    def __call__(self, x: Tensor, params: Tensor, /) -> Tensor:
        """The value at each x.

        Args:
            x: (N,) or (N, ...), the data's x.
            params: (P,), the parameters.

        Returns:
            One value for each y, of y's shape, from which a gradient reaches `params`.
        """


def linear(x: Tensor, params: Tensor) -> Tensor:
    """A line, y = ax + b.

    Args:
        x: (N,), floating point.
        params: (2,), a and b.

    Returns:
        (N,), one value for each x.

    >>> linear(torch.tensor([0.0, 1.0]), torch.tensor([2.0, 3.0]))
    tensor([3., 5.])
    """
    a, b = params
    return a * x + b


def quadratic(x: Tensor, params: Tensor) -> Tensor:
    """The notebook's parabola, y = ax^2 + bx + c.

    Args:
        x: (N,), floating point.
        params: (3,), a, b and c.

    Returns:
        (N,), one value for each x.

    >>> quadratic(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 2.0, 3.0]))
    tensor([ 3., 11.])
    """
    a, b, c = params
    return a * x * x + b * x + c


def cubic(x: Tensor, params: Tensor) -> Tensor:
    """A cubic, y = ax^3 + bx^2 + cx + d.

    Args:
        x: (N,), floating point.
        params: (4,), a, b, c and d.

    Returns:
        (N,), one value for each x.

    >>> cubic(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 1.0, 2.0, 3.0]))
    tensor([ 3., 19.])
    """
    a, b, c, d = params
    return a * x * x * x + b * x * x + c * x + d


def polynomial(degree: int) -> Approximation:
    """A polynomial of any degree, evaluated by Horner's rule.

    Args:
        degree: highest power.

    Returns:
        An approximation with degree + 1 parameters.

    Raises:
        ValueError: unless degree >= 0.

    >>> polynomial(2)(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 2.0, 3.0]))
    tensor([ 3., 11.])
    """
    degree = validate.whole_number("degree", degree, least=0)

    def approximation(x: Tensor, params: Tensor) -> Tensor:
        if len(params) != degree + 1:
            raise ValueError(
                f"a polynomial of degree {degree} has {degree + 1} parameters; got {len(params)}"
            )
        value = torch.zeros_like(x)
        for coefficient in params:
            value = value * x + coefficient
        return value

    approximation.__name__ = f"polynomial({degree})"
    return approximation


def sine(x: Tensor, params: Tensor) -> Tensor:
    """A wave, y = a sin(wx): not linear in w, so its loss has many valleys.

    Args:
        x: (N,), floating point; wx is in radians.
        params: (2,), amplitude a and angular frequency w.

    Returns:
        (N,), one value for each x.

    >>> sine(torch.tensor([0.0, 1.0]), torch.tensor([2.0, torch.pi / 2]))
    tensor([0., 2.])
    """
    a, w = params
    return a * torch.sin(w * x)


def exponential(x: Tensor, params: Tensor) -> Tensor:
    """Growth, or decay where b is below 0, y = a exp(bx): not linear in b.

    Args:
        x: (N,), floating point.
        params: (2,), the value a at x = 0, and the growth rate b.

    Returns:
        (N,), one value for each x.

    >>> exponential(torch.tensor([0.0, 1.0]), torch.tensor([3.0, 0.0]))
    tensor([3., 3.])
    """
    a, b = params
    return a * torch.exp(b * x)


def names_of(approximation: Approximation, count: int) -> tuple[str, ...]:
    """Letters for the package's approximations; places in `params` for the user's own.

    >>> names_of(quadratic, 3), names_of(torch.dot, 1)
    (('a', 'b', 'c'), ('params[0]',))
    """
    if approximation is sine:
        return ("a", "w")
    if getattr(approximation, "__module__", "") == __name__:
        return letters(count)
    return tuple(f"params[{index}]" for index in range(count))


def letters(count: int) -> tuple[str, ...]:
    """Names of so many parameters: letters, or places in `params` where the alphabet is too short.

    >>> letters(3), letters(30)[-1]
    (('a', 'b', 'c'), 'params[29]')
    """
    if count <= len(ascii_lowercase):
        return tuple(ascii_lowercase[:count])
    return tuple(f"params[{index}]" for index in range(count))
