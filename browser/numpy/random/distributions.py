"""What every source of random numbers can do with its uniform numbers, normal ones and integers."""

import math
from bisect import bisect_right

from .. import missing
from ..conversion import asarray
from ..creation import arange
from ..dtypes import as_dtype, float64, store
from ..layout import as_shape, broadcast
from ..ndarray import finish, ndarray
from ..scalars import generic


def arranged(numbers, size, dtype):
    """An array of the numbers, or the only one."""
    dtype = as_dtype(dtype)
    return finish(ndarray(store(dtype, numbers), size, dtype))


def shape_of(size, *parameters):
    """The shape of a result: its size, or that to which the parameters broadcast."""
    if size is None:
        return broadcast(*(getattr(asarray(each), "shape", ()) for each in parameters))
    return as_shape(size)


class Distributions:
    """A subclass has `_uniform()`, `_normal()`, `_exponential()`, `_below(count)`."""

    def _filled(self, draw, size, *parameters):
        """Numbers of a function of the parameters, each time anew; Python's float without size."""
        shape = shape_of(size, *parameters)
        if not shape and size is None:
            return float(draw(*(float(each) for each in parameters)))
        values = [(asarray(each) + self._zeros(shape)).ravel().tolist() for each in parameters]
        if parameters:
            numbers = [draw(*each) for each in zip(*values, strict=True)]
        else:
            numbers = [draw() for _ in range(math.prod(shape))]
        return asarray(arranged(numbers, shape, float64))

    def _zeros(self, shape):
        return ndarray(store(float64, [0.0]) * math.prod(shape), shape, float64)

    def random(self, size=None):
        """Numbers from the uniform distribution over [0, 1)."""
        return self._filled(self._uniform, size)

    def uniform(self, low=0.0, high=1.0, size=None):
        return self._filled(lambda a, b: a + (b - a) * self._uniform(), size, low, high)

    def standard_normal(self, size=None):
        return self._filled(self._normal, size)

    def normal(self, loc=0.0, scale=1.0, size=None):
        if (asarray(scale) < 0).any():
            raise ValueError("scale < 0")
        return self._filled(lambda mean, std: mean + std * self._normal(), size, loc, scale)

    def exponential(self, scale=1.0, size=None):
        return self._filled(lambda each: each * self._exponential(), size, scale)

    def _integers(self, low, high, size, dtype):
        if isinstance(low, list | ndarray) or isinstance(high, list | ndarray):
            raise NotImplementedError(missing.message("random integers between arrays"))
        low, high = int(low), int(high)
        if low >= high:
            raise ValueError("low >= high" if low or high > 0 else "high <= 0")
        if size is None:
            number = low + self._below(high - low)
            return number if dtype is int else as_dtype(dtype).type(number)
        shape = as_shape(size)
        numbers = [low + self._below(high - low) for _ in range(math.prod(shape))]
        return asarray(arranged(numbers, shape, dtype))

    def shuffle(self, x):
        """Change the order of the entries of a list, or along the first axis."""
        count = len(x)
        for place in range(count - 1, 0, -1):
            other = self._below_in_shuffle(place + 1)
            if place == other:
                continue
            first, second = x[place], x[other]
            if isinstance(first, ndarray):
                first, second = first.copy(), second.copy()
            x[place], x[other] = second, first

    def permutation(self, x):
        """The entries in random order; of a number, the integers below it."""
        whole = isinstance(x, int) or (isinstance(x, generic) and hasattr(x, "__index__"))
        order = arange(int(x) if whole else len(x))
        self.shuffle(order)
        return order if whole else asarray(x)[order]

    def choice(self, a, size=None, replace=True, p=None):
        """Entries drawn at random, with or without putting them back."""
        whole = not hasattr(a, "__len__")
        count = int(a) if whole else len(a)
        if count <= 0:
            raise ValueError("a must be a positive integer unless no samples are taken")
        shape = () if size is None else as_shape(size)
        wanted = math.prod(shape)
        if not replace and wanted > count:
            raise ValueError("Cannot take a larger sample than population when 'replace=False'")
        if p is not None:
            places = self._weighted(count, wanted, replace, asarray(p, float64).tolist())
        elif replace:
            places = [self._below(count) for _ in range(wanted)]
        else:
            places = self._without_repetition(count, wanted)
        if size is None:
            place = places[0]
            return int(place) if whole else a[place]
        chosen = arranged(places, shape, int)
        if whole:
            return chosen
        return asarray(a)[asarray(chosen)]

    def _without_repetition(self, count, wanted):
        return self.permutation(count).tolist()[:wanted]

    def _weighted(self, count, wanted, replace, weights):
        if len(weights) != count:
            raise ValueError("a and p must have same size")
        if abs(math.fsum(weights) - 1) > 1e-8 * 1.5:
            raise ValueError("Probabilities do not sum to 1.")
        found = []
        while len(found) < wanted:
            left = wanted - len(found)
            limits = running(weights)
            points = [self._uniform() for _ in range(left)]
            places = [bisect_right([each / limits[-1] for each in limits], u) for u in points]
            found += places if replace else dict.fromkeys(places)
            for place in [] if replace else places:
                weights[place] = 0.0
        return found


def running(numbers):
    sums, total = [], 0.0
    for number in numbers:
        total += number
        sums.append(total)
    return sums
