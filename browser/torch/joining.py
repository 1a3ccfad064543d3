"""Several tensors joined into one, and one taken apart into several."""

from functools import partial, reduce
from itertools import accumulate, pairwise, repeat

from . import dtypes
from .arrays import type_of
from .elementwise import cast, store
from .graph import record, recording
from .layout import Size, prod, wrap
from .tensor import Tensor, function_and_method, method, values
from .views import narrow, select, set_base


def stack(tensors, dim=0):
    """Tensors of one shape, joined along a new axis."""
    tensors = _check(tensors, "stack")
    dim = wrap(dim, len(tensors[0].shape) + 1)
    for place, each in enumerate(tensors):
        if each.shape != tensors[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(tensors[0].shape)} "
                f"at entry 0 and {list(each.shape)} at entry {place}"
            )
    shape = tensors[0].shape
    widths = [prod(shape[dim:])] * len(tensors)
    result = _joined(tensors, widths, (*shape[:dim], len(tensors), *shape[dim:]), prod(shape[:dim]))
    rules = [partial(select, dim=dim, index=place) for place in range(len(tensors))]
    return record(result, "StackBackward0", *zip(tensors, rules, repeat(()), strict=False))


def cat(tensors, dim=0):
    """Tensors joined along an axis that they have."""
    tensors = _check(tensors, "cat")
    for place, each in enumerate(tensors):
        if not each.shape:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {place}) cannot be concatenated"
            )
    first = next((each.shape for each in tensors if each.shape != (0,)), (0,))
    dim = wrap(dim, len(first))
    for place, each in enumerate(tensors):
        if each.shape == (0,):
            continue  # which torch allows beside any shape
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
    widths = [prod(each.shape[dim:]) if each.numel() else 0 for each in tensors]
    stops = list(accumulate(each.shape[dim] if each.shape != (0,) else 0 for each in tensors))
    shape = (*first[:dim], stops[-1], *first[dim + 1 :])
    result = _joined(tensors, widths, shape, prod(first[:dim]))
    ends = pairwise([0, *stops])
    rules = [partial(narrow, dim=dim, start=start, stop=stop) for start, stop in ends]
    for place, each in enumerate(tensors):
        if each.shape == (0,):
            rules[place] = lambda grad: grad.new_zeros(0)
    return record(result, "CatBackward0", *zip(tensors, rules, repeat(()), strict=False))


def _joined(tensors, widths, shape, rows):
    """In each row, the next numbers of every tensor, as many as its width; not recorded."""
    dtype = reduce(dtypes.promote_types, [each.dtype for each in tensors])
    parts = [list(values(cast(each, dtype))) for each in tensors]
    numbers = []
    for row in range(rows):
        for part, width in zip(parts, widths, strict=True):
            numbers += part[row * width : (row + 1) * width]
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
                f"expected Tensor as element {place} in argument 0, but got {type_of(each)}"
            )
    return tensors


@function_and_method
def unbind(self, dim=0):
    """The entries along an axis, each as a view."""
    dim = wrap(dim, len(self.shape))
    if not self.shape:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    entries = [select(self.detach(), dim, index) for index in range(self.shape[dim])]
    return _with_one_node(self, entries, "UnbindBackward0", lambda grads: stack(grads, dim))


def split(tensor, split_size_or_sections, dim=0):
    return tensor.split(split_size_or_sections, dim)


def _split(self, split_size, dim=0):
    """Pieces along an axis; the last may be smaller."""
    if not self.shape:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    shown, dim = dim, wrap(dim, len(self.shape))
    size = self.shape[dim]
    lengths, name = split_size, "SplitWithSizesBackward0"
    _check_sizes(split_size, size, shown)
    if isinstance(split_size, int):
        starts = range(0, max(size, 1), split_size or 1)
        lengths, name = [min(split_size, size - start) for start in starts], "SplitBackward0"
    plain, ends = self.detach(), pairwise(accumulate(lengths, initial=0))
    pieces = [narrow(plain, dim, start, stop) for start, stop in ends]
    return _with_one_node(self, pieces, name, lambda grads: cat(grads, dim))


method(_split, "split")
_split.__qualname__ = "Tensor.split"


@function_and_method
def chunk(self, chunks, dim=0):
    """So many pieces along an axis, or fewer; the last may be smaller."""
    if not self.shape:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = self.shape[wrap(dim, len(self.shape))]
    return self.split(-(-size // chunks) if size else [0] * chunks, dim)


def _check_sizes(sizes, size, dim):
    if isinstance(sizes, int):
        if sizes < 0:
            raise RuntimeError(
                f"split expects split_size be non-negative, but got split_size={sizes}"
            )
        if size and not sizes:
            raise RuntimeError(
                f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}"
            )
        return
    if not isinstance(sizes, list | tuple):
        raise TypeError(
            "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not "
            f"{type(sizes).__name__}"
        )
    got = f"but got split_sizes={list(sizes)}"
    if any(each < 0 for each in sizes):
        raise RuntimeError(
            f"split_with_sizes expects split_sizes have only non-negative entries, {got}"
        )
    if sum(sizes) != size:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size "
            f"at dimension {dim}), {got}"
        )


def _with_one_node(base, views, name, rule):
    """Views that share one node; a view without a gradient counts as 0."""
    for each in views:
        set_base(each, base)
    if recording(base) and views:
        shapes = [each.shape for each in views]

        def of_all(grads):
            grads = grads if isinstance(grads, list) else [grads]
            some = next(grad for grad in grads if grad is not None)
            pairs = zip(grads, shapes, strict=True)
            return rule([some.new_zeros(s) if grad is None else grad for grad, s in pairs])

        record(views, name, (base, of_all, ()))
    return tuple(views)
