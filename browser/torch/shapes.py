"""Views of all numbers in another shape: axes added, dropped, repeated, in another order."""

from .elementwise import store
from .graph import pass_on, record
from .layout import (
    Size,
    as_tuple,
    broadcast_strides,
    is_row_major,
    prod,
    refuse_repeated,
    strides_for,
    wrap,
)
from .tensor import Tensor, function_and_method, method, type_name, values
from .views import view


def repeated(self, shape):
    """One number, repeated to a shape."""
    return view(self, shape, (0,) * len(shape), "ExpandBackward0", pass_on)


@method
def expand(self, *sizes):
    """A larger shape, in which axes of size 1 repeat."""
    sizes = as_tuple(sizes)
    new = len(sizes) - len(self.shape)
    if new < 0:
        raise RuntimeError(
            f"expand({type_name(self)}{{{list(self.shape)}}}, size={list(sizes)}): the number of "
            f"sizes provided ({len(sizes)}) must be greater or equal to the number of dimensions "
            f"in the tensor ({len(self.shape)})"
        )
    shape = []
    for axis, size in enumerate(sizes):
        old = self.shape[axis - new] if axis >= new else 1
        if size == -1:
            if axis < new:
                raise RuntimeError(
                    "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing "
                    f"dimension {axis}"
                )
            size = old
        if old not in (1, size):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({old}) at "
                f"non-singleton dimension {axis}.  Target sizes: {list(sizes)}.  "
                f"Tensor sizes: {list(self.shape)}"
            )
        shape.append(size)
    return view(self, Size(shape), broadcast_strides(self, shape), "ExpandBackward0", pass_on)


@method
def expand_as(self, other):
    return self.expand(other.shape)


@function_and_method
def permute(self, *dims):
    """Axes in another order."""
    dims = as_tuple(dims)
    if len(dims) != len(self.shape):
        raise RuntimeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {len(self.shape)} is "
            f"not equal to len(dims) = {len(dims)}"
        )
    dims = [wrap(dim, len(self.shape)) for dim in dims]
    if len(set(dims)) < len(dims):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return permuted(self, dims, "PermuteBackward0")


def permuted(self, dims, name):
    back = sorted(range(len(dims)), key=dims.__getitem__)
    return view(self, *_axes(self, dims), name, lambda grad: grad.permute(back))


def _axes(tensor, axes):
    """Shape and strides of these axes."""
    return Size(tensor.shape[axis] for axis in axes), tuple(tensor._strides[axis] for axis in axes)


def reverse_axes(self, name):
    return permuted(self, list(reversed(range(len(self.shape)))), name)


@function_and_method
def transpose(self, dim0, dim1):
    dims = list(range(len(self.shape)))
    dim0, dim1 = wrap(dim0, len(dims)), wrap(dim1, len(dims))
    if dims:
        dims[dim0], dims[dim1] = dim1, dim0
    return permuted(self, dims, "TransposeBackward0")


@function_and_method
def t(self):
    if len(self.shape) > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {len(self.shape)}D"
        )
    return reverse_axes(self, "TBackward0")


@function_and_method
def unsqueeze(self, dim):
    """With a new axis of size 1."""
    dim = wrap(dim, len(self.shape) + 1)
    stride = self.shape[dim] * self._strides[dim] if dim < len(self.shape) else 1
    shape = Size((*self.shape[:dim], 1, *self.shape[dim:]))
    strides = (*self._strides[:dim], stride, *self._strides[dim:])
    return view(self, shape, strides, "UnsqueezeBackward0", lambda grad: grad.squeeze(dim))


@function_and_method
def squeeze(self, dim=None):
    """Without axes of size 1."""
    dims = range(len(self.shape)) if dim is None else [dim] if isinstance(dim, int) else dim
    axes = [wrap(each, len(self.shape)) for each in dims]
    if dim is not None:
        refuse_repeated(axes)
    rest = [a for a in range(len(self.shape)) if a not in axes or self.shape[a] != 1]
    name = 0 if dim is None else 1 if isinstance(dim, int) else 2
    return _reshaped(self, *_axes(self, rest), f"SqueezeBackward{name}")


@function_and_method
def reshape(self, *sizes):
    """The same numbers in another shape; a copy if no view has it."""
    sizes = _infer(self, as_tuple(sizes))
    strides = strides_for(self.shape, self._strides, sizes)
    if strides is None:
        return self.clone()._unsafe_view(sizes)
    dense = is_row_major(self.shape, self._strides)
    return _reshaped(self, sizes, strides, "ViewBackward0" if dense else "ReshapeAliasBackward0")


def _reshaped(self, sizes, strides, name):
    shape = self.shape
    return view(self, Size(sizes), strides, name, lambda grad: grad.reshape(shape))


@method
def _unsafe_view(self, sizes):
    """A copy in another shape."""
    numbers = values(self)
    result = Tensor(store(self.dtype, list(numbers)), Size(sizes), self.dtype)
    shape = self.shape
    return record(result, "UnsafeViewBackward0", (self, lambda grad: grad.reshape(shape), ()))


def _view(self, *sizes):
    sizes = _infer(self, as_tuple(sizes))
    strides = strides_for(self.shape, self._strides, sizes)
    if strides is None:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return _reshaped(self, sizes, strides, "ViewBackward0")


method(_view, "view")


def _infer(tensor, sizes):
    """The sizes, with -1 replaced by what is left."""
    count = prod(tensor.shape)
    if -1 in sizes:
        rest = prod(size for size in sizes if size != -1)
        if sizes.count(-1) > 1:
            raise RuntimeError("only one dimension can be inferred")
        if rest and count % rest == 0:
            return tuple(count // rest if size == -1 else size for size in sizes)
    elif prod(sizes) == count:
        return tuple(sizes)
    raise RuntimeError(f"shape '{list(sizes)}' is invalid for input of size {count}")


@function_and_method
def flatten(self, start_dim=0, end_dim=-1):
    axes = len(self.shape)
    first, last = wrap(start_dim, axes), wrap(end_dim, axes)
    if not axes:
        return self.reshape(1)
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return self
    middle = prod(self.shape[first : last + 1])
    return self.reshape(*self.shape[:first], middle, *self.shape[last + 1 :])
