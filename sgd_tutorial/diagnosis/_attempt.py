"""What the user's functions fail at, told from errors of the package's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from torch import Tensor

from .._validate import Function

Result = TypeVar("Result")
Otherwise = TypeVar("Otherwise")


class FunctionError(Exception):
    """One of the user's functions raised, or its gradient."""


@contextmanager
def of_the_user() -> Iterator[None]:
    """Errors in here are the user's functions'.

    An AttributeError stays what it is: torch lacks a name, as in a browser, and no finding may go
    missing for that.
    """
    try:
        yield
    except AttributeError:
        raise
    except Exception as error:
        raise FunctionError from error


def guarded(function: Function) -> Function:
    """The user's function, whose errors are `FunctionError`."""

    def call(one: Tensor, other: Tensor) -> Tensor:
        with of_the_user():
            return function(one, other)

    return call


def attempt(
    function: Callable[..., Result],
    *arguments: object,
    otherwise: Otherwise,
    **settings: object,
) -> Result | Otherwise:
    """The result, or `otherwise` where a guarded function fails or the package refuses it."""
    try:
        return function(*arguments, **settings)
    except (FunctionError, ValueError):
        return otherwise
