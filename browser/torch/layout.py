"""Shapes and strides: where in the storage the numbers of a tensor are."""

from functools import cache, lru_cache, reduce
from itertools import zip_longest
from math import prod


class Size(tuple):
    """The shape of a tensor."""

    __slots__ = ()

    def __repr__(self):
        return f"torch.Size([{', '.join(map(str, self))}])"

    def numel(self):
        return prod(self)


@cache
def row_major(shape):
    """The strides of a shape: 1 for the last axis, its size for the one before, and so on."""
    strides, stride = [], 1
    for size in reversed(shape):
        strides.append(stride)
        stride *= max(size, 1)
    return tuple(reversed(strides))


@lru_cache
def drop_axis(axis, shape, strides):
    """Shape and strides of one entry along an axis, which goes."""
    return Size(shape[:axis] + shape[axis + 1 :]), strides[:axis] + strides[axis + 1 :]


def is_row_major(shape, strides):
    """Whether the strides are row-major; those of axes of size 1 do not matter."""
    if strides == row_major(shape):
        return True
    axes = zip(shape, strides, row_major(shape), strict=True)
    return 0 in shape or all(size == 1 or stride == dense for size, stride, dense in axes)


def is_dense(tensor):
    """Whether its storage holds its numbers and no others, with the axes in any order."""
    whole = not tensor._offset and len(tensor._storage) == prod(tensor._shape)
    return whole and has_no_gaps(tensor)


def has_no_gaps(tensor):
    """Whether it fills a part of its storage, with the axes in any order."""
    axes = sorted(zip(tensor._strides, tensor._shape, strict=True), reverse=True)
    if not axes:
        return True
    strides, shape = zip(*axes, strict=True)
    return is_row_major(shape, strides)


def places(shape, strides, offset):
    """The place in the storage of each number, in row-major order."""
    result = [offset]
    for size, stride in zip(shape, strides, strict=True):
        steps = range(0, size * stride, stride) if stride else [0] * size
        result = [place + step for place in result for step in steps]
    return result


def read(storage, shape, strides, offset):
    """The numbers of a storage at those places, in row-major order."""
    if not shape:
        return storage[offset : offset + 1]
    *outer, size = shape
    *steps, stride = strides
    numbers = storage[:0]
    for start in places(outer, steps, offset):
        if stride:
            numbers += storage[start : start + size * stride : stride]
        else:
            numbers += storage[start : start + 1] * size
    return numbers


def starts(shape, strides, axes):
    """Where each group along some axes begins, in row-major order of the other axes."""
    rest = [axis for axis in range(len(shape)) if axis not in axes]
    return places([shape[axis] for axis in rest], [strides[axis] for axis in rest], 0)


@lru_cache
def broadcast(a, b):
    """The shape to which both broadcast."""
    sizes = []
    for axis, (m, n) in enumerate(zip_longest(reversed(a), reversed(b), fillvalue=1)):
        if m != n and 1 not in (m, n):
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) "
                f"at non-singleton dimension {max(len(a), len(b)) - 1 - axis}"
            )
        sizes.append(n if m == 1 else m)
    return Size(reversed(sizes))


def broadcast_shapes(*shapes):
    """The shape to which all of them broadcast."""
    shapes = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    return Size(reduce(broadcast, shapes, ()))


def broadcast_strides(tensor, shape):
    """The strides of a tensor broadcast to a shape: 0 along axes that repeat."""
    new = len(shape) - len(tensor.shape)
    strides = [
        stride if size == target else 0
        for size, stride, target in zip(tensor.shape, tensor._strides, shape[new:], strict=True)
    ]
    return (*[0] * new, *strides)


def strides_for(shape, strides, sizes):
    """Strides that read the same storage in that shape; None if there are none."""
    if is_row_major(shape, strides):
        return row_major(tuple(sizes))
    found, axis = [], len(sizes) - 1
    count, covered, base = 1, 1, None
    for old in reversed(range(len(shape))):
        if base is None:
            base = strides[old]
        count *= shape[old]
        adjacent = old and (shape[old - 1] == 1 or strides[old - 1] == count * base)
        if adjacent:
            continue
        while axis >= 0 and (covered < count or sizes[axis] == 1):
            found.append(covered * base)
            covered *= sizes[axis]
            axis -= 1
        if covered != count:
            return None
        count, covered, base = 1, 1, None
    return tuple(reversed(found)) if axis < 0 else None


def memory_order(shape, operands, reduced=None):
    """The axes from the fastest in memory to the slowest, as torch's TensorIterator sorts them.

    Args:
        shape: sizes of the axes.
        operands: strides of each operand.
        reduced: strides of the result of a reduction, 0 along the reduced axes.
    """

    def slower(one, other):
        """1 if axis `one` is slower than axis `other`, -1 if it is faster, 0 if undecided."""
        if reduced is not None and (reduced[one] == 0) != (reduced[other] == 0):
            return 1 if reduced[other] == 0 else -1
        for strides in operands if reduced is None else [reduced, *operands]:
            first, second = strides[one], strides[other]
            if first == 0 or second == 0:
                continue
            if first != second:
                return 1 if first > second else -1
            if shape[one] > shape[other]:
                return 1
        return 0

    order = list(reversed(range(len(shape))))
    for start in range(1, len(order)):
        current = start
        for before in reversed(range(start)):
            comparison = slower(order[before], order[current])
            if comparison < 0:
                break
            if comparison > 0:
                order[before], order[current] = order[current], order[before]
                current = before
    return order


def as_tuple(sizes):
    """Sizes given one by one, or as one list."""
    return tuple(sizes[0]) if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes


def refuse_repeated(axes):
    for axis in axes:
        if axes.count(axis) > 1:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")


def wrap(axis, axes):
    """An axis counted from 0; -1 is the last."""
    least, most = -max(axes, 1), max(axes, 1) - 1
    if not least <= axis <= most:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{least}, {most}], but got {axis})"
        )
    return axis % max(axes, 1)
