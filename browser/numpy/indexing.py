"""x[...] and x[...] = ...: integers and slices give views, arrays and lists give copies."""

from itertools import product as combinations

from .conversion import asarray, converted, is_tensor
from .dtypes import bool_, int64, store
from .layout import broadcast, broadcast_steps, places, row_major, text_of
from .ndarray import finish, ndarray, numbers_of, prod, scalar, view


def get_item(self, index):
    if type(index) is int and len(self._shape) == 1:  # the most frequent case
        size = self._shape[0]
        if -size <= index < size:
            place = self._offset + index % size * self._steps[0]
            return scalar(self._storage[place], self.dtype)
    basic, lists, alone = _split(self, index)
    if lists:
        shape, picked = _picked(basic, lists, alone)
        return ndarray(store(self.dtype, [self._storage[p] for p in picked]), shape, self.dtype)
    items = index if isinstance(index, tuple) else (index,)
    return basic if any(item is Ellipsis for item in items) else finish(basic)


def set_item(self, index, value):
    if self._read_only:
        raise ValueError("assignment destination is read-only")
    value = asarray(value)
    if value.dtype is not self.dtype:
        value = converted(value, self.dtype)
    basic, lists, alone = _split(self, index)
    if not lists:
        if value.ndim and not basic.ndim:
            raise ValueError("setting an array element with a sequence.")
        write(basic, value)
        return
    shape, picked = _picked(basic, lists, alone)
    mask = index if isinstance(index, ndarray) and index.dtype is bool_ else None
    numbers = list(_fitted(value, shape, mask))
    for place, number in zip(picked, numbers, strict=True):
        self._storage[place] = number


def write(target, source):
    """Copy the numbers of an array of the same dtype into another one, broadcast."""
    numbers = _fitted(source, target.shape, None)
    if target._plain and len(numbers) == len(target._storage) and not isinstance(numbers, list):
        target._storage[:] = numbers
        return
    where = places(target.shape, target._steps, target._offset)
    for place, number in zip(where, list(numbers), strict=True):
        target._storage[place] = number


def _fitted(value, shape, mask):
    """The numbers of a value broadcast to a shape; axes of size 1 at its front may be too many."""
    while len(value.shape) > len(shape) and value.shape[0] == 1:
        value = view(value, value.shape[1:], value._steps[1:])
    if value.shape == shape:
        return numbers_of(value)
    try:
        fits = broadcast(value.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        if mask is not None and value.ndim == 1:
            raise ValueError(
                f"NumPy boolean array indexing assignment cannot assign {value.size} input values "
                f"to the {prod(shape)} output values where the mask is true"
            )
        raise ValueError(
            f"could not broadcast input array from shape {text_of(value.shape)} into shape "
            f"{text_of(shape)}"
        )
    steps = broadcast_steps(value, shape)
    return [value._storage[place] for place in places(shape, steps, value._offset)]


def _split(array, index):
    """The view of integers, slices and new axes; arrays and lists by their axes in it."""
    items = [_item(item) for item in (index if isinstance(index, tuple) else (index,))]
    used = sum(_axes_used(item) for item in items)
    if used > array.ndim:
        raise IndexError(
            f"too many indices for array: array is {array.ndim}-dimensional, but {used} were "
            "indexed"
        )
    if Ellipsis not in [item for item in items if not isinstance(item, ndarray)]:
        items.append(Ellipsis)
    shape, steps, offset, lists, axis = [], [], array._offset, {}, 0
    positions = []  # of arrays and integers among the items: are the arrays side by side?
    for position, item in enumerate(items):
        if item is None:
            shape.append(1)
            steps.append(0)
        elif item is Ellipsis:
            rest = array.ndim - used
            shape += array.shape[axis : axis + rest]
            steps += array._steps[axis : axis + rest]
            axis += rest
        elif isinstance(item, int):
            offset += _checked(item, array.shape[axis], axis) * array._steps[axis]
            positions.append(position)
            axis += 1
        elif isinstance(item, slice):
            start, stop, step = item.indices(array.shape[axis])
            length = len(range(start, stop, step))
            offset += start * array._steps[axis] if length else 0
            shape.append(length)
            steps.append(array._steps[axis] * step)
            axis += 1
        elif not item.shape:  # True or False: one entry, or none
            lists[len(shape)] = ndarray(store(int64, [0] * item.item()), (int(item.item()),), int64)
            shape.append(1)
            steps.append(0)
            positions.append(position)
        else:
            for each in _integer_arrays(item, array.shape, axis):
                lists[len(shape)] = each
                shape.append(array.shape[axis])
                steps.append(array._steps[axis])
                axis += 1
            positions.append(position)
    side_by_side = positions == list(range(positions[0], positions[-1] + 1)) if positions else True
    return view(array, tuple(shape), tuple(steps), offset), lists, side_by_side


def _item(item):
    if isinstance(item, bool):
        return asarray(item)
    if item is None or item is Ellipsis or isinstance(item, slice | int):
        return item
    if is_tensor(item) and not item.is_floating_point() and item.numel() == 1:
        return int(item)  # a tensor of one number counts as this number
    if isinstance(item, list | range) or hasattr(item, "__array__"):
        item = asarray(item)
        if not item.size and item.dtype.kind == "f":
            item = item.astype(int64)
    if isinstance(item, ndarray):
        if item.dtype.kind == "f":
            raise IndexError("arrays used as indices must be of integer (or boolean) type")
        return item if item.shape or item.dtype is bool_ else item.item()
    if getattr(getattr(item, "dtype", None), "kind", "") == "b":
        return asarray(item)
    if hasattr(item, "__index__"):
        return item.__index__()
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or "
        "boolean arrays are valid indices"
    )


