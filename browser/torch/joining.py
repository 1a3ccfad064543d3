"""Several tensors put together into one."""

from . import dtypes
from .autograd import note, recording
from .elementwise import cast, store
from .layout import Size, prod, wrap
from .tensor import Tensor, values
from .views import narrow, select


def stack(tensors, dim=0):
    """Tensors of one shape beside one another, along a new axis."""
    tensors = _checked(tensors, "stack")
    for place, each in enumerate(tensors):
        if each.shape != tensors[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(tensors[0].shape)} "
                f"at entry 0 and {list(each.shape)} at entry {place}"
            )
    dim = wrap(dim, len(tensors[0].shape) + 1)
    shape = tensors[0].shape
    result = _joined(tensors, (*shape[:dim], len(tensors), *shape[dim:]), prod(shape[dim:]))
    if recording(*tensors):
        inputs = [(each, _entry(dim, place), ()) for place, each in enumerate(tensors)]
        note(result, "StackBackward0", *inputs)
    return result


def _entry(dim, place):
    return lambda grad: select(grad, dim, place)


def cat(tensors, dim=0):
    """Tensors one after the other, along an axis that they have."""
    tensors = _checked(tensors, "cat")
    for place, each in enumerate(tensors):
        if not each.shape:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {place}) cannot be concatenated"
            )
    dim = wrap(dim, len(tensors[0].shape))
    first = tensors[0].shape
    for place, each in enumerate(tensors):
        if len(each.shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and "
                f"{len(each.shape)}"
            )
        for axis, size in enumerate(each.shape):
            if axis != dim and size != first[axis]:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size "
                    f"{first[axis]} but got size {size} for tensor number {place} in the list."
                )
    rows = prod(first[:dim])
    dtype = _common(tensors)
    parts = [(list(values(cast(each, dtype))), prod(each.shape[dim:])) for each in tensors]
    numbers = []
    for row in range(rows):
        for listed, width in parts:
            numbers += listed[row * width : (row + 1) * width]
    length = sum(each.shape[dim] for each in tensors)
    shape = Size((*first[:dim], length, *first[dim + 1 :]))
    result = Tensor(store(dtype, numbers), shape, dtype)
    if recording(*tensors):
        inputs, start = [], 0
        for each in tensors:
            inputs.append((each, _piece(dim, start, start + each.shape[dim]), ()))
            start += each.shape[dim]
        note(result, "CatBackward0", *inputs)
    return result


def _piece(dim, start, stop):
    return lambda grad: narrow(grad, dim, start, stop)


def _common(tensors):
    dtype = tensors[0].dtype
    for each in tensors[1:]:
        dtype = dtypes.promote_types(dtype, each.dtype)
    return dtype


def _joined(tensors, shape, width):
    dtype = _common(tensors)
    listed = [list(values(cast(each, dtype))) for each in tensors]
    rows = len(listed[0]) // width if width else 0
    numbers = [
        number
        for row in range(rows)
        for each in listed
        for number in each[row * width : (row + 1) * width]
    ]
    return Tensor(store(dtype, numbers), Size(shape), dtype)


def _checked(tensors, name):
    tensors = list(tensors)
    if not tensors:
        if name == "stack":
            raise RuntimeError("stack expects a non-empty TensorList")
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for place, each in enumerate(tensors):
        if not isinstance(each, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 0, but got {type(each).__name__}"
            )
    return tensors
