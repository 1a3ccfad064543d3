"""A small torch: the part of PyTorch that this site's recipe needs, in plain Python.

For the names below it calculates in float32 as PyTorch does on x86-64, adds up in the same order,
prints the same text and raises the same errors. Read `tensor`, `autograd`, `arithmetic` and
`summation`, in this order.
"""

from math import e, inf, nan, pi

from . import autograd, cuda, func, functional, indexing, inplace, linalg, missing, optim, printing
from .arithmetic import add, div, floor_divide, mul, pow, remainder, sub
from .autograd import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from .conversion import allclose, equal, is_floating_point, isclose, nextafter, numel
from .creation import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    frombuffer,
    full,
    full_like,
    linspace,
    nonzero,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from .dtypes import bool_ as bool
from .dtypes import dtype, float32, float64, get_default_dtype, int32, int64, promote_types
from .functions import (
    abs,
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    ceil,
    clamp,
    cos,
    eq,
    exp,
    floor,
    ge,
    gt,
    isfinite,
    isinf,
    isnan,
    le,
    log,
    logical_not,
    lt,
    maximum,
    minimum,
    ne,
    neg,
    reciprocal,
    relu,
    round,
    sign,
    sin,
    sqrt,
    square,
    tanh,
    trunc,
    where,
)
from .gradcheck import gradcheck as _gradcheck
from .joining import cat, split, stack, unbind
from .layout import Size, broadcast_shapes
from .normal import randn
from .products import matmul
from .random import Generator, manual_seed, rand, randint, randperm
from .reductions import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    max,
    mean,
    min,
    norm,
    std,
    sum,
    var,
)
from .scans import cumsum, diff, flip
from .tensor import Tensor, device
from .views import (
    clone,
    flatten,
    permute,
    reshape,
    squeeze,
    t,
    transpose,
    unsqueeze,
)

autograd.gradcheck = _gradcheck
autograd.functional = functional
del functional
float, double, int, long = float32, float64, int32, int64


def get_num_threads():
    return 1


def set_num_threads(number):
    """Python in the browser has one thread."""


def is_tensor(obj):
    return isinstance(obj, Tensor)


def __getattr__(name):
    raise missing.error(f"torch.{name}", name)
