"""`torch.nn`: modules, which hold parameters and calculate with them."""

from ..missing import in_module as _in_module
from . import functional, init, modules, parameter, utils
from .modules import *  # noqa: F403
from .parameter import Parameter

# Modules that torch has not.
del activations, classes, legacy, losses, normalization  # noqa: F821

__getattr__ = _in_module("torch.nn")
