"""Reductions: sums, means, variances, extremes."""

import math
import operator
from array import array
from collections import namedtuple

from . import dtypes, missing
from .elementwise import cast, store
from .functions import where
from .graph import record
from .layout import Size, places, prod, row_major, starts, wrap
from .notices import warn
from .summation import reduce_sum, total
from .tensor import NO_AXES, Tensor, function_and_method, functions, scalar, values
from .views import repeated, scatter


def axes_of(tensor, dim):
    """The axes to reduce, as a sorted tuple; None means all."""
    if dim is None or dim == () or dim == []:
        return tuple(range(len(tensor._shape)))
    dims = [dim] if isinstance(dim, int) else dim
    axes = [wrap(axis, len(tensor.shape)) for axis in dims]
    for axis in axes:
        if axes.count(axis) > 1:
            raise RuntimeError(f"dim {axis} appears multiple times in the list of dims")
    return tuple(sorted(axes)) if tensor.shape else ()


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
        sums = store(tensor._dtype, [_integer_sum(group) for group in groups(tensor, axes)])
    elif tensor._plain and len(axes) == len(tensor._shape):
        code = tensor._dtype._typecode
        sums = array(code, [total(tensor._storage, code)])
    else:
        sums = reduce_sum(tensor, axes)
    return Tensor(sums, shape, tensor._dtype)


_integer_sum = sum


@function_and_method
def sum(self, dim=None, keepdim=False, *, dtype=None):
    axes = axes_of(self, dim)
    result = _sum(self, axes, keepdim, dtype)
    shape = self._shape
    name = "SumBackward0" if dim is None else "SumBackward1"
    return record(result, name, (self, lambda grad: expand_reduced(grad, shape, axes, keepdim), ()))


@function_and_method
def mean(self, dim=None, keepdim=False, *, dtype=None):
    if dtype is not None:
        self = self.to(dtype)
    if not self.dtype.is_floating_point:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {self.dtype._type_name}"
        )
    axes = axes_of(self, dim)
    count = prod(self.shape[axis] for axis in axes)
    sums = _sum(self, axes, keepdim)
    result = sums / count
    shape = self.shape
    name = "MeanBackward0" if dim is None else "MeanBackward1"
    rule = lambda grad: expand_reduced(grad, shape, axes, keepdim) / count  # noqa: E731
    return record(result, name, (self, rule, ()))


def _var_or_std(name, finish):
    """A method; `finish` turns variances into results."""

    def measure(self, dim=None, *, unbiased=True, correction=None, keepdim=False):
        if isinstance(dim, bool):  # x.std(False) means unbiased=False
            dim, unbiased = None, dim
        correction = int(unbiased) if correction is None else correction
        axes = axes_of(self, dim)
        result = _variances(name, self, axes, correction, keepdim, finish)
        of_var = _var_rule(self, axes, correction, keepdim)

        def of_std(grad, x, std):
            return of_var(where(std == 0, 0, grad / (std * 2)), x)

        rule, saved = (of_var, (self,)) if name == "var" else (of_std, (self, result))
        return record(result, f"{name.capitalize()}Backward0", (self, rule, saved))

    function_and_method(measure, name)


_var_or_std("var", lambda variance: variance)
_var_or_std("std", math.sqrt)


def _var_rule(x, axes, correction, keepdim):
    shape = x.shape
    count = prod(shape[axis] for axis in axes)
    factor = math.nan if count == correction else 2 / (count - correction)

    def rule(grad, x):
        if not keepdim:
            for axis in axes if len(axes) < len(shape) else ():
                grad = grad.unsqueeze(axis)
        center = x.mean() if len(axes) == len(shape) else x.mean(axes, keepdim=True)
        return factor * grad * (x - center)

    return rule


def _variances(name, tensor, axes, correction, keepdim, finish):
    """Variances from sums in float64, as in torch; `finish` is applied to each."""
    if not tensor.dtype.is_floating_point:
        raise RuntimeError("std and var only support floating point and complex dtypes")
    shape = reduced_shape(tensor.shape, axes, keepdim)
    measure = _two_passes if len(axes) == len(tensor.shape) or prod(shape) == 1 else _welford
    if prod(tensor.shape[axis] for axis in axes) <= correction:
        warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel)."
        )
    results = []
    for group in groups(tensor, axes):
        squares = measure(group, tensor.dtype._typecode)
        freedom = len(group) - correction
        results.append(
            finish(squares / freedom) if freedom > 0 else math.nan if squares == 0 else math.inf
        )
    return Tensor(array(tensor.dtype._typecode, results), shape, tensor.dtype)


def _two_passes(group, typecode):
    """The sum of the squared distances from the mean."""
    numbers = array(typecode, group)
    center = array(typecode, [total(numbers, typecode) / len(group) if group else 0.0])[0]
    squares = 0.0
    for value in group:
        squares += (value - center) * (value - center)
    return squares


def _welford(group, _typecode):
    """The same in one pass, in which the mean is updated (Welford, 1962)."""
    mean = squares = 0.0
    for count, value in enumerate(group, 1):
        distance = value - mean
        mean += distance / count
        squares += distance * (value - mean)
    return squares


# Extremes. nan counts as the most extreme, as in torch.


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


def _truth(name, function):
    def reduce(self, dim=None, keepdim=False):
        axes = axes_of(self, dim)
        results = [function(group) for group in groups(self, axes)]
        return Tensor(array("b", results), reduced_shape(self.shape, axes, keepdim), dtypes.bool_)

    function_and_method(reduce, name)


_truth("any", any)
_truth("all", all)
