"""`randn` and `normal`: normal numbers, from pairs of uniform ones (Box and Muller, 1958).

For 16 numbers or more torch calculates 8 pairs at a time. Logarithm, sine and cosine are
polynomials in float32 (Moshier's Cephes), whose products and sums the compiler has fused. The same
steps give the same bits here as torch on x86-64. Fewer numbers are made one by one in float64, as
there.
"""

import math
from array import array
from itertools import chain
from operator import mul, sub

from . import dtypes
from .arithmetic import nothing
from .creation import finish, sizes_of
from .generators import default, refuse_whole, uniform
from .graph import record
from .inplace import refuse_unfit
from .layout import broadcast_shapes, prod
from .tensor import Tensor, filled

BLOCK = 16  # numbers; those of its second half are partners of those of the first
LOG = (
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
)
COS = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
SIN = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
LN2 = (-2.12194440e-4, 0.693359375)  # in two parts, the second exact
QUARTER = (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)  # of pi, in three


def randn(*size, generator=None, dtype=None, requires_grad=False):
    """Numbers from the normal distribution, with mean 0 and variance 1."""
    size = sizes_of(size)
    refuse_whole(dtype, "normal_kernel_cpu")
    dtype = dtype or dtypes.float32
    numbers = normal_numbers(generator or default, dtype, prod(size))
    return finish(Tensor(numbers, size, dtype), requires_grad)


def normal_numbers(source, dtype, count, mean=0.0, std=1.0):
    """An array of normal numbers; in blocks, mean and standard deviation are of that dtype, too."""
    if count < BLOCK:
        return array(dtype._typecode, [source._normal() * std + mean for _ in range(count)])
    numbers = _in_blocks(source, dtype, count)
    if (mean, std) == (0, 1):
        return numbers
    mean, std = array(dtype._typecode, [mean, std])
    return array(dtype._typecode, [each * std + mean for each in numbers])


def normal(mean, std=1.0, size=None, *, generator=None, dtype=None, requires_grad=False):
    """Numbers from the normal distribution with that mean and standard deviation."""
    least = std.min().item() if isinstance(std, Tensor) and std.numel() else std
    if not isinstance(least, Tensor) and least < 0:
        tail = "" if isinstance(std, Tensor) else f", but found std {std:g}"
        kind = "all elements of std" if isinstance(std, Tensor) else "std"
        raise RuntimeError(f"normal expects {kind} >= 0.0{tail}")
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        return finish(_around(mean, std, generator), requires_grad)
    size, dtype = sizes_of((size,)), dtype or dtypes.float32
    refuse_whole(dtype, "normal_kernel_cpu")
    numbers = normal_numbers(generator or default, dtype, prod(size), mean, std)
    return finish(Tensor(numbers, size, dtype), requires_grad)


def _around(mean, std, generator):
    """Numbers of which one, or each, has a mean and a standard deviation of its own."""
    given = [each for each in (mean, std) if isinstance(each, Tensor)]
    size, dtype = broadcast_shapes(*(each.shape for each in given)), given[0].dtype
    drawn = filled(size, 0, dtype)
    refuse_unfit(drawn, size, given[-1].dtype)
    if prod(size):
        refuse_whole(dtype, "normal_kernel_cpu")
        drawn = randn(*size, generator=generator, dtype=dtype) * std + mean
    kind = isinstance(mean, Tensor) + 2 * isinstance(std, Tensor)
    inputs = [(each, nothing, ()) for each in given]
    return record(drawn.detach(), f"NormalBackward{kind}", *inputs)


def _in_blocks(source, dtype, count):
    """Whole blocks; the last BLOCK numbers are drawn again if the count is no multiple of it."""
    uniforms = array(dtype._typecode, uniform(source, dtype, count))
    whole = count - count % BLOCK
    numbers = _of_pairs(uniforms[:whole], dtype)
    if whole < count:
        again = array(dtype._typecode, uniform(source, dtype, BLOCK))
        numbers = numbers[: count - BLOCK] + _of_pairs(again, dtype)
    return numbers


