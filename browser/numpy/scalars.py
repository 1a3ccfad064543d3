"""Scalars: one number with a dtype, such as `numpy.float64(0.5)`, which arrays give."""

from numbers import Integral, Real

from . import dtypes


class generic:
    """One number; its operators are those of arrays."""

    dtype = None
    shape, ndim, size = (), 0, 1
    __array_priority__ = -1000000.0

    def __new__(cls, value=0):
        if cls.dtype is None:
            raise TypeError(f"cannot create 'numpy.{cls.__name__}' instances")
        if hasattr(value, "__len__") and not isinstance(value, str):
            return cls._of_list(value)
        return _made(cls, cls.dtype._python_type(value))

    @classmethod
    def _of_list(cls, values):
        """An array of several; `conversion` replaces this."""
        raise NotImplementedError

    T = property(lambda self: self)

    def item(self):
        """The number as Python has it."""
        return self.dtype._python_type(self._number)

    tolist = item

    __iter__ = None

    def __repr__(self):
        return f"np.{type(self).__name__}({self!s})"

    def __str__(self):
        return str(self._number)

    def __format__(self, spec):
        return format(self._number, spec)

    def __hash__(self):
        return hash(self._number)

    def __bool__(self):
        return bool(self._number)

    def __int__(self):
        return int(self._number)

    def __float__(self):
        return float(self._number)

    def __round__(self, ndigits=None):
        return round(self._number) if ndigits is None else self.round(ndigits)

    def __reduce__(self):
        return type(self), (self.item(),)


class number(generic):
    pass


class integer(number):
    def __index__(self):
        return self._number


Integral.register(integer)


class signedinteger(integer):
    pass


class inexact(number):
    pass


class floating(inexact):
    def is_integer(self):
        return float(self._number).is_integer()


class bool_(generic):
    dtype = dtypes.bool_

    def __repr__(self):
        return f"np.{self._number}_"


class int32(signedinteger):
    dtype = dtypes.int32


class int64(signedinteger):
    dtype = dtypes.int64


Real.register(floating)


class float32(floating):
    dtype = dtypes.float32


class float64(floating, float):
    dtype = dtypes.float64
    _number = property(float.__float__)


bool_.__name__ = bool_.__qualname__ = "bool"
CLASSES = {each.dtype: each for each in (bool_, int32, int64, float32, float64)}
for _class in (generic, number, integer, signedinteger, inexact, floating, *CLASSES.values()):
    _class.__module__ = "numpy"
for _dtype, _class in CLASSES.items():
    _dtype.type = _class


def _made(cls, value):
    if cls is float64:
        return float.__new__(cls, value)
    self = object.__new__(cls)
    self._number = dtypes.rounded(value, cls.dtype)
    if cls is bool_:
        self._number = bool(self._number)
        return _BOOLS.setdefault(self._number, self)
    return self


_BOOLS = {}  # there are two of them alone, as in numpy: `x is np.True_`
True_, False_ = bool_(True), bool_(False)


def scalar_of(value, dtype):
    """A scalar of a number that the dtype holds."""
    return _made(CLASSES[dtype], value)
