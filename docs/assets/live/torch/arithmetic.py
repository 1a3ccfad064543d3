"""Arithmetic, functions and comparisons: each calculates, and notes a rule for each input.

A rule takes the gradient of the result and the tensors that it needs, and gives the gradient of
the input. `mul` is the pattern: the gradient of a in a * b is the gradient of the result times b.
"""

import builtins
import math
import operator

from . import dtypes
from .autograd import note, recording
from .elementwise import (
    add_scaled,
    both,
    cast,
    divide,
    floating,
    mapped,
    operand,
    real_power,
    same,
)
from .tensor import Tensor, filled, method, values

OPERANDS = (Tensor, float, int)


def pass_on(grad):
    return grad


def pass_on_negative(grad):
    return -grad


def nothing(grad):
    """Where the result does not depend on the input, or only jumps."""
    return filled(grad.shape, 0, grad.dtype)


def times(grad, other):
    return grad * other


@method
def add(self, other, *, alpha=1):
    """Self + alpha * other; with an alpha there is one rounding, not two."""
    self, other = _pair(self, other)
    if alpha != 1:
        result = both(add_scaled(dtypes.result_type(self, other), alpha), self, other)
    else:
        result = both(operator.or_ if _bools(self, other) else operator.add, self, other)
    if recording(self, other):
        rule = pass_on if alpha == 1 else lambda grad: grad * alpha
        note(result, "AddBackward0", (self, pass_on, ()), (other, rule, ()))
    return result


@method
def sub(self, other, *, alpha=1):
    self, other = _pair(self, other)
    _refuse_bools(self, other)
    if alpha != 1:
        result = both(add_scaled(dtypes.result_type(self, other), -alpha), self, other)
    else:
        result = both(operator.sub, self, other)
    if recording(self, other):
        rule = pass_on_negative if alpha == 1 else lambda grad: -grad * alpha
        note(result, "SubBackward0", (self, pass_on, ()), (other, rule, ()))
    return result


def rsub(self, number):
    """Number - self."""
    number, self = _pair(number, self)
    _refuse_bools(number, self)
    result = both(operator.sub, number, self)
    if recording(self):
        note(result, "RsubBackward1", (self, pass_on_negative, ()))
    return result


@method
def mul(self, other):
    self, other = _pair(self, other)
    result = both(operator.mul, self, other)
    if recording(self, other):
        note(result, "MulBackward0", (self, times, (other,)), (other, times, (self,)))
    return result


@method
def div(self, other):
    self, other = _pair(self, other)
    result = both(operator.truediv, floating(self), floating(other))
    if recording(self, other):
        note(
            result,
            "DivBackward0",
            (self, lambda grad, b: grad / b, (other,)),
            (other, lambda grad, a, b: -grad * ((a / b) / b), (self, other)),
        )
    return result


@method
def pow(self, exponent):
    if isinstance(exponent, Tensor):
        return _pow_tensor(self, exponent)
    result = _power(self, exponent)
    if recording(self):
        note(result, "PowBackward0", (self, lambda grad, x: _pow_rule(grad, x, exponent), (self,)))
    return result


def _power(x, exponent):
    if isinstance(exponent, float) and not x.dtype.is_floating_point:
        x = cast(x, dtypes.float32)
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
    if exponent == -1:
        return both(operator.truediv, operand(1, x), x)
    if exponent == -2:
        return both(operator.truediv, operand(1, x), both(operator.mul, x, x))
    if exponent == -0.5:
        return both(operator.truediv, operand(1, x), mapped(math.sqrt, x.dtype, x))
    return both(real_power, x, operand(float(exponent), x))


def _pow_rule(grad, x, exponent):
    if exponent == 0:
        return nothing(grad)
    if exponent == 2:
        return grad * (x + x)
    return grad * (x ** (exponent - 1) * exponent)


def _pow_tensor(base, exponent):
    result = both(real_power, floating(base), floating(exponent))
    if not (base.dtype.is_floating_point or exponent.dtype.is_floating_point):
        result = cast(result, dtypes.result_type(base, exponent))
    if recording(base, exponent):
        zero = operand(0.0, result)
        note(
            result,
            "PowBackward1",
            (
                base,
                lambda grad, x, y: where(y == 0, zero, grad * (y * x ** (y - 1))),
                (base, exponent),
            ),
            (
                exponent,
                lambda grad, x, power: where(
                    (x == 0) & (power == 0), zero, grad * (power * x.log())
                ),
                (base, result),
            ),
        )
    return result


def rpow(self, number):
    """Number ** self."""
    return _pow_tensor(operand(number, self), self)


@method
def reciprocal(self):
    return _function(
        self,
        "ReciprocalBackward0",
        lambda x: both(operator.truediv, operand(1.0, x), x),
        lambda grad, result: -grad * (result * result),
        of_result=True,
    )


