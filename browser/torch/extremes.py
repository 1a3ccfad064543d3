"""The largest and the least: of all numbers, along axes, and their places. nan counts as both."""

import operator
from array import array
from collections import namedtuple

from . import dtypes
from .copying import scatter
from .functions import where
from .graph import record
from .layout import row_major, starts
from .reductions import axes_of, expand_reduced, groups, reduced_shape
from .tensor import Tensor, function_and_method, functions, scalar, values


def _best(group, better):
    """The place of the first value that no other beats."""
    best = 0
    for place, value in enumerate(group):
        if value != value:
            return place
        if better(value, group[best]):
            best = place
    return best


def _extreme(name, better):
    """`max` or `min`: of all numbers, along an axis, or of two tensors."""

    def represent(self):
        return f"torch.return_types.{name}(\nvalues={self[0]!r},\nindices={self[1]!r})"

    result_type = namedtuple(name, ("values", "indices"))
    result_type.__repr__ = represent

    def extreme(self, dim=None, keepdim=False, *, other=None):
        if other is not None:
            return functions[f"{name}imum"](self, other)
        if dim is None:
            return _extreme_of_all(self, name, better)
        axes = _axes_with_entries(self, dim, name)
        indices = _places(self, better, axes, keepdim)
        pairs = zip(groups(self, axes), indices._storage, strict=True)
        best = array(self.dtype._typecode, [group[place] for group, place in pairs])
        best = Tensor(best, indices.shape, self.dtype)
        shape = self.shape

        def rule(grad, indices):
            return scatter(grad, shape, _places_in(shape, axes, indices._storage))

        record(best, f"{name.capitalize()}Backward0", (self, rule, (indices,)))
        return result_type(best, indices)

    function_and_method(extreme, name)


def _places(tensor, better, axes, keepdim):
    indices = [_best(group, better) for group in groups(tensor, axes)]
    shape = reduced_shape(tensor.shape, axes, keepdim)
    return Tensor(array("q", indices), shape, dtypes.int64)


def _places_in(shape, axes, indices):
    """The row-major places of the entries with these indices along an axis."""
    strides = row_major(shape)
    step = strides[axes[0]] if axes else 0
    begins = starts(shape, strides, axes)
    return [start + step * index for start, index in zip(begins, indices, strict=True)]


def _axes_with_entries(tensor, dim, name):
    axes = axes_of(tensor, dim)
    for axis in axes:
        if not tensor.shape[axis]:
            raise IndexError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")
    return axes


def _extreme_of_all(tensor, name, better):
    numbers = values(tensor)
    if not len(numbers):
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
            "reduction dim with the 'dim' argument."
        )
    result = scalar(numbers[_best(numbers, better)], tensor.dtype)

    def rule(grad, x, best):
        is_best = x.isnan() if best.isnan() else x == best
        return where(is_best, grad / is_best.sum(), 0)

    return record(result, f"{name.capitalize()}Backward1", (tensor, rule, (tensor, result)))


def _extreme_over(name, better):
    """`amax` or `amin`, along some axes; equal ones share the gradient."""

    def extreme(self, dim=(), keepdim=False):
        if dim in ((), []) and not self.numel():
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
                "Specify the reduction dim with the 'dim' argument."
            )
        axes = _axes_with_entries(self, dim, name)
        numbers = [group[_best(group, better)] for group in groups(self, axes)]
        full = self.shape
        shape = reduced_shape(full, axes, keepdim)
        result = Tensor(array(self.dtype._typecode, numbers), shape, self.dtype)

        def rule(grad, x, best):
            is_best = x == expand_reduced(best, full, axes, keepdim)
            count = is_best.sum(axes, keepdim=True)
            return where(is_best, expand_reduced(grad, full, axes, keepdim) / count, 0)

        return record(result, f"{name.capitalize()}Backward0", (self, rule, (self, result)))

    function_and_method(extreme, name)


def _place_of(name, better):
    """`argmax` or `argmin`."""

    def place(self, dim=None, keepdim=False):
        if self.dtype is dtypes.bool_:
            raise RuntimeError(f"{name}(): does not support bool input")
        if dim is not None:
            return _places(self, better, _axes_with_entries(self, dim, name), keepdim)
        if not self.numel():
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
            )
        best = scalar(_best(values(self), better), dtypes.int64)
        return best.reshape([1] * len(self.shape)) if keepdim else best

    function_and_method(place, name)


for _name, _better in (("max", operator.gt), ("min", operator.lt)):
    _extreme(_name, _better)
    _extreme_over(f"a{_name}", _better)
    _place_of(f"arg{_name}", _better)
