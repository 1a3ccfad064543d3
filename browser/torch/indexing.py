"""x[...] and x[...] = ...: integers and slices give views, tensors and lists give copies."""

from . import creation, dtypes
from .arrays import is_array, python_number
from .copying import assign, gather
from .elementwise import broadcast_values, operand, reorder
from .functions import where
from .grad_mode import mode
from .graph import record, recording
from .inplace import count_change, overlaps, refuse_change, refuse_overlap
from .joining import unbind
from .layout import Size, broadcast, broadcast_strides, memory_order, places, prod, row_major
from .notices import warn
from .tensor import Tensor, filled, values
from .views import alias, narrow, select


def get_item(self, index):
    if type(index) is int:  # the most frequent case
        return select(self, 0, index)
    view, lists = _split_index(self, index)
    if lists is not None:
        picked, shape, order = _picked_places(view, lists)
        return reorder(gather(view, shape, picked), order)
    if view is not self:
        return view
    return narrow(self, 0, 0, len(self)) if isinstance(index, slice) else alias(self)


def set_item(self, index, value):
    detached = self.detach()
    view, lists = _split_index(detached, index)
    is_view = view is not detached
    name = "CopySlices" if is_view else "CopyBackwards" if lists is None else "IndexPutBackward0"
    number = not isinstance(value, Tensor)
    if number:
        value = _as_tensor(value, self.dtype)
        name = "FillBackward3" if name == "CopyBackwards" and self.shape else name
    _refuse(self, value, is_view)
    if lists is None:
        refuse_overlap(view)
        assign(view, _fitted(value.detach(), view.shape))
    else:
        _check_put(view, lists, value, number)
        picked, shape, _ = _picked_places(view, lists)
        stored = places(view.shape, view._strides, view._offset)
        source = _fitted(value.detach(), shape).to(self.dtype)
        for place, number in zip(picked, list(values(source)), strict=True):
            self._storage[stored[place]] = number
    count_change(self)
    if recording(self, value):
        _record_change(self, index, value, name)


def _check_put(view, lists, value, number):
    """Lists of places take numbers of the same dtype; a mask also one number of another."""
    fills = value.numel() == 1 and all(each.dtype is dtypes.bool_ for each in lists.values())
    if not (number or fills or value.dtype is view.dtype):
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{view.dtype._type_name} for the destination and {value.dtype._type_name} for the "
            "source."
        )
    if overlaps(view):
        warn(
            "Use of index_put_ on expanded tensors is deprecated. Please clone() the tensor before "
            "performing this operation. This also applies to advanced indexing e.g. "
            "tensor[indices] = tensor"
        )


def _refuse(self, value, is_view):
    if is_view and mode.enabled and self._wants_grad and self._node is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )
    refuse_change(self, value)


def _record_change(self, index, value, name):
    """Overwritten numbers get no gradient; written ones get that of their place."""
    full = self.shape
    written = get_item(Tensor(list(range(self.numel())), full, dtypes.int64), index)
    where_written, shape = list(values(written)), written.shape
    is_old = filled(full, True, dtypes.bool_)
    for place in where_written:
        is_old._storage[place] = False
    record(
        self,
        name,
        (self, lambda grad: where(is_old, grad, operand(0, grad)), ()),
        (value, lambda grad: gather(grad, shape, where_written), ()),
    )


def _as_tensor(value, dtype):
    value = python_number(value)
    if isinstance(value, bool | int | float):
        return operand(dtype._python_type(value), Tensor([], (0,), dtype))
    raise TypeError(f"can't assign a {type(value).__name__} to a torch.{dtype._type_name}Tensor")


def _fitted(value, shape):
    """The value broadcast to a shape; axes of size 1 at its front may be too many."""
    while len(value.shape) > len(shape) and value.shape[0] == 1:
        value = value[0]
    return value.expand(shape)


def _split_index(tensor, index):
    """The view of integers, slices and new axes; and the tensors and lists, by axis, or None."""
    if type(index) is int:
        return select(tensor, 0, index), None
    if isinstance(index, slice) and not tensor.shape:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    items = index if isinstance(index, tuple) else (index,)
    items = [_plain_item(item) for item in items]
    used = sum(_axes_used(item) for item in items)
    if used > len(tensor.shape):
        raise IndexError(f"too many indices for tensor of dimension {len(tensor.shape)}")
    if not any(item is Ellipsis for item in items):
        items.append(Ellipsis)
    spanned = len(tensor.shape) - used
    axis, lists = 0, {}
    for position, item in enumerate(items):
        if item is Ellipsis:
            axis += spanned
        elif item is None:
            tensor = tensor.unsqueeze(axis)
            axis += 1
        elif isinstance(item, int):
            tensor = select(tensor, axis, item, position)
        elif isinstance(item, slice):
            tensor = _slice(tensor, axis, item)
            axis += 1
        elif item.dtype is dtypes.bool_ and not item.shape:
            tensor = tensor.unsqueeze(axis)
            lists[axis] = item.reshape(1)
            axis += 1
        else:
            lists[axis] = item
            axis += _axes_used(item)
    return tensor, lists or None


