"""Whether arrays are equal, or close."""

from .conversion import asarray
from .errstate import errstate
from .scalars import generic
from .sorting import where
from .ufuncs import UFUNCS


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Where |a - b| <= atol + rtol |b|."""
    a, b = asarray(a), asarray(b)
    finite = UFUNCS["isfinite"](b)
    with errstate(invalid="ignore"):
        near = abs(a - b) <= atol + rtol * abs(b)
    result = near & finite | (a == b)
    return result | (UFUNCS["isnan"](a) & UFUNCS["isnan"](b)) if equal_nan else result


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(isclose(a, b, rtol, atol, equal_nan).all())


def array_equal(a1, a2):
    """Whether shapes and all numbers are the same."""
    a1, a2 = asarray(a1), asarray(a2)
    return a1.shape == a2.shape and bool((a1 == a2).all())


def isin(element, test_elements):
    wanted = set(asarray(test_elements).ravel().tolist())
    element = asarray(element)
    found = asarray([number in wanted for number in element.ravel().tolist()], bool)
    return found.reshape(element.shape)


LARGEST = {"float32": 3.4028234663852886e38}  # of the others 1.7976931348623157e308


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    """Numbers in place of nan and inf, which are the largest of the dtype unless they are given."""
    x = asarray(x)
    largest = LARGEST.get(x.dtype.name, 1.7976931348623157e308)
    posinf, neginf = (
        (largest if posinf is None else posinf),
        (-largest if neginf is None else neginf),
    )
    result = where(UFUNCS["isnan"](x), nan, x)
    result = where(x == float("inf"), posinf, result)
    return where(x == float("-inf"), neginf, result).astype(x.dtype)


def isscalar(element):
    return isinstance(element, generic | int | float | str)
