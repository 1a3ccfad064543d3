"""Reductions: sums, means, variances, extremes, norms."""

import builtins
import math
from array import array

from . import dtypes, missing
from .autograd import note, recording
from .elementwise import cast, floating, operand, store
from .functions import where
from .layout import Size, places, prod, row_major, wrap
from .summation import reduce_sum, total
from .tensor import NO_AXES, Tensor, method, scalar, values
from .views import repeated, scatter


def axes_of(tensor, dim):
    """The axes to reduce, as a sorted tuple; None means all."""
    if dim is None or dim == () or dim == []:
        return tuple(range(len(tensor.shape)))
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
    sizes, strides = tensor.shape, tensor.strides
    rest = [axis for axis in range(len(sizes)) if axis not in axes]
    starts = places([sizes[axis] for axis in rest], [strides[axis] for axis in rest], tensor.offset)
    inner = places([sizes[axis] for axis in axes], [strides[axis] for axis in axes], 0)
    return [[tensor.storage[start + place] for place in inner] for start in starts]


def spread_back(grad, shape, axes, keepdim):
    """The rule of a sum: every number gets the gradient of its sum."""
    if not grad.shape:
        return repeated(grad, shape)
    if not keepdim and len(axes) < len(shape):
        for axis in axes:
            grad = grad.unsqueeze(axis)
    return grad.expand(shape)


def _sum(tensor, axes, keepdim, dtype=None):
    """Without a note."""
    if not tensor.dtype.is_floating_point:
        tensor = cast(tensor, dtype or dtypes.int64)
    elif dtype is not None:
        tensor = cast(tensor, dtype)
    shape = reduced_shape(tensor.shape, axes, keepdim)
    if not tensor.dtype.is_floating_point:
        sums = store(tensor.dtype, [_integer_sum(group) for group in groups(tensor, axes)])
    elif tensor.plain and len(axes) == len(tensor.shape):
        code = tensor.dtype.typecode
        sums = array(code, [total(tensor.storage, code)])
    else:
        sums = reduce_sum(tensor, axes)
    return Tensor(sums, shape, tensor.dtype)


_integer_sum = sum


@method
def sum(self, dim=None, keepdim=False, *, dtype=None):
    axes = axes_of(self, dim)
    result = _sum(self, axes, keepdim, dtype)
    if recording(self):
        shape = self.shape
        name = "SumBackward0" if dim is None else "SumBackward1"
        note(result, name, (self, lambda grad: spread_back(grad, shape, axes, keepdim), ()))
    return result


@method
def mean(self, dim=None, keepdim=False):
    if not self.dtype.is_floating_point:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {self.dtype.type_name}"
        )
    axes = axes_of(self, dim)
    count = prod(self.shape[axis] for axis in axes)
    sums = _sum(self, axes, keepdim)
    with_count = operand(count, sums)
    result = _without_note(sums, with_count)
    if recording(self):
        shape = self.shape
        name = "MeanBackward0" if dim is None else "MeanBackward1"
        rule = lambda grad: spread_back(grad, shape, axes, keepdim) / count  # noqa: E731
        note(result, name, (self, rule, ()))
    return result


def _without_note(sums, count):
    return sums.detach() / count


@method
def var(self, dim=None, *, unbiased=True, correction=None, keepdim=False):
    if isinstance(dim, bool):  # x.std(False) means unbiased=False
        dim, unbiased = None, dim
    correction = int(unbiased) if correction is None else correction
    axes = axes_of(self, dim)
    result = _spread(self, axes, correction, keepdim, lambda x: x)
    if recording(self):
        note(result, "VarBackward0", (self, _var_rule(self, axes, correction, keepdim), (self,)))
    return result


@method
def std(self, dim=None, *, unbiased=True, correction=None, keepdim=False):
    if isinstance(dim, bool):  # x.std(False) means unbiased=False
        dim, unbiased = None, dim
    correction = int(unbiased) if correction is None else correction
    axes = axes_of(self, dim)
    result = _spread(self, axes, correction, keepdim, math.sqrt)
    if recording(self):
        of_var = _var_rule(self, axes, correction, keepdim)

        def rule(grad, x, spread):
            grad = where(spread == 0, operand(0, grad), grad / (spread * 2))
            return of_var(grad, x)

        note(result, "StdBackward0", (self, rule, (self, result)))
    return result


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


def _spread(tensor, axes, correction, keepdim, finish):
    """Variances from sums in float64, as in torch; `finish` is applied to each."""
    if not tensor.dtype.is_floating_point:
        raise RuntimeError("std and var only support floating point and complex dtypes")
    shape = reduced_shape(tensor.shape, axes, keepdim)
    measure = _two_passes if len(axes) == len(tensor.shape) or prod(shape) == 1 else _welford
    results = []
    for group in groups(tensor, axes):
        squares = measure(group, tensor.dtype.typecode)
        freedom = len(group) - correction
        results.append(
            finish(squares / freedom) if freedom > 0 else math.nan if squares == 0 else math.inf
        )
    return Tensor(array(tensor.dtype.typecode, results), shape, tensor.dtype)


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


def _greater(a, b):
    return a > b


def _less(a, b):
    return a < b


class Extremes(tuple):
    """Values with their places."""

    __slots__ = ()
    values = property(lambda self: self[0])
    indices = property(lambda self: self[1])


def _extremes_of(name):
    """The type of the results of `max` or `min`, which prints under that name."""

    def represent(self):
        return f"torch.return_types.{name}(\nvalues={self[0]!r},\nindices={self[1]!r})"

    return type(name, (Extremes,), {"__slots__": (), "__repr__": represent})


