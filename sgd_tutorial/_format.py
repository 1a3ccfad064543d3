"""How answers and figures write numbers, name parameters and wrap text."""

import math
import textwrap
from collections.abc import Iterable
from string import ascii_lowercase

from torch import Tensor

from ._validate import name_of as name_of
from .approximations import Approximation, sine

WIDTH = 72


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
    return f"{number(count)} step{'' if count == 1 else 's'}"


def dtype_name(values: Tensor) -> str:
    """The dtype without its module.

    >>> import torch
    >>> dtype_name(torch.tensor(1.0))
    'float32'
    """
    return str(values.dtype).removeprefix("torch.")


def listed(items: Iterable[str]) -> str:
    """Items with commas, and the last with "and".

    >>> listed(["a"]), listed(["a", "b"]), listed("abc")
    ('a', 'a and b', 'a, b and c')
    """
    items = list(items)
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines that fit a terminal and a page; numbers such as 1e-07 stay whole.

    >>> print(wrapped("word " * 15, indent="  "))
      word word word word word word word word word word word word word word
      word
    """
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def names_of(approximation: Approximation, count: int) -> tuple[str, ...]:
    """Letters for the package's approximations; places in `params` for the user's own.

    >>> from sgd_tutorial import quadratic
    >>> names_of(quadratic, 3), names_of(lambda x, params: params[0] * x, 1)
    (('a', 'b', 'c'), ('params[0]',))
    """
    if approximation is sine:
        return ("a", "w")
    if getattr(approximation, "__module__", "") == sine.__module__:
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