def _axes_used(item):
    if item is None or item is Ellipsis:
        return 0
    return item.ndim if isinstance(item, ndarray) and item.dtype is bool_ else 1


def _checked(index, size, axis):
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of bounds for axis {axis} with size {size}")
    return index % size


def _integer_arrays(item, shape, axis):
    """Indices for each axis of a mask; or the indices, counted from the front."""
    if item.dtype is not bool_:
        numbers = [_checked(number, shape[axis], axis) for number in numbers_of(item)]
        return [ndarray(store(int64, numbers), item.shape, int64)]
    for step, size in enumerate(item.shape):
        if size != shape[axis + step]:
            raise IndexError(
                f"boolean index did not match indexed array along axis {axis + step}; size of axis "
                f"is {shape[axis + step]} but size of corresponding boolean axis is {size}"
            )
    return nonzero(item)


def nonzero(a):
    """For each axis the indices of the numbers that are not 0."""
    a = asarray(a)
    found = [place for place, number in enumerate(numbers_of(a)) if number]
    axes = zip(row_major(a.shape), a.shape, strict=True)
    columns = [[place // step % size for place in found] for step, size in axes]
    return tuple(ndarray(store(int64, column), (len(found),), int64) for column in columns)


def _picked(basic, lists, side_by_side):
    """The shape that arrays pick from a view, and the places in the storage."""
    try:
        common = broadcast(*(each.shape for each in lists.values()))
    except ValueError:
        shapes = " ".join(text_of(each.shape) for each in lists.values())
        raise IndexError(
            f"shape mismatch: indexing arrays could not be broadcast together with shapes {shapes} "
        ) from None
    first = min(lists) if side_by_side else 0
    rest = [axis for axis in range(basic.ndim) if axis not in lists]
    before, after = ([a for a in rest if a < first], [a for a in rest if a >= first])
    sums = [0] * prod(common)
    for axis, each in lists.items():
        steps = broadcast_steps(each, common)
        numbers = [each._storage[place] for place in places(common, steps, each._offset)]
        sums = [s + n * basic._steps[axis] for s, n in zip(sums, numbers, strict=True)]
    sizes, steps = basic.shape, basic._steps
    outer = places([sizes[a] for a in before], [steps[a] for a in before], basic._offset)
    inner = places([sizes[a] for a in after], [steps[a] for a in after], 0)
    picked = [sum(three) for three in combinations(outer, sums, inner)]
    sizes = [basic.shape[a] for a in before], common, [basic.shape[a] for a in after]
    return tuple(size for part in sizes for size in part), picked


ndarray.__getitem__ = get_item
ndarray.__setitem__ = set_item
