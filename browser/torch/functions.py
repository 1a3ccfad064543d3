"""Functions with their rules, comparisons, and Python's operators."""

import builtins
import math
import operator

from . import dtypes
from .arithmetic import OPERANDS, nothing, pair, pass_on_negative, rpow, rsub, times
from .autograd import note, recording
from .elementwise import both, floating, mapped, operand, same
from .tensor import Tensor, function_and_method, functions, method


def _function(name, function, rule, saves=None, as_float=False):
    """A method that applies a function to each number; its rule needs `saves`, x or the result."""

    def of_tensor(self):
        x = floating(self) if as_float else self
        result = mapped(function, x.dtype, x)
        saved = {"x": (self,), "result": (result,)}.get(saves, ())
        return note(result, f"{name.capitalize()}Backward0", (self, rule, saved))

    function_and_method(of_tensor, name)


def _rounding(function):
    """Rounding to integers that keeps inf, nan and the sign of zero."""
    return lambda x: x if type(x) is int or not math.isfinite(x) else math.copysign(function(x), x)


_function("sqrt", math.sqrt, lambda grad, root: grad / (2 * root), "result", as_float=True)
_function("exp", math.exp, times, "result", as_float=True)
_function("log", math.log, lambda grad, x: grad / x, "x", as_float=True)
_function("sin", math.sin, lambda grad, x: grad * x.cos(), "x", as_float=True)
_function("cos", math.cos, lambda grad, x: grad * -x.sin(), "x", as_float=True)
_function("tanh", math.tanh, lambda grad, y: grad * (1 - y * y), "result", as_float=True)
_function("abs", operator.abs, lambda grad, x: grad * x.sign(), "x")
_function("relu", lambda x: 0 if x < 0 else x, lambda grad, y: where(y <= 0, 0, grad), "result")
_function("sign", lambda x: (x > 0) - (x < 0) if x == x else 0, nothing)
for _name in ("floor", "ceil", "trunc"):
    _function(_name, _rounding(getattr(math, _name)), nothing)


@function_and_method
def reciprocal(self):
    x = floating(self)
    result = both(operator.truediv, operand(1.0, x), x)
    rule = lambda grad, y: -grad * (y * y)  # noqa: E731
    return note(result, "ReciprocalBackward0", (self, rule, (result,)))


@function_and_method
def neg(self):
    if self.dtype is dtypes.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    result = mapped(operator.neg, self.dtype, self)
    return note(result, "NegBackward0", (self, pass_on_negative, ()))


@function_and_method
def round(self, *, decimals=0):
    """To integers or to decimals; halves go to the even neighbor."""
    if decimals and not self.dtype.is_floating_point:
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{self.dtype.type_name}'")
    power = operand(float(10 ** abs(decimals)), self)
    to, back = operator.mul, operator.truediv
    if decimals < 0:
        to, back = back, to
    result = both(to, self, power) if decimals else self
    result = mapped(_rounding(builtins.round), self.dtype, result)
    if decimals:
        result = both(back, result, power)
    return note(result, f"RoundBackward{int(decimals != 0)}", (self, nothing, ()))


@function_and_method
def square(self):
    return self**2


@function_and_method
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

    def rule(grad, x):
        return where((x >= least) & (x <= most), grad, operand(0, grad))

    return note(result, "ClampBackward1", (self, rule, (self,)))


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
    return note(
        result,
        "WhereBackward0",
        (first, lambda grad, c: where(c, grad, 0), (condition,)),
        (second, lambda grad, c: where(c, 0, grad), (condition,)),
    )


method(lambda self, condition, other: where(condition, self, other), "where")


def _choose(condition, first, second):
    return first if condition else second


def _extreme(name, better):
    """Of 0 and -0 the first; torch takes either, depending on the place."""

    def rule(grad, x, other):
        return where(x == other, grad / 2, where(better(x, other), grad, operand(0, grad)))

    def of_two(self, other):
        if not isinstance(other, Tensor):
            raise TypeError(
                f"{name}(): argument 'other' (position 2) must be Tensor, "
                f"not {type(other).__name__}"
            )
        result = both(lambda a, b: b if better(b, a) or b != b else a, self, other)
        inputs = (self, rule, (self, other)), (other, rule, (other, self))
        return note(result, f"{name.capitalize()}Backward0", *inputs)

    function_and_method(of_two, name)


_extreme("maximum", operator.gt)
_extreme("minimum", operator.lt)


def _comparison(name):
    function = getattr(operator, name)

    def compare(self, other):
        return mapped(function, dtypes.bool_, *same(*pair(self, other)))

    function_and_method(compare, name)


def _test(name, function):
    function_and_method(lambda self: mapped(function, dtypes.bool_, self), name)


def _bitwise(name, function):
    def combine(self, other):
        a, b = pair(self, other)
        dtype = dtypes.result_type(a, b)
        if dtype.is_floating_point:
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{dtype.type_name}'")
        return both(function, a, b)

    function_and_method(combine, name)


# The results of comparisons and tests are bool and leave no notes.
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
BITWISE = ("and", "or", "xor")
for _name in COMPARISONS:
    _comparison(_name)
for _name in ("isnan", "isinf", "isfinite"):
    _test(_name, getattr(math, _name))
_test("logical_not", operator.not_)
for _name in BITWISE:
    _bitwise(f"bitwise_{_name}", getattr(operator, f"__{_name}__"))


@function_and_method
def bitwise_not(self):
    if self.dtype.is_floating_point:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    if self.dtype is dtypes.bool_:
        return self.logical_not()
    return mapped(operator.inv, self.dtype, self)


def add_operator(name, function):
    """A method of Tensor for tensors and numbers; Python decides about everything else."""

    def apply(self, other):
        return function(self, other) if isinstance(other, OPERANDS) else NotImplemented

    setattr(Tensor, f"__{name}__", apply)


for _name in ("add", "sub", "mul", "pow", *COMPARISONS):
    add_operator(_name, functions[_name])
for _name in BITWISE:
    add_operator(_name, functions[f"bitwise_{_name}"])
add_operator("truediv", functions["div"])
add_operator("floordiv", functions["floor_divide"])
add_operator("mod", functions["remainder"])
add_operator("radd", functions["add"])
add_operator("rsub", rsub)
add_operator("rmul", functions["mul"])
add_operator("rtruediv", lambda self, other: self.reciprocal() * other)
add_operator("rpow", rpow)

Tensor.__neg__ = neg
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = functions["abs"]
Tensor.__invert__ = bitwise_not
Tensor.__hash__ = object.__hash__  # two tensors are the same key only if they are one object
