"""Order, places, and which numbers there are."""

import math
from bisect import bisect_left, bisect_right
from builtins import round as nearest
from collections import Counter

from . import missing
from .conversion import asarray
from .creation import diag, linspace
from .dtypes import bool_, float64, int64, result_type, store
from .elementwise import column, kind_of, mapped, operand
from .indexing import nonzero
from .joining import stack
from .layout import broadcast, normalized
from .ndarray import finish, method, ndarray, numbers_of, view
from .reductions import given_out, groups, mean
from .ufuncs import UFUNCS
from .views import moveaxis


def _nan_last(number):
    return number != number, number


def _along(a, axis, change, dtype):
    """The array of each line along an axis, changed."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = normalized(axis, a.ndim)
    numbers = [number for line in groups(a, (axis,)) for number in change(line)]
    shape = (*a.shape[:axis], *a.shape[axis + 1 :], a.shape[axis])
    return moveaxis(ndarray(store(dtype or a.dtype, numbers), shape, dtype or a.dtype), -1, axis)


def sort(a, axis=-1, kind=None):
    _check_kind(kind)
    return _along(a, axis, lambda line: sorted(line, key=_nan_last), None).copy()


def _check_kind(kind):
    """Refuse a way to sort that numpy has not; with each that it has, equal ones stay in order."""
    if kind is not None and str(kind)[:1].lower() not in ("q", "h", "m", "s"):
        raise ValueError(f"sort kind must be one of 'quick', 'heap', or 'stable' (got {kind!r})")


def _sort_in_place(self, axis=-1, kind=None):
    self[...] = sort(self, axis, kind)


@method
def argsort(a, axis=-1, kind=None):
    """The places in the order of the numbers; equal ones stay in order."""
    _check_kind(kind)

    def order(line):
        return sorted(range(len(line)), key=lambda place: _nan_last(line[place]))

    return _along(a, axis, order, int64)


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    """The numbers that there are, in order."""
    ar = asarray(ar)
    if axis is not None and ar.ndim > 1:
        raise NotImplementedError(missing.message("numpy.unique(axis=...)"))
    numbers = list(numbers_of(ar))
    found = sorted(set(numbers), key=_nan_last)
    results = [ndarray(store(ar.dtype, found), (len(found),), ar.dtype)]
    if return_index:
        results.append(asarray([numbers.index(number) for number in found], int64))
    if return_inverse:
        places = {number: place for place, number in enumerate(found)}
        results.append(asarray([places[number] for number in numbers], int64).reshape(ar.shape))
    if return_counts:
        counts = Counter(numbers)
        results.append(asarray([counts[number] for number in found], int64))
    return tuple(results) if len(results) > 1 else results[0]


def bincount(x, weights=None, minlength=0):
    """How often each integer from 0 on occurs."""
    places = asarray(x).tolist()
    if any(place < 0 for place in places):
        raise ValueError("'list' argument must have no negative elements")
    amounts = [1] * len(places) if weights is None else asarray(weights).tolist()
    sums = [0] * max([minlength, *(place + 1 for place in places)])
    for place, amount in zip(places, amounts, strict=True):
        sums[place] += amount
    return asarray(sums, int64 if weights is None else float64)


def histogram(a, bins=10, range=None):
    """How many numbers are in each of the bins, and the edges of these."""
    numbers = asarray(a).ravel().tolist()
    if isinstance(bins, str):
        raise NotImplementedError(missing.message(f"numpy.histogram(bins={bins!r})"))
    edges = asarray(bins)
    if not edges.ndim:
        edges = _equal_bins(numbers, bins, range, asarray(a).dtype)
    elif edges.ndim > 1:
        raise ValueError("`bins` must be 1d, when an array")
    limits = edges.tolist()
    if sorted(limits) != limits:
        raise ValueError("`bins` must increase monotonically, when an array")
    counts = [0] * (len(limits) - 1)
    for number in numbers:
        if limits[0] <= number <= limits[-1]:
            counts[min(bisect_right(limits, number), len(counts)) - 1] += 1
    return asarray(counts, int64), edges


def _equal_bins(numbers, count, limits, dtype):
    """The edges of bins of the same width, from the least number to the largest."""
    if not hasattr(count, "__index__"):
        raise TypeError("`bins` must be an integer, a string, or an array")
    if count < 1:
        raise ValueError("`bins` must be positive, when an integer")
    low, high = limits or ((min(numbers), max(numbers)) if numbers else (0.0, 1.0))
    if low > high:
        raise ValueError("max must be larger than min in range parameter.")
    if not (math.isfinite(low) and math.isfinite(high)):
        found = "supplied" if limits else "autodetected"
        raise ValueError(f"{found} range of [{low}, {high}] is not finite")
    if low == high:
        low, high = low - 0.5, high + 0.5
    dtype = dtype if dtype.kind == "f" else float64
    low, high = dtype.type(low), dtype.type(high)
    edges = asarray(range(count + 1), dtype) * ((high - low) / count) + low
    edges[-1] = high
    return edges


@method
def searchsorted(a, v, side="left", sorter=None):
    """Where a number would have to go for the order to stay."""
    if sorter is not None:
        raise NotImplementedError(missing.message("numpy.searchsorted(sorter=...)"))
    find = bisect_left if side == "left" else bisect_right
    numbers, wanted = asarray(a).tolist(), asarray(v)
    found = [find(numbers, number) for number in numbers_of(wanted)]
    return finish(ndarray(store(int64, found), wanted.shape, int64))


def digitize(x, bins, right=False):
    """The bin of each number, where bins rise."""
    if sorted(ends := asarray(bins).tolist()) != ends:
        raise NotImplementedError(missing.message("numpy.digitize with falling bins"))
    return searchsorted(bins, x, "left" if right else "right")


def where(condition, x=None, y=None):
    """Numbers of x where the condition holds, of y elsewhere; or where it holds."""
    condition = asarray(condition)
    if x is None and y is None:
        return nonzero(condition)
    x, y = operand(x), operand(y)
    dtype = result_type([kind_of(x), kind_of(y)])
    shape = broadcast(*(getattr(each, "shape", ()) for each in (condition, x, y)))
    columns = zip(
        column(condition if condition.dtype is bool_ else condition != 0, shape, bool_),
        *(column(each, shape, dtype) for each in (x, y)),
        strict=True,
    )
    return ndarray(store(dtype, [a if chosen else b for chosen, a, b in columns]), shape, dtype)


def argwhere(a):
    return stack(nonzero(a), 1)


def flatnonzero(a):
    return nonzero(asarray(a).ravel())[0]


@method
def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """Numbers below and above the limits are the limits."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    result = a if hasattr(a, "shape") else asarray(a)
    if low is not None:
        result = UFUNCS["maximum"](result, low)
    if high is not None:
        result = UFUNCS["minimum"](result, high)
    result = asarray(a).copy() if result is a else result
    return result if out is None else given_out(asarray(result), out)


