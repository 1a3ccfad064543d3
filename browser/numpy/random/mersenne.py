"""The old random numbers: a Mersenne twister, to the last bit but for logarithms and powers."""

import math
import os
from importlib import import_module

from .. import missing
from ..layout import TORCH
from .distributions import Distributions

_twister = import_module(f"{TORCH}.generators").Generator  # torch's words from a seed are numpy's


class RandomState(Distributions):
    """A source of random numbers with a seed."""

    _PUBLIC = (
        *["seed", "rand", "randn", "random", "uniform", "normal", "standard_normal", "randint"],
        *["permutation", "shuffle", "choice", "exponential", "get_state", "set_state"],
    )

    def __init__(self, seed=None):
        self.seed(seed)

    __getattr__ = missing.in_class("numpy.random.RandomState")

    def seed(self, seed=None):
        """The same seed gives the same numbers."""
        if seed is None:
            seed = int.from_bytes(os.urandom(4))
        if not hasattr(seed, "__index__"):
            raise TypeError(
                "Cannot cast array data from dtype('float64') to dtype('int64') "
                "according to the rule 'safe'"
            )
        seed = seed.__index__()
        if not 0 <= seed < 2**32:
            raise ValueError("Seed must be between 0 and 2**32 - 1")
        self._words = _twister().manual_seed(seed)
        self._second = None  # of a pair of normal numbers

    def get_state(self):
        return self._words._twister.getstate(), self._second

    def set_state(self, state):
        twister, self._second = state
        self._words._twister.setstate(twister)

    def _uniform(self):
        """A number from [0, 1), of two words."""
        return self._words._twister.random()

    def _normal(self):
        """By pairs of points in the unit circle (Marsaglia, 1964)."""
        if self._second is not None:
            number, self._second = self._second, None
            return number
        square = 0.0
        while not 0 < square < 1:
            x, y = 2 * self._uniform() - 1, 2 * self._uniform() - 1
            square = x * x + y * y
        factor = math.sqrt(-2 * math.log(square) / square)
        self._second = factor * x
        return factor * y

    def _exponential(self):
        return -math.log(1.0 - self._uniform())

    def _below(self, count):
        """An integer from [0, count): masked bits, again until they fit."""
        most = count - 1
        mask = (1 << most.bit_length()) - 1
        words = self._words
        draw = words._word if most <= 0xFFFFFFFF else words._two_words
        if not most:
            return 0
        while (number := draw() & mask) > most:
            pass
        return number

    _below_in_shuffle = _below

    def rand(self, *sizes):
        return self.random(sizes or None)

    def randn(self, *sizes):
        return self.standard_normal(sizes or None)

    def randint(self, low, high=None, size=None, dtype=int):
        """Integers from low up to, but not including, high."""
        low, high = (0, low) if high is None else (low, high)
        return self._integers(low, high, size, dtype)