MAX, MIN = _extremes_of("max"), _extremes_of("min")


def _extreme(tensor, name, better, dim, keepdim, result_type):
    if isinstance(dim, Tensor):
        return tensor.maximum(dim) if name == "max" else tensor.minimum(dim)
    if dim is None:
        return _extreme_of_all(tensor, name, better)
    axis = wrap(dim, len(tensor.shape))
    axes = (axis,) if tensor.shape else ()
    if 0 in tensor.shape and tensor.shape[axis] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")
    indices = _places(tensor, better, axes, keepdim)
    numbers = [
        group[place] for group, place in zip(groups(tensor, axes), indices.storage, strict=True)
    ]
    best = Tensor(array(tensor.dtype.typecode, numbers), indices.shape, tensor.dtype)
    if recording(tensor):
        shape = tensor.shape

        def rule(grad, indices):
            return scatter(grad, shape, _places_in(shape, axes, indices.storage))

        note(best, f"{name.capitalize()}Backward0", (tensor, rule, (indices,)))
    return result_type((best, indices))


def _places(tensor, better, axes, keepdim):
    indices = [_best(group, better) for group in groups(tensor, axes)]
    shape = reduced_shape(tensor.shape, axes, keepdim)
    return Tensor(array("q", indices), shape, dtypes.int64)


def _places_in(shape, axes, indices):
    """The row-major places of the entries with these indices along an axis."""
    strides = row_major(shape)
    rest = [axis for axis in range(len(shape)) if axis not in axes]
    starts = places([shape[axis] for axis in rest], [strides[axis] for axis in rest], 0)
    step = strides[axes[0]] if axes else 0
    return [start + step * index for start, index in zip(starts, indices, strict=True)]


def _extreme_of_all(tensor, name, better):
    numbers = values(tensor)
    if not len(numbers):
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
            "reduction dim with the 'dim' argument."
        )
    result = scalar(numbers[_best(numbers, better)], tensor.dtype)
    if recording(tensor):

        def rule(grad, x, best):
            is_best = x.isnan() if best.isnan() else x == best
            return where(is_best, grad / is_best.sum(), operand(0, grad))

        note(result, f"{name.capitalize()}Backward1", (tensor, rule, (tensor, result)))
    return result


@method
def max(self, dim=None, keepdim=False):
    return _extreme(self, "max", _greater, dim, keepdim, MAX)


@method
def min(self, dim=None, keepdim=False):
    return _extreme(self, "min", _less, dim, keepdim, MIN)


@method
def amax(self, dim=(), keepdim=False):
    """The largest along some axes; equal ones share the gradient."""
    return _extremes_over(self, "amax", _greater, dim, keepdim)


@method
def amin(self, dim=(), keepdim=False):
    return _extremes_over(self, "amin", _less, dim, keepdim)


def _extremes_over(tensor, name, better, dim, keepdim):
    axes = axes_of(tensor, dim)
    if builtins.any(not tensor.shape[axis] for axis in axes):
        raise IndexError(f"{name}(): Expected reduction dim {axes[0]} to have non-zero size.")
    numbers = [group[_best(group, better)] for group in groups(tensor, axes)]
    shape = reduced_shape(tensor.shape, axes, keepdim)
    result = Tensor(array(tensor.dtype.typecode, numbers), shape, tensor.dtype)
    if recording(tensor):
        full = tensor.shape

        def rule(grad, x, best):
            is_best = x == spread_back(best, full, axes, keepdim)
            count = is_best.sum(axes, keepdim=True)
            grad = spread_back(grad, full, axes, keepdim)
            return where(is_best, grad / count, operand(0, grad))

        note(result, f"{name.capitalize()}Backward0", (tensor, rule, (tensor, result)))
    return result


def _place_of(name, better):
    def place(self, dim=None, keepdim=False):
        if dim is not None:
            axis = wrap(dim, len(self.shape))
            if self.shape and not self.shape[axis]:
                raise IndexError(f"{name}(): Expected reduction dim {axis} to have non-zero size.")
        elif not self.numel():
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
            )
        if dim is None:
            return scalar(_best(values(self), better), dtypes.int64)
        axes = (axis,) if self.shape else ()
        return _places(self, better, axes, keepdim)

    place.__name__ = name
    return method(place)


argmax = _place_of("argmax", _greater)
argmin = _place_of("argmin", _less)


def _truth(name, function):
    def reduce(self, dim=None, keepdim=False):
        axes = axes_of(self, dim)
        results = [function(group) for group in groups(self, axes)]
        return Tensor(array("b", results), reduced_shape(self.shape, axes, keepdim), dtypes.bool_)

    reduce.__name__ = name
    return method(reduce)


any = _truth("any", any)
all = _truth("all", all)


@method
def norm(self, p=2, dim=None, keepdim=False):
    """The root of the sum of squares, calculated in float64; the last digit may differ."""
    if p not in (2, "fro"):
        raise NotImplementedError(missing.message(f"norm(p={p!r})"))
    self_float = floating(self)
    axes = axes_of(self, dim)
    lengths = [math.sqrt(math.fsum(v * v for v in group)) for group in groups(self_float, axes)]
    shape = reduced_shape(self.shape, axes, keepdim)
    result = Tensor(array(self_float.dtype.typecode, lengths), shape, self_float.dtype)
    if recording(self):
        full = self.shape

        def rule(grad, x, length):
            ratio = spread_back(grad / length, full, axes, keepdim)
            is_zero = spread_back(length, full, axes, keepdim) == 0
            return where(is_zero, operand(0, grad), x * ratio)

        note(result, "LinalgVectorNormBackward0", (self, rule, (self, result)))
    return result
