"""The functions of each number, by name; Python's operators call them, too."""

import math
import operator
from builtins import abs as absolute_of

from . import missing, real
from .conversion import converted
from .dtypes import as_dtype, bool_, float64, result_type
from .elementwise import kind_of, mapped, operand
from .indexing import write
from .layout import broadcast, text_of
from .ndarray import finish


class ufunc:
    """A function of each number of its operands, which broadcast."""

    def __init__(self, name, function, kind="same", careful=None, bools=None):
        """Keep what the function is.

        Args:
            name: numpy's.
            function: of Python numbers.
            kind: of the result: "same" as the operands, "float", or "bool".
            careful: the function to call where Python raises an error.
            bools: the function of two bools, or the error that they raise.
        """
        self.__name__ = name
        self._function, self._kind, self._careful, self._bools = function, kind, careful, bools

    def __repr__(self):
        return f"<ufunc '{self.__name__}'>"

    __getattr__ = missing.in_class("numpy.ufunc")

    def __call__(self, *operands, out=None, where=True, dtype=None, called=None):
        if where is not True:
            raise NotImplementedError(missing.message(f"{self.__name__}(where=...)"))
        tensor = next((value for value in operands if hasattr(value, "__array_wrap__")), None)
        operands = [operand(value) for value in operands]
        own = result_type(list(map(kind_of, operands))) if dtype is None else as_dtype(dtype)
        if out is not None:
            self._check_out(own, operands, out)
        result = self._calculate(operands, own, called or self.__name__)
        if out is not None:
            return into(result, out)
        return finish(result) if tensor is None else tensor.__array_wrap__(result)

    def _check_out(self, own, operands, out):
        """Whether an array that is there already can take the result."""
        kind = {"bool": 0, "float": 2}.get(self._kind, own._category)
        if kind > out.dtype._category:
            dtype = float64 if kind > own._category else own
            raise UFuncOutputCastingError(
                f"Cannot cast ufunc '{self.__name__}' output from {dtype!r} to {out.dtype!r} with "
                "casting rule 'same_kind'"
            )
        broadcast(*(getattr(value, "shape", ()) for value in operands), out.shape)

    def _calculate(self, operands, dtype, called):
        function, result = self._function, None
        if self._kind == "float" and dtype.kind != "f":
            if dtype is bool_ and self.__name__ != "divide":
                raise missing.error("dtype 'float16'", "float16")
            dtype = float64
        if dtype is bool_ and self.__name__ in OF_BOOL_INT8:
            raise missing.error("dtype 'int8'", "int8")
        if self._kind == "bool":
            result = bool_
        if dtype is bool_ and self._bools is not None:
            if isinstance(self._bools, str):
                raise TypeError(self._bools)
            function = self._bools
        if self.__name__ == "power" and dtype.kind == "i":
            function = real.whole_power
        try:
            return mapped(called, function, operands, dtype, result, self._careful)
        except real.NegativePowerError:
            text = "Integers to negative integer powers are not allowed."
            raise ValueError(text) from None
        except TypeError:
            if dtype.kind != "f" or not self.__name__.startswith(BITWISE):
                raise
            raise TypeError(NOT_SUPPORTED.format(self.__name__)) from None

    def outer(self, a, b):
        """Of each number of the first with each of the second."""
        a, b = operand(a), operand(b)
        return self(a.reshape(*a.shape, *[1] * b.ndim), b)


OF_BOOL_INT8 = ("power", "floor_divide", "remainder", "square", "reciprocal")
BITWISE = ("bitwise", "left", "right", "invert")
NOT_SUPPORTED = (
    "ufunc '{}' not supported for the input types, and the inputs could not be safely coerced to "
    "any supported types according to the casting rule ''safe''"
)


class UFuncOutputCastingError(TypeError):
    """The array cannot take the result."""


UFuncOutputCastingError.__name__ = UFuncOutputCastingError.__qualname__ = "UFuncTypeError"
UFuncOutputCastingError.__module__ = "numpy._core._exceptions"


def into(result, out):
    """Write a result into an array that is there already."""
    if out._read_only:
        raise ValueError("output array is read-only")
    if result.shape != out.shape and broadcast(result.shape, out.shape) != out.shape:
        raise ValueError(
            f"non-broadcastable output operand with shape {text_of(out.shape)} doesn't match "
            f"the broadcast shape {text_of(broadcast(result.shape, out.shape))}"
        )
    write(out, converted(result, out.dtype) if result.dtype is not out.dtype else result)
    return out


