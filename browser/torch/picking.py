"""Numbers picked along an axis: by index, by mask, or in the order of their size; and put there."""

from array import array
from collections import namedtuple
from functools import cmp_to_key

from . import dtypes, missing
from .copying import gather as numbers_at
from .copying import scatter as put_back
from .elementwise import reorder
from .graph import record
from .inplace import in_place, refuse_common_numbers
from .layout import Size, broadcast, is_dense, places, row_major, starts, wrap
from .tensor import Tensor, function_and_method, method, values


def _picked(self, shape, where, name):
    """The numbers at some places of the row-major order, in a new shape."""
    result = numbers_at(self.detach(), shape, where)
    full = self.shape
    rule = lambda grad: put_back(grad, full, where, adding=True)  # noqa: E731
    return record(result, name, (self, rule, ()))


def _lines(shape, axis):
    """For each line along an axis its places, in row-major order of the other axes."""
    strides = row_major(shape)
    inner = places(shape[axis : axis + 1], strides[axis : axis + 1], 0)
    return [[start + step for step in inner] for start in starts(shape, strides, [axis])]


def _check_index(index, size):
    if index.dtype._category != 1:
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    for each in values(index):
        if not 0 <= each < size:
            raise IndexError("index out of range in self")


@function_and_method
def index_select(self, dim, index):
    """The entries with these indices along an axis."""
    axis = wrap(dim, len(self.shape))
    if len(index.shape) > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if not self.shape and index.numel() != 1:
        raise RuntimeError(
            f"index_select(): Index to scalar can have only 1 value, got {index.numel()} value(s)"
        )
    _check_index(index, self.shape[axis] if self.shape else 1)
    if not self.shape:
        return _picked(self, (), [0], "IndexSelectBackward0")
    step, size = row_major(self.shape)[axis], self.shape[axis]
    rows = range(0, self.numel(), max(step * size, 1))
    picks = list(values(index))
    where = [row + i * step + rest for row in rows for i in picks for rest in range(step)]
    shape = (*self.shape[:axis], len(picks), *self.shape[axis + 1 :])
    return _picked(self, shape, where, "IndexSelectBackward0")


@function_and_method
def masked_select(self, mask):
    """The numbers where the mask is True, in one row."""
    if mask.dtype is not dtypes.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = broadcast(mask.shape, self.shape)
    spread = self.expand(shape)
    where = [place for place, wanted in enumerate(values(mask.expand(shape))) if wanted]
    return _picked(spread, (len(where),), where, "MaskedSelectBackward0")


@function_and_method
def gather(self, dim, index, *, sparse_grad=False):
    """For each place of the index, the number with that index along an axis."""
    _check_gathered(self, wrap(dim, len(self.shape)), index)
    where = _where(self, dim, index, "gather", "input")
    return _picked(self, index.shape, where, "GatherBackward0")


def _check_gathered(self, axis, index):
    """An index may be larger than the tensor along its axis alone."""
    if not index.numel() or len(index.shape) != len(self.shape):
        return
    for each, (size, own) in enumerate(zip(index.shape, self.shape, strict=True)):
        if each != axis and size > own:
            raise RuntimeError(
                f"Size does not match at dimension {each} expected index {list(index.shape)} to be "
                f"no larger than self {list(self.shape)} apart from dimension {axis}"
            )


def _where(self, dim, index, function, shown):
    """For each place of the index, the place of the number with that index along an axis."""
    axis = wrap(dim, len(self.shape))
    if index.dtype._category != 1:
        raise RuntimeError(f"{function}(): Expected dtype int32/int64 for index")
    if not index.numel():
        return []
    if max(len(index.shape), 1) != max(len(self.shape), 1):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as {shown} tensor"
        )
    size, sizes = self.shape[axis] if self.shape else 1, index.shape or (1,)
    strides = row_major(self.shape or (1,))
    others = [0 if each == axis else stride for each, stride in enumerate(strides)]
    where = []
    for start, number in zip(places(sizes, others, 0), values(index), strict=True):
        if not 0 <= number < size:
            raise RuntimeError(
                f"index {number} is out of bounds for dimension {axis} with size {size}"
            )
        where.append(start + number * strides[axis])
    return where


