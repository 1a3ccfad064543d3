"""x[...] and x[...] = ...: numbers and slices give views, tensors and lists of places a copy."""

from . import creation, dtypes
from .autograd import mode, note, recording
from .elementwise import operand, reorder, spread
from .functions import where
from .inplace import changed, refuse_change
from .joining import unbind
from .layout import Size, broadcast, memory_order, places, prod, row_major, stretched
from .tensor import Tensor, filled, values
from .views import alias, assign, gather, narrow, select, type_text


def get_item(self, index):
    viewed, chosen = _look(self, index)
    if chosen is not None:
        return _pick(viewed, chosen)
    if viewed is not self:
        return viewed
    return narrow(self, 0, 0, len(self)) if isinstance(index, slice) else alias(self)


def set_item(self, index, value):
    detached = self.detach()
    viewed, chosen = _look(detached, index)
    is_view = viewed is not detached
    name = "CopySlices" if is_view else "CopyBackwards" if chosen is None else "IndexPutBackward0"
    if not isinstance(value, Tensor):
        value = _as_tensor(value, self.dtype)
        name = "FillBackward3" if name == "CopyBackwards" and self.shape else name
    _refuse(self, value, is_view)
    if chosen is None:
        _check_fits(value, viewed.shape)
        while len(value.shape) > len(viewed.shape) and value.shape[0] == 1:
            value = value[0]
        assign(viewed, value.detach())
    else:
        spots, shape, _ = _chosen_places(viewed, chosen)
        _check_fits(value, shape)
        there = places(viewed.shape, viewed.strides, viewed.offset)
        source = value.detach().to(self.dtype).expand(shape)
        for spot, number in zip(spots, list(values(source)), strict=True):
            self.storage[there[spot]] = number
    changed(self)
    if recording(self, value):
        _note_change(self, index, value, name)


def _refuse(self, value, is_view):
    if is_view and mode.enabled and self.wants_grad and self.node is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )
    refuse_change(self, value)


def _note_change(self, index, value, name):
    """What was overwritten gets no gradient; what was written gets that of its place."""
    full = self.shape
    taken = get_item(Tensor(range(self.numel()), full, dtypes.int64), index)
    spots, shape = list(values(taken)), taken.shape
    kept = filled(full, True, dtypes.bool_)
    for spot in spots:
        kept.storage[spot] = False
    note(
        self,
        name,
        (self, lambda grad: where(kept, grad, operand(0, grad)), ()),
        (value, lambda grad: gather(grad, shape, spots), ()),
    )


def _as_tensor(value, dtype):
    if isinstance(value, bool | int | float):
        return operand((bool, int, float)[dtype.category](value), Tensor([], (0,), dtype))
    raise TypeError(f"can't assign a {type(value).__name__} to a torch.{dtype.type_name}Tensor")


def _check_fits(value, shape):
    own = value.shape
    while len(own) > len(shape) and own[0] == 1:
        own = own[1:]
    fits = len(own) <= len(shape) and all(
        mine in (1, theirs) for mine, theirs in zip(reversed(own), reversed(shape), strict=False)
    )
    if fits:
        return
    if len(own) > len(shape):
        raise RuntimeError(
            f"expand({type_text(value)}, size={list(shape)}): the number of sizes provided "
            f"({len(shape)}) must be greater or equal to the number of dimensions in the tensor "
            f"({len(value.shape)})"
        )
    for axis in range(len(shape)):
        mine = own[axis - (len(shape) - len(own))] if axis >= len(shape) - len(own) else 1
        if mine not in (1, shape[axis]):
            raise RuntimeError(
                f"The expanded size of the tensor ({shape[axis]}) must match the existing size "
                f"({mine}) at non-singleton dimension {axis}.  Target sizes: {list(shape)}.  "
                f"Tensor sizes: {list(own)}"
            )


def _look(tensor, index):
    """The view of the numbers, slices and new axes, and the lists of places that remain."""
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
    axis, chosen = 0, {}
    for position, item in enumerate(items):
        if item is Ellipsis:
            axis += spanned
        elif item is None:
            tensor = tensor.unsqueeze(axis)
            axis += 1
        elif isinstance(item, int):
            tensor = select(tensor, axis, item, called=position)
        elif isinstance(item, slice):
            if item.step is not None and item.step <= 0:
                raise ValueError("step must be greater than zero")
            start, stop, step = slice(
                *[
                    None if part is None else int(part)
                    for part in (item.start, item.stop, item.step)
                ]
            ).indices(tensor.shape[axis])
            unchanged = (start, stop, step) == (0, tensor.shape[axis], 1)
            if not unchanged or (item.start and not tensor.shape[axis]):
                tensor = narrow(tensor, axis, start, max(start, stop), step)
            axis += 1
        elif item.dtype is dtypes.bool_ and not item.shape:
            tensor = tensor.unsqueeze(axis)
            chosen[axis] = item.reshape(1)
            axis += 1
        else:
            chosen[axis] = item
            axis += _axes_used(item)
    return tensor, chosen or None


