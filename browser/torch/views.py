"""Views: other ways to read the same storage. No number is copied, and a change shows in both."""

from . import dtypes
from .copying import assign, scatter
from .grad_mode import mode
from .graph import pass_on, record
from .layout import Size, drop_axis, prod
from .tensor import Tensor, filled, values


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
        places = view_of(Tensor(list(range(prod(shape))), Size(shape), dtypes.int64))
        return scatter(grad, shape, values(places))
    assign(view_of(full), grad)
    return full


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
