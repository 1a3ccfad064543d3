"""Sums, means, extremes and the like: of all numbers, or along axes."""

from functools import reduce
from itertools import accumulate
from operator import add, mul

from . import missing
from .conversion import asarray, is_tensor
from .dtypes import as_dtype, bool_, float64, int64, result_type, store
from .errstate import warn
from .layout import AxisError, axes_of, places
from .ndarray import finish, method, ndarray, prod
from .real import larger, smaller
from .summation import sums
from .ufuncs import UFUNCS, into


def groups(array, axes):
    """For each result, the numbers that it is made of."""
    rest = [axis for axis in range(array.ndim) if axis not in axes]
    inner = places([array.shape[a] for a in axes], [array._steps[a] for a in axes], 0)
    outer = places([array.shape[a] for a in rest], [array._steps[a] for a in rest], array._offset)
    return [[array._storage[start + place] for place in inner] for start in outer]


def reduced_shape(shape, axes, keepdims):
    sizes = [1 if axis in axes else size for axis, size in enumerate(shape)]
    return tuple(size for axis, size in enumerate(sizes) if keepdims or axis not in axes)


def made_of(numbers, array, axes, keepdims, dtype):
    shape = reduced_shape(array.shape, axes, keepdims)
    return ndarray(store(dtype, numbers), shape, dtype)


def operand_of(name, a):
    """An array; of tensors numpy calls their own method, which takes other arguments."""
    if is_tensor(a):
        if name in ("max", "min", "prod"):
            raise TypeError(f"{name}(): argument 'dim' must be int, not NoneType")
        raise TypeError(f"{name}() got an unexpected keyword argument 'axis'")
    return asarray(a)


def _sum_array(a, axis, dtype, keepdims):
    axes = axes_of(axis, a.ndim)
    dtype = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else int64
    if dtype.kind != "f":
        numbers = [sum_of(group) for group in groups(a, axes)]
    else:
        numbers = sums(a if a.dtype is dtype else a.astype(dtype), axes)
    return made_of(numbers, a, axes, keepdims, dtype)


sum_of = sum


def given_out(result, out):
    return finish(result) if out is None else into(result, out)


@method
def sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=0):
    a = operand_of("sum", a)
    result = _sum_array(a, axis, dtype, keepdims)
    result = given_out(result, out)
    return result + initial if initial else result


def _count(a, axis):
    """How many numbers each result is made of."""
    if axis is not None and not a.ndim:
        raise AxisError(axis, 0)
    return prod(a.shape[each] for each in axes_of(axis, a.ndim))


def _mean_array(a, axis, dtype, keepdims):
    if dtype is None and a.dtype.kind != "f":
        dtype = float64
    count = _count(a, axis)
    total = _sum_array(a, axis, dtype, keepdims)
    return asarray(
        UFUNCS["divide"](total, count, called="scalar divide" if not total.ndim else None)
    )


@method
def mean(a, axis=None, dtype=None, out=None, keepdims=False):
    a = operand_of("mean", a)
    if not a.size:
        warn("Mean of empty slice", RuntimeWarning)
    return given_out(_mean_array(a, axis, dtype, keepdims), out)


@method
def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
    """The mean of the squared distances from the mean."""
    a = operand_of("var", a)
    ddof = ddof if correction is None else correction
    count = _count(a, axis)
    if count <= ddof:
        warn("Degrees of freedom <= 0 for slice", RuntimeWarning)
    distances = asarray(UFUNCS["subtract"](a, _mean_array(a, axis, dtype, True)))
    total = _sum_array(asarray(UFUNCS["multiply"](distances, distances)), axis, None, keepdims)
    called = None if total.ndim else "scalar divide"
    result = UFUNCS["divide"](total, max(count - ddof, 0), called=called)
    return given_out(asarray(result), out)


@method
def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
    variance = var(operand_of("std", a), axis, dtype, None, ddof, keepdims, correction=correction)
    return given_out(asarray(UFUNCS["sqrt"](variance)), out)


def prod_(a, axis=None, dtype=None, out=None, keepdims=False):
    a = operand_of("prod", a)
    axes = axes_of(axis, a.ndim)
    dtype = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else int64
    numbers = [reduce(mul, group, 1) for group in groups(a, axes)]
    return given_out(made_of(numbers, a, axes, keepdims, dtype), out)


def _extreme(name, choose):
    operation = {"max": "maximum", "min": "minimum"}[name]

    def extreme(a, axis=None, out=None, keepdims=False, initial=None):
        a = operand_of(name, a)
        axes = axes_of(axis, a.ndim)
        found = groups(a, axes) if initial is None else [[initial, *g] for g in groups(a, axes)]
        if not all(found):
            raise ValueError(
                f"zero-size array to reduction operation {operation} which has no identity"
            )
        numbers = [reduce(choose, group) for group in found]
        return given_out(made_of(numbers, a, axes, keepdims, a.dtype), out)

    extreme.__name__ = name
    return method(extreme)


