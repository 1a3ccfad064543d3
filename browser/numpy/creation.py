"""New arrays: filled, at equal steps, with ones on a diagonal."""

import math
from itertools import islice

from .conversion import asarray
from .dtypes import as_dtype, bool_, float64, int64, result_type, store
from .elementwise import kind_of, operand
from .layout import as_shape
from .ndarray import ndarray, prod, refuse_order
from .ufuncs import UFUNCS


def filled(shape, value, dtype):
    shape = as_shape(shape)
    return ndarray(store(dtype, [dtype._python_type(value)]) * prod(shape), shape, dtype)


def zeros(shape, dtype=None, order="C"):
    refuse_order(order)
    return filled(shape, 0, as_dtype(dtype))


def ones(shape, dtype=None, order="C"):
    refuse_order(order)
    return filled(shape, 1, as_dtype(dtype))


empty = zeros  # in numpy, whatever is in memory


def full(shape, fill_value, dtype=None, order="C"):
    value = asarray(fill_value)
    result = zeros(shape, value.dtype if dtype is None else as_dtype(dtype), order)
    result[...] = value
    return result


def full_like(a, fill_value, dtype=None):
    a = asarray(a)
    return full(a.shape, fill_value, a.dtype if dtype is None else dtype)


def zeros_like(a, dtype=None):
    return full_like(a, 0, dtype)


def ones_like(a, dtype=None):
    return full_like(a, 1, dtype)


def empty_like(prototype, dtype=None):
    return zeros_like(prototype, dtype)


def arange(start, stop=None, step=1, dtype=None):
    """start, start + step, ... below stop."""
    if stop is None:
        start, stop = 0, start
    limits = [operand(each) for each in (start, stop, step)]
    start, stop, step = (each if isinstance(each, int | float) else each.item() for each in limits)
    if step == 0:
        raise ZeroDivisionError("division by zero")
    kind = result_type(list(map(kind_of, limits))) if dtype is None else as_dtype(dtype)
    kind = int64 if kind is bool_ else kind
    count = max(math.ceil((stop - start) / step), 0)
    if kind.kind == "f":  # C adds the difference of the first two numbers
        delta = (start + step) - start
        numbers = [start + index * delta for index in range(count)]
        numbers[:2] = [start, start + step][:count]
    else:
        numbers = [int(start) + index * int(step) for index in range(count)]
    return ndarray(store(kind, numbers), (count,), kind)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None):
    """Numbers at equal steps, from start to stop."""
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    start, stop, num = float(start), float(stop), num.__index__()
    parts = num - 1 if endpoint else num
    step = (stop - start) / parts if parts > 0 else math.nan
    numbers = [index * step + start for index in range(num)] if parts > 0 else [start] * num
    if endpoint and num > 1:
        numbers[-1] = stop
    result = ndarray(store(float64, numbers), (num,), float64)
    if dtype is not None:
        kind = as_dtype(dtype)
        result = (UFUNCS["floor"](result) if kind.kind == "i" else result).astype(kind)
    return (result, float64.type(step)) if retstep else result


def logspace(start, stop, num=50, endpoint=True, base=10.0):
    """Base to the power of numbers at equal steps."""
    return UFUNCS["power"](base, linspace(start, stop, num, endpoint))


def geomspace(start, stop, num=50, endpoint=True):
    """Numbers at equal ratios, from start to stop."""
    result = logspace(math.log10(start), math.log10(stop), num, endpoint)
    if num:
        result[0] = start
    if num > 1 and endpoint:
        result[-1] = stop
    return result


def eye(N, M=None, k=0, dtype=None):
    """Ones on a diagonal, zeros elsewhere."""
    result = zeros((N, N if M is None else M), dtype)
    for row in range(max(-k, 0), min(result.shape[0], result.shape[1] - k)):
        result[row, row + k] = 1
    return result


def identity(n, dtype=None):
    return eye(n, dtype=dtype)


def diag(v, k=0):
    """A matrix with that diagonal, or the diagonal of a matrix."""
    v = asarray(v)
    if v.ndim == 1:
        result = zeros((v.size + abs(k),) * 2, v.dtype)
        for place, number in enumerate(v):
            result[place + max(-k, 0), place + max(k, 0)] = number
        return result
    rows = range(max(-k, 0), min(v.shape[0], v.shape[1] - k))
    return v[list(rows), [row + k for row in rows]]


def tri(v, keep):
    v = asarray(v)
    result = v.copy()
    for row in range(v.shape[-2]):
        for column in range(v.shape[-1]):
            if not keep(column - row):
                result[..., row, column] = 0
    return result


def tril(m, k=0):
    """The lower triangle, zeros above."""
    return tri(m, lambda distance: distance <= k)


def triu(m, k=0):
    """The upper triangle, zeros below."""
    return tri(m, lambda distance: distance >= k)


def meshgrid(*xi, indexing="xy", sparse=False):
    """For each list of coordinates the array of them at each point of the grid."""
    arrays = [asarray(each).ravel() for each in xi]
    order = list(range(len(arrays)))
    if indexing == "xy" and len(arrays) > 1:
        order[:2] = [1, 0]
    shape = tuple(arrays[axis].size for axis in order)
    grids = []
    for axis, each in enumerate(arrays):
        sizes = [1] * len(arrays)
        sizes[order.index(axis)] = each.size
        part = each.reshape(sizes)
        grids.append(
            part.copy() if sparse else (part + zeros(shape, each.dtype)).astype(each.dtype)
        )
    return tuple(grids)


def indices(dimensions, dtype=int):
    grids = meshgrid(*(arange(size) for size in dimensions), indexing="ij")
    result = zeros((len(dimensions), *dimensions), dtype)
    for axis, grid in enumerate(grids):
        result[axis] = grid
    return result


def fromiter(iter, dtype, count=-1):
    return asarray(list(islice(iter, count if count >= 0 else None)), dtype)


def fromfunction(function, shape, dtype=float):
    return function(*(each.astype(dtype) for each in indices(as_shape(shape))))
