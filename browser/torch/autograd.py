"""`torch.autograd`, as readers find it; `backward` and `grad_mode` have what is behind it."""

from .backward import Variable, backward, grad
from .grad_mode import enable_grad, no_grad, set_grad_enabled
from .missing import in_module as _in_module

__getattr__ = _in_module("torch.autograd")