max_, min_ = _extreme("max", larger), _extreme("min", smaller)


def _place_of(name, choose):
    def place(a, axis=None, out=None, keepdims=False):
        a = asarray(a)
        axes = axes_of(axis, a.ndim)
        if not all(groups(a, axes)):
            raise ValueError(f"attempt to get {name} of an empty sequence")
        numbers = [_place(group, choose) for group in groups(a, axes)]
        return given_out(made_of(numbers, a, axes, keepdims, int64), out)

    place.__name__ = name
    return method(place)


def _place(group, choose):
    """The place of the first extreme; nan counts as the most extreme."""
    best = reduce(choose, group)
    return next(i for i, number in enumerate(group) if number == best or number != number)


argmax, argmin = _place_of("argmax", larger), _place_of("argmin", smaller)


def _truth(name, function):
    def reduce_truth(a, axis=None, out=None, keepdims=False):
        a = operand_of(name, a)
        axes = axes_of(axis, a.ndim)
        numbers = [function(group) for group in groups(a, axes)]
        return given_out(made_of(numbers, a, axes, keepdims, bool_), out)

    reduce_truth.__name__ = name
    return method(reduce_truth)


any_, all_ = _truth("any", any), _truth("all", all)


def _running(name, operation):
    def running(a, axis=None, dtype=None, out=None):
        a = asarray(a)
        if axis is None:
            a, axis = a.ravel(), 0
        a = a if a.ndim else a.ravel()
        (axis,) = axes_of(axis, a.ndim)
        kind = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else int64
        rows = groups(a, (axis,))
        lines = [_accumulated(row, operation, kind) for row in rows]
        shape = (*a.shape[:axis], *a.shape[axis + 1 :], a.shape[axis])
        flat = store(kind, [number for line in lines for number in line])
        order = [*range(axis), a.ndim - 1, *range(axis, a.ndim - 1)]
        return given_out(ndarray(flat, shape, kind).transpose(order).copy(), out)

    running.__name__ = name
    return method(running)


def _accumulated(row, operation, dtype):
    if dtype.kind == "f":
        row = store(dtype, row)
        for place in range(1, len(row)):
            row[place] = operation(row[place - 1], row[place])
        return row
    return accumulate(row, operation)


cumsum, cumprod = _running("cumsum", add), _running("cumprod", mul)


def ptp(a, axis=None, keepdims=False):
    """The largest less the smallest."""
    a = asarray(a)
    return max_(a, axis, None, keepdims) - min_(a, axis, None, keepdims)


def count_nonzero(a, axis=None, keepdims=False):
    return sum(UFUNCS["not_equal"](asarray(a), 0), axis, keepdims=keepdims)


def average(a, axis=None, weights=None, *, keepdims=False):
    """The mean of numbers that count by their weights."""
    a = asarray(a)
    if weights is None:
        return mean(a, axis, keepdims=keepdims)
    weights = _weights_along(a, axis, asarray(weights))
    dtype = result_type([a.dtype, weights.dtype, *[float64] * (a.dtype.kind != "f")])
    total = sum(weights, axis, dtype, keepdims=keepdims)
    if any_(total == 0):
        raise ZeroDivisionError("Weights sum to zero, can't be normalized")
    return sum(UFUNCS["multiply"](a, weights, dtype=dtype), axis, keepdims=keepdims) / total


def _weights_along(a, axis, weights):
    """The weights in a shape that broadcasts with the array's."""
    if weights.shape == a.shape:
        return weights
    if axis is None:
        raise TypeError("Axis must be specified when shapes of a and weights differ.")
    axes = axes_of(axis, a.ndim)
    if weights.shape != tuple(a.shape[each] for each in axes):
        raise ValueError(
            "Shape of weights must be consistent with shape of a along specified axis."
        )
    weights = weights.transpose(sorted(range(len(axes)), key=axes.__getitem__))
    return weights.reshape([size if each in axes else 1 for each, size in enumerate(a.shape)])


def without_nan(name, function):
    """The function of the numbers that are numbers."""

    def apply(a, axis=None):
        a = asarray(a)
        if axis is not None:
            raise NotImplementedError(missing.message(f"numpy.{name}(axis=...)"))
        return function(a[~UFUNCS["isnan"](a)])

    apply.__name__ = name
    return apply


nansum, nanmean, nanstd = (without_nan(f"nan{each.__name__}", each) for each in (sum, mean, std))
nanmax, nanmin = without_nan("nanmax", max_), without_nan("nanmin", min_)
method(prod_, "prod")
