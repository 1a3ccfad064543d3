"""Bad values are refused here, at once: which argument, what it got, what to do."""

import math
import operator
from typing import Any

import torch
from torch import Tensor


def numbers(name: str, values: object, dtype: torch.dtype | None = None) -> Tensor:
    """A new detached floating-point tensor of finite numbers.

    Args:
        name: what errors call the argument.
        values: a tensor, an array, a series, a list or a number.
        dtype: dtype of the result; the values' own unless given.
    """
    exact, own = values_and_dtype(name, values)
    return cast(name, exact, dtype or own or torch.get_default_dtype())


def values_and_dtype(name: str, values: object) -> tuple[Tensor, torch.dtype | None]:
    """A new detached tensor of the values as they are, and the floating-point dtype they have.

    Lists and whole numbers have none. Lists are read in float64, so that nothing is rounded twice.
    """
    if isinstance(values, Tensor):
        exact = values.detach().clone()
    else:
        if hasattr(values, "__array__"):
            values = _array(name, values)
        exact = _tensor(name, values, None if hasattr(values, "__array__") else torch.float64)
    if exact.is_complex():
        raise TypeError(f"{name} must be real numbers; got {exact.dtype}")
    has_own = hasattr(values, "__array__") and exact.is_floating_point()
    return exact, exact.dtype if has_own else None


def cast(name: str, exact: Tensor, dtype: torch.dtype) -> Tensor:
    """The values in a dtype, where all of them must be finite."""
    tensor = exact.to(dtype)
    if bool(tensor.sum().isfinite()):  # a sum is, only if all its terms are; many times as fast
        return tensor
    bad = (~torch.isfinite(tensor)).nonzero()
    if len(bad):
        index = tuple(bad[0].tolist())
        where = f"{name}[{', '.join(map(str, index))}]" if index else name
        value = exact[index].item()
        if math.isfinite(value):
            raise ValueError(f"{where} is {value}, too large for {dtype}; use float64")
        raise ValueError(
            f"{where} is {value}, not a finite number; remove or replace it "
            f"({len(bad)} of {tensor.numel()} values)"
        )
    return tensor


def _array(name: str, values: Any) -> Any:
    """A copy that torch can take: it takes no read-only memory, negative strides or objects."""
    mask = getattr(values, "mask", None)
    if mask is not None and hasattr(mask, "any") and mask.any():
        raise ValueError(f"{name} has masked values; remove them")
    array = values.__array__()
    foreign = array.dtype.kind == "O" or not array.dtype.isnative
    return array.tolist() if foreign else array.copy()


def _tensor(name: str, values: object, dtype: torch.dtype | None) -> Tensor:
    try:
        return torch.tensor(values, dtype=dtype)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise TypeError(
            f"{name} must be numbers: a tensor, an array or a list; got {short(values)} ({error})"
        ) from error


def whole_number(name: str, value: object, *, least: int, most: float = math.inf) -> int:
    """A whole number within bounds."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be a whole number; got {short(value)}") from None
    if isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number; got {value}")
    if not least <= number <= most:
        upper = "" if math.isinf(most) else f" and at most {most}"
        raise ValueError(f"{name} must be at least {least}{upper}; got {number}")
    return number


def seed(value: object) -> int:
    """A seed that torch's generators take."""
    return whole_number("seed", value, least=0, most=2**63 - 1)


def finite_number(
    name: str, value: object, *, least: float = -math.inf, below: float = math.inf
) -> float:
    """A finite number of at least `least`, less than `below`."""
    try:
        number = math.nan if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise TypeError(f"{name} must be a number; got {short(value)}") from None
    if not (math.isfinite(number) and least <= number < below):
        lower = "" if math.isinf(least) else f", {least:g} or more"
        upper = "" if math.isinf(below) else f", below {below:g}"
        raise ValueError(f"{name} must be a finite number{lower}{upper}; got {short(value)}")
    return number


def positive_number(name: str, value: object) -> float:
    """A finite number above 0."""
    number = finite_number(name, value)
    if number <= 0:
        raise ValueError(f"{name} must be above 0; got {short(value)}")
    return number


def function(name: str, value: object) -> None:
    """Refuse what cannot be called, or is a class where an object was meant."""
    not_a_class(name, value)
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {short(value)}")


def not_a_class(name: str, value: object) -> None:
    """Catch `Adam` where `Adam()` was meant."""
    if isinstance(value, type):
        raise TypeError(
            f"{name} got the class {value.__name__}; make an object of it: {value.__name__}(...)"
        )


def short(value: object) -> str:
    """A value as errors show it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
