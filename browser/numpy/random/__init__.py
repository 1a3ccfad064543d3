"""`numpy.random`: a seed gives numpy's numbers, of the old functions and of `default_rng`."""

from .. import missing as _missing
from .mersenne import RandomState
from .pcg import Generator, default_rng

_state = RandomState()
for _name in RandomState._PUBLIC:
    globals()[_name] = getattr(_state, _name)
ranf = sample = random_sample = random  # noqa: F821
del distributions, mersenne, pcg  # noqa: F821 (modules that numpy has not)
__getattr__ = _missing.in_module("numpy.random")
