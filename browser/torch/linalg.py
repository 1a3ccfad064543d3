"""Eigenvalues of symmetric matrices, by Jacobi's method.

It rotates pairs of axes until all entries beside the diagonal are 0. torch calls LAPACK; the last
digits may differ.
"""

import math
from array import array
from itertools import combinations

from . import missing
from .graph import recording
from .layout import Size
from .tensor import Tensor

MOST_ROUNDS = 50
CLOSE = 1e-32  # the share of the squares beside the diagonal in all squares


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
    if recording(A):
        raise NotImplementedError(missing.message("derivative of torch.linalg.eigvalsh"))
    lower = A.tolist()
    size = len(lower)
    rows = [[lower[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)]
    for _ in range(MOST_ROUNDS):
        beside = sum(rows[i][j] ** 2 for i in range(size) for j in range(size) if i != j)
        if beside <= CLOSE * sum(value * value for row in rows for value in row):
            break
        for i, j in combinations(range(size), 2):
            if rows[i][j]:
                _rotate(rows, i, j)
    eigenvalues = sorted(rows[i][i] for i in range(size))
    return Tensor(array(A.dtype._typecode, eigenvalues), Size((size,)), A.dtype)


def _rotate(rows, i, j):
    """Rotate axes i and j so that rows[i][j] becomes 0."""
    half = (rows[j][j] - rows[i][i]) / (2 * rows[i][j])
    tangent = math.copysign(1, half) / (abs(half) + math.hypot(half, 1))
    cosine = 1 / math.hypot(tangent, 1)
    sine = tangent * cosine
    for row in rows:
        row[i], row[j] = cosine * row[i] - sine * row[j], sine * row[i] + cosine * row[j]
    first, second = rows[i], rows[j]
    rows[i] = [cosine * a - sine * b for a, b in zip(first, second, strict=True)]
    rows[j] = [sine * a + cosine * b for a, b in zip(first, second, strict=True)]


__getattr__ = missing.in_module("torch.linalg")
