"""`torch.nn.utils`: gradients kept within a limit."""

from ... import missing
from .clip_grad import clip_grad_norm_, clip_grad_value_

__getattr__ = missing.in_module("torch.nn.utils")
