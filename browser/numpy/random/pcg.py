"""`default_rng`: O'Neill's PCG64, seeded by numpy's SeedSequence (both 2014-2019)."""

import os

from .. import missing
from ..dtypes import int64
from .distributions import Distributions

WORD, LONG, STATE = (1 << 32) - 1, (1 << 64) - 1, (1 << 128) - 1
MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645


class _Mixer:
    """A hash of words whose constant changes with each of them."""

    def __init__(self, constant, factor):
        self.constant, self.factor = constant, factor

    def __call__(self, word):
        word ^= self.constant
        self.constant = self.constant * self.factor & WORD
        word = word * self.constant & WORD
        return word ^ word >> 16


def _mix(x, y):
    result = (0xCA01F9DD * x - 0x4973F715 * y) & WORD
    return result ^ result >> 16


def _pool(seed):
    """Four words that all bits of the seed have an effect on."""
    words = [seed >> shift & WORD for shift in range(0, max(seed.bit_length(), 1), 32)]
    mixer = _Mixer(0x43B0D7E5, 0x931E8875)
    pool = [mixer(word) for word in (words + [0] * 4)[:4]]
    for source in range(4):
        for target in range(4):
            if source != target:
                pool[target] = _mix(pool[target], mixer(pool[source]))
    for word in words[4:]:
        pool = [_mix(each, mixer(word)) for each in pool]
    return pool


def _state_of(seed):
    """The start and the increment of the generator."""
    pool, mixer = _pool(seed), _Mixer(0x8B51F9DD, 0x58F38DED)
    words = [mixer(pool[place % 4]) for place in range(8)]
    longs = [words[place] | words[place + 1] << 32 for place in range(0, 8, 2)]
    return longs[0] << 64 | longs[1], longs[2] << 64 | longs[3]


class Generator(Distributions):
    """A source of random numbers with a seed."""

    def __init__(self, seed=None):
        seed = int.from_bytes(os.urandom(16)) if seed is None else seed
        if not hasattr(seed, "__index__"):
            raise NotImplementedError(missing.message("seeds but integers"))
        if seed < 0:
            raise ValueError("expected non-negative integer")
        start, sequence = _state_of(seed.__index__())
        self._increment = (sequence << 1 | 1) & STATE
        self._state = self._increment + start & STATE
        self._advance()
        self._half = None  # of 64 bits of which the first 32 are used

    def __repr__(self):
        return "Generator(PCG64)"

    __getattr__ = missing.in_class("numpy.random.Generator")

    def _advance(self):
        self._state = (self._state * MULTIPLIER + self._increment) & STATE

    def _long(self):
        """64 random bits: the halves of the state, turned."""
        self._advance()
        value, turn = (self._state >> 64 ^ self._state) & LONG, self._state >> 122
        return (value >> turn | value << (-turn & 63)) & LONG

    def _word(self):
        if self._half is not None:
            word, self._half = self._half, None
            return word
        bits = self._long()
        self._half = bits >> 32
        return bits & WORD

    def _uniform(self):
        return (self._long() >> 11) * 2.0**-53

    def _normal(self):
        raise NotImplementedError(missing.message("normal numbers of default_rng"))

    _exponential = _normal

    def _below(self, count):
        """An integer from [0, count), by multiplication (Lemire, 2019)."""
        if count == 1:
            return 0
        bits, draw = (32, self._word) if count <= 1 << 32 else (64, self._long)
        if count == 1 << bits:
            return draw()
        product = draw() * count
        least = ((1 << bits) - count) % count
        while product & (1 << bits) - 1 < least:
            product = draw() * count
        return product >> bits

    def _below_in_shuffle(self, count):
        """By masked bits, again until they fit."""
        most = count - 1
        mask = (1 << most.bit_length()) - 1
        draw = self._word if most <= WORD else self._long
        if not most:
            return 0
        while (number := draw() & mask) > most:
            pass
        return number

    def integers(self, low, high=None, size=None, dtype=int64, endpoint=False):
        """Integers from low up to, but not including, high."""
        low, high = (0, low) if high is None else (low, high)
        return self._integers(low, high + endpoint, size, dtype)


def default_rng(seed=None):
    return seed if isinstance(seed, Generator) else Generator(seed)
