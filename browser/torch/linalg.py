"""Eigenvalues of symmetric matrices, by Jacobi's method.

It rotates pairs of axes until all entries beside the diagonal are 0. torch calls LAPACK; the last
digits may differ.
"""

import math as _math
from array import array as _array
from itertools import combinations as _combinations

from . import missing as _missing
from .graph import recording as _recording
from .layout import Size as _Size
from .tensor import Tensor as _Tensor

_MOST_ROUNDS = 50
_CLOSE = 1e-32  # the share of the squares beside the diagonal in all squares


def eigvalsh(A):
    """The eigenvalues (P,), ascending, of a symmetric matrix (P, P)."""
    if len(A.shape) < 2:
        raise RuntimeError("linalg.eigh: The input tensor A must have at least 2 dimensions.")
    if len(A.shape) > 2 or A.shape[0] != A.shape[1]:
        raise RuntimeError(
            "linalg.eigh: A must be batches of square matrices, but they are "
            f"{A.shape[-2]} by {A.shape[-1]} matrices"
        )
    if not A.dtype.is_floating_point:
        raise NotImplementedError(f"\"linalg_eigh_cpu\" not implemented for '{A.dtype._type_name}'")
    if _recording(A):
        raise NotImplementedError(_missing.message("derivative of torch.linalg.eigvalsh"))
    lower = A.tolist()
    size = len(lower)
    rows = [[lower[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)]
    for _ in range(_MOST_ROUNDS):
        beside = sum(rows[i][j] ** 2 for i in range(size) for j in range(size) if i != j)
        if beside <= _CLOSE * sum(value * value for row in rows for value in row):
            break
        for i, j in _combinations(range(size), 2):
            if rows[i][j]:
                _rotate(rows, i, j)
    eigenvalues = sorted(rows[i][i] for i in range(size))
    return _Tensor(_array(A.dtype._typecode, eigenvalues), _Size((size,)), A.dtype)


def _rotate(rows, i, j):
    """Rotate axes i and j so that rows[i][j] becomes 0."""
    half = (rows[j][j] - rows[i][i]) / (2 * rows[i][j])
    tangent = _math.copysign(1, half) / (abs(half) + _math.hypot(half, 1))
    cosine = 1 / _math.hypot(tangent, 1)
    sine = tangent * cosine
    for row in rows:
        row[i], row[j] = cosine * row[i] - sine * row[j], sine * row[i] + cosine * row[j]
    first, second = rows[i], rows[j]
    rows[i] = [cosine * a - sine * b for a, b in zip(first, second, strict=True)]
    rows[j] = [sine * a + cosine * b for a, b in zip(first, second, strict=True)]


__getattr__ = _missing.in_module("torch.linalg")
