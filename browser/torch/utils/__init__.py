"""`torch.utils`."""

from .. import missing
from . import data

__getattr__ = missing.in_module("torch.utils")
