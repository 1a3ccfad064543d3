"""Python's operators of arrays and scalars."""

from .conversion import is_tensor
from .ndarray import ndarray
from .scalars import bool_, float64, generic
from .ufuncs import UFUNCS

ROOTS = {2: "square", 0.5: "sqrt"}  # powers that have a function of their own
NUMBERS = (ndarray, generic, bool, int, float, list, tuple)
BINARY = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "left_shift",
    "rshift": "right_shift",
}
REFUSED = "unsupported operand type(s) for {}: 'numpy.ndarray' and 'Tensor'"
SIGNS = {"sub": "-", "mul": "*", "pow": "** or pow()", "floordiv": "//", "mod": "%"}
SIGNS = {name: REFUSED.format(sign) for name, sign in SIGNS.items()} | {"add": ""}
CONCATENATION = (
    "Concatenation operation is not implemented for NumPy arrays, use np.concatenate() instead. "
    "Please do not rely on this error; it may not be given on all Python implementations."
)
COMPARISONS = {
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}
UNARY = {"neg": "negative", "pos": "positive", "abs": "absolute", "invert": "invert"}


def _binary(name, function, *, reflected=False):
    called = f"scalar {function.__name__}"

    def apply(self, other):
        if not isinstance(other, NUMBERS) and not (reflected and is_tensor(other)):
            _refuse(self, other, name)
            return NotImplemented
        if name == "pow" and not reflected and _has_root(self, other):
            return UFUNCS[ROOTS[other]](self)
        first, second = (other, self) if reflected else (self, other)
        if isinstance(self, generic) and not isinstance(other, ndarray | list | tuple):
            return function(first, second, called=called)
        return function(first, second)

    return apply


def _refuse(self, other, name):
    """A tensor on the right has no operators for an array on the left, as in torch."""
    if isinstance(self, ndarray) and is_tensor(other) and name in SIGNS:
        raise TypeError(CONCATENATION if name == "add" else SIGNS[name])


def _has_root(base, power):
    if not isinstance(base, ndarray) or type(power) not in (int, float):
        return False
    return power in ROOTS and (power == 2 or base.dtype.kind == "f")


def _equality(name, function):
    def apply(self, other):
        if isinstance(other, NUMBERS):
            return function(self, other)
        if is_tensor(other) and isinstance(self, ndarray):
            return function(self, other)
        if isinstance(self, generic):
            return NotImplemented
        return function(self, float("nan"))  # nothing else is equal to a number

    return apply


def _in_place(function):
    def apply(self, other):
        if not isinstance(other, NUMBERS):
            return NotImplemented
        return function(self, other, out=self)

    return apply


def _quick(name, slow):
    """For float64 and Python's numbers, whose finite results are float's own."""
    exact = getattr(float, f"__{name}__")
    result_type = bool_ if name in COMPARISONS else float64

    def apply(self, other):
        if type(other) in QUICK:
            try:
                result = exact(self, other)
            except ArithmeticError:
                return slow(self, other)
            if type(result) is bool or (type(result) is float and result - result == 0):
                return result_type(result)
        return slow(self, other)

    return apply


QUICK = {float, float64, int}
for _name, _function in BINARY.items():
    for _class in (ndarray, generic):
        setattr(_class, f"__{_name}__", _binary(_name, UFUNCS[_function]))
        setattr(_class, f"__r{_name}__", _binary(_name, UFUNCS[_function], reflected=True))
    setattr(ndarray, f"__i{_name}__", _in_place(UFUNCS[_function]))
for _name, _function in COMPARISONS.items():
    for _class in (ndarray, generic):
        _make = _equality if _name in ("eq", "ne") else _binary
        setattr(_class, f"__{_name}__", _make(_name, UFUNCS[_function]))
for _name in [*BINARY, *COMPARISONS, *(f"r{name}" for name in BINARY)]:
    if hasattr(float, f"__{_name}__"):
        setattr(float64, f"__{_name}__", _quick(_name, getattr(generic, f"__{_name}__")))
for _name, _function in UNARY.items():
    for _class in (ndarray, generic):
        setattr(_class, f"__{_name}__", lambda self, function=UFUNCS[_function]: function(self))
generic.__divmod__ = ndarray.__divmod__ = lambda self, other: (self // other, self % other)
generic.__hash__ = lambda self: hash(self._number)
float64.__hash__ = float.__hash__
bool_.__hash__ = generic.__hash__
