"""Check arguments before any work: each error names the argument, what it got and what to do."""

import math
import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

# An approximation f(x, params), or a loss(y1, y2).
Function = Callable[[Tensor, Tensor], Tensor]
# Where the count of parameters is wrong, the error names one at most this far off that works.
MOST_TRIED = 32


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


def seed(value: object) -> int:
    """A seed that torch's generators accept."""
    return whole_number("seed", value, least=0, most=2**63 - 1)


def seeds(value: object) -> Tensor:
    """One seed or an array of them, int64."""
    if isinstance(value, int):
        return torch.tensor(seed(value))
    if isinstance(value, list | tuple | range) and all(isinstance(each, int) for each in value):
        return torch.tensor([seed(each) for each in value], dtype=torch.int64)
    exact = _exact("seed", value)[0].cpu()
    whole = exact.to(torch.int64)
    if not bool((whole == exact).all()) or bool((whole < 0).any()):
        raise ValueError(f"seed must be whole numbers, 0 or more; got {short(value)}")
    return whole


def function(name: str, value: object) -> None:
    """Refuse what cannot be called, and classes."""
    not_a_class(name, value)
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {short(value)}")


def not_a_class(name: str, value: object) -> None:
    """Catch `Adam` where `Adam()` was meant."""
    if isinstance(value, type):
        raise TypeError(
            f"{name} got the class {value.__name__}; pass an instance: {value.__name__}(...)"
        )


def numbers(name: str, values: object, dtype: torch.dtype | None = None) -> Tensor:
    """A new detached tensor of finite numbers, unless given in their dtype or torch's default."""
    exact, own_dtype = _exact(name, values)
    return _cast(name, exact, dtype or own_dtype or torch.get_default_dtype())


def as_params(name: str, values: object, dtype: torch.dtype | None = None) -> Tensor:
    """A new tensor of shape (P,)."""
    tensor = numbers(name, values, dtype)
    if tensor.ndim != 1:
        raise ValueError(
            f"{name} must be a flat list, one number for each parameter; got shape {_shape(tensor)}"
        )
    if len(tensor) == 0:
        raise ValueError(f"{name} is empty; give one number for each parameter")
    return tensor


def as_data(x: object, y: object) -> tuple[Tensor, Tensor]:
    """Both x and y as tensors of one dtype, with one y for each x.

    Lists and whole numbers take the dtype of the other, or torch's default; of two dtypes both
    take the wider.
    """
    (exact_x, own_x), (exact_y, own_y) = _exact("x", x), _exact("y", y)
    default = own_x or own_y or torch.get_default_dtype()
    dtype = torch.promote_types(own_x or default, own_y or default)
    x, y = _cast("x", exact_x, dtype), _cast("y", exact_y, dtype)
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


def _exact(name: str, values: object) -> tuple[Tensor, torch.dtype | None]:
    """A new detached tensor of the values as they are, and their floating-point dtype.

    Lists and whole numbers have none. Lists are read in float64, so that the cast that follows is
    the only rounding.
    """
    if hasattr(values, "__array__") and not isinstance(values, Tensor):
        values = _array(name, values)
    has_dtype = hasattr(values, "__array__")
    if isinstance(values, Tensor):
        exact = values.detach().clone()
    else:
        exact = _tensor(name, values, None if has_dtype else torch.float64)
    if exact.is_complex():
        raise TypeError(f"{name} must be real numbers; got {exact.dtype}")
    return exact, exact.dtype if has_dtype and exact.is_floating_point() else None


def _array(name: str, values: Any) -> Any:
    """A copy that torch accepts: it refuses read-only memory, negative strides and objects."""
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


def _cast(name: str, exact: Tensor, dtype: torch.dtype) -> Tensor:
    """The values in a dtype in which all of them are finite."""
    tensor = exact.to(dtype)
    if bool(tensor.sum().isfinite()):  # implies that all terms are, and is many times as fast
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


