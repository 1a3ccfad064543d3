"""Random numbers from torch's own generator, a Mersenne twister: a seed gives torch's numbers."""

import math
import os
from array import array
from random import Random

from . import dtypes, missing
from .creation import finish, sizes_of
from .layout import prod
from .tensor import Tensor
from .tensor import device as kind_of_device


class Generator:
    """A source of random numbers with a seed."""

    def __init__(self, device="cpu"):
        self.device = device if isinstance(device, kind_of_device) else kind_of_device(device)
        self.manual_seed(67280421310721)  # torch's default

    def manual_seed(self, seed):
        word = seed & 0xFFFFFFFF
        state = [word]
        for place in range(1, 624):
            word = (1812433253 * (word ^ word >> 30) + place) & 0xFFFFFFFF
            state.append(word)
        self._twister = Random()
        self._twister.setstate((3, (*state, 624), None))
        self._seed = seed
        self._second = None  # of a pair of normal numbers
        return self

    def clone_state(self):
        """Another generator, which goes on with the same numbers."""
        clone = Generator(self.device)
        clone._twister.setstate(self._twister.getstate())
        clone._seed, clone._second = self._seed, self._second
        return clone

    __getattr__ = missing.in_class("torch.Generator", "torch.Generator", "torch._C.Generator")

    def initial_seed(self):
        return self._seed

    def _word(self):
        """32 random bits."""
        return self._twister.getrandbits(32)

    def _two_words(self):
        """64 random bits."""
        return self._word() << 32 | self._word()

    def _draw(self, width):
        """What draws bits for a range of that width."""
        return self._two_words if width >= 1 << 28 else self._word

    def _normal(self):
        """A number from the normal distribution, in float64; they are made in pairs."""
        if self._second is not None:
            number, self._second = self._second, None
            return number
        turn, length = uniform(self, dtypes.float64, 2)
        radius, angle = math.sqrt(-2 * math.log1p(-length)), 2 * math.pi * turn
        self._second = radius * math.sin(angle)
        return radius * math.cos(angle)

    def seed(self):
        """Start from a seed that no one knows before."""
        self.manual_seed(int.from_bytes(os.urandom(8)))
        return self._seed


Generator.__module__ = "torch._C"
default = Generator()
default.seed()  # as each process of torch does


def manual_seed(seed):
    """The same seed gives the same numbers."""
    return default.manual_seed(int(seed))


def uniform(source, dtype, count):
    """A list of numbers from the uniform distribution over [0, 1)."""
    if dtype is dtypes.float32:
        word = source._word
        return [(word() & 0xFFFFFF) * 2.0**-24 for _ in range(count)]
    return [(source._two_words() & (1 << 53) - 1) * 2.0**-53 for _ in range(count)]


def refuse_whole(dtype, kernel):
    """Numbers with fractions need a dtype that has them."""
    if dtype is not None and not dtype.is_floating_point:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{dtype._type_name}'")


def rand(*size, generator=None, dtype=None, requires_grad=False):
    """Numbers from the uniform distribution over [0, 1)."""
    size = sizes_of(size, "rand")
    refuse_whole(dtype, "check_uniform_bounds")
    dtype = dtype or dtypes.float32
    numbers = uniform(generator or default, dtype, prod(size))
    return finish(Tensor(array(dtype._typecode, numbers), size, dtype), requires_grad)


def randint(high, size, *, low=0, generator=None, dtype=None, requires_grad=False):
    """Integers from low up to, but not including, high."""
    if high <= low:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    size = sizes_of((size,), "randint")
    draw = (generator or default)._draw(high - low)
    dtype = dtype or dtypes.int64
    numbers = [low + draw() % (high - low) for _ in range(prod(size))]
    return finish(Tensor(array(dtype._typecode, numbers), size, dtype), requires_grad)


def randperm(n, *, generator=None, dtype=None, requires_grad=False):
    """The integers from 0 to n - 1 in random order."""
    word = (generator or default)._word
    order = list(range(n))
    for place in range(n - 1):
        other = place + word() % (n - place)
        order[place], order[other] = order[other], order[place]
    dtype = dtype or dtypes.int64
    result = Tensor(array(dtype._typecode, order), sizes_of((n,), "randperm"), dtype)
    return finish(result, requires_grad)
