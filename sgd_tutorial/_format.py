"""Words: how answers and findings call parameters and write numbers."""

import math
from collections.abc import Iterable

from torch import Tensor

from ._validate import name_of as name_of
from .approximations import Approximation, sine


def number(value: float | Tensor) -> str:
    """Four digits that count; thousands apart.

    >>> number(2.90789), number(16043300.0), number(2.0487e-05), number(5.0), number(-0.0)
    ('2.908', '16,043,300', '2.049e-05', '5', '0')
    """
    value = float(value)
    if not math.isfinite(value):
        return "infinity" if value > 0 else "-infinity" if value < 0 else "not a number"
    if 999.95 <= abs(value) < 1e16:
        return f"{value:,.0f}"
    return f"{value + 0.0:.4g}"


def steps(count: float | Tensor) -> str:
    """A number of steps.

    >>> steps(1568086.0), steps(1), steps(float("inf"))
    ('1,568,086 steps', '1 step', 'never')
    """
    count = float(count)
    if math.isinf(count):
        return "never"
    return f"{count:,.0f} step{'' if count == 1 else 's'}"


def listed(items: Iterable[str]) -> str:
    """Items with commas, and the last with "and".

    >>> listed(["a"]), listed(["a", "b"]), listed("abc")
    ('a', 'a and b', 'a, b and c')
    """
    items = list(items)
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def named(names: Iterable[str], values: Iterable[float] | Tensor) -> str:
    """Parameters with their values.

    >>> named("ab", [5.0, 0.5])
    'a = 5 and b = 0.5'
    """
    return listed(f"{name} = {number(value)}" for name, value in zip(names, values, strict=True))


def names_of(approximation: Approximation, count: int) -> tuple[str, ...]:
    """Letters for the package's approximations; places in `params` for the reader's own.

    >>> from sgd_tutorial import quadratic
    >>> names_of(quadratic, 3), names_of(lambda x, params: params[0] * x, 1)
    (('a', 'b', 'c'), ('params[0]',))
    """
    if approximation is sine:
        return ("a", "w")
    if getattr(approximation, "__module__", "") == sine.__module__ and count <= 26:
        return tuple("abcdefghijklmnopqrstuvwxyz"[:count])
    return tuple(f"params[{index}]" for index in range(count))
