"""Arithmetic: each operation calculates, and records a rule for each input.

A rule takes the gradient of the result and the tensors that it needs, and returns the gradient of
the input. See `mul`: the gradient of a in a * b is the gradient of the result times b.
"""

import builtins
import math
import operator

from . import dtypes
from .elementwise import add_scaled, both, cast, divide, floating, mapped, operand, real_power
from .graph import pass_on, record, without_derivative
from .layout import broadcast
from .tensor import Tensor, filled, function_and_method, scalar, values

OPERANDS = (Tensor, float, int)
NOT_GIVEN = object()  # where None can be given, too


def pass_on_negative(grad):
    return -grad


def nothing(grad):
    """For a result that does not depend on the input, or only by jumps."""
    return filled(grad.shape, 0, grad.dtype)


def times(grad, other):
    return mul(grad, other)


@function_and_method
def add(self, other, *, alpha=1):
    """Self + alpha * other, rounded once."""
    if type(other) is not Tensor or type(self) is not Tensor:
        self, other = pair(self, other)
    function = operator.or_ if self._dtype is other._dtype is dtypes.bool_ else operator.add
    if alpha != 1 or alpha is True:
        _check_alpha(alpha, self, other)
        if function is operator.add:
            function = add_scaled(dtypes.result_type(self, other), alpha)
    result = both(function, self, other)
    rule = pass_on if alpha == 1 else lambda grad: grad * alpha
    return record(result, "AddBackward0", (self, pass_on, ()), (other, rule, ()))


@function_and_method
def sub(self, other, *, alpha=1):
    """Self - alpha * other, rounded once."""
    is_bool = isinstance(other, bool)
    self, other = pair(self, other)
    if is_bool or dtypes.bool_ in (self._dtype, other._dtype):
        _refuse_bool(self, other)
    function = operator.sub
    if alpha != 1 or alpha is True:
        _check_alpha(alpha, self, other)
        function = add_scaled(dtypes.result_type(self, other), -alpha)
    result = both(function, self, other)
    rule = pass_on_negative if alpha == 1 else lambda grad: -grad * alpha
    return record(result, "SubBackward0", (self, pass_on, ()), (other, rule, ()))


def _check_alpha(alpha, a, b):
    if isinstance(alpha, bool) and dtypes.result_type(a, b) is not dtypes.bool_:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and not dtypes.result_type(a, b).is_floating_point:
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )


def rsub(self, number):
    """Number - self."""
    is_bool = isinstance(number, bool)
    number, self = pair(number, self)
    if is_bool or dtypes.bool_ in (self._dtype, number._dtype):
        _refuse_bool(number, self)
    result = both(operator.sub, number, self)
    return record(result, "RsubBackward1", (self, pass_on_negative, ()))


@function_and_method
def mul(self, other):
    if type(other) is not Tensor or type(self) is not Tensor:
        self, other = pair(self, other)
    result = both(operator.mul, self, other)
    return record(result, "MulBackward0", (self, times, (other,)), (other, times, (self,)))


@function_and_method
def div(self, other, *, rounding_mode=NOT_GIVEN):
    if rounding_mode not in (NOT_GIVEN, None):
        return _divide_and_round(self, other, rounding_mode)
    self, other = pair(self, other)
    dtype = dtypes.result_type(self, other)
    if not dtype.is_floating_point:
        dtype = dtypes.float32
    result = both(operator.truediv, cast(self, dtype), cast(other, dtype))
    return record(
        result,
        "DivBackward0" if rounding_mode is NOT_GIVEN else "DivBackward2",
        (self, lambda grad, b: grad / b, (other,)),
        (other, lambda grad, a, b: -grad * ((a / b) / b), (self, other)),
    )


def _divide_and_round(a, b, rounding_mode):
    if rounding_mode == "floor":
        result = both(_floor_divide, *_divisible(a, b, "div_floor"))
    elif rounding_mode == "trunc":
        result = both(_truncated_divide, *_divisible(a, b, "div_trunc"))
    else:
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    inputs = [(each, nothing, ()) for each in (a, b) if isinstance(each, Tensor)]
    return record(result, "DivBackward2", *inputs)


def _truncated_divide(a, b):
    if isinstance(a, int):
        return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    quotient = divide(a, b)
    return float(math.trunc(quotient)) if math.isfinite(quotient) else quotient


@function_and_method
def pow(self, exponent):
    if not isinstance(self, Tensor):
        return rpow(exponent, self)
    if isinstance(exponent, Tensor):
        return _pow_tensor(self, exponent)
    result = _power(self, exponent)
    return record(
        result, "PowBackward0", (self, lambda grad, x: _pow_rule(grad, x, exponent), (self,))
    )


