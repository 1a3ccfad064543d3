"""Views: other ways to read the same storage. No number is copied, and a change shows in both."""

from . import dtypes
from .elementwise import mapped, store
from .grad_mode import mode
from .graph import pass_on, record
from .layout import (
    Size,
    as_tuple,
    broadcast_strides,
    drop_axis,
    is_row_major,
    places,
    prod,
    strides_for,
    wrap,
)
from .tensor import Tensor, filled, function_and_method, method, type_name, values


def view(base, shape, strides, name, rule, offset=None):
    """A view, from the base's offset if none is given; the rule is for the gradient of the base."""
    offset = base._offset if offset is None else offset
    result = Tensor(base._storage, shape, base._dtype, strides, offset)
    result._changes = base._changes
    set_base(result, base)
    return record(result, name, (base, rule, ()))


def set_base(result, base):
    """Remember what the result is a view of: a change in place asks for it."""
    result._base = base if base._base is None else base._base
    result._base_node = result._base._node
    result._recorded = mode.enabled


def into_zeros(grad, shape, view_of):
    """Zeros in the shape of the base, with the gradient where the view is."""
    full = grad.new_zeros(shape)
    if mode.enabled and grad._wants_grad:
        places = view_of(Tensor(range(prod(shape)), Size(shape), dtypes.int64))
        return scatter(grad, shape, values(places))
    assign(view_of(full), grad)
    return full


def scatter(grad, shape, where, *, adding=False):
    """Zeros with each number of the gradient set at its place, or added there; recorded."""
    storage = store(grad.dtype, [0]) * prod(shape)
    for place, value in zip(where, values(grad), strict=True):
        storage[place] = storage[place] + value if adding else value
    result = Tensor(storage, Size(shape), grad.dtype)
    own = grad.shape
    return record(result, "IndexPutBackward0", (grad, lambda g: gather(g, own, where), ()))


def gather(tensor, shape, where):
    """The numbers at some places of the row-major order; recorded."""
    numbers = values(tensor)
    storage = store(tensor.dtype, [numbers[place] for place in where])
    result = Tensor(storage, Size(shape), tensor.dtype)
    full = tensor.shape
    indices = Tensor(where, Size((len(where),)), dtypes.int64)
    rule = lambda grad, indices: scatter(grad, full, indices._storage, adding=True)  # noqa: E731
    return record(result, "IndexBackward0", (tensor, rule, (indices,)))


def assign(target, source):
    """Copy numbers into a tensor, not recorded."""
    same = target._shape == source._shape and target._dtype is source._dtype
    if same and target._plain and source._plain:
        target._storage[:] = source._storage
        return
    if source.shape == target.shape:
        numbers = values(source)
    else:
        strides = broadcast_strides(source, target.shape)
        numbers = [source._storage[p] for p in places(target.shape, strides, source._offset)]
    if target.dtype is not source.dtype:
        numbers = store(target.dtype, list(map(target.dtype._python_type, numbers)))
    if isinstance(numbers, list):
        numbers = store(target.dtype, numbers)
    storage, start, count = target._storage, target._offset, len(numbers)
    if is_row_major(target.shape, target._strides):
        storage[start : start + count] = numbers
        return
    numbers = list(numbers)  # the source may share the storage
    where = places(target.shape, target._strides, start)
    for place, value in zip(where, numbers, strict=True):
        storage[place] = value


def alias(self):
    """A view of all numbers."""
    return view(self, self.shape, self._strides, "AliasBackward0", pass_on)


def select(self, dim, index, position=None):
    """One entry along an axis, which goes; errors name its position in the index."""
    if not self._shape and index == 0:
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` "
            "in C++ to convert a 0-dim tensor to a number"
        )
    size = self._shape[dim] if self._shape else 0
    if not -size <= index < size:
        axis = dim if position is None else position
        raise IndexError(f"index {index} is out of bounds for dimension {axis} with size {size}")
    index %= size
    shape = self._shape
    return view(
        self,
        *drop_axis(dim, shape, self._strides),
        "SelectBackward0",
        lambda grad: _into_row(grad, shape, dim, index),
        self._offset + index * self._strides[dim],
    )


def _into_row(grad, shape, dim, index):
    """Zeros in the shape of the base, with the gradient as one entry of an axis."""
    if dim or grad._wants_grad or not grad._plain:
        return into_zeros(grad, shape, lambda full: select(full, dim, index))
    full = filled(shape, 0, grad.dtype)
    start = index * len(grad._storage)
    full._storage[start : start + len(grad._storage)] = grad._storage
    return full


def narrow(self, dim, start, stop, step=1):
    """The entries start, start + step, ... before stop along an axis."""
    shape, length = self.shape, len(range(start, stop, step))
    return view(
        self,
        Size((*shape[:dim], length, *shape[dim + 1 :])),
        (*self._strides[:dim], self._strides[dim] * step, *self._strides[dim + 1 :]),
        "SliceBackward0",
        lambda grad: into_zeros(grad, shape, lambda full: narrow(full, dim, start, stop, step)),
        self._offset + (start * self._strides[dim] if shape[dim] else 0),
    )


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
        if size == -1 and axis >= new:
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
    if not axes:
        return self.reshape(1)
    first, last = wrap(start_dim, axes), wrap(end_dim, axes)
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return self
    middle = prod(self.shape[first : last + 1])
    return self.reshape(*self.shape[:first], middle, *self.shape[last + 1 :])


@function_and_method
def clone(self):
    """A copy with its own storage, in the same order in memory."""
    if self._plain:
        result = Tensor(self._storage[:], self._shape, self._dtype)
    else:
        result = mapped(lambda number: number, self.dtype, self)
    return record(result, "CloneBackward0", (self, pass_on, ()))


@method
def contiguous(self):
    if is_row_major(self.shape, self._strides):
        return self
    result = Tensor(store(self.dtype, list(values(self))), self.shape, self.dtype)
    return record(result, "CloneBackward0", (self, pass_on, ()))
