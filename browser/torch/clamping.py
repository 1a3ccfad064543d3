"""Numbers kept within limits: `x.clamp(0, 1)`, `x.relu()`."""

import math

from . import dtypes, missing
from .arithmetic import nothing
from .elementwise import both, cast, each, floating, operand
from .graph import record
from .loops import with_loop
from .tensor import Tensor, function_and_method


@with_loop("limit", 0, math.inf)
def _positive(x):
    return 0 if x < 0 else x


@with_loop("keepPositive")
def _if_positive(number, other):
    return 0 if other <= 0 else number


def _keep_positive(grad, y):
    """The rule of relu."""
    inputs = (grad, _keep_positive, (y,)), (y, nothing, ())
    return record(both(_if_positive, grad, y), "ThresholdBackwardBackward0", *inputs)


@function_and_method
def relu(self):
    """0 in place of negative numbers."""
    if self._dtype is dtypes.bool_:
        raise RuntimeError("Boolean inputs not supported for relu")
    result = each(_positive, self)
    return record(result, "ReluBackward0", (self, _keep_positive, (result,)))


@function_and_method
def clamp(self, min=None, max=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    for name, limit in ("min", min), ("max", max):
        if isinstance(limit, Tensor):
            raise NotImplementedError(missing.message(f"torch.clamp({name}=...) of a tensor"))
    if isinstance(min, float) or isinstance(max, float):
        self = floating(self)
    if self.dtype is dtypes.bool_:
        if not {type(min), type(max)} & {int, float}:
            kernel = (
                "clamp" if None not in (min, max) else f"clamp_{'min' if max is None else 'max'}"
            )
            text = f"\"{kernel}_scalar_cpu\" not implemented for 'Bool'"
            raise NotImplementedError(text)
        self = cast(self, dtypes.int64)
    least = -math.inf if min is None else operand(min, self)._storage[0]
    most = math.inf if max is None else operand(max, self)._storage[0]

    @with_loop("limit", least, most)
    def limit(x):
        x = least if x < least else x
        return most if x > most else x

    @with_loop("keepBetween", least, most)
    def if_between(number, other):
        return number if least <= other <= most else 0

    result = each(limit, self)

    def rule(grad, x):
        result = both(if_between, grad, x)
        return record(result, "WhereBackward0", (grad, rule, (x,)), (x, nothing, ()))

    return record(result, "ClampBackward1", (self, rule, (self,)))