@function_and_method
def scatter(self, dim, index, src=None, *, value=None, reduce=None):
    """The same numbers, but at the places of the index those of `src`, or one value."""
    if reduce is not None:
        raise NotImplementedError(missing.message("scatter(reduce=...)"))
    given = src if isinstance(src, Tensor) else None
    _check_sizes(self, wrap(dim, len(self.shape)), index, given)
    where = _where(self, dim, index, "scatter", "self")
    result = self.detach().clone()
    if given is None:
        new = [self.dtype._python_type(src if value is None else value)] * len(where)
    else:
        if given.dtype is not self.dtype:
            raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
        corner = places(index.shape, row_major(given.shape), 0)
        numbers = values(given.detach())
        new = [numbers[place] for place in corner]
    for place, number in zip(where, new, strict=True):
        result._storage[place] = number

    def kept(grad):
        return grad.scatter(dim, index, 0)

    if given is None:
        return record(result, "ScatterBackward1", (self, kept, ()))
    taken = lambda grad: put_back(grad.gather(dim, index), given.shape, corner)  # noqa: E731
    return record(result, "ScatterBackward0", (self, kept, ()), (given, taken, ()))


def _check_sizes(self, axis, index, src):
    """An index may be smaller than what it is for, but not larger."""
    if len(index.shape) != len(self.shape):
        return  # an error of its own
    sizes = enumerate(zip(index.shape, self.shape, strict=True))
    of_self = all(one <= other for each, (one, other) in sizes if each != axis)
    of_src = src is None or (
        len(src.shape) == len(index.shape)
        and all(one <= other for one, other in zip(index.shape, src.shape, strict=True))
    )
    if not (of_self and of_src):
        text = f"Expected index {list(index.shape)} to be no larger than self {list(self.shape)} "
        text += f"apart from dimension {axis}"
        if src is not None:
            text += f" and to be no larger size than src {list(src.shape)}"
        raise RuntimeError(text)


def _scattered(self, dim, index, src=None, *, value=None, reduce=None):
    """The same, unless the tensor and `src` have numbers in common."""
    if isinstance(src, Tensor) and src._storage is self._storage:
        refuse_common_numbers()
    return scatter(self, dim, index, src, value=value, reduce=reduce)


method(in_place(_scattered), "scatter_")


def _result_type(name):
    def represent(self):
        return f"torch.return_types.{name}(\nvalues={self[0]!r},\nindices={self[1]!r})"

    result_type = namedtuple(name, ("values", "indices"))
    result_type.__repr__ = represent
    return result_type


sorted_type, topk_type = _result_type("sort"), _result_type("topk")


def _before(a, b):
    """-1 if a comes before b from the least on, where nan comes last."""
    if a != a or b != b:
        return (a != a) - (b != b)
    return (a > b) - (a < b)


def _orders(self, axis, descending):
    """For each line along an axis, its places in the order of their numbers."""
    numbers = values(self.detach())
    key = cmp_to_key(lambda a, b: _before(numbers[a], numbers[b]))
    return [sorted(line, key=key, reverse=descending) for line in _lines(self.shape, axis)]


def _ordered(self, dim, count, descending, name, result_type):
    """The first `count` numbers of each line in order, and their indices."""
    axis = wrap(dim, len(self.shape))
    if not self.shape:
        result = _picked(self, (), [0], name)
        return result_type(result, Tensor(array("q", [0]), Size(), dtypes.int64))
    orders = [order[:count] for order in _orders(self, axis, descending)]
    shape = Size((*self.shape[:axis], count, *self.shape[axis + 1 :]))
    where, indices = [0] * shape.numel(), array("q", bytes(8 * shape.numel()))
    step, size = row_major(self.shape)[axis], self.shape[axis]
    for line, order in zip(_lines(shape, axis), orders, strict=True):
        for spot, place in zip(line, order, strict=True):
            where[spot], indices[spot] = place, place // step % size
    return result_type(_picked(self, shape, where, name), Tensor(indices, shape, dtypes.int64))


@function_and_method
def sort(self, dim=-1, descending=False, *, stable=None):
    """The numbers of each line in order, and where they were; equal ones keep their order."""
    size = self.shape[wrap(dim, len(self.shape))] if self.shape else 1
    name = "SortBackward0" if stable is None else "SortBackward1"
    result = _ordered(self, dim, size, descending, name, sorted_type)
    if not self._plain and is_dense(self):  # as are the results, in the same order in memory
        strides = self._strides
        order = [axis for _, axis in sorted(zip(strides, range(len(strides)), strict=True))][::-1]
        for each in result:
            reorder(each, order)
    return result


@function_and_method
def argsort(self, dim=-1, descending=False, *, stable=None):
    """Where the numbers of each line are, in their order."""
    return sort(self.detach(), dim, descending).indices


@function_and_method
def topk(self, k, dim=-1, largest=True, sorted=True):
    """The k largest numbers of each line, or the k least, and where they are."""
    axis = wrap(dim, len(self.shape))
    size = self.shape[axis] if self.shape else 1
    if not 0 <= k <= size:
        raise RuntimeError("selected index k out of range")
    if self.dtype is dtypes.bool_:
        raise RuntimeError("topk does not support bool dtypes on CPU")
    return _ordered(self, dim, k, largest, "TopkBackward0", topk_type)
