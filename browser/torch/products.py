"""Products of matrices and vectors: `a @ b`.

Added up in float64 and rounded once. torch calls a library of the processor's vendor, whose order
of additions is not documented: the last digit may differ.
"""

from array import array
from operator import mul

from . import missing
from .graph import record
from .layout import Size
from .tensor import Tensor, function_and_method, values

# The name of the node, by the numbers of axes.
NAMES = {
    (1, 1): "DotBackward0",
    (2, 1): "MvBackward0",
    (1, 2): "SqueezeBackward4",
    (2, 2): "MmBackward0",
}


@function_and_method
def matmul(self, other):
    """The product of two matrices, of a matrix and a vector, or of two vectors."""
    axes = len(self.shape), len(other.shape)
    if 0 in axes:
        raise RuntimeError(
            "both arguments to matmul need to be at least 1D, but they are "
            f"{axes[0]}D and {axes[1]}D"
        )
    if axes not in NAMES:
        raise NotImplementedError(missing.message("@ of tensors of more than two axes"))
    _check(self, other, axes)
    numbers = [
        sum(map(mul, row, column)) for row in _rows(self) for column in _rows(_columns(other))
    ]
    shape = Size((*self.shape[:-1], *other.shape[1:]))
    result = Tensor(array(self.dtype.typecode, numbers), shape, self.dtype)
    return record(result, NAMES[axes], (self, _to_left, (other,)), (other, _to_right, (self,)))


def _columns(tensor):
    """The transposed matrix; a vector as it is."""
    return tensor.T if len(tensor.shape) == 2 else tensor


def _rows(tensor):
    width = tensor.shape[-1]
    numbers = list(values(tensor))
    rows = tensor.shape[0] if len(tensor.shape) == 2 else 1
    return [numbers[row * width : row * width + width] for row in range(rows)]


def _to_left(grad, other):
    """The gradient of a in a @ b: that of the result times b transposed."""
    if len(other.shape) == 1:
        return grad[..., None] * other
    return grad @ other.T


def _to_right(grad, left):
    if len(left.shape) == 1:
        return left[:, None] * grad if grad.shape else left * grad
    return left.T @ grad


def _check(a, b, axes):
    if a.dtype is not b.dtype:
        kinds = a.dtype.c_name, b.dtype.c_name
        first, second = a.dtype.type_name, b.dtype.type_name
        if axes == (1, 1):
            raise RuntimeError(
                f"dot : expected both vectors to have same dtype, but found {first} and {second}"
            )
        if axes == (2, 1):
            raise RuntimeError(
                "addmv input tensors must have the same dtype, but got "
                f"{second}, {first}, and {second}"
            )
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {kinds[0]} != {kinds[1]}"
        )
    if a.shape[-1] == b.shape[0]:
        return
    if axes == (1, 1):
        raise RuntimeError(
            "inconsistent tensor size, expected tensor "
            f"{list(a.shape)} and src {list(b.shape)} to have the same number of elements, but got "
            f"{a.shape[0]} and {b.shape[0]} elements respectively"
        )
    if axes == (2, 1):
        raise RuntimeError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), "
            f"vec ({b.shape[0]})"
        )
    rows = a.shape[0] if axes[0] == 2 else 1
    raise RuntimeError(
        "mat1 and mat2 shapes cannot be multiplied "
        f"({rows}x{a.shape[-1]} and {b.shape[0]}x{b.shape[1]})"
    )


def _operator(self, other):
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


Tensor.__matmul__ = _operator
