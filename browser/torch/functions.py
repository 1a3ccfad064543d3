"""Functions with their rules, comparisons, and Python's operators."""

import builtins
import math
import operator

from . import dtypes, missing
from .arithmetic import OPERANDS, nothing, pair, pass_on_negative, rpow, rsub, times
from .arrays import is_array, is_numpy_number
from .elementwise import both, cast, each, floating, mapped, operand, same
from .graph import record
from .layout import broadcast
from .modes import handle_torch_function, modes, overridable
from .tensor import Tensor, function_and_method, functions, method, named

NOT_OF_BOOL = {
    **{name: f"{name}_vml_cpu" for name in ("floor", "ceil", "trunc", "round")},
    "abs": "abs_cpu",
}


def _refuse_bool(tensor, name):
    if tensor._dtype is dtypes.bool_ and name in NOT_OF_BOOL:
        raise NotImplementedError(f"\"{NOT_OF_BOOL[name]}\" not implemented for 'Bool'")


def _function(name, function, rule, saves=None, as_float=False):
    """A method that applies a function to each number; its rule needs `saves`, x or the result."""

    def of_tensor(self):
        _refuse_bool(self, name)
        x = floating(self) if as_float else self
        result = each(function, x)
        saved = {"x": (self,), "result": (result,)}.get(saves, ())
        return record(result, f"{name.capitalize()}Backward0", (self, rule, saved))

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
_function("sign", lambda x: (x > 0) - (x < 0) if x == x else 0, nothing)
for _name in ("floor", "ceil", "trunc"):
    _function(_name, _rounding(getattr(math, _name)), nothing)


@function_and_method
def reciprocal(self):
    x = floating(self)
    result = both(operator.truediv, operand(1.0, x), x)
    rule = lambda grad, y: -grad * (y * y)  # noqa: E731
    return record(result, "ReciprocalBackward0", (self, rule, (result,)))


@function_and_method
def neg(self):
    if self.dtype is dtypes.bool_:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    result = mapped(operator.neg, self.dtype, self)
    return record(result, "NegBackward0", (self, pass_on_negative, ()))


@function_and_method
def round(self, *, decimals=None):
    """To integers or to decimals; halves go to the even neighbor."""
    if decimals is None:
        _refuse_bool(self, "round")
    if decimals is not None and not self.dtype.is_floating_point:
        kernel = "round_cpu" if decimals else "round_vml_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{self.dtype._type_name}'")
    power = operand(float(10 ** abs(decimals or 0)), self)
    to, back = operator.mul, operator.truediv
    if decimals and decimals < 0:
        to, back = back, to
    result = both(to, self, power) if decimals else self
    result = mapped(_rounding(builtins.round), self.dtype, result)
    if decimals:
        result = both(back, result, power)
    return record(result, f"RoundBackward{int(decimals is not None)}", (self, nothing, ()))


@function_and_method
def square(self):
    return self**2


def where(condition, input=None, other=None):
    """Numbers of the one where the condition holds, of the other elsewhere; or where it holds."""
    if input is None:
        return condition.nonzero(as_tuple=True)
    if condition.dtype is not dtypes.bool_:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{condition.dtype._type_name}"
        )
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        input = operand(input, condition)
    first, second = pair(input, other)
    first_same, second_same = same(first, second)
    result = mapped(_choose, first_same.dtype, condition, first_same, second_same)
    return record(
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
        result = both(lambda a, b: b if better(b, a) or b != b else a, self, other)
        inputs = (self, rule, (self, other)), (other, rule, (other, self))
        return record(result, f"{name.capitalize()}Backward0", *inputs)

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


def _bitwise(name, function, called, without=()):
    """An operation of bits; errors say what torch has called it."""

    def combine(self, other):
        a, b = pair(self, other)
        dtype = dtypes.result_type(a, b)
        broadcast(a.shape, b.shape)
        if dtype.is_floating_point or dtype in without:
            raise NotImplementedError(f"\"{called}_cpu\" not implemented for '{dtype._type_name}'")
        return both(function, *same(a, b))

    function_and_method(combine, name)


def _shifted(function, beyond):
    """A shift; of more bits than there are, or fewer than 0, gives what is beyond."""
    return lambda a, b: function(a, b) if 0 <= b < 64 else beyond(a)


# The results of comparisons and tests are bool and are not recorded.
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
BITWISE = ("and", "or", "xor")
for _name in COMPARISONS:
    _comparison(_name)
for _name in ("isnan", "isinf", "isfinite"):
    _test(_name, getattr(math, _name))
_test("logical_not", operator.not_)
for _name in BITWISE:
    _bitwise(f"bitwise_{_name}", getattr(operator, f"__{_name}__"), f"bitwise_{_name}")
_left = _shifted(operator.lshift, lambda a: 0), "lshift", (dtypes.bool_,)
_right = _shifted(operator.rshift, lambda a: -(a < 0)), "rshift", (dtypes.bool_,)
_bitwise("bitwise_left_shift", *_left)
_bitwise("bitwise_right_shift", *_right)


@function_and_method
def bitwise_not(self):
    if self.dtype.is_floating_point:
        raise NotImplementedError(
            f"\"bitwise_not_cpu\" not implemented for '{self.dtype._type_name}'"
        )
    if self.dtype is dtypes.bool_:
        return self.logical_not()
    return mapped(operator.inv, self.dtype, self)


def _invert(self):
    if self.dtype.is_floating_point:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return bitwise_not(self)


# Operators whose functions have another name, and take a number on the left, too.
NAMES = {
    "floordiv": "floor_divide",
    "mod": "remainder",
    "lshift": "bitwise_left_shift",
    "rshift": "bitwise_right_shift",
    **{name: f"bitwise_{name}" for name in BITWISE},
}


def _reflected(function):
    return lambda self, other: function(other, self)


def add_operator(name, function):
    """A method of Tensor for tensors and numbers; Python decides about everything else."""

    def apply(self, other):
        if modes:
            return handle_torch_function(apply, (self, other), self, other)
        if isinstance(other, OPERANDS):
            return function(self, other)
        if is_numpy_number(other):
            return function(self, other.item())
        if name == "rtruediv" and is_array(other):
            return function(self, other)
        if isinstance(other, complex):
            raise NotImplementedError(missing.message("complex numbers"))
        return NotImplemented

    setattr(Tensor, f"__{name}__", named(apply, function.__name__))


for _name in ("add", "sub", "mul", "pow", *COMPARISONS):
    add_operator(_name, functions[_name])
add_operator("truediv", functions["div"])
add_operator("radd", functions["add"])
add_operator("rsub", named(rsub, "__rsub__"))
add_operator("rmul", functions["mul"])
add_operator("rtruediv", lambda self, other: self.reciprocal() * other)
add_operator("rpow", rpow)
for _name, _function_name in NAMES.items():
    add_operator(_name, functions[_function_name])
    add_operator(f"r{_name}", _reflected(functions[_function_name]))

Tensor.__neg__ = overridable(neg)
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = functions["abs"]
Tensor.__invert__ = _invert
Tensor.__hash__ = object.__hash__  # two tensors are the same key only if they are one object