MINUS = (
    "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` "
    "operator, or the logical_xor function instead."
)
NEGATIVE = (
    "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the "
    "logical_not function instead."
)
TWO = [
    ufunc("add", operator.add, bools=operator.or_),
    ufunc("subtract", operator.sub, bools=MINUS),
    ufunc("multiply", operator.mul, bools=operator.and_),
    ufunc("divide", operator.truediv, "float", real.divide),
    ufunc("floor_divide", operator.floordiv, careful=real.floor_divide),
    ufunc("remainder", operator.mod, careful=real.remainder),
    ufunc("power", real.real_power, careful=real.power),
    ufunc("maximum", real.larger),
    ufunc("minimum", real.smaller),
    ufunc("fmax", lambda a, b: b if a != a or b > a else a),
    ufunc("fmin", lambda a, b: b if a != a or b < a else a),
    ufunc("arctan2", math.atan2, "float"),
    ufunc("hypot", math.hypot, "float"),
    ufunc("copysign", math.copysign, "float"),
    ufunc("heaviside", real.step, "float"),
    ufunc("logaddexp", real.log_of_sum, "float"),
    ufunc("equal", operator.eq, "bool"),
    ufunc("not_equal", operator.ne, "bool"),
    ufunc("less", operator.lt, "bool"),
    ufunc("less_equal", operator.le, "bool"),
    ufunc("greater", operator.gt, "bool"),
    ufunc("greater_equal", operator.ge, "bool"),
    ufunc("logical_and", lambda a, b: bool(a) and bool(b), "bool"),
    ufunc("logical_or", lambda a, b: bool(a) or bool(b), "bool"),
    ufunc("logical_xor", lambda a, b: bool(a) != bool(b), "bool"),
    ufunc("bitwise_and", operator.and_),
    ufunc("bitwise_or", operator.or_),
    ufunc("bitwise_xor", operator.xor),
    ufunc("left_shift", lambda a, b: a << b if b < 64 else 0),
    ufunc("right_shift", operator.rshift),
]
ONE = [
    ufunc("negative", operator.neg, bools=NEGATIVE),
    ufunc("positive", operator.pos),
    ufunc("absolute", absolute_of),
    ufunc("fabs", math.fabs, "float"),
    ufunc("sign", real.sign),
    ufunc("square", lambda x: x * x),
    ufunc("reciprocal", lambda x: 1 / x, careful=lambda x: real.divide(1.0, x)),
    ufunc("sqrt", math.sqrt, "float", real.or_nan(math.sqrt)),
    ufunc("cbrt", lambda x: math.copysign(absolute_of(x) ** (1 / 3), x), "float"),
    ufunc("exp", math.exp, "float", real.growing(math.exp)),
    ufunc("exp2", lambda x: 2.0**x, "float", real.growing(lambda x: 2.0**x)),
    ufunc("expm1", math.expm1, "float", real.growing(math.expm1)),
    ufunc("log", math.log, "float", real.logarithm(math.log)),
    ufunc("log2", math.log2, "float", real.logarithm(math.log2)),
    ufunc("log10", math.log10, "float", real.logarithm(math.log10)),
    ufunc("log1p", math.log1p, "float", real.logarithm(math.log1p, -1)),
    ufunc("sinh", math.sinh, "float", real.growing(math.sinh, (-math.inf, math.inf))),
    ufunc("cosh", math.cosh, "float", real.growing(math.cosh)),
    ufunc("tanh", math.tanh, "float"),
    *[
        ufunc(name, function, "float", real.or_nan(function))
        for name, function in [
            *[("sin", math.sin), ("cos", math.cos), ("tan", math.tan), ("arcsin", math.asin)],
            *[("arccos", math.acos), ("arctan", math.atan), ("arcsinh", math.asinh)],
            *[("arccosh", math.acosh), ("arctanh", math.atanh)],
            *[("deg2rad", math.radians), ("rad2deg", math.degrees)],
        ]
    ],
    ufunc("floor", real.keeping(math.floor)),
    ufunc("ceil", real.keeping(math.ceil)),
    ufunc("trunc", real.keeping(math.trunc)),
    ufunc("rint", real.keeping(round), "float"),
    ufunc("isnan", lambda x: x != x, "bool"),
    ufunc("isinf", math.isinf, "bool"),
    ufunc("isfinite", math.isfinite, "bool"),
    ufunc("signbit", lambda x: math.copysign(1, x) < 0, "bool"),
    ufunc("logical_not", operator.not_, "bool"),
    ufunc("invert", operator.inv, bools=operator.not_),
]
UFUNCS = {each.__name__: each for each in TWO + ONE}
UFUNCS |= {
    "abs": UFUNCS["absolute"],
    "true_divide": UFUNCS["divide"],
    "mod": UFUNCS["remainder"],
    "pow": UFUNCS["power"],
    "radians": UFUNCS["deg2rad"],
    "degrees": UFUNCS["rad2deg"],
    "bitwise_not": UFUNCS["invert"],
    "conjugate": UFUNCS["positive"],
}
