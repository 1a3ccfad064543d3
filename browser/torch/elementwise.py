"""Calculation number by number: Python calculates in float64, and the storage rounds.

For + - * / rounding to float64 and then to float32 gives the same bits as rounding to float32 at
once. `sqrt`, `sin`, `exp` and the like are rounded correctly here; torch takes them from the
processor vendor's library, which is sometimes one unit in the last place off.
"""

import math
import operator
from array import array
from fractions import Fraction
from itertools import repeat

from . import dtypes
from .layout import (
    broadcast,
    broadcast_strides,
    is_row_major,
    memory_order,
    prod,
    read,
    row_major,
)
from .loops import loop_of, of_one, of_two, with_loop
from .tensor import Tensor, scalar, values

FEW = 4  # numbers for which Python's own loop is faster than a call of JavaScript


def operand(value, other):
    """A tensor as it is; a Python number as a tensor, if possible of the other's dtype."""
    if isinstance(value, Tensor):
        return value
    own = dtypes.of_number(value)
    return scalar(value, other.dtype if own._category <= other.dtype._category else own)


def store(dtype, results):
    """The results in an array of that dtype, which rounds them; integers wrap around."""
    try:
        return array(dtype._typecode, results)
    except OverflowError:
        width = 1 << 8 * array(dtype._typecode).itemsize
        least = -(width // 2) if dtype.is_signed else 0
        return array(dtype._typecode, [(each - least) % width + least for each in results])


def broadcast_values(tensor, shape):
    """The numbers of a tensor broadcast to a shape, in row-major order."""
    if tensor._plain and tensor.shape == shape:
        return tensor._storage
    if not any(tensor._strides):
        return [tensor._storage[tensor._offset]] * prod(shape)
    if tensor.shape == shape:
        return values(tensor)
    return read(tensor._storage, shape, broadcast_strides(tensor, shape), tensor._offset)


def mapped(function, dtype, *tensors):
    """A function of each number, in a new tensor with torch's order in memory."""
    shape = tensors[0].shape
    for tensor in tensors[1:]:
        if tensor.shape != shape:
            shape = broadcast(shape, tensor.shape)
    order = None
    for tensor in tensors:
        if not tensor._plain and any(tensor._strides):
            order = memory_order(shape, [broadcast_strides(each, shape) for each in tensors])[::-1]
            break
    if order is None or order == list(range(len(shape))):
        columns = [broadcast_values(tensor, shape) for tensor in tensors]
        return Tensor(store(dtype, _calculate(function, columns)), shape, dtype)
    sizes = tuple(shape[axis] for axis in order)
    columns = []
    for tensor in tensors:
        strides = broadcast_strides(tensor, shape)
        ordered = [strides[axis] for axis in order]
        columns.append(read(tensor._storage, sizes, ordered, tensor._offset))
    numbers = store(dtype, _calculate(function, columns))
    return Tensor(numbers, shape, dtype, _strides_in(order, shape))


def _strides_in(order, shape):
    """The strides of a dense tensor whose axes have this order in memory, the slowest first."""
    strides = [0] * len(shape)
    for axis, stride in zip(order, row_major(tuple(shape[a] for a in order)), strict=True):
        strides[axis] = stride
    return tuple(strides)


def reorder(tensor, order):
    """Give a new row-major tensor another order of its axes in memory."""
    if order != list(range(len(order))):
        sizes = [tensor.shape[axis] for axis in order]
        strides = [tensor._strides[axis] for axis in order]
        tensor._storage = read(tensor._storage, sizes, strides, 0)
        tensor._strides = _strides_in(order, tensor.shape)
        tensor._plain = is_row_major(tensor.shape, tensor._strides)
    return tensor


def both(function, a, b):
    """A function of two tensors, in the dtype of their result; not recorded."""
    if a._dtype is not b._dtype:
        a, b = same(a, b)
    # The most frequent cases do not need the strides; `step` is 0 if b is one number.
    if a._plain and b._plain and a._shape == b._shape:
        like, left, step = a, a._storage[:], 1
    elif a._plain and (not b._shape or _repeats(b, a._shape)):
        like, left, step = a, a._storage[:], 0
    elif b._plain and (not a._shape or _repeats(a, b._shape)):
        like, left, step = b, a._storage[a._offset : a._offset + 1] * len(b._storage), 1
    elif a._plain and b._plain and b._shape and a._shape[-len(b._shape) :] == b._shape:
        return both(function, a, _each_row(b, a._shape))
    else:
        return mapped(function, a.dtype, a, b)
    loop = loop_of(function, of_two)
    if loop is not None and like._dtype is dtypes.float32 and len(left) > FEW:
        place = b._storage.buffer_info()[0]
        if b._offset:
            place += b._offset * left.itemsize
        loop(left.buffer_info()[0], place, step, len(left))
        return Tensor(left, like._shape, like._dtype)
    right = b._storage if step else repeat(b._storage[b._offset])
    try:
        left = array(left.typecode, list(map(function, left, right)))
        return Tensor(left, like._shape, like._dtype)
    except (ArithmeticError, ValueError):
        return mapped(function, a.dtype, a, b)


def _each_row(tensor, shape):
    """A copy of a tensor for each of the first axes of a shape."""
    rows = prod(shape[: -len(tensor._shape)])
    return Tensor(tensor._storage * rows, shape, tensor._dtype)


def each(function, x):
    """A function of each number of one tensor, in its dtype; not recorded."""
    loop = loop_of(function, of_one)
    if loop is None or x._dtype is not dtypes.float32 or not x._plain:
        return mapped(function, x._dtype, x)
    numbers = x._storage[:]
    loop(numbers.buffer_info()[0], len(numbers))
    return Tensor(numbers, x._shape, x._dtype)


def _repeats(tensor, shape):
    """Whether the tensor is one number, broadcast to that shape."""
    return tensor._shape == shape and not any(tensor._strides)


def _calculate(function, columns):
    try:
        return list(map(function, *columns))
    except (ArithmeticError, ValueError):  # Python raises an error where torch has inf or nan
        careful = CAREFUL.get(function, function)
        return list(map(careful, *columns))


def cast(tensor, dtype):
    """The same numbers in another dtype; not recorded."""
    if tensor.dtype is dtype:
        return tensor
    convert = dtype._python_type
    if dtype._category == 1 and tensor.dtype.is_floating_point:
        convert = whole_of[dtype]
    return mapped(convert, dtype, tensor)


def _truncate(bits):
    """A function that drops the fraction; what does not fit becomes the least number."""
    limit = 2 ** (bits - 1)
    return lambda x: int(x) if -limit <= x < limit else -limit


whole_of = {dtypes.int32: _truncate(32), dtypes.int64: _truncate(64), dtypes.uint8: _truncate(32)}


def same(a, b):
    """Both tensors in the dtype of their result."""
    if a.dtype is b.dtype:
        return a, b
    dtype = dtypes.result_type(a, b)
    return cast(a, dtype), cast(b, dtype)


def floating(tensor):
    """Integers as float32, for functions that return fractions."""
    return tensor if tensor.dtype.is_floating_point else cast(tensor, dtypes.float32)


def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        if a == 0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)


