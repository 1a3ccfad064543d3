"""Arrays made of several, and several made of one."""

from . import missing
from .conversion import asarray
from .creation import zeros
from .dtypes import result_type
from .layout import normalized
from .ndarray import method
from .views import atleast_1d, atleast_2d, broadcast_to, transpose


def concatenate(arrays, axis=0, dtype=None):
    arrays = [asarray(each) for each in arrays]
    if not arrays:
        raise ValueError("need at least one array to concatenate")
    if axis is None:
        arrays, axis = [each.ravel() for each in arrays], 0
    first = arrays[0]
    if not first.ndim:
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    axis = normalized(axis, first.ndim)
    for place, each in enumerate(arrays):
        _check_joined(first, each, axis, place)
    total = sum(each.shape[axis] for each in arrays)
    shape = (*first.shape[:axis], total, *first.shape[axis + 1 :])
    result = zeros(shape, dtype or result_type([each.dtype for each in arrays]))
    start = 0
    for each in arrays:
        stop = start + each.shape[axis]
        result[(*[slice(None)] * axis, slice(start, stop))] = each
        start = stop
    return result


def _check_joined(first, other, axis, place):
    if other.ndim != first.ndim:
        raise ValueError(
            "all the input arrays must have same number of dimensions, but the array at index 0 "
            f"has {first.ndim} dimension(s) and the array at index {place} has {other.ndim} "
            "dimension(s)"
        )
    for each, (size, own) in enumerate(zip(first.shape, other.shape, strict=True)):
        if each != axis and size != own:
            raise ValueError(
                "all the input array dimensions except for the concatenation axis must match "
                f"exactly, but along dimension {each}, the array at index 0 has size {size} and "
                f"the array at index {place} has size {own}"
            )


def stack(arrays, axis=0):
    """Along a new axis."""
    arrays = [asarray(each) for each in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if len({each.shape for each in arrays}) > 1:
        raise ValueError("all input arrays must have the same shape")
    axis = normalized(axis, arrays[0].ndim + 1)
    new = (*[slice(None)] * axis, None)
    return concatenate([each[new] for each in arrays], axis)


def vstack(tup):
    return concatenate([atleast_2d(each) for each in tup])


def hstack(tup):
    arrays = [atleast_1d(each) for each in tup]
    return concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1)


def column_stack(tup):
    arrays = [asarray(each) for each in tup]
    return concatenate([each[:, None] if each.ndim == 1 else each for each in arrays], 1)


class _Columns:
    """`c_[a, b]`: arrays beside each other, a row of numbers as a column."""

    def __getitem__(self, key):
        arrays = key if isinstance(key, tuple) else (key,)
        if any(isinstance(each, slice | str | float | int) for each in arrays):
            raise NotImplementedError(missing.message("numpy.c_ of slices or numbers"))
        return column_stack(arrays)


c_ = _Columns()


def append(arr, values, axis=None):
    """A new array with more numbers at its end."""
    if axis is None:
        return concatenate([asarray(arr).ravel(), asarray(values).ravel()])
    return concatenate([arr, values], axis)


def delete(arr, obj, axis=None):
    """A new array without some entries."""
    arr = asarray(arr)
    if axis is None:
        arr, axis = arr.ravel(), 0
    axis = normalized(axis, arr.ndim)
    size = arr.shape[axis]
    taken = asarray(range(size))[obj]
    gone = set(asarray(taken).ravel().tolist())
    kept = [place for place in range(size) if place not in gone]
    return arr[(*[slice(None)] * axis, kept)]


def insert(arr, obj, values, axis=None):
    """A new array with numbers before an entry."""
    arr = asarray(arr)
    if axis is None:
        arr, axis = arr.ravel(), 0
    axis = normalized(axis, arr.ndim)
    before = (*[slice(None)] * axis, slice(None, obj))
    after = (*[slice(None)] * axis, slice(obj, None))
    values = asarray(values, arr.dtype)
    if arr.ndim > 1 and values.ndim < arr.ndim:
        shape = list(arr.shape)
        shape[axis] = 1
        lines = values.reshape([-1 if each != axis else 1 for each in range(arr.ndim)])
        values = broadcast_to(lines if values.ndim else values, shape)
    return concatenate([arr[before], atleast_1d(values), arr[after]], axis)


@method
def repeat(a, repeats, axis=None):
    """Each entry several times."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = normalized(axis, a.ndim)
    counts = broadcast_to(repeats, (a.shape[axis],)).tolist()
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    return a[(*[slice(None)] * axis, places)]


def tile(A, reps):
    """The whole array several times."""
    A = asarray(A)
    reps = tuple(reps) if hasattr(reps, "__len__") else (reps,)
    reps = (1,) * (A.ndim - len(reps)) + reps
    A = A[(None,) * (len(reps) - A.ndim)] if len(reps) > A.ndim else A
    for axis, count in enumerate(reps):
        A = concatenate([A] * count, axis) if count else A[(*[slice(None)] * axis, slice(0, 0))]
    return A.copy()


def array_split(ary, indices_or_sections, axis=0):
    """Parts of about the same length, or between places."""
    ary = asarray(ary)
    axis = normalized(axis, ary.ndim)
    size = ary.shape[axis]
    if hasattr(indices_or_sections, "__len__"):
        ends = [*indices_or_sections, size]
    else:
        each, more = divmod(size, indices_or_sections)
        lengths = [each + (place < more) for place in range(indices_or_sections)]
        ends = [sum(lengths[: place + 1]) for place in range(len(lengths))]
    starts = [0, *ends[:-1]]
    before = [slice(None)] * axis
    return [ary[(*before, slice(a, b))] for a, b in zip(starts, ends, strict=True)]


def split(ary, indices_or_sections, axis=0):
    ary = asarray(ary)
    if not hasattr(indices_or_sections, "__len__") and ary.shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def roll(a, shift, axis=None):
    """Entries moved on, those at the end to the start."""
    a = asarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    size = a.shape[axis]
    places = [(place - shift) % size for place in range(size)]
    return a[(*[slice(None)] * normalized(axis, a.ndim), places)]


def rot90(m, k=1):
    for _ in range(k % 4):
        m = transpose(m)[::-1]
    return m