@method
def floor_divide(self, other):
    self, other = _pair(self, other)
    if not dtypes.result_type(self, other).is_floating_point and 0 in values(other):
        raise RuntimeError("ZeroDivisionError")
    return both(_floor_divide, self, other)


def _floor_divide(a, b):
    return a // b if b else divide(a, b)


@method
def remainder(self, other):
    self, other = _pair(self, other)
    if not dtypes.result_type(self, other).is_floating_point and 0 in values(other):
        raise RuntimeError("ZeroDivisionError")
    result = both(_remainder, self, other)
    if recording(self):
        note(result, "RemainderBackward0", (self, pass_on, ()))
    return result


def _remainder(a, b):
    """With the sign of b, as in Python; a zero keeps the sign of a."""
    if isinstance(a, int):
        return a % b
    if not b or not math.isfinite(a):
        return math.nan
    rest = math.fmod(a, b)
    return rest + b if rest and (b < 0) != (rest < 0) else rest


# Functions of one tensor.


def _function(x, name, calculate, rule, of_result=False):
    """A function whose rule needs the tensor, or the result where that is what it is made of."""
    x_or_float = floating(x)
    result = calculate(x_or_float)
    if recording(x):
        note(result, name, (x, rule, (result if of_result else x,)))
    return result


def _by_number(function):
    return lambda x: mapped(function, x.dtype, x)


@method
def sqrt(self):
    rule = lambda grad, result: grad / (2 * result)  # noqa: E731
    return _function(self, "SqrtBackward0", _by_number(math.sqrt), rule, of_result=True)


@method
def exp(self):
    return _function(self, "ExpBackward0", _by_number(math.exp), times, of_result=True)


@method
def log(self):
    return _function(self, "LogBackward0", _by_number(math.log), lambda grad, x: grad / x)


@method
def sin(self):
    return _function(self, "SinBackward0", _by_number(math.sin), lambda grad, x: grad * x.cos())


@method
def cos(self):
    return _function(self, "CosBackward0", _by_number(math.cos), lambda grad, x: grad * -x.sin())


@method
def tanh(self):
    rule = lambda grad, result: grad * (1 - result * result)  # noqa: E731
    return _function(self, "TanhBackward0", _by_number(math.tanh), rule, of_result=True)


@method
def neg(self):
    if self.dtype is dtypes.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    result = mapped(operator.neg, self.dtype, self)
    if recording(self):
        note(result, "NegBackward0", (self, pass_on_negative, ()))
    return result


@method
def abs(self):
    result = mapped(operator.abs, self.dtype, self)
    if recording(self):
        note(result, "AbsBackward0", (self, lambda grad, x: grad * x.sign(), (self,)))
    return result


def _flat(name, function):
    """A method that is constant but for jumps: its gradient is 0."""

    def of_tensor(self):
        result = mapped(function, self.dtype, self)
        if recording(self):
            note(result, f"{name.capitalize()}Backward0", (self, nothing, ()))
        return result

    of_tensor.__name__ = name
    return method(of_tensor)


def _kept(function):
    """Rounding to whole numbers, where inf, nan and the sign of zero stay."""
    return lambda x: x if type(x) is int or not math.isfinite(x) else math.copysign(function(x), x)


sign = _flat("sign", lambda x: (x > 0) - (x < 0) if x == x else 0)
floor = _flat("floor", _kept(math.floor))
ceil = _flat("ceil", _kept(math.ceil))
trunc = _flat("trunc", _kept(math.trunc))


@method
def round(self, *, decimals=0):
    """To whole numbers, or to so many decimals; halves go to the even one."""
    if decimals and not self.dtype.is_floating_point:
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{self.dtype.type_name}'")
    power = operand(float(10 ** builtins.abs(decimals)), self)
    to, back = (
        (operator.mul, operator.truediv) if decimals > 0 else (operator.truediv, operator.mul)
    )
    result = self if not decimals else both(to, self, power)
    result = mapped(_kept(builtins.round), self.dtype, result)
    if decimals:
        result = both(back, result, power)
    if recording(self):
        note(result, f"RoundBackward{int(decimals != 0)}", (self, nothing, ()))
    return result


@method
def square(self):
    return self**2


@method
def relu(self):
    result = mapped(lambda x: 0 if x < 0 else x, self.dtype, self)
    if recording(self):
        rule = lambda grad, y: where(y <= 0, operand(0, grad), grad)  # noqa: E731
        note(result, "ReluBackward0", (self, rule, (result,)))
    return result


@method
def clamp(self, min=None, max=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, float) or isinstance(max, float):
        self = floating(self)
    least = -math.inf if min is None else min
    most = math.inf if max is None else max

    def limited(x):
        x = least if x < least else x
        return most if x > most else x

    result = mapped(limited, self.dtype, self)
    if recording(self):

        def rule(grad, x):
            return where((x >= least) & (x <= most), grad, operand(0, grad))

        note(result, "ClampBackward1", (self, rule, (self,)))
    return result


