"""Variances and standard deviations."""

import math
from array import array

from .functions import where
from .graph import record
from .layout import prod
from .notices import warn
from .reductions import axes_of, groups, reduced_shape
from .summation import total
from .tensor import Tensor, function_and_method


def _var_or_std(name, finish):
    """A method; `finish` turns variances into results."""

    def measure(self, dim=None, *, unbiased=True, correction=None, keepdim=False):
        if isinstance(dim, bool):  # x.std(False) means unbiased=False
            dim, unbiased = None, dim
        correction = int(unbiased) if correction is None else correction
        if not self.dtype.is_floating_point:
            raise RuntimeError("std and var only support floating point and complex dtypes")
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
    freedom = count - correction
    factor = 2 / freedom if freedom else math.inf

    def rule(grad, x):
        if freedom <= 0 and len(axes) == len(shape):
            return grad * where(x == x.mean(), math.nan, math.inf)
        if not keepdim:
            for axis in axes if len(axes) < len(shape) else ():
                grad = grad.unsqueeze(axis)
        center = x.mean() if len(axes) == len(shape) else x.mean(axes, keepdim=True)
        return factor * grad * (x - center)

    return rule


def _variances(name, tensor, axes, correction, keepdim, finish):
    """Variances from sums in float64, as in torch; `finish` is applied to each."""
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
