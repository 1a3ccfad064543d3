"""Layers that apply a function to each number, or along an axis."""

from .. import functional as F
from .module import Module


class _OfEach(Module):
    """A function of each number, without settings."""

    def forward(self, input):
        return self._function(input)


class Tanh(_OfEach):
    _function = staticmethod(F.tanh)


class Sigmoid(_OfEach):
    _function = staticmethod(F.sigmoid)


class LogSigmoid(_OfEach):
    _function = staticmethod(F.logsigmoid)


class _MaybeInPlace(Module):
    """With one setting, and a choice to change the input itself."""

    def __init__(self, inplace):
        super().__init__()
        self.inplace = inplace

    def _also(self, text=""):
        return text + (", " if text and self.inplace else "") + "inplace=True" * self.inplace


class ReLU(_MaybeInPlace):
    """0 for numbers below 0, the number itself for others."""

    def __init__(self, inplace=False):
        super().__init__(inplace)

    def forward(self, input):
        return F.relu(input, inplace=self.inplace)

    def extra_repr(self):
        return self._also()


class SiLU(_MaybeInPlace):
    """The product of x and sigmoid(x)."""

    def __init__(self, inplace=False):
        super().__init__(inplace)

    def forward(self, input):
        return F.silu(input, inplace=self.inplace)

    def extra_repr(self):
        return self._also()


class LeakyReLU(_MaybeInPlace):
    """Like ReLU, but with a small slope below 0."""

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input):
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self):
        return self._also(f"negative_slope={self.negative_slope}")


class ELU(_MaybeInPlace):
    """Like ReLU, but alpha * (e^x - 1) below 0."""

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input):
        return F.elu(input, self.alpha, self.inplace)

    def extra_repr(self):
        return self._also(f"alpha={self.alpha}")


class GELU(Module):
    """x times the probability of a normal number below x."""

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + e^x), a smooth ReLU."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input):
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class _Along(Module):
    """A function along an axis."""

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return self._function(input, self.dim, _stacklevel=5)

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmax(_Along):
    _function = staticmethod(F.softmax)


class LogSoftmax(_Along):
    _function = staticmethod(F.log_softmax)