def where(condition, input=None, other=None):
    """Numbers of the one where the condition holds, of the other elsewhere."""
    if condition.dtype is not dtypes.bool_:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{condition.dtype.type_name}"
        )
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        input = operand(input, condition)
    first, second = _pair(input, other)
    first_same, second_same = same(first, second)
    result = mapped(_choose, first_same.dtype, condition, first_same, second_same)
    if recording(first, second):
        zero = operand(0, result)
        note(
            result,
            "WhereBackward0",
            (first, lambda grad, c: where(c, grad, zero), (condition,)),
            (second, lambda grad, c: where(c, zero, grad), (condition,)),
        )
    return result


def _where(self, condition, other):
    return where(condition, self, other)


_where.__name__ = "where"
method(_where)


def _choose(condition, first, second):
    return first if condition else second


@method
def maximum(self, other):
    return _extreme(self, other, "Maximum", lambda a, b: b if b > a or b != b else a)


@method
def minimum(self, other):
    return _extreme(self, other, "Minimum", lambda a, b: b if b < a or b != b else a)


def _extreme(a, b, name, function):
    """Of 0 and -0 the first; in torch, either, depending on the place."""
    if not isinstance(b, Tensor):
        raise TypeError(
            f"{name.lower()}(): argument 'other' (position 2) must be Tensor, "
            f"not {type(b).__name__}"
        )
    result = both(function, a, b)

    def rule(grad, mine, other):
        won = mine > other if name == "Maximum" else mine < other
        return where(mine == other, grad / 2, where(won, grad, operand(0, grad)))

    if recording(a, b):
        note(result, f"{name}Backward0", (a, rule, (a, b)), (b, rule, (b, a)))
    return result


# Comparisons: their results are bool and take no notes.


def comparison(name, function):
    def compare(self, other):
        a, b = _pair(self, other)
        if a.dtype is not b.dtype:
            a, b = same(a, b)
        return mapped(function, dtypes.bool_, a, b)

    compare.__name__ = name
    return method(compare)


eq = comparison("eq", operator.eq)
ne = comparison("ne", operator.ne)
lt = comparison("lt", operator.lt)
le = comparison("le", operator.le)
gt = comparison("gt", operator.gt)
ge = comparison("ge", operator.ge)


def _test(name, function):
    def test(self):
        return mapped(function, dtypes.bool_, self)

    test.__name__ = name
    return method(test)


isnan = _test("isnan", math.isnan)
isinf = _test("isinf", math.isinf)
isfinite = _test("isfinite", math.isfinite)
logical_not = _test("logical_not", operator.not_)


def _bitwise(name, function):
    def combine(self, other):
        a, b = _pair(self, other)
        dtype = dtypes.result_type(a, b)
        if dtype.is_floating_point:
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{dtype.type_name}'")
        return both(function, a, b)

    combine.__name__ = name
    return method(combine)


bitwise_and = _bitwise("bitwise_and", operator.and_)
bitwise_or = _bitwise("bitwise_or", operator.or_)
bitwise_xor = _bitwise("bitwise_xor", operator.xor)


@method
def bitwise_not(self):
    if self.dtype.is_floating_point:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return (
        self.logical_not() if self.dtype is dtypes.bool_ else mapped(operator.inv, self.dtype, self)
    )


# Operators.


def _pair(a, b):
    """Both as tensors; a number of Python's takes the other's dtype."""
    if not isinstance(b, Tensor):
        b = operand(b, a)
    elif not isinstance(a, Tensor):
        a = operand(a, b)
    return a, b


def _bools(a, b):
    return a.dtype is b.dtype is dtypes.bool_


def _refuse_bools(a, b):
    if _bools(a, b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
            "`logical_xor()` operator instead."
        )
    if dtypes.bool_ in (a.dtype, b.dtype):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying "
            "to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def _operator(name, function):
    """A method of Tensor that leaves to Python what is neither a tensor nor a number."""

    def apply(self, other):
        return function(self, other) if isinstance(other, OPERANDS) else NotImplemented

    setattr(Tensor, f"__{name}__", apply)


for _name, _function_of_two in {
    "add": add,
    "radd": lambda self, other: add(self, other),
    "sub": sub,
    "rsub": rsub,
    "mul": mul,
    "rmul": mul,
    "truediv": div,
    "rtruediv": lambda self, other: self.reciprocal() * other,
    "floordiv": floor_divide,
    "mod": remainder,
    "pow": pow,
    "rpow": rpow,
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
    "and": bitwise_and,
    "or": bitwise_or,
    "xor": bitwise_xor,
}.items():
    _operator(_name, _function_of_two)


Tensor.__neg__ = neg
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = abs
Tensor.__invert__ = bitwise_not
Tensor.__hash__ = object.__hash__  # two tensors are the same key only if they are one object
