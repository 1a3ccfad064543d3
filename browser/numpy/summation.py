"""Sums in numpy's order, which decides on the last digits: by pairs of halves, in eight lanes."""

from functools import reduce
from operator import add

from .dtypes import float32, store
from .layout import places
from .ndarray import prod

LANES, BLOCK = 8, 128


def pairwise(numbers, dtype):
    """The sum of numbers that lie side by side."""
    count = len(numbers)
    if count < LANES:
        return _one_by_one(numbers, dtype)
    if count > BLOCK:
        half = count // 2 - count // 2 % LANES
        both = pairwise(numbers[:half], dtype), pairwise(numbers[half:], dtype)
        return _one_by_one(both, dtype)
    whole = count - count % LANES
    lanes = [_one_by_one(numbers[lane:whole:LANES], dtype) for lane in range(LANES)]
    while len(lanes) > 1:
        lanes = [_one_by_one(lanes[i : i + 2], dtype) for i in range(0, len(lanes), 2)]
    return _one_by_one([lanes[0], *numbers[whole:]], dtype)


def _one_by_one(numbers, dtype):
    """Each sum rounded as the dtype does; not by `sum`, which is more exact since Python 3.12."""
    if dtype is not float32:
        return reduce(add, numbers, -0.0)
    cell = store(float32, [-0.0])
    for number in numbers:
        cell[0] += number
    return cell[0]


def sums(array, axes):
    """The sums over some axes of an array of fractions, in row-major order of the others."""
    kept = [axis for axis in range(array.ndim) if axis not in axes]
    starts = places(
        [array.shape[a] for a in kept], [array._steps[a] for a in kept], _first(array, axes)
    )
    if 0 in array.shape:
        return [0.0] * prod(array.shape[axis] for axis in kept)
    outer, run = _loops(array, axes)
    around = places([size for size, _ in outer], [step for _, step in outer], 0)
    storage, dtype = array._storage, array.dtype
    size, step = run
    results = []
    for start in starts:
        begins = (start + each for each in around)
        if size == 1:
            parts = [storage[begin] for begin in begins]
        else:
            runs = (_run(storage, begin, size, step) for begin in begins)
            parts = [pairwise(each, dtype) for each in runs]
        results.append(0.0 + _one_by_one(parts, dtype))  # numpy starts at 0
    return results


def _first(array, axes):
    """Where the numbers to sum up begin in memory: numpy turns axes that run backward."""
    back = ((array.shape[a] - 1) * array._steps[a] for a in axes if array._steps[a] < 0)
    return array._offset + sum(back)


def _run(storage, begin, size, step):
    return storage[begin : begin + size * step : step] if step else [storage[begin]] * size


def _loops(array, axes):
    """Sizes and steps of the loops over the summed axes, the slowest first; and of the inner one.

    The inner loop is the fastest axis in memory, if that is summed up; else one number long.
    """
    order = sorted(
        (axis for axis in range(array.ndim) if array.shape[axis] > 1),
        key=lambda axis: -abs(array._steps[axis]),
    )
    joined = []  # loops side by side in memory that are one
    for axis in order:
        size, step, summed = array.shape[axis], abs(array._steps[axis]), axis in axes
        if joined and summed and joined[-1][2] and joined[-1][1] == size * step:
            joined[-1] = joined[-1][0] * size, step, True
        else:
            joined.append((size, step, summed))
    loops = [(size, step) for size, step, summed in joined if summed]
    if joined and joined[-1][2]:
        return loops[:-1], loops[-1]
    return loops, (1, 1)
