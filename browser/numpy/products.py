"""Products of vectors and matrices; of fractions, numpy's last digits depend on the processor."""

from functools import reduce
from operator import add, mul

from . import missing
from .conversion import asarray, is_tensor
from .creation import diag
from .dtypes import bool_, result_type, store
from .layout import broadcast, text_of
from .ndarray import finish, method, ndarray, numbers_of
from .operators import NUMBERS
from .reductions import given_out
from .views import broadcast_to, swapaxes, transpose


def _pair(a, b):
    a, b = asarray(a), asarray(b)
    dtype = result_type([a.dtype, b.dtype])
    return (each if each.dtype is dtype else each.astype(dtype) for each in (a, b))


def _rows(matrix):
    numbers, width = numbers_of(matrix), matrix.shape[-1]
    return [numbers[start : start + width] for start in range(0, len(numbers), width or 1)]


def _product_of_matrices(a, b):
    """Of two arrays with two axes."""
    (rows, _), (_, columns), dtype = a.shape, b.shape, a.dtype
    left = _rows(a) if a.size else [[]] * rows
    right = _rows(transpose(b)) if b.size else [[]] * columns
    start = 0.0 if dtype.kind == "f" else 0
    numbers = [reduce(add, map(mul, row, column), start) for row in left for column in right]
    if dtype is bool_:
        numbers = list(map(bool, numbers))
    return ndarray(store(dtype, numbers), (rows, columns), dtype)


def _refuse(position, axis, size, other):
    raise ValueError(
        f"matmul: Input operand {position} has a mismatch in its core dimension {axis}, with "
        f"gufunc signature (n?,k),(k,m?)->(n?,m?) (size {size} is different from {other})"
    )


def matmul(x1, x2):
    a, b = _pair(x1, x2)
    for position, each in enumerate((a, b)):
        if not each.ndim:
            raise ValueError(
                f"matmul: Input operand {position} does not have enough dimensions (has 0, gufunc "
                "core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
            )
    left = a[None] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        _refuse(1, 0, right.shape[-2], left.shape[-1])
    if left.ndim == right.ndim == 2:
        result = _product_of_matrices(left, right)
    else:
        result = _many(left, right)
    if b.ndim == 1:
        result = result[..., 0]
    if a.ndim == 1:
        result = result[..., 0, :] if b.ndim > 1 else result[..., 0]
    return finish(result) if isinstance(result, ndarray) else result


def _many(left, right):
    """Matrix by matrix, along the axes before the last two, which broadcast."""
    outer = broadcast(left.shape[:-2], right.shape[:-2])
    left = broadcast_to(left, (*outer, *left.shape[-2:])).reshape(-1, *left.shape[-2:])
    right = broadcast_to(right, (*outer, *right.shape[-2:])).reshape(-1, *right.shape[-2:])
    numbers = store(left.dtype, [])
    for a, b in zip(left, right, strict=True):
        numbers += _product_of_matrices(a, b)._storage
    return ndarray(numbers, (*outer, left.shape[-2], right.shape[-1]), left.dtype)


@method
def dot(a, b, out=None):
    product = _dot(a, b)
    return product if out is None else given_out(asarray(product), out)


def _dot(a, b):
    a, b = _pair(a, b)
    if not a.ndim or not b.ndim:
        return a * b
    axis = max(b.ndim - 2, 0)
    if a.shape[-1] != b.shape[axis]:
        raise ValueError(
            f"shapes {text_of(a.shape)} and {text_of(b.shape)} not aligned: {a.shape[-1]} (dim "
            f"{a.ndim - 1}) != {b.shape[axis]} (dim {axis})"
        )
    if b.ndim < 3 or a.ndim == 1:
        return matmul(a, b)
    right = swapaxes(b, 0, axis).reshape(b.shape[axis], -1) if b.ndim > 2 else b
    shape = (*a.shape[:-1], *b.shape[:-2], b.shape[-1])
    if b.ndim > 3:
        raise NotImplementedError(missing.message("numpy.dot with more than three axes"))
    return matmul(a.reshape(-1, a.shape[-1]), right).reshape(shape)


def inner(a, b):
    a, b = asarray(a), asarray(b)
    return dot(a, transpose(b)) if a.ndim and b.ndim else a * b


def outer(a, b):
    return asarray(a).reshape(-1, 1) * asarray(b).reshape(1, -1)


def vdot(a, b):
    return dot(asarray(a).ravel(), asarray(b).ravel())


@method
def trace(a, offset=0):
    if asarray(a).ndim != 2:
        raise NotImplementedError(missing.message("numpy.trace but of a matrix"))
    return diag(a, offset).sum()


def cross(a, b):
    """Of vectors with three numbers."""
    a, b = asarray(a), asarray(b)
    if a.shape != (3,) or b.shape != (3,):
        raise NotImplementedError(missing.message("numpy.cross but of three numbers"))
    turned = a[[1, 2, 0]], a[[2, 0, 1]], b[[2, 0, 1]], b[[1, 2, 0]]
    return turned[0] * turned[2] - turned[1] * turned[3]


def _operator(self, other):
    return matmul(self, other) if isinstance(other, NUMBERS) else NotImplemented


def _reflected(self, other):
    if is_tensor(other):
        return other.__array_wrap__(asarray(matmul(other, self)))
    return matmul(other, self) if isinstance(other, NUMBERS) else NotImplemented


ndarray.__matmul__, ndarray.__rmatmul__ = _operator, _reflected
