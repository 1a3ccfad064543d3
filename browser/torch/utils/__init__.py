"""`torch.utils`."""

from ..missing import in_module as _in_module
from . import data, hooks

__getattr__ = _in_module("torch.utils")
