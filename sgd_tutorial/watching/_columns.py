"""How large the numbers are that a model multiplies with its parameters, column by column."""

import math
from typing import Any

from torch import Tensor

from ._arguments import MOST_VALUES, Args, Kwargs, Shown, argument

MOST_COLUMNS = 1_000


def linear(args: Args, kwargs: Kwargs) -> Shown:
    data, weight = argument(args, kwargs, 0, "input"), argument(args, kwargs, 1, "weight")
    has_bias = argument(args, kwargs, 2, "bias") is not None
    return _shown(_sizes(data, weight), has_bias)


def addmm(args: Args, _: Kwargs) -> Shown:
    return _shown(_sizes(*args[1:3]), True)


def product(args: Args, _: Kwargs) -> Shown:
    """Data of several columns, times parameters."""
    return _shown(_sizes(*args[:2])) if len(args) > 1 else []


def multiplied(args: Args, _: Kwargs) -> Shown:
    """One column, times one parameter."""
    if len(args) < 2:
        return []
    one, other = args[:2] if _number_of(args[1]) == 1 else args[1::-1]
    return _shown(_sizes(one, other, one_column=True)) if _number_of(other) == 1 else []


def added(args: Args, _: Kwargs) -> Shown:
    """Parameters that all points have in common: they are multiplied with 1."""
    numbers = {_number_of(arg) for arg in args[:2] if isinstance(arg, Tensor) and arg.requires_grad}
    return _shown([1.0]) if len(numbers) == 2 else []


# What is read of calls by their names, and at how many steps: data stays as large as it is.
EARLY = 2
COLUMNS = {
    "linear": linear,
    "addmm": addmm,
    **dict.fromkeys(("matmul", "mm", "mv"), product),
    "mul": multiplied,
    "add": added,
}


def _number_of(value: object) -> int:
    return value.numel() if isinstance(value, Tensor) else 0


def _sizes(data: Any, parameters: Any, one_column: bool = False) -> list[float]:
    """Of each column, the root of the mean square of what is not 0: rare values count in full."""
    if not (_number_of(data) > 1 and _number_of(parameters) and data.is_floating_point()):
        return []
    if data.requires_grad or not parameters.requires_grad or data.numel() > MOST_VALUES:
        return []
    columns = 1 if one_column else data.shape[-1]
    if columns > MOST_COLUMNS or (data.ndim < 2 and not one_column):
        return []
    rows = data.detach().double().reshape(-1, columns)
    counts, squares = (rows != 0).sum(0).tolist(), rows.square().sum(0).tolist()
    return [math.sqrt(s / n) for s, n in zip(squares, counts, strict=True) if n]


def _shown(sizes: list[float], constant: bool = False) -> Shown:
    """The smallest and the largest; of many columns an eighth may be smaller, as at a border."""
    if not sizes or not all(map(math.isfinite, sizes)):
        return []
    sizes = sorted(sizes)
    small, large = sizes[len(sizes) // 8], sizes[-1]
    if constant:
        small, large = min(small, 1.0), max(large, 1.0)
    return [("columns", {"small": small, "large": large})]