def try_once(
    approximation: Function,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Function,
    *,
    called: str = "guesses",
) -> Tensor:
    """The loss, after checking that shapes fit and a gradient reaches the parameters.

    Errors call the parameters `called`.
    """
    function("approximation", approximation)
    function("loss", loss)
    if not torch.is_grad_enabled():
        raise RuntimeError("gradients are switched off; call this outside torch.no_grad()")
    fitted = try_approximation(approximation, params, x, called)
    check_fitted(approximation, fitted, x, y)
    if not fitted.requires_grad:
        raise ValueError(_gradient_advice(approximation, params, x))
    value = loss(fitted, y)
    _check_loss(loss, value, y)
    return value.detach()


def try_approximation(approximation: Function, params: Tensor, x: Tensor, called: str) -> Tensor:
    """The values, or an error that says what the function needs."""
    try:
        return approximation(x, params)
    except Exception as error:
        needed = _count_that_works(approximation, params, x)
        if needed in (None, len(params)):  # the count is not what is wrong
            error.add_note(
                f"{name_of(approximation)} was called with x of shape {_shape(x)} and params of "
                f"shape {_shape(params)}. It must take these two and calculate with torch "
                "(torch.sin, not math or numpy)."
            )
            raise
        numbers = "1 number" if len(params) == 1 else f"{len(params)} numbers"
        raise ValueError(
            f"{called} has {numbers}, but {name_of(approximation)} needs {needed}: "
            "one for each parameter"
        ) from error


def check_fitted(approximation: Function, fitted: Tensor, x: Tensor, y: Tensor) -> None:
    """Refuse an approximation's values unless there is one floating-point number for each y."""
    name = name_of(approximation)
    if not isinstance(fitted, Tensor):
        raise TypeError(f"{name} must return a tensor; it returned {short(fitted)}")
    if not fitted.is_floating_point():
        raise TypeError(f"{name} must return floating-point numbers; it returned {fitted.dtype}")
    if fitted.shape == y.shape:
        return
    if fitted.shape == x.shape:
        raise ValueError(
            f"x has shape {_shape(x)} and y has shape {_shape(y)}: their difference would be "
            "computed for every pair; give both the same shape, for example with .flatten()"
        )
    raise ValueError(
        f"{name} must return one value for each y, shape {_shape(y)}; it returned shape "
        f"{_shape(fitted)} for x of shape {_shape(x)}"
    )


def _check_loss(loss: Function, value: object, y: Tensor) -> None:
    """Refuse what a loss returned unless it is a scalar with a gradient."""
    name = f"the loss ({name_of(loss)})"
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} must return a tensor, without .item(); it returned {short(value)}")
    if value.ndim != 0:
        advice = "end it with .sum() or .mean()"
        if y.ndim > 1:
            advice = "give x and y one axis each, with .flatten(), or add up every axis in it"
        raise ValueError(
            f"{name} must return one number; it returned shape {_shape(value)}: {advice}"
        )
    if not value.requires_grad:
        raise ValueError(_no_gradient_through(name))


def _count_that_works(approximation: Function, params: Tensor, x: Tensor) -> int | None:
    count = len(params)
    nearby = range(max(1, count - MOST_TRIED), count + MOST_TRIED + 1)
    for other in sorted(nearby, key=lambda other: abs(other - count)):
        try:
            approximation(x, torch.ones(other).to(params))
        except Exception:  # whatever the user's function raises
            continue
        return other
    return None


def _gradient_advice(approximation: Function, params: Tensor, x: Tensor) -> str:
    """What is wrong with an approximation whose values have no gradient."""
    try:
        values = approximation(x, torch.full_like(params, math.nan, requires_grad=False))
        uses_params = bool(values.isnan().any())
    except Exception:  # int(nan), for example
        uses_params = True
    if uses_params:
        return _no_gradient_through(name_of(approximation))
    return f"{name_of(approximation)} ignores its parameters: its result must depend on params"


def _no_gradient_through(name: str) -> str:
    return (
        f"no gradient reaches the parameters through {name}: "
        "use torch operations only, without .detach(), .item() or .data"
    )


def name_of(function: Callable[..., object]) -> str:
    """What errors and answers call a function.

    >>> name_of(torch.sin), name_of(lambda x, params: params[0] * x)
    ('sin', 'your function')
    """
    name = getattr(function, "__name__", type(function).__name__)
    return "your function" if name == "<lambda>" else str(name)


def short(value: object) -> str:
    """A value as errors show it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)
