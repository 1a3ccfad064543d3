"""`torch.nn.functional`: what modules calculate, as functions without parameters."""

from .. import products as _products
from ..missing import in_module as _in_module
from ..modes import overridable as _overridable
from ..tensor import Tensor
from .activations import (
    dropout,
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    relu,
    relu_,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from .classes import cross_entropy, nll_loss, one_hot
from .losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    huber_loss,
    l1_loss,
    mse_loss,
    smooth_l1_loss,
)
from .normalization import batch_norm


def linear(input, weight, bias=None):
    """Input @ weight.T + bias."""
    given = {"input": input, "weight": weight}
    for place, (name, value) in enumerate(given.items(), 1):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"linear(): argument '{name}' (position {place}) must be Tensor, not "
                f"{type(value).__name__}"
            )
    return _products.linear(input, weight, bias)


for _name, _function in list(globals().items()):
    if getattr(_function, "__module__", "").startswith(__package__):
        globals()[_name] = _overridable(_function)

__getattr__ = _in_module("torch.nn.functional")
