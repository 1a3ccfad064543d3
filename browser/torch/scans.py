"""Along an axis: differences of neighbors, cumulative sums, and reversal."""

from itertools import accumulate

from . import dtypes
from .copying import gather
from .elementwise import cast, store
from .graph import pass_on, record
from .layout import as_tuple, places, refuse_repeated, row_major, starts, wrap
from .ranges import refuse_bool
from .reductions import summed_in
from .tensor import Tensor, function_and_method, values
from .views import narrow


@function_and_method
def diff(self, n=1, dim=-1):
    """Each number minus the one before it."""
    if not self.shape:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    dim = wrap(dim, len(self.shape))
    if not n:
        return record(self.detach().clone(), "CopyBackwards", (self, pass_on, ()))
    for _ in range(min(n, self.shape[dim])):
        after = narrow(self, dim, min(1, self.shape[dim]), self.shape[dim])
        before = narrow(self, dim, 0, max(self.shape[dim] - 1, 0))
        self = after ^ before if self.dtype is dtypes.bool_ else after - before
    return self


@function_and_method
def cumsum(self, dim, *, dtype=None):
    """The sum of each number and those before it, added up in float64 as in torch."""
    axis = wrap(dim, len(self.shape))
    if dtype is not None:
        refuse_bool(dtype, "cumsum_out_cpu")
        self = summed_in(self, dtype)
    tensor = self if self.dtype.is_floating_point or dtype else cast(self, dtypes.int64)
    numbers = list(values(tensor))
    if tensor.shape:
        strides = row_major(tensor.shape)
        step = strides[axis]
        for start in starts(tensor.shape, strides, [axis]):
            line = slice(start, start + step * tensor.shape[axis], step)
            numbers[line] = accumulate(numbers[line])
    result = Tensor(store(tensor.dtype, numbers), tensor.shape, tensor.dtype)
    return record(result, "CumsumBackward0", (self, lambda grad: _reversed_sums(grad, axis), ()))


def _reversed_sums(grad, axis):
    """The sum of each number and those after it."""
    return grad.flip(axis).cumsum(axis).flip(axis) if grad.shape else grad


@function_and_method
def flip(self, *dims):
    """In reverse order along some axes."""
    axes = [wrap(dim, len(self.shape)) for dim in as_tuple(dims)]
    refuse_repeated(axes)
    strides = list(row_major(self.shape))
    offset = 0
    for axis in axes if self.numel() and self.shape else ():
        offset += strides[axis] * (self.shape[axis] - 1)
        strides[axis] = -strides[axis]
    result = gather(self.detach(), self.shape, places(self.shape, strides, offset))
    return record(result, "FlipBackward0", (self, lambda grad: grad.flip(axes), ()))
