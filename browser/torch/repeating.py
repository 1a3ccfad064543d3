"""Numbers that come several times, and the second names of some functions."""

from types import FunctionType

from .graph import record
from .layout import as_tuple, wrap
from .tensor import Tensor, function_and_method, functions, method

SECOND_NAMES = {"absolute": "abs", "clip": "clamp", "divide": "div", "multiply": "mul"}
SECOND_NAMES["subtract"] = "sub"


@method
def repeat(self, *repeats):
    """The whole tensor, as often as told along each axis."""
    repeats = as_tuple(repeats)
    new = len(repeats) - len(self.shape)
    if new < 0:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
            "tensor"
        )
    sizes = (*[1] * new, *self.shape)
    shape = [count * size for count, size in zip(repeats, sizes, strict=True)]
    if min(shape, default=0) < 0:
        least = next(each for each in shape if each < 0)
        raise RuntimeError(f"Trying to create tensor with negative dimension {least}: {shape}")
    split = [each for pair in zip(repeats, sizes, strict=True) for each in pair]
    apart = [each for size in sizes for each in (1, size)]
    result = self.detach().reshape(apart).expand(split).reshape(shape)
    counted = list(range(0, len(split), 2))
    own = self.shape

    def rule(grad):
        return grad.reshape(split).sum(counted).reshape(own)

    return record(result.clone(), "RepeatBackward0", (self, rule, ()))


@function_and_method
def repeat_interleave(self, repeats, dim=None):
    """Each entry along an axis as often as told, one after the other."""
    if dim is None:
        self, dim = self.reshape(-1), 0
    dim = wrap(dim, len(self.shape))
    if isinstance(repeats, Tensor):
        return _each_its_own(self, repeats, dim)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    shape = self.shape
    wide = self.unsqueeze(dim + 1).expand(*shape[: dim + 1], repeats, *shape[dim + 1 :])
    return wide.clone().view(*shape[:dim], shape[dim] * repeats, *shape[dim + 1 :])


def _each_its_own(self, repeats, dim):
    if len(repeats.shape) > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if repeats.dtype._category != 1:
        kind = repeats.dtype._type_name
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{kind}'")
    counts = repeats.reshape(-1).tolist()
    if min(counts, default=0) < 0:
        raise RuntimeError("repeats can not be negative")
    counts = counts * self.shape[dim] if len(counts) == 1 else counts
    if len(counts) != self.shape[dim]:
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) = "
            f"{len(counts)} and input.size({dim}) = {self.shape[dim]}"
        )
    rows = [row for row, count in enumerate(counts) for _ in range(count)]
    return self.index_select(dim, repeats.new_tensor(rows))


@function_and_method
def ravel(self):
    """All numbers in one row."""
    return self.contiguous().view(-1)


@method
def view_as(self, other):
    """A view in the shape of another tensor."""
    return self.view(other.shape)


def _second(function):
    """A function with the same code: names and forms are looked up for each by itself."""
    parts = function.__globals__, None, function.__defaults__, function.__closure__
    same = FunctionType(function.__code__, *parts)
    same.__kwdefaults__, same.__doc__ = function.__kwdefaults__, function.__doc__
    return same


for _second_name, _name in SECOND_NAMES.items():
    function_and_method(_second(functions[_name]), _second_name)