def _plain_item(item):
    if isinstance(item, bool):
        return filled((), item, dtypes.bool_)
    if isinstance(item, Tensor):
        if item.dtype.is_floating_point:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        return int(item) if not item.shape and item.dtype.category == 1 else item
    if isinstance(item, list | range):
        return creation.tensor(list(item))
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


def _chosen_places(viewed, chosen):
    """What lists of places pick: row-major places in the view, the shape, the order of its axes."""
    lists = _lists(viewed, chosen)
    picked = Size()
    for each in lists.values():
        picked = _together(picked, each.shape, lists)
    axes = sorted(lists)
    adjacent = axes == list(range(axes[0], axes[-1] + 1))
    first = axes[0] if adjacent else 0
    rest = [axis for axis in range(len(viewed.shape)) if axis not in lists]
    before = [axis for axis in rest if axis < first]
    after = [axis for axis in rest if axis >= first]
    strides = row_major(viewed.shape)
    sums = [0] * prod(picked)
    for axis in axes:
        numbers = spread(lists[axis], picked)
        sums = [s + n * strides[axis] for s, n in zip(sums, numbers, strict=True)]
    outer = places([viewed.shape[a] for a in before], [strides[a] for a in before], 0)
    inner = places([viewed.shape[a] for a in after], [strides[a] for a in after], 0)
    spots = [o + s + i for o in outer for s in sums for i in inner]
    shape = Size([*(viewed.shape[a] for a in before), *picked, *(viewed.shape[a] for a in after)])
    order = _order(viewed, lists.values(), picked, before, after)
    return spots, shape, order


def _order(viewed, lists, picked, before, after):
    """The axes of what is picked as they lie in memory, the slowest first."""
    shape = [*(viewed.shape[a] for a in before), *picked, *(viewed.shape[a] for a in after)]
    strides = [viewed.strides[axis] for axis in before]
    operands = [[*strides, *[0] * len(picked), *(viewed.strides[axis] for axis in after)]]
    outer = [prod(picked) if viewed.shape[axis] == 1 else 0 for axis in before]
    inner = [1 if viewed.shape[axis] == 1 else 0 for axis in after]
    operands += [[*outer, *stretched(each, picked), *inner] for each in lists]
    return memory_order(shape, operands)[::-1]


def _lists(viewed, chosen):
    """For each axis a tensor of places, counted from the front."""
    lists = {}
    for axis, item in chosen.items():
        if item.dtype is dtypes.bool_:
            _check_mask(viewed, axis, item)
            every = zip(_every(item.shape), values(item), strict=True)
            found = [place for place, true in every if true]
            for step in range(len(item.shape)):
                numbers = [place[step] for place in found]
                lists[axis + step] = Tensor(numbers, Size((len(found),)), dtypes.int64)
        else:
            numbers = _from_the_front(values(item), axis, viewed.shape[axis])
            lists[axis] = Tensor(numbers, item.shape, dtypes.int64)
    return lists


def _from_the_front(numbers, axis, size):
    if not size and len(numbers):
        raise IndexError("index is out of bounds for dimension with size 0")
    for number in numbers:
        if not -size <= number < size:
            raise IndexError(
                f"index {number} is out of bounds for dimension {axis} with size {size}"
            )
    return [number % size for number in numbers]


def _together(picked, shape, lists):
    try:
        return broadcast(picked, shape)
    except RuntimeError:
        shapes = ", ".join(str(list(each.shape)) for each in lists.values())
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None


def _check_mask(viewed, axis, mask):
    for step, size in enumerate(mask.shape):
        if size != viewed.shape[axis + step]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {step} does not match the "
                f"shape of the indexed tensor {list(viewed.shape)} at index {axis + step}"
            )


def _every(shape):
    found = [()]
    for size in shape:
        found = [(*place, index) for place in found for index in range(size)]
    return found


def _pick(viewed, chosen):
    spots, shape, order = _chosen_places(viewed, chosen)
    return reorder(gather(viewed, shape, spots), order)


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
