"""The kinds of numbers that arrays hold, and the kind of a result of several."""

from array import array
from functools import reduce

from . import missing

LACKING = {
    *["int8", "int16", "uint8", "uint16", "uint32", "uint64", "float16", "longdouble", "object"],
    *["complex64", "complex128", "complex", "str", "datetime64", "i1", "i2", "u1", "u2", "f2"],
}


class dtype:
    """A kind of number, stored in an `array` of the standard library; there are five."""

    def __new__(cls, given):
        return as_dtype(given)

    @classmethod
    def _make(cls, name, typecode, kind, itemsize, rank):
        self = object.__new__(cls)
        self.name, self._typecode, self.kind = name, typecode, kind  # kind: b, i or f
        self.itemsize, self._rank = itemsize, rank
        self._category = "bif".index(kind)
        self._python_type = (bool, int, float)[self._category]
        self.str = "|b1" if kind == "b" else f"<{kind}{itemsize}"
        self.char = {"bool": "?", "int64": "l"}.get(name, typecode)
        return self

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        try:
            return self is as_dtype(other)
        except (TypeError, AttributeError):
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return dtype, (self.name,)

    __getattr__ = missing.in_class("numpy.dtype")


bool_ = dtype._make("bool", "b", "b", 1, 0)
int32 = dtype._make("int32", "i", "i", 4, 1)
int64 = dtype._make("int64", "q", "i", 8, 2)
float32 = dtype._make("float32", "f", "f", 4, 3)
float64 = dtype._make("float64", "d", "f", 8, 4)
ALL = (bool_, int32, int64, float32, float64)
NAMES = {
    **{each.name: each for each in ALL},
    **{each.str: each for each in ALL},
    **{each.str[1:]: each for each in ALL},
    "float": float64,
    "double": float64,
    "d": float64,
    "single": float32,
    "f": float32,
    "int": int64,
    "long": int64,
    "l": int64,
    "q": int64,
    "i": int32,
    "?": bool_,
}


def as_dtype(given):
    """The dtype that is meant by itself, a type, a name, or None for float64."""
    if isinstance(given, dtype):
        return given
    if given is None:
        return float64
    if isinstance(given, str):
        if given in NAMES:
            return NAMES[given]
        if given in LACKING:
            raise missing.error(f"dtype '{given}'", given)
        raise TypeError(f"data type {given!r} not understood")
    for python_type, own in ((bool, bool_), (int, int64), (float, float64)):
        if given is python_type:
            return own
    own = getattr(given, "dtype", None)
    if isinstance(own, dtype):
        return own
    if given in (complex, str, object, bytes):
        raise missing.error(f"dtype {given.__name__}", given.__name__)
    raise TypeError(f"Cannot interpret '{given!r}' as a data type")


def promote_types(type1, type2):
    """The smallest kind that holds both; int32 and int64 fit into float64 alone."""
    a, b = sorted((as_dtype(type1), as_dtype(type2)), key=lambda each: each._rank)
    return float64 if b is float32 and a.kind == "i" else b


def of_number(value):
    """The kind that numpy gives to a Python number."""
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else float64


def result_type(kinds):
    """The kind of a result: of dtypes, and of types of Python numbers, which are weak."""
    strong = [each for each in kinds if isinstance(each, dtype)]
    weak = [each for each in kinds if not isinstance(each, dtype)]
    if not strong:
        return max((as_dtype(each) for each in weak), key=lambda each: each._rank)
    result = reduce(promote_types, strong)
    if float in weak and result.kind != "f":
        return float64
    return int64 if int in weak and result is bool_ else result


def store(dtype, numbers):
    """The numbers in an array of that dtype, which rounds them; integers wrap around."""
    try:
        return array(dtype._typecode, numbers)
    except OverflowError:
        half = 1 << 8 * dtype.itemsize - 1
        return array(dtype._typecode, [(each + half) % (2 * half) - half for each in numbers])


def rounded(number, dtype):
    """A Python number as the dtype holds it."""
    try:
        return array(dtype._typecode, [dtype._python_type(number)])[0]
    except OverflowError:
        text = f"Python integer {number} out of bounds for {dtype.name}"
        raise OverflowError(text) from None
