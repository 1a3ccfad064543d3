"""Bad input is refused here, at once: which argument, what it got, what to do."""

import math
import operator
from collections.abc import Callable

import torch
from torch import Tensor

from .approximations import Approximation
from .losses import Loss

MOST_PARAMETERS_TRIED = 32


def numbers(name: str, values: object) -> Tensor:
    """Tensor, array, series, list or number -> detached floating-point tensor of finite numbers.

    Floating-point input keeps its dtype and device; whole numbers become torch's default dtype.
    """
    tensor = _as_tensor(name, values)
    if tensor.is_complex():
        raise TypeError(f"{name} must be real numbers; got {tensor.dtype}")
    if not tensor.is_floating_point():
        tensor = tensor.to(torch.get_default_dtype())
    bad = (~torch.isfinite(tensor)).nonzero()
    if len(bad):
        where = ", ".join(str(i) for i in bad[0].tolist())
        value = tensor[tuple(bad[0])].item()
        raise ValueError(
            f"{name}[{where}] is {value}; remove or replace what is not a finite number "
            f"({len(bad)} of {tensor.numel()})"
        )
    return tensor


def _as_tensor(name: str, values: object) -> Tensor:
    if isinstance(values, Tensor):
        return values.detach()
    if hasattr(values, "__array__"):
        # A copy of its own: torch takes neither read-only memory nor negative strides.
        values = values.__array__().copy()
    try:
        return torch.tensor(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(
            f"{name} must be numbers: a tensor, an array or a list; got {_short(values)} ({error})"
        ) from error


def data(x: object, y: object) -> tuple[Tensor, Tensor]:
    """Both x and y as tensors of one dtype, with one y for each x."""
    x, y = numbers("x", x), numbers("y", y)
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
    dtype = torch.promote_types(x.dtype, y.dtype)
    return x.to(dtype), y.to(dtype)


def guesses(values: object) -> Tensor:
    """Guesses as a tensor of shape (P,)."""
    tensor = numbers("guesses", values)
    if tensor.ndim != 1:
        raise ValueError(
            f"guesses must be a flat list, one number for each parameter; "
            f"got shape {_shape(tensor)}"
        )
    if len(tensor) == 0:
        raise ValueError("guesses is empty; give one number for each parameter")
    return tensor


def problem(approximation: Approximation, params: Tensor, x: Tensor, y: Tensor, loss: Loss) -> None:
    """Try the approximation and the loss once: do shapes fit, does a gradient come back."""
    function("approximation", approximation)
    function("loss", loss)
    fitted = _try_approximation(approximation, params, x)
    name = _name(approximation)
    if not isinstance(fitted, Tensor):
        raise TypeError(f"{name} must return a tensor; it returned {_short(fitted)}")
    if fitted.shape != y.shape:
        raise ValueError(_shape_advice(name, fitted, x, y))
    if not fitted.requires_grad:
        raise ValueError(_gradient_advice(approximation, params, x))
    scalar = loss(fitted, y)
    if not isinstance(scalar, Tensor) or scalar.ndim != 0:
        got = f"shape {_shape(scalar)}" if isinstance(scalar, Tensor) else _short(scalar)
        raise ValueError(
            f"the loss {_name(loss)} must return one number, a tensor without axes; "
            f"it returned {got}: end it with .sum() or .mean()"
        )
    if not scalar.requires_grad:
        raise ValueError(
            f"no gradient reaches the parameters through the loss {_name(loss)}: "
            "keep to torch operations, without .detach(), .item() or .data"
        )


def _try_approximation(approximation: Approximation, params: Tensor, x: Tensor) -> Tensor:
    try:
        return approximation(x, params)
    except (IndexError, ValueError) as error:
        count = len(params)
        for needed in range(1, count + MOST_PARAMETERS_TRIED):
            if needed != count and _works(approximation, params.new_ones(needed), x):
                raise ValueError(
                    f"guesses has {count} number{'s' * (count != 1)}, but {_name(approximation)} "
                    f"needs {needed}: one for each parameter"
                ) from error
        raise


def _works(approximation: Approximation, params: Tensor, x: Tensor) -> bool:
    try:
        approximation(x, params)
    except (IndexError, ValueError):
        return False
    return True


def _shape_advice(name: str, fitted: Tensor, x: Tensor, y: Tensor) -> str:
    if fitted.shape == x.shape:
        return (
            f"x has shape {_shape(x)} and y has shape {_shape(y)}: their difference would be "
            "computed for every pair; give both one shape, for example with .flatten()"
        )
    return (
        f"{name} must return one value for each y, shape {_shape(y)}; it returned shape "
        f"{_shape(fitted)} for x of shape {_shape(x)}"
    )


def _gradient_advice(approximation: Approximation, params: Tensor, x: Tensor) -> str:
    unknown = approximation(x, torch.full_like(params, math.nan, requires_grad=False))
    if bool(unknown.isnan().any()):
        return (
            f"no gradient reaches the parameters through {_name(approximation)}: "
            "keep to torch operations, without .detach(), .item() or .data"
        )
    return f"{_name(approximation)} ignores its parameters: its result must depend on params"


def function(name: str, value: object) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {_short(value)}")


def not_a_class(name: str, value: object) -> None:
    """Catch `Adam` where `Adam()` was meant."""
    if isinstance(value, type):
        raise TypeError(
            f"{name} got the class {value.__name__}; make an object of it: {value.__name__}(...)"
        )


def whole_number(name: str, value: object, *, least: int, most: float = math.inf) -> int:
    """A whole number within bounds."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be a whole number; got {_short(value)}") from None
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
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"{name} must be a number; got {_short(value)}") from None
    if isinstance(value, str) or not (math.isfinite(number) and least <= number < below):
        lower = "" if math.isinf(least) else f", {least:g} or more"
        upper = "" if math.isinf(below) else f", below {below:g}"
        raise ValueError(f"{name} must be a finite number{lower}{upper}; got {_short(value)}")
    return number


Rate = float | Tensor


def schedule(learning_rate: object, params: Tensor) -> Callable[[int], Rate]:
    """A rate, a rate for each parameter, or a schedule, as a function of the step."""
    if callable(learning_rate):
        return lambda step: _scheduled(step, learning_rate(step))
    rate = _rate(learning_rate, params)
    return lambda step: rate


def _rate(learning_rate: object, params: Tensor) -> Rate:
    rates = numbers("learning_rate", learning_rate)
    if rates.ndim and rates.shape != params.shape:
        raise ValueError(
            f"learning_rate must be one number, or one for each of the {len(params)} parameters; "
            f"got shape {_shape(rates)}"
        )
    if not bool((rates > 0).all()):
        raise ValueError(f"learning_rate must be above 0; got {_short(learning_rate)}")
    # One number stays a Python number, as in the notebook: torch rounds it once, in the product.
    return rates.to(params) if rates.ndim else float(learning_rate)  # type: ignore[arg-type]


def _scheduled(step: int, rate: object) -> float:
    return finite_number(f"the learning rate scheduled for step {step}", rate, least=0)


def _name(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