def _power(x, exponent):
    if isinstance(exponent, float) and not x.dtype.is_floating_point:
        x = cast(x, dtypes.float32)
    if x.dtype is dtypes.bool_:
        if isinstance(exponent, bool):
            raise NotImplementedError("\"pow\" not implemented for 'Bool'")
        x = cast(x, dtypes.int64)
    if exponent == 2:
        return both(operator.mul, x, x)
    if exponent == 1:
        return mapped(operator.pos, x.dtype, x)
    if exponent == 0:
        return mapped(lambda _: 1, x.dtype, x)
    if exponent == 3:
        return both(operator.mul, both(operator.mul, x, x), x)
    if not x.dtype.is_floating_point:
        if exponent < 0:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        return mapped(lambda value: value**exponent, x.dtype, x)
    if exponent == 0.5:
        return mapped(math.sqrt, x.dtype, x)
    if exponent in (-0.5, -1, -2):
        return both(operator.truediv, operand(1, x), _power(x, -exponent))
    return both(real_power, x, operand(float(exponent), x))


def _pow_rule(grad, x, exponent):
    if exponent == 0:
        return nothing(grad)
    if exponent == 2:
        return grad * (x + x)
    return grad * (x ** (exponent - 1) * exponent)


def _pow_tensor(base, exponent, name="PowBackward1"):
    dtype = dtypes.result_type(base, exponent)
    if dtype is dtypes.bool_:
        raise NotImplementedError("\"pow\" not implemented for 'Bool'")
    result = both(real_power if dtype.is_floating_point else _whole_power, base, exponent)
    zero = operand(0.0, result)

    def of_base(grad, x, y):
        return zero.where(y == 0, grad * (y * x ** (y - 1)))

    def of_exponent(grad, x, power):
        return zero.where((x == 0) & (power == 0), grad * (power * x.log()))

    inputs = (base, of_base, (base, exponent)), (exponent, of_exponent, (base, result))
    return record(result, name, *inputs)


def _whole_power(base, exponent):
    """Of integers; a negative power is a fraction, of which nothing is left but of 1 and -1."""
    if exponent >= 0:
        return builtins.pow(base, exponent, 2**64)
    return base**-exponent if abs(base) == 1 else 0


def rpow(self, number):
    """Number ** self."""
    return _pow_tensor(operand(number, self), self, "PowBackward2")


@function_and_method
def floor_divide(self, other):
    result = both(_floor_divide, *_divisible(self, other, "div_floor"))
    return record(result, "NotImplemented", *_without_derivative("floor_divide", self, other))


def _without_derivative(name, *inputs):
    """The tensors among the inputs, with a rule that refuses."""
    refuse = without_derivative(name)
    return [(each, refuse, ()) for each in inputs if isinstance(each, Tensor)]


def _floor_divide(a, b):
    return a // b if b else divide(a, b)


@function_and_method
def remainder(self, other):
    a, b = _divisible(self, other, "remainder")
    result = both(_remainder, a, b)
    if not isinstance(self, Tensor):
        return record(result, "NotImplemented", *_without_derivative("remainder", b))
    inputs = [(a, pass_on, ())]
    if isinstance(other, Tensor):
        inputs.append((b, lambda grad, x, y: -grad * both(_floor_divide, x, y), (a, b)))
    return record(result, f"RemainderBackward{len(inputs) - 1}", *inputs)


def _remainder(a, b):
    """With the sign of b, as in Python; but a zero has the sign of a."""
    if isinstance(a, int):
        return a % b
    if not b or not math.isfinite(a):
        return math.nan
    rest = math.fmod(a, b)
    return rest + b if rest and (b < 0) != (rest < 0) else rest


def pair(a, b):
    """Both as tensors; a Python number takes the other's dtype."""
    if not isinstance(b, Tensor):
        if not isinstance(a, Tensor):
            a = scalar(a, dtypes.of_number(a))
        b = operand(b, a)
    elif not isinstance(a, Tensor):
        a = operand(a, b)
    return a, b


def _divisible(a, b, kernel):
    """The pair, unless an integer would be divided by 0."""
    a, b = pair(a, b)
    dtype = dtypes.result_type(a, b)
    broadcast(a.shape, b.shape)
    if dtype is dtypes.bool_:
        raise NotImplementedError(f"\"{kernel}_cpu\" not implemented for 'Bool'")
    if not dtype.is_floating_point and a.numel() and 0 in values(b):
        raise RuntimeError("ZeroDivisionError")
    return a, b


def _refuse_bool(a, b):
    if a._dtype is b._dtype is dtypes.bool_:
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
            "`logical_xor()` operator instead."
        )
    raise RuntimeError(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying "
        "to invert a mask, use the `~` or `logical_not()` operator instead."
    )
