"""`torch.nn.init`: the numbers that parameters start from."""

import math

from ..grad_mode import no_grad as _no_grad
from ..layout import prod as _prod
from ..missing import in_module as _in_module
from ..notices import warn as _warn

_GAINS = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "sigmoid"), 1),
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}


def calculate_gain(nonlinearity, param=None):
    """The factor that keeps the size of numbers through a layer with that activation."""
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, int | float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in _GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return _GAINS[nonlinearity]


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    with _no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    with _no_grad():
        return tensor.normal_(mean, std, generator=generator)


def constant_(tensor, val):
    with _no_grad():
        return tensor.fill_(val)


def ones_(tensor):
    return constant_(tensor, 1.0)


def zeros_(tensor):
    return constant_(tensor, 0.0)


def eye_(tensor):
    """1 on the diagonal of a matrix, 0 beside it."""
    if len(tensor.shape) != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    zeros_(tensor)
    with _no_grad():
        for place in range(min(tensor.shape)):
            tensor[place, place] = 1.0
    return tensor


def _fans(tensor):
    """How many numbers come in to each result, and how many results each number goes to."""
    if len(tensor.shape) < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = _prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Uniform, with a variance of 2 / (fan in + fan out) (Glorot and Bengio, 2010)."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / float(sum(_fans(tensor))))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Normal, with a variance of 2 / (fan in + fan out) (Glorot and Bengio, 2010)."""
    std = gain * math.sqrt(2.0 / float(sum(_fans(tensor))))
    return normal_(tensor, 0.0, std, generator)


def _kaiming_std(tensor, a, mode, nonlinearity):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan = _fans(tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Uniform, for layers before a (leaky) ReLU (He, Zhang, Ren and Sun, 2015)."""
    if 0 in tensor.shape:
        _warn("Initializing zero-element tensors is a no-op")
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Normal, for layers before a (leaky) ReLU (He, Zhang, Ren and Sun, 2015)."""
    if 0 in tensor.shape:
        _warn("Initializing zero-element tensors is a no-op")
        return tensor
    std = _kaiming_std(tensor, a, mode, nonlinearity)
    return normal_(tensor, 0.0, std, generator)


def _old_name(function):
    """The function under its name of before 2018."""
    new, old = function.__name__, function.__name__.removesuffix("_")

    def deprecated(*args, **kwargs):
        text = f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`."
        _warn(text, category=FutureWarning)
        return function(*args, **kwargs)

    return deprecated


for _kind in ("uniform", "normal"):
    for _name in (_kind, f"xavier_{_kind}", f"kaiming_{_kind}"):
        globals()[_name] = _old_name(globals()[f"{_name}_"])
constant = _old_name(constant_)
__getattr__ = _in_module("torch.nn.init")
