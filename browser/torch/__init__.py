"""A small torch: the part of PyTorch that this site's recipe needs, in plain Python.

For the names below it calculates in float32 as PyTorch does on x86-64, adds up in the same order,
prints the same text and raises the same errors. Read `tensor`, `graph`, `backward`, `arithmetic`
and `summation`, in this order.
"""

from importlib import import_module as _import_module
from math import e, inf, nan, pi

from . import (
    arguments,
    arrays,
    autograd,
    clamping,
    conversion,
    cuda,
    custom,
    extremes,
    factors,
    func,
    functional,
    hooks,
    indexing,
    inplace,
    linalg,
    missing,
    new,
    norms,
    picking,
    printing,
    products,
    random,
    reductions,
    repeating,
    scans,
    shapes,
    softmax,
    variances,
)
from .arrays import from_numpy
from .creation import (
    as_tensor,
    empty,
    empty_like,
    eye,
    frombuffer,
    full,
    full_like,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from .dtypes import bool_ as bool
from .dtypes import dtype, float32, float64, get_default_dtype, int32, int64, promote_types
from .einsum import einsum
from .functions import where
from .gaussian import normal, randn
from .generators import (
    Generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    rand,
    randint,
    randperm,
    set_rng_state,
)
from .grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    no_grad,
    set_grad_enabled,
)
from .gradcheck import gradcheck as _gradcheck
from .joining import cat, split, stack
from .kinds import BoolTensor, DoubleTensor, FloatTensor, IntTensor, LongTensor
from .layout import Size, broadcast_shapes
from .notices import warn as _warn
from .printing import set_printoptions
from .ranges import arange, linspace
from .sampling import rand_like, randint_like, randn_like
from .saving import load, save
from .tensor import Tensor, device
from .tensor import functions as _functions

__version__ = "2.13.0+small"  # of the PyTorch that it is compared with

globals().update(_functions)
arguments.check_all(globals())
autograd.gradcheck = _gradcheck
autograd.functional = functional
autograd.Function = custom.Function
del functional
float, double, int, long = float32, float64, int32, int64


def get_num_threads():
    return 1


def set_num_threads(number):
    """Python in the browser has one thread."""


def use_deterministic_algorithms(mode, *, warn_only=False):
    """All of them are."""


def is_tensor(obj):
    return isinstance(obj, Tensor)


def set_default_tensor_type(t):
    """The one that is the default anyway, as in programs from before 2018."""
    if t not in ("torch.FloatTensor", FloatTensor):
        raise NotImplementedError(missing.message(f"torch.set_default_tensor_type({t!r})"))
    _warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
        "torch.set_default_dtype() and torch.set_default_device() as alternatives.",
        once=True,
    )


_LATER = {
    "accelerator",
    "backends",
    "nn",
    "optim",
    "overrides",
    "utils",
}  # modules that are loaded when a program first asks for them
_refuse = missing.in_module("torch")


def __getattr__(name):
    return _import_module(f"{__name__}.{name}") if name in _LATER else _refuse(name)


OWN = {"autograd", "cuda", "func", "linalg", "random"}  # the modules that torch has, too
for _name, _module in list(globals().items()):
    if getattr(_module, "__name__", "") == f"{__name__}.{_name}" and _name not in OWN:
        del globals()[_name]
del OWN
