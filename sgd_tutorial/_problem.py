"""A problem as the recipe takes it, approximation, guesses, x, y, and whether its parts fit."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from . import _validate as validate
from .approximations import Approximation
from .losses import Loss

# How many parameters more or fewer are tried, to tell the reader how many it takes.
MOST_TRIED = 32


def as_data(x: object, y: object) -> tuple[Tensor, Tensor]:
    """Both x and y as tensors of one dtype, with one y for each x.

    The dtype is the wider of the two that have one; whole numbers and lists have none, and take
    the other's, or torch's default.
    """
    (exact_x, own_x), (exact_y, own_y) = (
        validate.values_and_dtype("x", x),
        validate.values_and_dtype("y", y),
    )
    either = own_x or own_y or torch.get_default_dtype()
    dtype = torch.promote_types(own_x or either, own_y or either)
    x, y = validate.cast("x", exact_x, dtype), validate.cast("y", exact_y, dtype)
    for name, values in (("x", x), ("y", y)):
        if values.ndim == 0:
            raise ValueError(f"{name} must be a list of numbers; got one number, {values.item()}")
        if values.numel() == 0:
            raise ValueError(f"{name} is empty; give at least one point")
    if x.device != y.device:
        raise ValueError(f"x is on {x.device} and y on {y.device}; move one of them with .to()")
    if len(x) != len(y):
        raise ValueError(
            f"x has {len(x)} points and y has {len(y)}; each x needs one y "
            f"(shapes {_shape(x)} and {_shape(y)})"
        )
    return x, y


def as_params(name: str, values: object, dtype: torch.dtype | None = None) -> Tensor:
    """A new tensor of shape (P,)."""
    tensor = validate.numbers(name, values, dtype)
    if tensor.ndim != 1:
        raise ValueError(
            f"{name} must be a flat list, one number for each parameter; got shape {_shape(tensor)}"
        )
    if len(tensor) == 0:
        raise ValueError(f"{name} is empty; give one number for each parameter")
    return tensor


def try_once(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    *,
    called: str = "guesses",
) -> Tensor:
    """The loss, once it is sure that shapes fit and a gradient comes back.

    Errors speak of the parameters as the argument `called` so.
    """
    validate.function("approximation", approximation)
    validate.function("loss", loss)
    if not torch.is_grad_enabled():
        raise RuntimeError("gradients are switched off here; leave torch.no_grad() first")
    fitted = try_approximation(approximation, params, x, called)
    check_fitted(approximation, fitted, x, y)
    if not fitted.requires_grad:
        raise ValueError(_gradient_advice(approximation, params, x))
    value = loss(fitted, y)
    if not isinstance(value, Tensor):
        raise TypeError(
            f"the loss {_name(loss)} must return a tensor, without .item(); "
            f"it returned {validate.short(value)}"
        )
    if value.ndim != 0:
        advice = "end it with .sum() or .mean()"
        if y.ndim > 1:
            advice = "give x and y one axis each, with .flatten(), or add up every axis in it"
        raise ValueError(
            f"the loss {_name(loss)} must return one number; "
            f"it returned shape {_shape(value)}: {advice}"
        )
    if not value.requires_grad:
        raise ValueError(_detached(f"the loss {_name(loss)}"))
    return value.detach()


def check_fitted(approximation: Approximation, fitted: Tensor, x: Tensor, y: Tensor) -> None:
    """Refuse values that are not one floating-point number for each y."""
    name = _name(approximation)
    if not isinstance(fitted, Tensor):
        raise TypeError(f"{name} must return a tensor; it returned {validate.short(fitted)}")
    if not fitted.is_floating_point():
        raise TypeError(f"{name} must return floating-point numbers; it returned {fitted.dtype}")
    if fitted.shape == y.shape:
        return
    if fitted.shape == x.shape:
        raise ValueError(
            f"x has shape {_shape(x)} and y has shape {_shape(y)}: their difference would be "
            "computed for every pair; give both one shape, for example with .flatten()"
        )
    raise ValueError(
        f"{name} must return one value for each y, shape {_shape(y)}; it returned shape "
        f"{_shape(fitted)} for x of shape {_shape(x)}"
    )


def try_approximation(
    approximation: Approximation, params: Tensor, x: Tensor, called: str
) -> Tensor:
    """The values, or an error that says what the function needs."""
    try:
        return approximation(x, params)
    except Exception as error:
        needed = _count_that_works(approximation, params, x)
        if needed in (None, len(params)):  # the count is not what is wrong
            error.add_note(
                f"This is {_name(approximation)}(x, params), with x of shape {_shape(x)} and "
                f"params of shape {_shape(params)}: it takes these two, and calculates with torch "
                "(torch.sin, not math or numpy)."
            )
            raise
        numbers = "1 number" if len(params) == 1 else f"{len(params)} numbers"
        raise ValueError(
            f"{called} has {numbers}, but {_name(approximation)} needs {needed}: "
            "one for each parameter"
        ) from error


def _count_that_works(approximation: Approximation, params: Tensor, x: Tensor) -> int | None:
    count = len(params)
    nearby = range(max(1, count - MOST_TRIED), count + MOST_TRIED + 1)
    for needed in sorted(nearby, key=lambda other: abs(other - count)):
        try:
            approximation(x, torch.ones(needed).to(params))
        except Exception:  # whatever a reader's function raises: it is being tried out
            continue
        return needed
    return None


def _gradient_advice(approximation: Approximation, params: Tensor, x: Tensor) -> str:
    try:
        unknown = approximation(x, torch.full_like(params, math.nan, requires_grad=False))
        used = bool(unknown.isnan().any())
    except Exception:  # int(nan), for example: it did look at them
        used = True
    if used:
        return _detached(_name(approximation))
    return f"{_name(approximation)} ignores its parameters: its result must depend on params"


def _detached(name: str) -> str:
    return (
        f"no gradient reaches the parameters through {name}: "
        "keep to torch operations, without .detach(), .item() or .data"
    )


def _name(function: Callable[..., object]) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)
