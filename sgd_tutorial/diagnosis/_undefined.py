"""Where a number stops being one: in which stage, at which point, in which operation."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeGuard

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from .._problem import Problem
from ._attempt import attempt, guarded
from ._slopes import places_around

# Points that are looked at one by one.
MOST_POINTS = 10_000
# What makes infinity of numbers that are not large.
OF_SMALL_NUMBERS = {"log", "log2", "log10", "log1p", "div", "truediv", "rtruediv", "reciprocal"}
OF_SMALL_NUMBERS |= {"rsqrt", "logit", "atanh"}
# The same of zero alone.
POWERS = {"pow", "rpow", "float_power"}
ELSEWHERE = 8


@dataclass(frozen=True)
class Place:
    """Where a calculation has no number.

    Attributes:
        stage: "the approximation", "the loss" or "the gradient".
        point: the first point at which; None where no point alone is to blame.
        count: points at which.
        operation: the function that first returned no number, "" where that cannot be had.
        wherever: whether it is so at other parameters, too.
        overflows: whether the number is there, and too large.
    """

    stage: str
    point: int | None
    count: int
    operation: str
    wherever: bool
    overflows: bool = False


def undefined_at(problem: Problem, params: Tensor) -> Place | None:
    """Where the problem is undefined at these parameters, (P,); None if it is not."""
    params = params.detach().clone().requires_grad_()
    with _Watch() as watch:
        values = problem.approximation(problem.x, params)
        loss = problem.loss(values, problem.y)
    bad = ~values.isfinite().reshape(len(values), -1).all(dim=1)
    if bool(bad.any()):
        points = bad.nonzero().flatten()
        always = _undefined_elsewhere(problem, params.detach(), int(points[0]))
        first, count = int(points[0]), len(points)
        watched = watch.operation, always, watch.overflows
        return Place("the approximation", first, count, *watched)
    if not bool(loss.isfinite()):
        place = _place(problem, params, "the loss", watch.operation)
        return replace(place, overflows=watch.overflows)
    (gradient,) = torch.autograd.grad(loss, params, allow_unused=True)
    if gradient is None or bool(gradient.isfinite().all()):
        return None
    loss = problem.loss(problem.approximation(problem.x, params), problem.y)
    return _place(problem, params, "the gradient", _backward_operation(loss, params))


def _place(problem: Problem, params: Tensor, stage: str, operation: str) -> Place:
    points = _points_alone(problem, params, stage)
    point = points[0] if points else None
    return Place(stage, point, len(points), operation, wherever=False)


def _undefined_elsewhere(problem: Problem, params: Tensor, point: int) -> bool:
    """Whether the approximation is undefined at this point with any other parameters tried."""
    x = problem.x[point : point + 1]
    places = [side * place for place in places_around(params, ELSEWHERE) for side in (1, -1)]
    tries = [attempt(guarded(problem.approximation), x, place, otherwise=None) for place in places]
    return all(values is None or not bool(values.isfinite().all()) for values in tries)


def _points_alone(problem: Problem, params: Tensor, stage: str) -> list[int]:
    """The points at which, taken alone, there is no number."""
    if len(problem.x) > MOST_POINTS:
        return []

    def is_undefined(i: int) -> bool:
        one = slice(i, i + 1)
        value = problem.loss(problem.approximation(problem.x[one], params), problem.y[one])
        if stage == "the loss":
            return not bool(value.isfinite())
        (gradient,) = torch.autograd.grad(value, params)
        return not bool(gradient.isfinite().all())

    try:
        return [i for i in range(len(problem.x)) if is_undefined(i)]
    except Exception:  # the user's functions may need all points
        return []


class _Watch(TorchFunctionMode):
    """Notes the first torch function that makes no number of numbers."""

    operation = ""
    overflows = False

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        given = [*args, *(kwargs or {}).values()]
        if not self.operation and _is_undefined(result) and not any(map(_is_undefined, given)):
            self.operation = func.__name__.strip("_")
            infinite = not bool(result.isnan().any())
            self.overflows = infinite and _overflows(self.operation, given, result)
        return result


def _overflows(operation: str, given: list[object], result: Tensor) -> bool:
    """Whether infinity is what rounding makes of a number that is too large."""
    if operation not in POWERS:
        return operation not in OF_SMALL_NUMBERS
    base = torch.as_tensor(given[1 if operation == "rpow" else 0])
    return bool((base.expand_as(result)[result.isinf()] != 0).all())


def _is_undefined(value: object) -> TypeGuard[Tensor]:
    return isinstance(value, Tensor) and not bool(value.isfinite().all())


def _backward_operation(value: Tensor, params: Tensor) -> str:
    """The operation whose gradient is first no number, as torch's anomaly detection names it."""
    try:
        with torch.autograd.detect_anomaly():
            torch.autograd.grad(value, params)
    except RuntimeError as error:
        found = re.search(r"Function '(\w+?)Backward", str(error))
        return found[1].lower() if found else ""
    return ""
