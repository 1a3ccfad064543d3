"""The length of a tensor: `x.norm()`."""

import math
from array import array

from . import missing
from .functions import where
from .graph import record
from .reductions import axes_of, expand_reduced, groups, reduced_shape
from .tensor import Tensor, functions, method, named


@method
def norm(self, p="fro", dim=None, keepdim=False, dtype=None):
    """The root of the sum of squares, calculated in float64; the last digit may differ."""
    if p not in (2, "fro"):
        raise NotImplementedError(missing.message(f"norm(p={p!r})"))
    if not self.dtype.is_floating_point:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{self.dtype._type_name}"
        )
    if dtype is not None:
        self = self.to(dtype)
    axes = axes_of(self, dim)
    lengths = [math.sqrt(math.fsum(v * v for v in group)) for group in groups(self, axes)]
    shape = reduced_shape(self.shape, axes, keepdim)
    result = Tensor(array(self.dtype._typecode, lengths), shape, self.dtype)
    full = self.shape

    def rule(grad, x, length):
        ratio = expand_reduced(grad / length, full, axes, keepdim)
        is_zero = expand_reduced(length, full, axes, keepdim) == 0
        return where(is_zero, 0, x * ratio)

    return record(result, "LinalgVectorNormBackward0", (self, rule, (self, result)))


def norm_of(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """The same as a function of `torch`."""
    if out is not None:
        raise NotImplementedError(missing.message("torch.norm(out=...)"))
    return norm(input, p, dim, keepdim, dtype)


functions["norm"] = named(norm_of, "norm")
norm.__qualname__ = "Tensor.norm"
