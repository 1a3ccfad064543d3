"""Arrays of the small numpy, which share their numbers with tensors; it loads when a program asks.

Whatever takes numbers or lists takes numpy's scalars and arrays, too.
"""

import sys
from importlib import import_module

from . import dtypes
from .layout import Size
from .tensor import Tensor, device, method

NUMPY = __package__.replace("torch", "numpy")  # by name: tests load both under other names
DTYPES = {
    each._name: each
    for each in (dtypes.bool_, dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)
}


def is_array(value):
    """Whether it is an array; none exists before numpy is loaded."""
    numpy = sys.modules.get(NUMPY)
    return numpy is not None and isinstance(value, numpy.ndarray)


def is_numpy_number(value):
    """Whether it is one of numpy's scalars, such as numpy.float32(0.5)."""
    numpy = sys.modules.get(NUMPY)
    return numpy is not None and isinstance(value, numpy.generic)


def python_number(value):
    """One of numpy's scalars as a number of Python's; everything else as it is."""
    return value.item() if is_numpy_number(value) else value


def type_of(value):
    """The name of its type, as errors show it."""
    kind = type(value)
    if is_array(value) or is_numpy_number(value):
        return f"numpy.{kind.__name__}"
    return f"torch.{kind.__name__}" if kind in (dtypes.dtype, device) else kind.__name__


def dtype_of(value):
    """The dtype of an array or a scalar of numpy's."""
    return DTYPES[value.dtype.name]


def from_numpy(ndarray):
    """A tensor of the same numbers: a change of one shows in the other."""
    if not is_array(ndarray):
        raise TypeError(f"expected np.ndarray (got {type_of(ndarray)})")
    if any(step < 0 for step in ndarray._steps):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative "
            "strides are not currently supported. (You can probably work around this by making a "
            "copy of your array  with array.copy().) "
        )
    shape, steps = Size(ndarray.shape), tuple(ndarray._steps)
    return Tensor(ndarray._storage, shape, dtype_of(ndarray), steps, ndarray._offset)


@method
def numpy(self, *, force=False):
    """An array of the same numbers: a change of one shows in the other."""
    if self._wants_grad and not force:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    module = import_module(NUMPY)
    dtype = module.dtype(self.dtype._name)
    return module.ndarray(self._storage, tuple(self.shape), dtype, self._strides, self._offset)


def _array(self, dtype=None):
    """What numpy's functions make of a tensor."""
    array = numpy(self)
    return array if dtype is None else array.astype(dtype)


def _array_wrap(self, array):
    """What they return of one."""
    return from_numpy(array)


Tensor.__array__, Tensor.__array_wrap__ = _array, _array_wrap