def _of_pairs(uniforms, dtype):
    """Normal numbers from the pairs of each block."""
    half = BLOCK // 2
    starts = range(0, len(uniforms), BLOCK)
    lengths = chain.from_iterable(uniforms[start : start + half] for start in starts)
    turns = chain.from_iterable(uniforms[start + half : start + BLOCK] for start in starts)
    pairs = _pairs if dtype is dtypes.float32 else _precise_pairs
    first, second = pairs([1 - u for u in lengths], list(turns))
    numbers = array(dtype._typecode)
    for start in range(0, len(first), half):
        numbers += first[start : start + half] + second[start : start + half]
    return numbers


def _precise_pairs(lengths, turns):
    radius = [math.sqrt(-2 * math.log(u)) for u in lengths]
    angles = [2 * math.pi * u for u in turns]
    return (
        array("d", map(mul, radius, map(math.cos, angles))),
        array("d", map(mul, radius, map(math.sin, angles))),
    )


def _pairs(lengths, turns):
    radius = rounded(math.sqrt(-2 * each) for each in logarithms(lengths))
    sines, cosines = sines_and_cosines(rounded(TWO_PI * u for u in turns))
    return rounded(map(mul, radius, cosines)), rounded(map(mul, radius, sines))


def rounded(numbers):
    """In float32, as the result of every step below."""
    return array("f", list(numbers))


def fused(a, b, c):
    """Multiply and add as if rounded once: a * b + c.

    The product is exact in float64. The sum is rounded to float64 and to float32, which differs
    from rounding once in about one of 2^29 cases.
    """
    return rounded(x * y + z for x, y, z in zip(a, b, c, strict=True))


def repeat(number, like):
    """One number in float32, as often as `like` has numbers."""
    return rounded([number]) * len(like)


TWO_PI = rounded([2 * math.pi])[0]
ROOT = rounded([math.sqrt(0.5)])[0]
FOUR_OVER_PI = rounded([4 / math.pi])[0]


def polynomial(coefficients, x):
    """By Horner's rule; the first coefficient belongs to the highest power."""
    result = repeat(coefficients[0], x)
    for coefficient in coefficients[1:]:
        result = fused(result, x, repeat(coefficient, x))
    return result


def logarithms(numbers):
    """For m * 2^e with m near 1: a polynomial of m - 1, plus e times the logarithm of 2."""
    parts = [math.frexp(number) for number in numbers]
    exponents = rounded(e - (m < ROOT) for m, e in parts)
    x = rounded((m + m if m < ROOT else m) - 1 for m, _ in parts)
    squares = rounded(map(mul, x, x))
    y = rounded(map(mul, polynomial(LOG, x), x))
    y = fused(y, squares, rounded(map(mul, exponents, repeat(LN2[0], x))))
    y = rounded(map(sub, y, (square / 2 for square in squares)))
    y = rounded(a + b for a, b in zip(x, y, strict=True))
    return fused(exponents, repeat(LN2[1], x), y)


def sines_and_cosines(angles):
    """Polynomials of the distance to the nearest of 0, pi/2, pi, ..."""
    octants = [int(turn) + 1 & ~1 for turn in rounded(x * FOUR_OVER_PI for x in angles)]
    x = angles
    for part in QUARTER:
        x = fused(octants, repeat(part, x), x)
    z = rounded(map(mul, x, x))
    cosine = rounded(map(mul, polynomial(COS, z), z))
    cosine = fused(cosine, z, [-each / 2 for each in z])
    cosine = rounded(each + 1 for each in cosine)
    sine = fused(rounded(map(mul, polynomial(SIN, z), z)), x, x)
    sines, cosines = [], []
    for octant, s, c in zip(octants, sine, cosine, strict=True):
        if octant & 2:
            s, c = c, s
        sines.append(-s if octant & 4 else s)
        cosines.append(-c if octant + 2 & 4 else c)
    return sines, cosines
