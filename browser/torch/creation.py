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

LANE_BYTES = 32  # that an x86-64 processor with AVX2 calculates at once


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


def arange(start=0, end=0, step=1, *, dtype=None, requires_grad=False):
    """start, start + step, ... below end.

    If the step has to be rounded, the last digit depends on the processor: here it is that of
    x86-64 with AVX2.
    """
    refuse_bool(dtype, "arange_cpu")
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is None:
        whole = all(isinstance(each, int) for each in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.float32
    count = math.ceil((end - start) / step)
    if dtype.is_floating_point:
        numbers = _in_lanes(float(start), float(step), count, dtype)
    else:
        numbers = store(dtype, [int(start + index * step) for index in range(count)])
    return finish(Tensor(numbers, Size((count,)), dtype), requires_grad)


def _in_lanes(start, step, count, dtype):
    """As the processor does, many at once: it rounds the first of them before it adds steps."""
    add_steps = lambda begin, steps: begin + steps * step  # noqa: E731
    if dtype is dtypes.float64:
        add_steps = add_scaled(dtype, step)
    numbers = array(dtype._typecode, [add_steps(start, index) for index in range(count)])
    lanes = LANE_BYTES // numbers.itemsize
    for first in range(0, count - count % (2 * lanes), lanes):
        begin = numbers[first]
        for lane in range(1, lanes):
            numbers[first + lane] = add_steps(begin, lane)
    return numbers


def linspace(start, end, steps, *, dtype=None, requires_grad=False):
    """`steps` numbers at equal steps, from start to end; the last digit may differ."""
    dtype = dtype or dtypes.float32
    if steps > 1:
        refuse_bool(dtype, "linspace_cpu")
    wrong = [
        f"{name} with {len(limit.shape)} dimension(s)"
        for name, limit in (("start", start), ("end", end))
        if isinstance(limit, Tensor) and limit.shape
    ]
    if wrong:
        raise RuntimeError(
            "linspace only supports 0-dimensional start and end tensors, but got "
            f"{' and '.join(wrong)}."
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    kind = dtype if dtype.is_floating_point else dtypes.float32
    cell = array(kind._typecode, [0.0])

    def rounded(value):
        cell[0] = float(value)  # which the array rounds
        return cell[0]

    first, last = (rounded(dtype._python_type(each)) for each in (start, end))
    step = rounded(rounded(last - first) / (steps - 1)) if steps > 1 else 0.0
    numbers = [
        first + step * index if index < max(steps // 2, 1) else last - step * (steps - index - 1)
        for index in range(steps)
    ]
    storage = store(dtype, list(map(dtype._python_type, numbers)))
    return finish(Tensor(storage, Size((steps,)), dtype), requires_grad)


def refuse_bool(dtype, kernel):
    """Numbers in order need a dtype that has more than two."""
    if dtype is dtypes.bool_:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


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
