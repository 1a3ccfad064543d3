"""Several tensors joined into one, and one taken apart into several."""

from . import dtypes
from .autograd import mode, note, recording
from .elementwise import cast, store
from .layout import Size, prod, wrap
from .tensor import Tensor, method, values
from .views import narrow, select


def stack(tensors, dim=0):
    """Tensors of one shape, joined along a new axis."""
    tensors = _check(tensors, "stack")
    for place, each in enumerate(tensors):
        if each.shape != tensors[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(tensors[0].shape)} "
                f"at entry 0 and {list(each.shape)} at entry {place}"
            )
    dim = wrap(dim, len(tensors[0].shape) + 1)
    shape = tensors[0].shape
    result = _stack(tensors, (*shape[:dim], len(tensors), *shape[dim:]), prod(shape[dim:]))
    if recording(*tensors):
        inputs = [(each, _entry(dim, place), ()) for place, each in enumerate(tensors)]
        note(result, "StackBackward0", *inputs)
    return result


def _entry(dim, place):
    return lambda grad: select(grad, dim, place)


def cat(tensors, dim=0):
    """Tensors joined along an axis that they have."""
    tensors = _check(tensors, "cat")
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
    dtype = _common_dtype(tensors)
    parts = [(list(values(cast(each, dtype))), prod(each.shape[dim:])) for each in tensors]
    numbers = []
    for row in range(rows):
        for part, width in parts:
            numbers += part[row * width : (row + 1) * width]
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


def _common_dtype(tensors):
    dtype = tensors[0].dtype
    for each in tensors[1:]:
        dtype = dtypes.promote_types(dtype, each.dtype)
    return dtype


def _stack(tensors, shape, width):
    dtype = _common_dtype(tensors)
    parts = [list(values(cast(each, dtype))) for each in tensors]
    rows = len(parts[0]) // width if width else 0
    numbers = [
        number
        for row in range(rows)
        for part in parts
        for number in part[row * width : (row + 1) * width]
    ]
    return Tensor(store(dtype, numbers), Size(shape), dtype)


def _check(tensors, name):
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


@method
def unbind(self, dim=0):
    """The entries along an axis, each as a view."""
    if not self.shape:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    dim = wrap(dim, len(self.shape))
    entries = [select(self.detach(), dim, index) for index in range(self.shape[dim])]
    return _with_one_note(self, entries, "UnbindBackward0", lambda grads: stack(grads, dim))


@method
def split(self, split_size, dim=0):
    """Pieces along an axis; the last may be smaller."""
    if not self.shape:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = wrap(dim, len(self.shape))
    size = self.shape[dim]
    lengths = _split_sizes(size, split_size) if isinstance(split_size, int) else split_size
    pieces, start, plain = [], 0, self.detach()
    for length in lengths:
        pieces.append(narrow(plain, dim, start, start + length))
        start += length
    name = "SplitBackward0" if isinstance(split_size, int) else "SplitWithSizesBackward0"
    return _with_one_note(self, pieces, name, lambda grads: cat(grads, dim))


def _split_sizes(size, length):
    """Sizes of the pieces of an axis."""
    return [min(length, size - start) for start in range(0, max(size, 1), length)]


def _with_one_note(base, views, name, rule):
    """Views that share one note; a view without a gradient counts as 0."""
    for each in views:
        each.base = base if base.base is None else base.base
        each.base_node = each.base.node
        each.recorded = mode.enabled
    if recording(base) and views:
        shapes = [each.shape for each in views]

        def of_all(grads):
            grads = grads if isinstance(grads, list) else [grads]
            some = next(grad for grad in grads if grad is not None)
            pairs = zip(grads, shapes, strict=True)
            return rule([some.new_zeros(s) if grad is None else grad for grad, s in pairs])

        note(views, name, (base, of_all, ()))
    return tuple(views)
