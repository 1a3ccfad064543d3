"""Random numbers from torch's own generator, a Mersenne twister: a seed gives torch's numbers."""

import math
import os
from array import array
from random import Random
from struct import Struct

from . import dtypes, missing
from .creation import finish, sizes_of
from .layout import Size, prod
from .ranges import refuse_bool
from .tensor import Tensor, values
from .tensor import device as kind_of_device

# Seed, words left, 1, the next word, the words, and the second of a pair of normal numbers.
STATE = Struct("<Qii Q 624Q 8x d 8x i 12x")


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

    def get_state(self):
        """The state as bytes, the same as PyTorch's, from which `set_state` goes on."""
        words, place = self._words()
        fresh = place == len(words) and words[0] == self._seed & 0xFFFFFFFF
        rest = len(words) + 1 - place
        second = (0.0, 0) if self._second is None else (self._second, 1)
        packed = STATE.pack(self._seed, rest, 1, 0 if fresh else place, *words, *second)
        return Tensor(array("B", packed), Size((len(packed),)), dtypes.uint8)

    def set_state(self, new_state):
        """Go on from a state that `get_state` gave."""
        if not isinstance(new_state, Tensor):
            kind = type(new_state).__name__
            raise TypeError(f"expected a torch.ByteTensor, but got {kind}")
        if new_state.dtype is not dtypes.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        packed = bytes(values(new_state))
        if len(packed) != STATE.size:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {STATE.size} but found the input RNG "
                f"state size to be {len(packed)}"
            )
        seed, rest, _, _, *words, second, is_second = STATE.unpack(packed)
        self._seed, self._second = seed, second if is_second else None
        self._twister.setstate((3, (*words, len(words) + 1 - rest), None))
        return self

    def _words(self):
        """The words of the twister, and which of them is the next; behind the last, all are new."""
        _, (*words, place), _ = self._twister.getstate()
        return words, place

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


def get_rng_state():
    """The state of the numbers that are drawn without a generator of their own."""
    return default.get_state()


def set_rng_state(new_state):
    """Go on from a state that `get_rng_state` gave."""
    default.set_state(new_state)


def initial_seed():
    return default.initial_seed()


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
    size = sizes_of(size)
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
    size = sizes_of((size,))
    if dtype is dtypes.bool_:
        for name, number in ("from", low), ("to - 1", high - 1):
            if number not in (0, 1):
                raise RuntimeError(f"{name} is out of bounds for bool")
    draw = (generator or default)._draw(high - low)
    dtype = dtype or dtypes.int64
    numbers = [low + draw() % (high - low) for _ in range(prod(size))]
    return finish(Tensor(array(dtype._typecode, numbers), size, dtype), requires_grad)


def randperm(n, *, generator=None, dtype=None, requires_grad=False):
    """The integers from 0 to n - 1 in random order."""
    refuse_bool(dtype, "randperm")
    word = (generator or default)._word
    order = list(range(n))
    for place in range(n - 1):
        other = place + word() % (n - place)
        order[place], order[other] = order[other], order[place]
    dtype = dtype or dtypes.int64
    result = Tensor(array(dtype._typecode, order), sizes_of((n,)), dtype)
    return finish(result, requires_grad)
