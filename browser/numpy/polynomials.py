"""Polynomials by their coefficients, the highest power first."""

from .conversion import asarray
from .creation import zeros
from .joining import stack
from .linalg import lstsq
from .reductions import sum


def polyval(p, x):
    """By Horner's rule."""
    x = asarray(x)
    result = zeros(x.shape, x.dtype)
    for coefficient in asarray(p):
        result = result * x + coefficient
    return result if getattr(result, "ndim", 0) else result + 0


def vander(x, N=None):
    """Powers of each number, the highest first."""
    x = asarray(x)
    count = x.size if N is None else N
    return stack([x**power for power in range(count - 1, -1, -1)], 1)


def polyfit(x, y, deg):
    """The coefficients whose polynomial has the least squared distance from the points."""
    x, y = asarray(x) + 0.0, asarray(y) + 0.0
    if x.shape[0] != y.shape[0]:
        raise TypeError("expected x and y to have same length")
    columns = vander(x, deg + 1)
    sizes = sum(columns * columns, 0) ** 0.5  # so that no power outweighs the others
    return (lstsq(columns / sizes, y)[0].T / sizes).T


def polyder(p):
    p = asarray(p)
    return p[:-1] * asarray(range(len(p) - 1, 0, -1))


class poly1d:
    """A polynomial to call."""

    def __init__(self, coefficients):
        self.coeffs = asarray(coefficients)

    def __call__(self, x):
        return polyval(self.coeffs, x)

    order = property(lambda self: len(self.coeffs) - 1)

    def __getitem__(self, power):
        return self.coeffs[self.order - power] if power <= self.order else 0

    def deriv(self):
        return poly1d(polyder(self.coeffs))

    def __repr__(self):
        return f"poly1d({self.coeffs!r})".replace("array(", "").replace("))", ")")
