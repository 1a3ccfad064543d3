"""New tensors: from Python numbers, at equal steps, or filled."""

import math
from array import array
from functools import reduce

from . import dtypes, missing
from .arrays import dtype_of, from_numpy, is_array, is_numpy_number
from .conversion import one_number
from .elementwise import add_scaled, cast, store
from .layout import Size, as_tuple, prod, row_major
from .notices import warn
from .tensor import Tensor, filled, function_and_method, method, named, values


def finish(result, requires_grad):
    if requires_grad:
        if not result.dtype.is_floating_point:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        result._wants_grad = True
    return result


def tensor(data, *, dtype=None, requires_grad=False):
    """A tensor of the numbers in nested lists, or a copy of a tensor."""
    if isinstance(data, Tensor):
        advise_clone("torch.tensor(sourceTensor)")
        copy = data.detach().clone()
        return finish(copy if dtype is None else cast(copy, dtype), requires_grad)
    if is_array(data):
        copy = from_numpy(data).clone()
        return finish(copy if dtype is None else cast(copy, dtype), requires_grad)
    shape = _shape_of(data)
    flat, kinds = [], []
    _collect(data, shape, 0, flat, kinds)
    if dtype is None:
        dtype = _dtype_of(set(kinds))
    if dtype._category == 1 and not all(map(math.isfinite, flat)):
        raise RuntimeError(f"value cannot be converted to type {dtype._name} without overflow")
    numbers = list(map(dtype._python_type, flat))
    if dtype._category == 1 and any(not -(2**63) <= each < 2**63 for each in numbers):
        raise ValueError("Overflow when unpacking long long")
    return finish(Tensor(store(dtype, numbers), Size(shape), dtype), requires_grad)


def advise_clone(instead_of):
    warn(
        "To copy construct from a tensor, it is recommended to use "
        "sourceTensor.detach().clone() or sourceTensor.detach().clone().requires_grad_(True), "
        f"rather than {instead_of}."
    )


SLOW = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting "
    "the list to a single numpy.ndarray with numpy.array() before converting to a tensor."
)


def _is_list(data):
    return isinstance(data, list | tuple | range | array) or (is_array(data) and data.shape)


def _shape_of(data):
    shape = []
    while _is_list(data):
        if shape and is_array(data):
            warn(SLOW, once=True)
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    if isinstance(data, str) and shape:
        raise ValueError("too many dimensions 'str'")
    return shape


def _collect(data, shape, axis, flat, kinds):
    """Append the numbers, and for each its type or, of a tensor, its dtype."""
    if axis == len(shape):
        if isinstance(data, Tensor):
            kinds.append(data.dtype)
            data = one_number(data)
        elif is_array(data) or is_numpy_number(data):
            kinds.append(dtype_of(data))
            data = data.item()
        else:
            kinds.append(type(data))
        if _is_list(data):
            raise TypeError(f"must be real number, not {type(data).__name__}")
        if not isinstance(data, bool | int | float):
            _refuse(data)
        flat.append(data)
        return
    if not _is_list(data):
        raise TypeError("not a sequence")
    if len(data) != shape[axis]:
        raise ValueError(
            f"expected sequence of length {shape[axis]} at dim {axis} (got {len(data)})"
        )
    for each in data:
        _collect(each, shape, axis + 1, flat, kinds)


def _refuse(data):
    name = type(data).__name__
    if isinstance(data, complex):
        raise NotImplementedError(missing.message("complex numbers"))
    if isinstance(data, str):
        raise TypeError(f"new(): invalid data type '{name}'")
    raise RuntimeError(f"Could not infer dtype of {name}")


def _dtype_of(kinds):
    """The smallest that holds numbers of these kinds."""
    if not kinds:
        return dtypes.float32
    found = [kind if isinstance(kind, dtypes.dtype) else _of_type(kind) for kind in kinds]
    return reduce(dtypes.promote_types, found)


def _of_type(kind):
    if issubclass(kind, bool):
        return dtypes.bool_
    return dtypes.int64 if issubclass(kind, int) else dtypes.float32


def as_tensor(data, *, dtype=None):
    if is_array(data):
        data = from_numpy(data)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype=dtype)


def sizes_of(sizes):
    sizes = as_tuple(sizes)
    for size in sizes:
        if size < 0:
            text = f"Trying to create tensor with negative dimension {size}: {list(sizes)}"
            raise RuntimeError(text)
    return Size(sizes)


def _filled_with(value, name):
    def create(*size, dtype=None, requires_grad=False):
        if name == "zeros" and min(as_tuple(size), default=0) < 0:
            raise RuntimeError("zeros: Dimension size must be non-negative.")
        result = filled(sizes_of(size), value, dtype or dtypes.float32)
        return finish(result, requires_grad)

    return named(create, name)


zeros, ones = _filled_with(0, "zeros"), _filled_with(1, "ones")
empty = _filled_with(0, "empty")  # in torch, whatever is in memory


def full(size, fill_value, *, dtype=None, requires_grad=False):
    dtype = dtype or dtypes.of_number(fill_value)
    value = dtype._python_type(fill_value)
    return finish(filled(sizes_of((size,)), value, dtype), requires_grad)


def full_like(input, fill_value, *, dtype=None, requires_grad=False):
    """One value everywhere, in the same order in memory as `input`."""
    result = cast(input.detach().clone(), dtype or input.dtype)
    value = result.dtype._python_type(fill_value)
    numbers = filled((len(result._storage),), value, result.dtype)._storage
    return finish(Tensor(numbers, result.shape, result.dtype, result._strides), requires_grad)


def _like(value, name):
    def create(input, *, dtype=None, requires_grad=False):
        return full_like(input, value, dtype=dtype, requires_grad=requires_grad)

    return named(create, name)


zeros_like, ones_like = _like(0, "zeros_like"), _like(1, "ones_like")
empty_like = _like(0, "empty_like")


def eye(n, m=None, *, dtype=None, requires_grad=False):
    """Ones on the diagonal, zeros elsewhere."""
    m = n if m is None else m
    for name, size in ("n", n), ("m", m):
        if size < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    result = zeros(n, m, dtype=dtype)
    for place in range(min(n, m)):
        result._storage[place * (m + 1)] = 1
    return finish(result, requires_grad)


def frombuffer(buffer, *, dtype):
    """A tensor of the numbers in an array; here, a copy."""
    numbers = array(dtype._typecode, bytes(buffer))
    return Tensor(numbers, Size((len(numbers),)), dtype)


@method
def resize_(self, *size):
    """Change the size of a tensor that owns its storage; its first numbers stay."""
    size = sizes_of(size)
    missing = prod(size) - len(self._storage)
    if missing > 0:
        self._storage.extend(filled((missing,), 0, self.dtype)._storage)
    self._shape, self._strides = size, row_major(size)
    self._plain = self._offset == 0 and len(self._storage) == prod(size)
    return self


@function_and_method
def nonzero(self, *, as_tuple=False):
    """The indices of the numbers that are not 0, a row each; or a tensor for each axis."""
    if as_tuple:
        return self.reshape(self.shape or 1).nonzero().unbind(1)
    indices, axes = [], len(self.shape)
    steps = row_major(self.shape)
    for place, value in enumerate(values(self)):
        if value:
            sizes = zip(steps, self.shape, strict=True)
            indices.extend(place // step % size for step, size in sizes)
    rows = len(indices) // axes if axes else sum(map(bool, values(self)))
    columns = array("q")  # which torch has one after the other
    for axis in range(axes):
        columns.extend(indices[axis::axes])
    return Tensor(columns, Size((rows, axes)), dtypes.int64, (1, max(rows, 1)))
