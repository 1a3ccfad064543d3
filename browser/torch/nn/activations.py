"""Functions of each number, and along an axis, as `torch.nn.functional` has them."""

import math

from .. import generators, missing
from ..elementwise import floating, mapped, operand
from ..functions import where
from ..graph import record
from ..inplace import changes, in_place
from ..notices import warn
from ..sampling import bernoulli_
from ..softmax import log_softmax as log_softmax_along
from ..softmax import logistic
from ..softmax import softmax as softmax_along

relu_ = changes["relu_"]


def tanh(input):
    return input.tanh()


def sigmoid(input):
    return input.sigmoid()


def relu(input, inplace=False):
    return relu_(input) if inplace else input.relu()


def _of_each(input, name, function, slope, inplace=False):
    """A function of each number, whose rule multiplies by a slope: a function of a tensor."""

    def calculate(self):
        result = mapped(function, floating(self).dtype, self)
        rule = lambda grad, x: grad * slope(x)  # noqa: E731
        return record(result, f"{name}Backward0", (self, rule, (self,)))

    return in_place(calculate)(input) if inplace else calculate(input)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    negative_slope = floating(operand(negative_slope, input)).item()  # rounded to the dtype
    return _of_each(
        input,
        "LeakyRelu",
        lambda x: x if x > 0 else x * negative_slope,
        lambda x: where(x > 0, 1.0, negative_slope),
        inplace,
    )


def elu(input, alpha=1.0, inplace=False):
    return _of_each(
        input,
        "Elu",
        lambda x: x if x > 0 else alpha * math.expm1(x),
        lambda x: where(x > 0, 1.0, alpha * x.exp()),
        inplace,
    )


def silu(input, inplace=False):
    def slope(x):
        share = x.sigmoid()
        return share * (1 + x * (1 - share))

    return _of_each(input, "Silu", lambda x: x * logistic(x), slope, inplace)


def gelu(input, approximate="none"):
    if approximate != "none":
        name = f"torch.nn.functional.gelu(approximate={approximate!r})"
        raise NotImplementedError(missing.message(name))

    def below(x):
        """The probability of a normal number below x."""
        return (1 + math.erf(x / math.sqrt(2))) / 2

    def slope(x):
        density = (x * x / -2).exp() / math.sqrt(2 * math.pi)
        return mapped(below, x.dtype, x) + x * density

    return _of_each(input, "Gelu", lambda x: x * below(x), slope)


def softplus(input, beta=1.0, threshold=20.0):
    """log(1 + e^(beta * x)) / beta; x itself where that makes no difference."""

    def value(x):
        return x if x * beta > threshold else math.log1p(math.exp(x * beta)) / beta

    def slope(x):
        return where(x * beta > threshold, 1.0, (x * beta).sigmoid())

    return _of_each(input, "Softplus", value, slope)


def log_logistic(x):
    """The logarithm of sigmoid."""
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))


def logsigmoid(input):
    return _of_each(input, "LogSigmoid", log_logistic, lambda x: (-x).sigmoid())


def _axis(input, dim, name):
    """The axis, or the one that torch chooses if none is given."""
    if dim is not None:
        return dim
    warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
        "dim=X as an argument."
    )
    return 0 if len(input.shape) in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return softmax_along(input, _axis(input, dim, "softmax"), dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return log_softmax_along(input, _axis(input, dim, "log_softmax"), dtype=dtype)


def dropout(input, p=0.5, training=True, inplace=False):
    """In training, 0 with probability p, or else divided by 1 - p."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    noise = input.new_zeros(input.shape)
    if p < 1:
        noise = bernoulli_(noise, 1 - p, generator=generators.default) / (1 - p)
    return input.mul_(noise) if inplace else input * noise
