"""The array: numbers in a storage, and a shape and steps that say how to read them.

Several arrays, and tensors, may share a storage: `x[0]`, `x.T` and `x.reshape(2, 3)` are views.
"""

from math import prod

from . import missing
from .dtypes import bool_, store
from .layout import is_row_major, places, row_major
from .scalars import generic, scalar_of


class ndarray:
    """Numbers of one dtype, made by functions such as `array` and `arange`, and by operations."""

    _base = None  # of a view: the array it is a view of
    _read_only = False  # whether it refuses new numbers
    __array_priority__ = 0.0

    def __init__(self, storage, shape, dtype, steps=None, offset=0):
        self._storage = storage
        self._shape = shape
        self._dtype = dtype
        self._steps = row_major(shape) if steps is None else steps  # strides, in numbers
        self._offset = offset

    __getattr__ = missing.in_class("numpy.ndarray")
    __hash__ = None

    @property
    def shape(self):
        return self._shape

    @shape.setter
    def shape(self, sizes):
        view = self.reshape(sizes)
        if view._storage is not self._storage:
            raise AttributeError(
                "Incompatible shape for in-place modification. Use `.reshape()` to make a copy "
                "with the desired shape."
            )
        self._shape, self._steps = view.shape, view._steps

    @property
    def _plain(self):
        """Whether the storage holds its numbers and no others, in row-major order."""
        whole = not self._offset and len(self._storage) == prod(self._shape)
        return whole and is_row_major(self._shape, self._steps)

    def __len__(self):
        if not self._shape:
            raise TypeError("len() of unsized object")
        return self._shape[0]

    def __iter__(self):
        if not self._shape:
            raise TypeError("iteration over a 0-d array")
        return (self[row] for row in range(self._shape[0]))


ndarray.__module__ = "numpy"


def read_only_here(name, read):
    """Make a property of arrays; the error for setting it, as numpy can, names what is missing."""

    def refuse(self, _):
        raise NotImplementedError(missing.message(f"assignment to numpy.ndarray.{name}"))

    setattr(ndarray, name, property(read, refuse))


def read_only(name, read):
    """Make a property of arrays that refuses to be set."""

    def refuse(self, *_):
        raise AttributeError(f"attribute '{name}' of 'numpy.ndarray' objects is not writable")

    setattr(ndarray, name, property(read, refuse, refuse))


for _name, _read in {
    "base": lambda self: self._base,
    "ndim": lambda self: len(self._shape),
    "size": lambda self: prod(self._shape),
    "itemsize": lambda self: self._dtype.itemsize,
    "nbytes": lambda self: self.size * self.itemsize,
}.items():
    read_only(_name, _read)
read_only_here("dtype", lambda self: self._dtype)
read_only_here("strides", lambda self: tuple(step * self.itemsize for step in self._steps))


def numbers_of(array):
    """The numbers in row-major order, in an array or a list."""
    if array._plain:
        return array._storage
    if is_row_major(array.shape, array._steps):
        return array._storage[array._offset : array._offset + array.size]
    return [array._storage[place] for place in places(array.shape, array._steps, array._offset)]


def refuse_order(order):
    """Refuse an order of the axes in memory other than rows first."""
    if order == "F":
        raise NotImplementedError(missing.message("arrays with order='F'"))
    if order not in (None, "C", "A", "K"):
        raise ValueError(f"order must be one of 'C', 'F', 'A', or 'K' (got {order!r})")


def copy_of(array):
    """A new array of the same numbers, in row-major order."""
    numbers = numbers_of(array)
    numbers = store(array.dtype, numbers) if isinstance(numbers, list) else numbers[:]
    return ndarray(numbers, array.shape, array.dtype)


def view(base, shape, steps, offset=None):
    """Another way to read the same storage."""
    offset = base._offset if offset is None else offset
    result = ndarray(base._storage, shape, base.dtype, steps, offset)
    result._base = base if base._base is None else base._base
    if base._read_only:
        result._read_only = True
    return result


def scalar(number, dtype):
    """A scalar such as numpy.float64 of a number as a storage holds it."""
    return scalar_of(bool(number) if dtype is bool_ else number, dtype)


def finish(array):
    """The result of an operation: a scalar if it has no axes."""
    return array if array.shape else scalar(array._storage[array._offset], array.dtype)


def from_scalar(value):
    """An array without axes."""
    return ndarray(store(value.dtype, [value._number]), (), value.dtype)


def method(function, name=None):
    """Make a function of an array a method, which scalars have, too."""
    name = name or function.__name__
    setattr(ndarray, name, function)
    return function


def _of_scalar(self, name):
    """The attributes of a scalar are those of an array without axes."""
    if name.startswith("_"):
        text = f"'{type(self).__module__}.{type(self).__name__}' object has no attribute '{name}'"
        raise AttributeError(text, name=name, obj=self)
    found = getattr(from_scalar(self), name)
    return _finishing(found) if callable(found) else found


def _finishing(method):
    def call(*args, **kwargs):
        result = method(*args, **kwargs)
        return finish(result) if isinstance(result, ndarray) else result

    return call


def _entry_of_scalar(self, index):
    try:
        return from_scalar(self)[index]
    except IndexError:
        raise IndexError("invalid index to scalar variable.") from None


generic.__getattr__, generic.__getitem__ = _of_scalar, _entry_of_scalar
