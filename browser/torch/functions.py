"""Functions with their rules, comparisons, and Python's operators."""

import builtins
import math
import operator

from . import dtypes
from .arithmetic import (
    OPERANDS,
    add,
    div,
    floor_divide,
    mul,
    nothing,
    pair,
    pass_on_negative,
    pow,
    remainder,
    rpow,
    rsub,
    sub,
    times,
)
from .autograd import note, recording
from .elementwise import both, floating, mapped, operand, same
from .tensor import Tensor, method


def _function(x, name, calculate, rule, of_result=False):
    """A function whose rule needs the tensor, or its result if `of_result`."""
    x_or_float = floating(x)
    result = calculate(x_or_float)
    if recording(x):
        note(result, name, (x, rule, (result if of_result else x,)))
    return result


def _by_number(function):
    return lambda x: mapped(function, x.dtype, x)


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


def _step_function(name, function):
    """A method that is constant except for jumps: its gradient is 0."""

    def of_tensor(self):
        result = mapped(function, self.dtype, self)
        if recording(self):
            note(result, f"{name.capitalize()}Backward0", (self, nothing, ()))
        return result

    of_tensor.__name__ = name
    return method(of_tensor)


def _rounding(function):
    """Rounding to integers that keeps inf, nan and the sign of zero."""
    return lambda x: x if type(x) is int or not math.isfinite(x) else math.copysign(function(x), x)


sign = _step_function("sign", lambda x: (x > 0) - (x < 0) if x == x else 0)
floor = _step_function("floor", _rounding(math.floor))
ceil = _step_function("ceil", _rounding(math.ceil))
trunc = _step_function("trunc", _rounding(math.trunc))


@method
def round(self, *, decimals=0):
    """To integers or to decimals; halves go to the even neighbor."""
    if decimals and not self.dtype.is_floating_point:
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{self.dtype.type_name}'")
    power = operand(float(10 ** builtins.abs(decimals)), self)
    to, back = (
        (operator.mul, operator.truediv) if decimals > 0 else (operator.truediv, operator.mul)
    )
    result = self if not decimals else both(to, self, power)
    result = mapped(_rounding(builtins.round), self.dtype, result)
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

    def limit(x):
        x = least if x < least else x
        return most if x > most else x

    result = mapped(limit, self.dtype, self)
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
    first, second = pair(input, other)
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
    """Of 0 and -0 the first; torch takes either, depending on the place."""
    if not isinstance(b, Tensor):
        raise TypeError(
            f"{name.lower()}(): argument 'other' (position 2) must be Tensor, "
            f"not {type(b).__name__}"
        )
    result = both(function, a, b)

    def rule(grad, x, other):
        chosen = x > other if name == "Maximum" else x < other
        return where(x == other, grad / 2, where(chosen, grad, operand(0, grad)))

    if recording(a, b):
        note(result, f"{name}Backward0", (a, rule, (a, b)), (b, rule, (b, a)))
    return result


# Comparisons: their results are bool and leave no notes.


def comparison(name, function):
    def compare(self, other):
        a, b = pair(self, other)
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
        a, b = pair(self, other)
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


def _operator(name, function):
    """A method of Tensor for tensors and numbers; Python decides about everything else."""

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
