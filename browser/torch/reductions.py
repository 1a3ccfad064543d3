"""Reductions: sums, means, whether all or any are true; and what all reductions share."""

from array import array

from . import dtypes
from .elementwise import cast, store
from .graph import record, recording
from .layout import Size, places, prod, refuse_repeated, starts, wrap
from .shapes import repeated
from .summation import reduce_sum, total
from .tensor import NO_AXES, Tensor, function_and_method


def axes_of(tensor, dim):
    """The axes to reduce, as a sorted tuple; None means all."""
    if dim is None or dim == () or dim == []:
        return tuple(range(len(tensor._shape)))
    dims = [dim] if isinstance(dim, int) else dim
    axes = [wrap(axis, len(tensor.shape)) for axis in dims]
    refuse_repeated(axes)
    return tuple(sorted(axes)) if tensor.shape else ()


def summed_in(tensor, dtype):
    """The tensor in the dtype in which it is to be added up or multiplied."""
    if recording(tensor) and not dtype.is_floating_point:
        raise RuntimeError(f"Autograd not support dtype: {dtype._type_name}")
    return tensor.to(dtype)


def reduced_shape(shape, axes, keepdim):
    if not keepdim and len(axes) == len(shape):
        return NO_AXES
    sizes = [1 if axis in axes else size for axis, size in enumerate(shape)]
    return Size(size for axis, size in enumerate(sizes) if keepdim or axis not in axes)


def groups(tensor, axes):
    """For each result, the numbers that it is made of, in row-major order."""
    sizes, strides = tensor.shape, tensor._strides
    inner = places([sizes[axis] for axis in axes], [strides[axis] for axis in axes], tensor._offset)
    return [[tensor._storage[start + p] for p in inner] for start in starts(sizes, strides, axes)]


def expand_reduced(grad, shape, axes, keepdim):
    """The rule of a sum: every number gets the gradient of its sum."""
    if not grad.shape:
        return repeated(grad, shape)
    if not keepdim and len(axes) < len(shape):
        for axis in axes:
            grad = grad.unsqueeze(axis)
    return grad.expand(shape)


def _sum(tensor, axes, keepdim, dtype=None):
    """The sums, not recorded."""
    if not tensor._dtype.is_floating_point:
        tensor = cast(tensor, dtype or dtypes.int64)
    elif dtype is not None:
        tensor = cast(tensor, dtype)
    shape = reduced_shape(tensor._shape, axes, keepdim)
    if not tensor._dtype.is_floating_point:
        sums = [_integer_sum(group) for group in groups(tensor, axes)]
        sums = store(tensor._dtype, map(bool, sums) if dtype is dtypes.bool_ else sums)
    elif tensor._plain and len(axes) == len(tensor._shape):
        code = tensor._dtype._typecode
        sums = array(code, [total(tensor._storage, code)])
    else:
        sums = reduce_sum(tensor, axes)
    return Tensor(sums, shape, tensor._dtype)


_integer_sum = sum


@function_and_method
def sum(self, dim=None, keepdim=False, *, dtype=None):
    if dtype is not None:
        self = summed_in(self, dtype)
    axes = axes_of(self, dim)
    result = _sum(self, axes, keepdim, dtype)
    shape = self._shape
    name = "SumBackward0" if dim is None else "SumBackward1"
    return record(result, name, (self, lambda grad: expand_reduced(grad, shape, axes, keepdim), ()))


@function_and_method
def mean(self, dim=None, keepdim=False, *, dtype=None):
    named = "Input" if dtype is None else "Optional"
    if dtype is not None:
        self = self.to(dtype)
    if not self.dtype.is_floating_point:
        raise RuntimeError(
            f"mean(): could not infer output dtype. {named} dtype must be either a floating point "
            f"or complex dtype. Got: {self.dtype._type_name}"
        )
    axes = axes_of(self, dim)
    count = prod(self.shape[axis] for axis in axes)
    sums = _sum(self, axes, keepdim)
    result = sums / count
    shape = self.shape
    name = "MeanBackward0" if dim is None else "MeanBackward1"
    rule = lambda grad: expand_reduced(grad, shape, axes, keepdim) / count  # noqa: E731
    return record(result, name, (self, rule, ()))


def _truth(name, function):
    def reduce(self, dim=None, keepdim=False):
        axes = axes_of(self, dim)
        results = [function(group) for group in groups(self, axes)]
        return Tensor(array("b", results), reduced_shape(self.shape, axes, keepdim), dtypes.bool_)

    function_and_method(reduce, name)


_truth("any", any)


_truth("all", all)
