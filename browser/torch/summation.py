"""Sums: torch's order of additions, since each of them rounds.

torch adds 8 numbers at a time, in 8 lanes (4 in float64), and adds partial sums to one another, so
that small numbers are not lost beside a large one: ATen's "cascade sum". Every step rounds here as
it does there, so that sums agree to the last bit, on x86-64 and for fewer than 32,768 numbers
(torch divides more among threads).
"""

from array import array
from math import prod
from operator import add

from . import loops
from .layout import memory_order, places, read, row_major

LANES = {"f": 8, "d": 4}
BLOCK = 16  # rows whose sum moves up one level
LEVELS = 4
INTERLEAVED = 4  # rows with accumulators of their own


def total(values, typecode):
    """The sum of the numbers of an array."""
    if loops.total is not None and typecode == "f":
        return loops.total(values.buffer_info()[0], len(values))
    lanes = LANES[typecode]
    if len(values) < lanes:
        return row_sum(values, 1, typecode)[0] + 0.0  # turns -0 into 0: torch starts at 0
    whole = len(values) - len(values) % lanes
    partial = row_sum(values[:whole], lanes, typecode)
    cell = array(typecode, [0.0])  # a cell of the array rounds what is stored in it
    for value in values[whole:]:
        cell[0] += value
    for value in partial:
        cell[0] += value
    return cell[0]


def row_sum(values, width, typecode):
    """The sum of rows of this width, with four accumulators."""
    if loops.row_sum is not None and typecode == "f":
        return _by_loop(loops.row_sum, values, width)
    wide = INTERLEAVED * width
    end = len(values) - len(values) % wide
    sums = cascade(values[:end], wide, typecode)
    first = sums[:width]
    for start in range(end, len(values), width):
        first = array(typecode, list(map(add, first, values[start : start + width])))
    for start in range(width, wide, width):
        first = array(typecode, list(map(add, first, sums[start : start + width])))
    return first


def cascade(values, width, typecode):
    """The sum of rows of this width: sums of blocks first, then sums of these, and so on."""
    if loops.cascade is not None and typecode == "f":
        return _by_loop(loops.cascade, values, width)
    rows = len(values) // width
    if rows == 1:
        return values
    zeros = array(typecode, [0.0]) * width
    levels = [zeros] * LEVELS
    for row in range(rows):
        sums = map(add, levels[0], values[row * width : row * width + width])
        levels[0] = array(typecode, list(sums))
        done = row + 1
        if done % BLOCK:
            continue
        for level in range(1, LEVELS):
            levels[level] = array(typecode, list(map(add, levels[level], levels[level - 1])))
            levels[level - 1] = zeros
            if done % BLOCK ** (level + 1):
                break
    sums = levels[0]
    if rows >= BLOCK:
        for level in levels[1:]:
            sums = array(typecode, list(map(add, sums, level)))
    return sums


def _by_loop(loop, values, width):
    sums = array("f", bytes(4 * width))
    loop(values.buffer_info()[0], len(values), width, sums.buffer_info()[0])
    return sums


def reduce_sum(tensor, axes):
    """The sums over some axes of a floating-point tensor, an array in row-major order."""
    shape, typecode = tensor.shape, tensor.dtype._typecode
    rest = [axis for axis in range(len(shape)) if axis not in axes]
    sums = array(typecode, [0.0]) * prod(shape[axis] for axis in rest)
    if 0 in shape:
        return sums
    result = [0] * len(shape)
    for axis, stride in zip(rest, row_major(tuple(shape[axis] for axis in rest)), strict=True):
        result[axis] = stride
    nest = _nest(shape, tensor._strides, result)
    (size0, in0, out0), (size1, in1, out1), *outer = nest
    sizes = [size for size, _, _ in outer]
    starts = places(sizes, [stride for _, stride, _ in outer], tensor._offset)
    ends = places(sizes, [stride for _, _, stride in outer], 0)
    for start, end in zip(starts, ends, strict=True):
        if out0 and out1:  # these two loops add nothing up
            read = places((size1, size0), (in1, in0), start)
            write = places((size1, size0), (out1, out0), end)
            for source, target in zip(read, write, strict=True):
                sums[target] += tensor._storage[source]
            continue
        if out0:
            size0, in0, out0, size1, in1, out1 = (size1, in1, out1, size0, in0, out0)
        columns = _columns(tensor._storage, typecode, start, (size0, in0), (size1, in1))
        for column, value in enumerate(columns):
            sums[end + column * out1] += value
    return sums


def _nest(shape, strides, result):
    """Size, stride, and stride of the result, of each loop, innermost first; at least two."""
    nest = []
    for axis in memory_order(shape, [strides], result):
        size, step, out = shape[axis], strides[axis], result[axis]
        if nest:
            inner, inner_step, inner_out = nest[-1]
            dense = inner * inner_step == step and inner * inner_out == out
            if inner == 1:
                nest[-1] = (size, step, out)
                continue
            if size == 1 or dense:
                nest[-1] = (inner * size, inner_step, inner_out)
                continue
        nest.append((size, step, out))
    return nest + [(1, 0, 0)] * (2 - len(nest))


def _columns(storage, typecode, start, down, along):
    """The sum of each column; `down` and `along` are size and stride of the two loops."""
    (rows, row_stride), (columns, column_stride) = down, along
    lanes = LANES[typecode]

    def gather(first, count):
        sizes, strides = (rows, count), (row_stride, column_stride)
        if count == 1:
            sizes, strides = (rows,), (row_stride,)
        return array(typecode, read(storage, sizes, strides, start + first * column_stride))

    if row_stride == 1 and rows >= lanes:
        return [total(gather(column, 1), typecode) for column in range(columns)]
    if column_stride == 1 and columns >= lanes:
        together = columns - columns % (INTERLEAVED * lanes)
    elif row_stride < column_stride:
        together = 0
    else:
        together = columns - columns % INTERLEAVED
    sums = array(typecode)
    if together:
        sums += cascade(gather(0, together), together, typecode)
    if together < columns:
        sums += row_sum(gather(together, columns - together), columns - together, typecode)
    return sums