@method
def round(a, decimals=0, out=None):
    """To decimals; halves go to the even neighbor."""
    a = asarray(a)
    if a.dtype.kind != "f" and decimals >= 0:
        return given_out(a.copy(), out)
    power = 10.0 ** abs(decimals)
    to, back = (lambda x: x * power), (lambda x: x / power)
    if decimals < 0:
        to, back = back, to

    def one(x):
        return back(math.copysign(nearest(to(x)), x)) if x - x == 0 else x

    return given_out(mapped("round", one, [a], a.dtype), out)


@method
def take(a, indices, axis=None):
    a = asarray(a)
    if axis is None:
        return a.ravel()[asarray(indices)]
    return a[(*[slice(None)] * normalized(axis, a.ndim), asarray(indices))]


@method
def diagonal(a, offset=0):
    return diag(a, offset)


def median(a, axis=None):
    return percentile(a, 50, axis)


def percentile(a, q, axis=None):
    q = asarray(q)
    if ((q < 0) | (q > 100)).any():
        raise ValueError("Percentiles must be in the range [0, 100]")
    return quantile(a, q / 100, axis)


def quantile(a, q, axis=None):
    """Between neighbors in order, in proportion."""
    a, q = asarray(a), asarray(q)
    if q.ndim:
        return stack([asarray(quantile(a, float(each), axis)) for each in q])
    if axis is None:
        a, axis = a.ravel(), 0
    if not 0 <= float(q) <= 1:
        raise ValueError("Quantiles must be in the range [0, 1]")
    lines = moveaxis(sort(a, axis), axis, 0)
    place = float(q) * (len(lines) - 1)
    low = int(place)
    high, part = min(low + 1, len(lines) - 1), place - low
    first, second = asarray(lines[low]), asarray(lines[high])
    last = asarray(lines[len(lines) - 1])  # nan if there is any: it counts as the largest
    if part == 0.5:
        found = mean(asarray([first, second]), 0)
    else:
        step = second - first
        found = second - step * (1 - part) if part >= 0.5 else first + step * part
    return finish(where(last != last, last, found)) if (last != last).any() else found


def diff(a, n=1, axis=-1):
    """Each number less the one before."""
    a = asarray(a)
    before = [slice(None)] * normalized(axis, a.ndim)
    for _ in range(n):
        later, earlier = a[(*before, slice(1, None))], a[(*before, slice(None, -1))]
        a = later != earlier if a.dtype is bool_ else later - earlier
    return a


def fill(self, value):
    self[...] = value


ndarray.sort = _sort_in_place
ndarray.fill = fill
ndarray.nonzero = nonzero
ndarray.view = lambda self: view(self, self.shape, self._steps)
