"""Sigmoid and softmax: any numbers become probabilities."""

import math
from array import array

from .elementwise import floating, mapped
from .graph import record
from .layout import places, row_major, starts, wrap
from .tensor import Tensor, function_and_method, values

MOST = 88.7228  # where e^x is too large for float32


def logistic(x):
    """1 / (1 + e^-x), which is 0 where torch's power in float32 is infinite."""
    return 0.0 if x <= -MOST else 1 / (1 + math.exp(-x))


@function_and_method
def sigmoid(self):
    result = mapped(logistic, floating(self).dtype, floating(self))
    rule = lambda grad, y: grad * (1 - y) * y  # noqa: E731
    return record(result, "SigmoidBackward0", (self, rule, (result,)))


def _along(function, tensor, dim):
    """A function of the list of numbers along an axis, which gives as many; not recorded."""
    axis = wrap(dim, len(tensor.shape))
    numbers, strides = list(values(tensor)), row_major(tensor.shape)
    line = places(tensor.shape[axis : axis + 1], strides[axis : axis + 1], 0)
    for start in starts(tensor.shape, strides, [axis]):
        spots = [start + place for place in line]
        results = function([numbers[spot] for spot in spots]) if spots else []
        for spot, each in zip(spots, results, strict=True):
            numbers[spot] = each
    return Tensor(array(tensor.dtype._typecode, numbers), tensor.shape, tensor.dtype)


def _shares(line):
    most = max(line)
    powers = [math.exp(each - most) for each in line]
    total = sum(powers)
    return [each / total for each in powers]


def _log_shares(line):
    most = max(line)
    log = math.log(sum(math.exp(each - most) for each in line))
    return [each - most - log for each in line]


def _prepared(self, dim, dtype, name):
    self = self if dtype is None else self.to(dtype)
    if not self.dtype.is_floating_point and self.numel():
        name += "_lastdim" * (wrap(dim, len(self.shape)) == max(len(self.shape) - 1, 0))
        text = f"\"{name}_kernel_impl\" not implemented for '{self.dtype._type_name}'"
        raise NotImplementedError(text)
    return self


@function_and_method
def softmax(self, dim, *, dtype=None):
    """Powers of e, divided by their sum along an axis."""
    self = _prepared(self, dim, dtype, "softmax")
    result = _along(_shares, self, dim)

    def rule(grad, y):
        weighted = grad * y
        return weighted - y * weighted.sum(dim, keepdim=True)

    return record(result, "SoftmaxBackward0", (self, rule, (result,)))


@function_and_method
def log_softmax(self, dim, *, dtype=None):
    """The logarithm of softmax."""
    self = _prepared(self, dim, dtype, "log_softmax")
    result = _along(_log_shares, self, dim)
    rule = lambda grad, y: grad - y.exp() * grad.sum(dim, keepdim=True)  # noqa: E731
    return record(result, "LogSoftmaxBackward0", (self, rule, (result,)))
