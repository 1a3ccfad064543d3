"""`torch.nn.utils`: gradients kept within a limit."""

from ...missing import in_module as _in_module
from .clip_grad import clip_grad_norm_, clip_grad_value_

__getattr__ = _in_module("torch.nn.utils")
