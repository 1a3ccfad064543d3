"""Where in a storage the numbers of an array are; most of it is the small torch's own layout.

Arrays and tensors share storages: both read an `array` of the standard library by strides that
count numbers, not bytes.
"""

from functools import lru_cache, reduce
from importlib import import_module
from itertools import zip_longest

# By name, since tests and a lesson load both packages under other names.
TORCH = __package__.replace("numpy", "torch")
_torchs = import_module(f"{TORCH}.layout")
is_row_major, places = _torchs.is_row_major, _torchs.places
row_major, strides_for = _torchs.row_major, _torchs.strides_for


def broadcast(*shapes):
    """The shape to which all shapes broadcast."""
    try:
        return reduce(_broadcast_two, shapes, ())
    except ValueError:
        shown = " ".join(map(text_of, shapes))
        text = f"operands could not be broadcast together with shapes {shown} "
        raise ValueError(text) from None


@lru_cache
def _broadcast_two(a, b):
    sizes = []
    for m, n in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m != n and 1 not in (m, n):
            raise ValueError
        sizes.append(n if m == 1 else m)
    return tuple(reversed(sizes))


def text_of(shape):
    """A shape in the errors of C: no space after a comma."""
    return f"({','.join(map(str, shape))}{',' * (len(shape) == 1)})"


def broadcast_steps(array, shape):
    """The steps of an array broadcast to a shape: 0 along axes that repeat."""
    new = len(shape) - len(array.shape)
    pairs = zip(array.shape, array._steps, shape[new:], strict=True)
    return (*[0] * new, *(step if size == target else 0 for size, step, target in pairs))


def axes_of(axis, count):
    """The axes to reduce, from 0; None means all."""
    if axis is None:
        return tuple(range(count))
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    if not count and axes in ((0,), (-1,)):  # which numpy allows
        return ()
    axes = tuple(normalized(each, count) for each in axes)
    if len(set(axes)) < len(axes):
        raise ValueError("duplicate value in 'axis'")
    return axes


def normalized(axis, count):
    """An axis counted from 0."""
    if not hasattr(axis, "__index__"):
        raise TypeError(f"'{type(axis).__name__}' object cannot be interpreted as an integer")
    axis = axis.__index__()
    if not -count <= axis < count:
        raise AxisError(axis, count)
    return axis % count


class AxisError(ValueError, IndexError):
    """The array has no such axis."""

    def __init__(self, axis, ndim):
        super().__init__(f"axis {axis} is out of bounds for array of dimension {ndim}")
        self.axis, self.ndim = axis, ndim


AxisError.__module__ = "numpy.exceptions"


def as_shape(shape):
    """A shape from a number or a list of numbers."""
    if hasattr(shape, "__index__"):
        shape = (shape,)
    sizes = []
    for size in shape:
        if not hasattr(size, "__index__"):
            name = type(size).__name__
            raise TypeError(f"'{name}' object cannot be interpreted as an integer")
        sizes.append(size.__index__())
    if any(size < 0 for size in sizes):
        raise ValueError("negative dimensions are not allowed")
    return tuple(sizes)
