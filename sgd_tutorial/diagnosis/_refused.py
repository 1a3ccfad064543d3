"""What `fit` refuses, with what to do instead."""

import inspect
import math
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

from .. import _validate as validate
from .._stability import MOST_WORK
from .._text import Finding, Writer
from .._validate import as_params
from ..approximations import Approximation
from ..losses import Loss

Result = TypeVar("Result")

PLAIN = (
    "diagnose reads plain descent with all points. Leave {names} out: what it says of the data, "
    "the function and the bowl holds for other optimizers too, its rates and steps do not."
)


def why_refused(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    error: Exception,
) -> Finding:
    """The finding for an error of `fit`."""
    problem = approximation, guesses, x, y
    return (
        _module(approximation)
        or _swapped(*problem)
        or _broadcasting(*problem, loss, error)
        or _refused(approximation, error)
    )


def not_plain(settings: dict[str, object]) -> Finding:
    """The finding for settings that diagnose does not have."""
    return Finding("refused", PLAIN.format(names=" and ".join(settings)), {})


def _refused(approximation: Approximation, error: Exception) -> Finding:
    """What `fit` says, with its notes."""
    messages = [str(error) or type(error).__name__, *getattr(error, "__notes__", [])]
    if not _takes_two(approximation):
        messages = [
            "your function must take two arguments, x and params, and use no others: f(x, params)"
        ]
    text = " ".join(f"{message.rstrip('.')}." for message in messages)
    return Finding("refused", f"fit refuses your problem: {text}", {})


def _takes_two(function: Callable[..., object]) -> bool:
    """Whether it can be called with two arguments, as far as that can be known."""
    if not callable(function) or isinstance(function, type):
        return True
    try:
        inspect.signature(function).bind(None, None)
    except TypeError:
        return False
    except ValueError:  # functions without a signature
        return True
    return True


def _module(approximation: Approximation) -> Finding | None:
    if isinstance(approximation, type) or not hasattr(approximation, "named_parameters"):
        return None
    text = (
        "fit refuses your problem: a module holds its parameters itself, and the recipe is given "
        "them. Write a function f(x, params) that hands them to the module, with "
        "torch.func.functional_call."
    )
    return Finding("refused", text, {})


def _swapped(approximation: Approximation, guesses: object, x: object, y: object) -> Finding | None:
    """Whether the function takes its arguments in the other order."""
    arguments = _as_tensors(guesses, x, y)
    if arguments is None or not callable(approximation):
        return None
    params, x, y = arguments
    with torch.no_grad():
        ours = _tried(approximation, x, params)
        theirs = _tried(approximation, params, x)
    if _is_like(ours, y) or not _is_like(theirs, y):
        return None
    return Finding(
        "swapped",
        "Your function takes its arguments in another order: it is called as f(x, params), the "
        "data first, and returns one value for each y as f(params, x). Change the order.",
        {},
    )


def _is_like(values: object, y: Tensor) -> bool:
    return isinstance(values, Tensor) and values.shape == y.shape


def _as_tensors(guesses: object, x: object, y: object) -> tuple[Tensor, Tensor, Tensor] | None:
    try:
        x, y = validate.numbers("x", x), validate.numbers("y", y)
        return as_params("guesses", guesses), x, y
    except (TypeError, ValueError):  # which `fit` has refused
        return None


def _broadcasting(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    loss: Loss,
    error: Exception,
) -> Finding | None:
    """Whether a difference would be computed for every pair, and what loss that gives."""
    arguments = _as_tensors(guesses, x, y)
    if arguments is None:
        return None
    params, x, y = arguments
    with torch.no_grad():
        values = _tried(approximation, x, params)
    if not isinstance(values, Tensor):
        return None
    try:
        shape = torch.broadcast_shapes(values.shape, y.shape)
    except RuntimeError:
        return None
    differences, write = math.prod(shape), Writer()
    if differences <= max(values.numel(), y.numel()):
        return None
    text = (
        f"{_refused(approximation, error).text} Your {write('points', y.numel())} points would "
        f"give {write('differences', differences)} differences, one for every pair"
    )
    losses = _both_losses(values, y, shape, loss) if differences <= MOST_WORK else None
    if losses is None:
        return Finding("broadcasting", f"{text}.", write.numbers)
    wrong, right = write("wrong_loss", losses[0]), write("right_loss", losses[1])
    if wrong == right:
        text += (
            f". At these guesses the loss is {wrong} either way, but its lowest point is another, "
            "as every value is compared with every y."
        )
    else:
        text += f", and a loss of {wrong} at the guesses in place of {right}."
    return Finding("broadcasting", text, write.numbers)


def _both_losses(
    values: Tensor, y: Tensor, shape: torch.Size, loss: Loss
) -> tuple[float, float] | None:
    """The loss over every pair and over the points; None unless there is one y for each value."""
    if values.numel() != y.numel():
        return None
    pairs = values.expand(shape).flatten(), y.expand(shape).flatten()
    points = values.flatten(), y.flatten()
    return _tried(lambda: (float(loss(*pairs)), float(loss(*points))))


def _tried(function: Callable[..., Result], *arguments: object) -> Result | None:
    """The result; None if the user's function raises, or returns something else."""
    try:
        return function(*arguments)
    except Exception:
        return None
