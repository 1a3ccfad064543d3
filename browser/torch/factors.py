"""Products of all numbers, or along an axis: `x.prod()`."""

from array import array
from math import prod as product

from . import dtypes
from .elementwise import cast, store
from .functions import where
from .graph import record
from .layout import wrap
from .reductions import expand_reduced, groups, reduced_shape, summed_in
from .tensor import Tensor, function_and_method


@function_and_method
def prod(self, dim=None, keepdim=False, *, dtype=None):
    """The product, multiplied in float64 and rounded once; the last digit may differ."""
    if dtype is not None:
        self = summed_in(self, dtype)
    tensor = self if self.dtype.is_floating_point or dtype else cast(self, dtypes.int64)
    axes = tuple(range(len(self.shape))) if dim is None else (wrap(dim, len(self.shape)),)
    axes = axes if self.shape else ()
    numbers = [product(group) for group in groups(tensor, axes)]
    shape = reduced_shape(self.shape, axes, keepdim)
    if dtype is dtypes.bool_:
        numbers = list(map(bool, numbers))
    result = Tensor(store(tensor.dtype, numbers), shape, tensor.dtype)
    name = "ProdBackward0" if dim is None else "ProdBackward1"

    def rule(grad, x, y):
        grad, y = (expand_reduced(each, x.shape, axes, keepdim) for each in (grad, y))
        return where(x == 0, grad * _products_of_others(x, axes), grad * y / x)

    return record(result, name, (self, rule, (self, result)))


def _products_of_others(x, axes):
    """For each number the product of the others of its group, where the number is 0."""
    numbers = [0.0] * x.numel()
    places = Tensor(array("q", range(x.numel())), x.shape, dtypes.int64)
    for group, spots in zip(groups(x.detach(), axes), groups(places, axes), strict=True):
        for own, spot in enumerate(spots):
            if group[own] == 0:
                numbers[spot] = product(group[:own] + group[own + 1 :])
    return Tensor(store(x.dtype, numbers), x.shape, x.dtype)
