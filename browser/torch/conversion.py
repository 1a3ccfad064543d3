"""From tensors to Python numbers and lists, and from one dtype to another."""

import math
import struct

from . import dtypes, layout
from .elementwise import cast, mapped, same
from .functions import where
from .graph import record, recording
from .notices import warn
from .shapes import reverse_axes
from .tensor import Tensor, function_and_method, method, read_only, values


@method
def item(self):
    """The number of a tensor with one element."""
    if self.numel() != 1:
        raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
    number = self._storage[self._offset]
    return bool(number) if self.dtype is dtypes.bool_ else number


@method
def tolist(self):
    """Nested lists of numbers."""
    numbers = values(self)
    numbers = list(map(bool, numbers)) if self.dtype is dtypes.bool_ else list(numbers)
    if not self.shape:
        return numbers[0]
    for axis in range(len(self.shape) - 1, 0, -1):
        size = self.shape[axis]
        rows = layout.prod(self.shape[:axis])
        numbers = [numbers[row * size : row * size + size] for row in range(rows)]
    return numbers


@function_and_method
def numel(self):
    return layout.prod(self.shape)


method(numel, "nelement")
numel.__name__ = numel.__qualname__ = "numel"


@method
def element_size(self):
    """Bytes of one number."""
    return self._storage.itemsize


@method
def dim(self):
    return len(self.shape)


@method
def size(self, dim=None):
    return self.shape if dim is None else self.shape[_axis_there_is(self, dim)]


@method
def stride(self, dim=None):
    return self._strides if dim is None else self._strides[_axis_there_is(self, dim)]


def _axis_there_is(tensor, dim):
    if not tensor._shape:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return layout.wrap(dim, len(tensor._shape))


@method
def is_contiguous(self):
    return layout.is_row_major(self.shape, self._strides)


@function_and_method
def is_floating_point(self):
    return self.dtype.is_floating_point


@method
def is_complex(self):
    return False


@method
def to(self, dtype=None, *, tensor=None, copy=False):
    """In another dtype, or in the dtype of another tensor."""
    if tensor is not None:
        dtype = tensor.dtype
    if dtype is None or dtype is self.dtype:
        if not copy:
            return self
        result, dtype = self.detach().clone(), self.dtype
    else:
        result = cast(self, dtype)
    if recording(self) and dtype.is_floating_point:
        source = self.dtype
        record(result, "ToCopyBackward0", (self, lambda grad: grad.to(source), ()))
    return result


def _converter(name, dtype):
    method(lambda self: to(self, dtype), name)


_converter("float", dtypes.float32)
_converter("double", dtypes.float64)
_converter("long", dtypes.int64)
_converter("int", dtypes.int32)
_converter("bool", dtypes.bool_)


@method
def cpu(self):
    return self


@method
def type_as(self, other):
    return self.to(other.dtype)


@function_and_method
def equal(self, other):
    """Whether shapes and all numbers are the same."""
    return self.shape == other.shape and bool((self == other).all())


@function_and_method
def isclose(self, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Where |self - other| <= atol + rtol |other|."""
    if self.dtype is not other.dtype:
        raise RuntimeError(f"{self.dtype._type_name} did not match {other.dtype._type_name}")
    if self.dtype is dtypes.bool_:
        return self == other
    near = (self - other).abs() <= atol + (rtol * other).abs()
    close = near & other.isfinite() | (self == other)
    return close | (self.isnan() & other.isnan()) if equal_nan else close


@function_and_method
def allclose(self, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(isclose(self.detach(), other.detach(), rtol, atol, equal_nan).all())


@function_and_method
def nextafter(self, other):
    """The next number that the dtype can represent, toward the other."""
    a, b = same(self, other)
    layout.broadcast(a.shape, b.shape)
    if not a.dtype.is_floating_point:
        kind = a.dtype._type_name
        raise NotImplementedError(f"\"nextafter_cpu\" not implemented for '{kind}'")
    step = math.nextafter if a.dtype is dtypes.float64 else _next_float32
    result = mapped(step, a.dtype, a, b)
    passed = lambda grad, a, b: where(a == b, 0, grad)  # noqa: E731
    inputs = (self, passed, (self, other)), (other, lambda grad: grad * 0, ())
    return record(result, "NextafterBackward0", *inputs)


def _next_float32(a, b):
    if a == b or a != a or b != b:
        return b if a == b else math.nan
    if a == 0:
        return math.copysign(2.0**-149, b)
    bits = struct.unpack("<i", struct.pack("<f", a))[0]
    return struct.unpack("<f", struct.pack("<i", bits + (1 if (b > a) == (a > 0) else -1)))[0]


def _bool(self):
    if self.numel() != 1:
        if not self.numel():
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
    return bool(self._storage[self._offset])


def one_number(tensor):
    """The number that a tensor is converted to."""
    if tensor.numel() != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return tensor.item()


def _float(self):
    if self._wants_grad:
        warn(
            "Converting a tensor with requires_grad=True to a scalar may lead to unexpected "
            "behavior.\nConsider using tensor.detach() first.",
            once=True,
        )
    return float(one_number(self))


def _reversed(self):
    if not self.shape:
        warn(
            "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.",
            once=True,
        )
    elif len(self.shape) != 2:
        warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
            "deprecated and it will throw an error in a future release. Consider `x.mT` to "
            "transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to "
            "reverse the dimensions of a tensor.",
            once=True,
        )
    return reverse_axes(self, "PermuteBackward0")


def _index(self):
    if self.numel() != 1 or self.dtype.is_floating_point:
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(self.item())


def _contains(self, element):
    if isinstance(element, Tensor | int | float):
        return bool((self == element).any())
    raise RuntimeError(
        f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
    )


read_only("T", _reversed)
read_only("mT", lambda self: self.transpose(-2, -1))
Tensor.__bool__ = _bool
Tensor.__int__ = lambda self: int(one_number(self))
Tensor.__float__ = _float
Tensor.__index__ = _index
Tensor.__contains__ = _contains