def square_root(x):
    return math.sqrt(x) if x >= 0 else math.nan


def exponential(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def logarithm(x):
    if x > 0:
        return math.log(x)
    return -math.inf if x == 0 else math.nan


def periodic(function):
    return lambda x: function(x) if math.isfinite(x) else math.nan


def to_power(x, y):
    try:
        power = x**y
    except ZeroDivisionError:
        odd = y == int(y) and int(y) % 2
        return math.copysign(math.inf, x) if odd else math.inf
    except OverflowError:
        return -math.inf if x < 0 and int(y) % 2 else math.inf
    return math.nan if isinstance(power, complex) else power


def real_power(x, y):
    """x**y, but nan where Python's is complex."""
    power = x**y
    return math.nan if isinstance(power, complex) else power


CAREFUL = {
    operator.truediv: divide,
    math.sqrt: square_root,
    math.exp: exponential,
    math.log: logarithm,
    math.sin: periodic(math.sin),
    math.cos: periodic(math.cos),
    real_power: to_power,
}


def add_scaled(dtype, factor):
    """The function a + factor * b, rounded once like the processor's fused multiply-add."""
    if not dtype.is_floating_point:
        return lambda a, b: a + factor * b
    cell = array(dtype._typecode, [factor])
    factor = cell[0]

    @with_loop("addScaled", factor)
    def fused(a, b):
        value = a + factor * b  # of float32 the product is exact, and the sum rounded to float64
        if dtype is not dtypes.float64:
            # Rounding again fails only if the sum is halfway between two float32 numbers.
            cell[0] = value
            cell[0] = opposite = 2 * value - cell[0]
            if cell[0] != opposite or opposite == value:
                return value
        if not math.isfinite(value):
            return value
        exact = Fraction(a) + Fraction(factor) * Fraction(b)
        if dtype is dtypes.float64:
            return float(exact)
        if exact == value:
            return value
        return math.nextafter(value, math.inf if exact > value else -math.inf)

    return fused
