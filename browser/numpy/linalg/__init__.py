"""`numpy.linalg`: norms, systems of equations, inverses."""

import math as _math

from .. import missing as _missing
from ..conversion import asarray as _asarray
from ..creation import eye as _eye
from ..dtypes import float32 as _float32
from ..dtypes import float64 as _float64
from ..dtypes import int32 as _int32
from ..dtypes import int64 as _int64
from ..dtypes import store as _store
from ..ndarray import finish as _finish
from ..ndarray import ndarray as _ndarray
from ..products import matmul
from ..reductions import max_ as _max_
from ..reductions import sum as _sum
from ..views import transpose as _transpose

__getattr__ = _missing.in_module("numpy.linalg")


class LinAlgError(ValueError):
    """The matrix has no inverse."""


LinAlgError.__module__ = "numpy.linalg"


def norm(x, ord=None, axis=None, keepdims=False):
    """The length of vectors; of a matrix the root of the sum of its squares."""
    x = _fractions(x)
    is_matrix = (axis is None and x.ndim > 1) or isinstance(axis, tuple)
    if ord not in ((None, "fro") if is_matrix and x.ndim == 2 else (None, 1, 2, _math.inf)):
        of = " of a matrix" if is_matrix else ""
        raise NotImplementedError(_missing.message(f"numpy.linalg.norm(ord={ord!r}){of}"))
    if ord in (None, "fro") or (ord == 2 and not is_matrix):
        root = _sum(x * x, axis, keepdims=keepdims)
        return _asarray(root) ** 0.5 if getattr(root, "ndim", 0) else type(root)(_math.sqrt(root))
    if is_matrix:
        raise NotImplementedError(_missing.message(f"numpy.linalg.norm(ord={ord!r}) of a matrix"))
    if ord == _math.inf:
        return _max_(abs(x), axis, keepdims=keepdims)
    return _sum(abs(x), axis, keepdims=keepdims)


def _fractions(a):
    a = _asarray(a)
    return a if a.dtype.kind == "f" else a.astype(_float64)


def _square(a):
    a = _fractions(a)
    if a.ndim < 2:
        raise LinAlgError(
            f"{a.ndim}-dimensional array given. Array must be at least two-dimensional"
        )
    if a.ndim > 2:
        raise NotImplementedError(_missing.message("numpy.linalg of many matrices"))
    if a.shape[0] != a.shape[1]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return a


def _eliminated(matrix, right):
    """The upper triangle of a matrix, the right side beside it, and the sign of the exchanges."""
    rows = [
        [*map(float, own), *map(float, other)]
        for own, other in zip(matrix.tolist(), right.tolist(), strict=True)
    ]
    sign, count = 1, len(rows)
    for column in range(count):
        best = max(range(column, count), key=lambda row: abs(rows[row][column]))
        if not rows[best][column]:
            return None, 0
        if best != column:
            rows[column], rows[best], sign = rows[best], rows[column], -sign
        for row in range(column + 1, count):
            factor = rows[row][column] / rows[column][column]
            rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return rows, sign


def solve(a, b):
    """X with a @ x = b, by elimination."""
    a, b = _square(a), _fractions(b)
    right = b[:, None] if b.ndim == 1 else b
    rows, _ = _eliminated(a, right)
    if rows is None:
        raise LinAlgError("Singular matrix")
    count, columns = right.shape
    found = [[0.0] * columns for _ in range(count)]
    for row in reversed(range(count)):
        for column in range(columns):
            rest = _math.fsum(
                [rows[row][count + column]]
                + [-rows[row][k] * found[k][column] for k in range(row + 1, count)]
            )
            found[row][column] = rest / rows[row][row]
    dtype = _float32 if a.dtype is b.dtype is _float32 else _float64
    flat = _store(dtype, [number for line in found for number in line])
    return _ndarray(flat, b.shape, dtype)


def inv(a):
    a = _square(a)
    return solve(a, _eye(len(a), dtype=a.dtype))


def det(a):
    a = _square(a)
    rows, sign = _eliminated(a, a[:, :0])
    result = 0.0 if rows is None else sign * _math.prod(row[i] for i, row in enumerate(rows))
    return _finish(_ndarray(_store(a.dtype, [result]), (), a.dtype))


def lstsq(a, b, rcond=None):
    """X for which the squares of a @ x - b have the least sum, their sum, rank, singular values."""
    a, b = _fractions(a), _fractions(b)
    if a.shape[0] != b.shape[0]:
        raise LinAlgError("Incompatible dimensions")
    directions, sizes, right = _rotated(a)
    if rcond is None or rcond < 0:
        rcond = 2.220446049250313e-16 * (max(a.shape) if rcond is None else 1)
    limit = rcond * (sizes[0] if sizes else 0.0)
    kept = [place for place, size in enumerate(sizes) if size > limit]
    x = 0.0
    for place in kept:
        left = directions[place] / sizes[place]
        x = x + _outer(right[place], matmul(left, b) / sizes[place])
    misses = matmul(a, x) - b
    complete = len(kept) == a.shape[1] < a.shape[0]
    squares = _sum(misses * misses, 0)
    squares = _asarray([squares] if b.ndim == 1 else squares) if complete else _asarray([])
    return x, squares, _int32.type(len(kept)), _asarray(sizes)


def _outer(vector, factor):
    return vector[:, None] * factor if getattr(factor, "ndim", 0) else vector * factor


def _rotated(a):
    """Rotate pairs of columns until all are orthogonal (one-sided Jacobi): the singular values."""
    columns = [list(map(float, column)) for column in _transpose(a).tolist()]
    basis = _eye(len(columns)).tolist()
    pairs = [(i, j) for i in range(len(columns)) for j in range(i)]
    for _ in range(60):
        changed = [_rotate(columns, basis, i, j) for i, j in pairs]
        if not any(changed):
            break
    sizes = [_math.sqrt(_math.fsum(number * number for number in column)) for column in columns]
    order = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    return (
        [_asarray(columns[place]) for place in order],
        [sizes[place] for place in order],
        [_asarray(basis[place]) for place in order],
    )


def _rotate(columns, basis, i, j):
    """Make two columns orthogonal; whether they were not."""
    first, second = columns[i], columns[j]
    a, b, c = (
        _math.fsum(map(float.__mul__, x, y))
        for x, y in ((first, first), (second, second), (first, second))
    )
    if abs(c) <= 1e-16 * _math.sqrt(a * b):
        return False
    angle = 0.5 * _math.atan2(2 * c, a - b)
    cos, sin = _math.cos(angle), _math.sin(angle)
    for lines in (columns, basis):
        x, y = lines[i], lines[j]
        lines[i] = [cos * p + sin * q for p, q in zip(x, y, strict=True)]
        lines[j] = [cos * q - sin * p for p, q in zip(x, y, strict=True)]
    return True


def pinv(a):
    a = _fractions(a)
    return lstsq(a, _eye(a.shape[0]))[0]


def matrix_rank(a):
    return _int64.type(lstsq(a, _asarray([0.0] * len(a)))[2])


def matrix_power(a, n):
    if n < 0:
        a, n = inv(a), -n
    result = _eye(len(a), dtype=_asarray(a).dtype)
    for _ in range(n):
        result = matmul(result, a)
    return result
