"""Copies of numbers: in a new tensor, into another one, to and from places in it."""

from . import dtypes
from .elementwise import mapped, store
from .graph import pass_on, record
from .layout import Size, broadcast_strides, is_dense, is_row_major, places, prod, read
from .tensor import Tensor, function_and_method, method, values


def scatter(grad, shape, where, *, adding=False):
    """Zeros with each number of the gradient set at its place, or added there; recorded."""
    storage = store(grad.dtype, [0]) * prod(shape)
    for place, value in zip(where, values(grad), strict=True):
        storage[place] = storage[place] + value if adding else value
    result = Tensor(storage, Size(shape), grad.dtype)
    own = grad.shape
    return record(result, "IndexPutBackward0", (grad, lambda g: gather(g, own, where), ()))


def gather(tensor, shape, where):
    """The numbers at some places of the row-major order; recorded."""
    numbers = values(tensor)
    storage = store(tensor.dtype, [numbers[place] for place in where])
    result = Tensor(storage, Size(shape), tensor.dtype)
    full = tensor.shape
    indices = Tensor(where, Size((len(where),)), dtypes.int64)
    rule = lambda grad, indices: scatter(grad, full, indices._storage, adding=True)  # noqa: E731
    return record(result, "IndexBackward0", (tensor, rule, (indices,)))


def assign(target, source):
    """Copy numbers into a tensor, not recorded."""
    same = target._shape == source._shape and target._dtype is source._dtype
    if same and target._plain and source._plain:
        target._storage[:] = source._storage
        return
    if source.shape == target.shape:
        numbers = values(source)
    else:
        strides = broadcast_strides(source, target.shape)
        numbers = read(source._storage, target._shape, strides, source._offset)
    if target.dtype is not source.dtype:
        numbers = store(target.dtype, list(map(target.dtype._python_type, numbers)))
    if isinstance(numbers, list):
        numbers = store(target.dtype, numbers)
    storage, start, count = target._storage, target._offset, len(numbers)
    if is_row_major(target.shape, target._strides):
        storage[start : start + count] = numbers
        return
    numbers = list(numbers)  # the source may share the storage
    where = places(target.shape, target._strides, start)
    for place, value in zip(where, numbers, strict=True):
        storage[place] = value


@function_and_method
def clone(self):
    """A copy with its own storage, in the same order in memory."""
    if self._plain:
        result = Tensor(self._storage[:], self._shape, self._dtype)
    elif is_dense(self):
        result = Tensor(self._storage[:], self._shape, self._dtype, self._strides)
    else:
        result = mapped(lambda number: number, self.dtype, self)
    return record(result, "CloneBackward0", (self, pass_on, ()))


@method
def contiguous(self):
    if is_row_major(self.shape, self._strides):
        return self
    result = Tensor(store(self.dtype, list(values(self))), self.shape, self.dtype)
    return record(result, "CloneBackward0", (self, pass_on, ()))