def _slice(tensor, axis, item):
    if item.step is not None and item.step <= 0:
        raise ValueError("step must be greater than zero")
    size = tensor.shape[axis]
    parts = [None if part is None else int(part) for part in (item.start, item.stop, item.step)]
    start, stop, step = slice(*parts).indices(size)
    if (start, stop, step) == (0, size, 1) and (size or not item.start):
        return tensor
    return narrow(tensor, axis, start, max(start, stop), step)


def _plain_item(item):
    if isinstance(item, bool):
        return filled((), item, dtypes.bool_)
    if isinstance(item, Tensor):
        if item.dtype.is_floating_point:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        return int(item) if not item.shape and item.dtype._category == 1 else item
    if isinstance(item, list | range) or is_array(item):
        return _plain_item(creation.tensor(item))
    if item is None or item is Ellipsis or isinstance(item, slice | int):
        return item
    if isinstance(item, str):
        raise TypeError("new(): invalid data type 'str'")
    if hasattr(item, "__index__"):
        return item.__index__()
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {type(item).__name__})"
    )


def _axes_used(item):
    if item is None or item is Ellipsis:
        return 0
    return len(item.shape) if isinstance(item, Tensor) and item.dtype is dtypes.bool_ else 1


def _picked_places(view, lists):
    """What tensors and lists pick: places in the view, their shape, the order of its axes.

    Places count in row-major order; the order is that of the axes in memory.
    """
    lists = _integer_lists(view, lists)
    common = Size()
    for each in lists.values():
        common = _broadcast(common, each.shape, lists)
    axes = sorted(lists)
    adjacent = axes == list(range(axes[0], axes[-1] + 1))
    first = axes[0] if adjacent else 0
    rest = [axis for axis in range(len(view.shape)) if axis not in lists]
    before = [axis for axis in rest if axis < first]
    after = [axis for axis in rest if axis >= first]
    strides = row_major(view.shape)
    sums = [0] * prod(common)
    for axis in axes:
        numbers = broadcast_values(lists[axis], common)
        sums = [s + n * strides[axis] for s, n in zip(sums, numbers, strict=True)]
    outer = places([view.shape[a] for a in before], [strides[a] for a in before], 0)
    inner = places([view.shape[a] for a in after], [strides[a] for a in after], 0)
    picked = [o + s + i for o in outer for s in sums for i in inner]
    shape = Size([*(view.shape[a] for a in before), *common, *(view.shape[a] for a in after)])
    order = _order(view, lists.values(), common, before, after)
    return picked, shape, order


def _order(view, lists, common, before, after):
    """The axes of the result in torch's order in memory, the slowest first."""
    shape = [*(view.shape[a] for a in before), *common, *(view.shape[a] for a in after)]
    strides = [view._strides[axis] for axis in before]
    operands = [[*strides, *[0] * len(common), *(view._strides[axis] for axis in after)]]
    outer = [prod(common) if view.shape[axis] == 1 else 0 for axis in before]
    inner = [1 if view.shape[axis] == 1 else 0 for axis in after]
    operands += [[*outer, *broadcast_strides(each, common), *inner] for each in lists]
    return memory_order(shape, operands)[::-1]


def _integer_lists(view, lists):
    """For each axis a tensor of indices from 0; a mask gives one for each of its axes."""
    result = {}
    for axis, item in lists.items():
        if item.dtype is dtypes.bool_:
            _check_mask(view, axis, item)
            for step, indices in enumerate(unbind(item.nonzero(), 1)):
                numbers = list(values(indices))
                result[axis + step] = Tensor(numbers, indices.shape, dtypes.int64)
        else:
            numbers = _from_the_front(values(item), axis, view.shape[axis])
            result[axis] = Tensor(numbers, item.shape, dtypes.int64)
    return result


def _from_the_front(numbers, axis, size):
    if not size and len(numbers):
        raise IndexError("index is out of bounds for dimension with size 0")
    for number in numbers:
        if not -size <= number < size:
            raise IndexError(
                f"index {number} is out of bounds for dimension {axis} with size {size}"
            )
    return [number % size for number in numbers]


def _broadcast(common, shape, lists):
    try:
        return broadcast(common, shape)
    except RuntimeError:
        shapes = ", ".join(str(list(each.shape)) for each in lists.values())
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None


def _check_mask(view, axis, mask):
    for step, size in enumerate(mask.shape):
        if size != view.shape[axis + step]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {step} does not match the "
                f"shape of the indexed tensor {list(view.shape)} at index {axis + step}"
            )


def iterate(self):
    if not self.shape:
        raise TypeError("iteration over a 0-d tensor")
    return iter(unbind(self))


def length(self):
    if not self.shape:
        raise TypeError("len() of a 0-d tensor")
    return self.shape[0]


Tensor.__getitem__ = get_item
Tensor.__setitem__ = set_item
Tensor.__iter__ = iterate
Tensor.__len__ = length
