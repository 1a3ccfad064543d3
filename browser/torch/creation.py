"""New tensors: from Python numbers, at equal steps, or filled."""

import math
import warnings
from array import array

from . import dtypes
from .elementwise import cast, store
from .layout import Size, as_tuple, prod, row_major
from .tensor import CPU, Tensor, filled, function_and_method, method, named, values

MISSING = object()


def finish(result, requires_grad):
    if requires_grad:
        if not result.dtype.is_floating_point:
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        result.wants_grad = True
    return result


def check_device(device):
    if device is not None and str(device) != "cpu":
        CPU.__class__(device)


def tensor(data=MISSING, *, dtype=None, device=None, requires_grad=False):
    """A tensor of the numbers in nested lists, or a copy of a tensor."""
    if data is MISSING:
        raise TypeError('tensor() missing 1 required positional arguments: "data"')
    check_device(device)
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or sourceTensor.detach().clone().requires_grad_(True), "
            "rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        copy = data.detach().clone()
        return finish(copy if dtype is None else cast(copy, dtype), requires_grad)
    shape = _shape_of(data)
    flat = []
    _collect(data, shape, 0, flat)
    if dtype is None:
        dtype = _dtype_of(flat)
    if dtype.category == 1 and not all(map(math.isfinite, flat)):
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    numbers = list(map(dtype.python_type, flat))
    if dtype.category == 1 and any(not -(2**63) <= each < 2**63 for each in numbers):
        raise ValueError("Overflow when unpacking long long")
    return finish(Tensor(store(dtype, numbers), Size(shape), dtype), requires_grad)


def _is_list(data):
    return isinstance(data, list | tuple | range | array) or (
        isinstance(data, Tensor) and data.shape
    )


def _shape_of(data):
    shape = []
    while _is_list(data):
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return shape


def _collect(data, shape, axis, flat):
    if axis == len(shape):
        if isinstance(data, Tensor) and not data.shape:
            data = data.item()
        if _is_list(data):
            raise TypeError(f"must be real number, not {type(data).__name__}")
        if not isinstance(data, bool | int | float):
            _refuse(data, shape)
        flat.append(data)
        return
    if not _is_list(data):
        raise TypeError("not a sequence")
    if len(data) != shape[axis]:
        raise ValueError(
            f"expected sequence of length {shape[axis]} at dim {axis} (got {len(data)})"
        )
    for each in data:
        _collect(each, shape, axis + 1, flat)


def _refuse(data, shape):
    name = type(data).__name__
    if isinstance(data, str) and shape:
        raise ValueError(f"too many dimensions '{name}'")
    if isinstance(data, str):
        raise TypeError(f"new(): invalid data type '{name}'")
    raise RuntimeError(f"Could not infer dtype of {name}")


def _dtype_of(flat):
    dtype = dtypes.float32 if not flat else dtypes.bool_
    for each in flat:
        if isinstance(each, float):
            return dtypes.float32
        if not isinstance(each, bool):
            dtype = dtypes.int64
    return dtype


def as_tensor(data, dtype=None, device=None):
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype=dtype, device=device)


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """start, start + step, ... below end.

    Each is rounded once. If the step has to be rounded, torch's numbers are sometimes off by one
    unit in the last place: its order of calculation depends on the processor.
    """
    check_device(device)
    if end is None:
        start, end = 0, start
    start, end, step = (
        each.item() if isinstance(each, Tensor) else each for each in (start, end, step)
    )
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is None:
        whole = all(isinstance(each, int) for each in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.float32
    count = math.ceil((end - start) / step)
    numbers = [dtype.python_type(start + index * step) for index in range(count)]
    result = Tensor(store(dtype, numbers), Size((count,)), dtype)
    return finish(result, requires_grad)


def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """`steps` numbers at equal steps, from start to end; for their last digit, see `arange`."""
    check_device(device)
    dtype = dtype or dtypes.float32
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    cell = array(dtype.typecode, [0.0])

    def rounded(value):
        cell[0] = value  # which the array rounds
        return cell[0]

    first, last = rounded(start), rounded(end)
    step = rounded(rounded(last - first) / (steps - 1)) if steps > 1 else 0.0
    numbers = [
        first + step * index if index < steps // 2 else last - step * (steps - index - 1)
        for index in range(steps)
    ]
    return finish(Tensor(array(dtype.typecode, numbers), Size((steps,)), dtype), requires_grad)


def sizes_of(sizes, name):
    sizes = as_tuple(sizes)
    for size in sizes:
        if size < 0:
            raise RuntimeError(f"{name}: Dimension size must be non-negative.")
    return Size(sizes)


def _filled_with(value, name):
    def create(*size, dtype=None, device=None, requires_grad=False):
        check_device(device)
        result = filled(sizes_of(size, name), value, dtype or dtypes.float32)
        return finish(result, requires_grad)

    return named(create, name)


zeros, ones = _filled_with(0, "zeros"), _filled_with(1, "ones")
empty = _filled_with(0, "empty")  # in torch, whatever is in memory


def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    check_device(device)
    dtype = dtype or dtypes.of_number(fill_value)
    return finish(filled(sizes_of((size,), "full"), fill_value, dtype), requires_grad)


def full_like(input, fill_value, *, dtype=None, requires_grad=False):
    """One value everywhere, in the same order in memory as `input`."""
    result = cast(input.detach().clone(), dtype or input.dtype)
    numbers = filled((len(result.storage),), fill_value, result.dtype).storage
    return finish(Tensor(numbers, result.shape, result.dtype, result.strides), requires_grad)


def _like(value, name):
    def create(input, *, dtype=None, requires_grad=False):
        return full_like(input, value, dtype=dtype, requires_grad=requires_grad)

    return named(create, name)


zeros_like, ones_like = _like(0, "zeros_like"), _like(1, "ones_like")
empty_like = _like(0, "empty_like")


def eye(n, *, dtype=None):
    result = zeros(n, n, dtype=dtype)
    for place in range(n):
        result.storage[place * (n + 1)] = 1
    return result


def frombuffer(buffer, *, dtype):
    """A tensor of the numbers in an array; here, a copy."""
    numbers = array(dtype.typecode, bytes(buffer))
    return Tensor(numbers, Size((len(numbers),)), dtype)


def _new(create):
    """A method that creates a tensor of the same dtype."""

    def new(self, *args, dtype=None, **options):
        return create(*args, dtype=dtype or self.dtype, **options)

    method(new, f"new_{create.__name__}")


for _create in (zeros, ones, empty, full, tensor):
    _new(_create)


@method
def resize_(self, *size):
    """Change the size of a tensor that owns its storage; its first numbers stay."""
    size = sizes_of(size, "resize_")
    missing = prod(size) - len(self.storage)
    if missing > 0:
        self.storage.extend(filled((missing,), 0, self.dtype).storage)
    self.shape, self.strides = size, row_major(size)
    self.plain = self.offset == 0 and len(self.storage) == prod(size)
    return self


@function_and_method
def nonzero(self):
    """The indices of the numbers that are not 0, a row each."""
    indices, axes = [], len(self.shape)
    steps = row_major(self.shape)
    for place, value in enumerate(values(self)):
        if value:
            sizes = zip(steps, self.shape, strict=True)
            indices.extend(place // step % size for step, size in sizes)
    rows = len(indices) // axes if axes else sum(map(bool, values(self)))
    return Tensor(array("q", indices), Size((rows, axes)), dtypes.int64)
