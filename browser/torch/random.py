"""`torch.random`: seed and state of the numbers that are drawn without a generator of their own."""

from .generators import get_rng_state, initial_seed, manual_seed, set_rng_state
from .missing import in_module as _in_module

__getattr__ = _in_module("torch.random")
