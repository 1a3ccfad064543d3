"""Other shapes and orders of the same numbers: views where there is one, else copies."""

from .conversion import asarray
from .layout import as_shape, broadcast, broadcast_steps, normalized, strides_for, text_of
from .ndarray import copy_of, method, ndarray, prod, read_only, read_only_here, refuse_order, view


@method
def reshape(self, *shape, order="C", copy=None):
    """The same numbers in another shape; one size may be -1."""
    shape = shape[0] if len(shape) == 1 else shape
    sizes = [shape] if hasattr(shape, "__index__") else list(shape)
    sizes = [size.__index__() for size in sizes]
    if order == "F":
        return reshape(self.T, *sizes[::-1]).T
    refuse_order(order)
    full = _inferred(self, sizes)
    steps = strides_for(self.shape, self._steps, full)
    if steps is not None and not copy:
        return view(self, full, steps)
    if copy is False:
        raise ValueError("Unable to avoid creating a copy while reshaping.")
    return ndarray(copy_of(self)._storage, full, self.dtype)


def _inferred(array, sizes):
    count = array.size
    if sum(size < 0 for size in sizes) > 1:
        raise ValueError("can only specify one unknown dimension")
    rest = prod(size for size in sizes if size >= 0)
    full = tuple(size if size >= 0 else count // rest if rest else 0 for size in sizes)
    if prod(full) != count:
        raise ValueError(f"cannot reshape array of size {count} into shape {text_of(tuple(sizes))}")
    return full


@method
def ravel(self, order="C"):
    """All numbers along one axis; a view where there is one."""
    return reshape(asarray(self), -1, order=order)


@method
def flatten(self, order="C"):
    return copy_of(ravel(self, order))


@method
def transpose(self, *axes):
    """Axes in another order; without one, the reverse."""
    if len(axes) == 1 and (axes[0] is None or not hasattr(axes[0], "__index__")):
        axes = axes[0]
    order = tuple(axes or range(self.ndim - 1, -1, -1))
    if len(order) != self.ndim:
        raise ValueError("axes don't match array")
    order = [normalized(axis, self.ndim) for axis in order]
    if len(set(order)) < len(order):
        raise ValueError("repeated axis in transpose")
    shape, steps = ([values[axis] for axis in order] for values in (self.shape, self._steps))
    return view(self, tuple(shape), tuple(steps))


@method
def swapaxes(self, axis1, axis2):
    order = list(range(self.ndim))
    axis1, axis2 = normalized(axis1, self.ndim), normalized(axis2, self.ndim)
    order[axis1], order[axis2] = axis2, axis1
    return transpose(self, order)


def moveaxis(a, source, destination):
    a = asarray(a)
    order = [axis for axis in range(a.ndim) if axis != normalized(source, a.ndim)]
    order.insert(normalized(destination, a.ndim), normalized(source, a.ndim))
    return transpose(a, order)


@method
def squeeze(self, axis=None):
    """Without axes of size 1."""
    if axis is not None:
        axes = axis if isinstance(axis, tuple) else (axis,)
        axes = [normalized(each, self.ndim) for each in axes]
        if any(self.shape[each] != 1 for each in axes):
            raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    else:
        axes = [each for each, size in enumerate(self.shape) if size == 1]
    rest = [each for each in range(self.ndim) if each not in axes]
    shape, steps = ([values[each] for each in rest] for values in (self.shape, self._steps))
    return view(self, tuple(shape), tuple(steps))


def expand_dims(a, axis):
    """With new axes of size 1."""
    a = asarray(a)
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    count = a.ndim + len(axes)
    axes = [normalized(each, count) for each in axes]
    rest = iter(range(a.ndim))
    order = [None if place in axes else next(rest) for place in range(count)]
    shape = tuple(1 if axis is None else a.shape[axis] for axis in order)
    return view(a, shape, tuple(0 if axis is None else a._steps[axis] for axis in order))


def broadcast_to(array, shape):
    array, shape = asarray(array), as_shape(shape)
    try:
        fits = broadcast(array.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            "operands could not be broadcast together with remapped shapes [original->remapped]: "
            f"{text_of(array.shape)}  and requested shape {text_of(shape)}"
        )
    result = view(array, shape, broadcast_steps(array, shape))
    result._read_only = True  # one number may stand at several places
    return result


def flip(m, axis=None):
    """In reverse order along all axes, or some."""
    m = asarray(m)
    axes = range(m.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    reverse = {normalized(each, m.ndim) for each in axes}
    return m[tuple(slice(None, None, -1 if each in reverse else 1) for each in range(m.ndim))]


def atleast_1d(*arys):
    """Each array, with one axis if it has none."""
    return _one_or_all([each if each.ndim else reshape(each, 1) for each in map(asarray, arys)])


def atleast_2d(*arys):
    """Each array with two axes at least; new ones come first."""
    arrays = [atleast_1d(each) for each in arys]
    return _one_or_all([each if each.ndim > 1 else each[None] for each in arrays])


def _one_or_all(arrays):
    return arrays[0] if len(arrays) == 1 else tuple(arrays)


read_only("T", transpose)
read_only("mT", lambda self: swapaxes(self, -1, -2))
read_only_here("flat", lambda self: iter(flatten(self)))
