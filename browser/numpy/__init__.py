"""A small numpy: the part that programs beside the small torch need, in plain Python.

Arrays and tensors share storages, as in torch. Read `ndarray`, `elementwise`, `ufuncs` and
`reductions`, in this order.
"""

from importlib import import_module as _import_module
from math import e, inf, nan, pi

from . import comparison, dtypes, layout, missing, operators, printing
from .comparison import allclose, array_equal, isclose, isin, isscalar, nan_to_num
from .conversion import array, asarray
from .conversion import is_tensor as _is_tensor
from .creation import (
    arange,
    diag,
    empty,
    empty_like,
    eye,
    fromfunction,
    fromiter,
    full,
    full_like,
    geomspace,
    identity,
    indices,
    linspace,
    logspace,
    meshgrid,
    ones,
    ones_like,
    tril,
    triu,
    zeros,
    zeros_like,
)
from .dtypes import dtype, promote_types
from .errstate import errstate, geterr, seterr
from .indexing import nonzero
from .joining import (
    append,
    array_split,
    c_,
    column_stack,
    concatenate,
    delete,
    hstack,
    insert,
    repeat,
    roll,
    rot90,
    split,
    stack,
    tile,
    vstack,
)
from .ndarray import ndarray
from .polynomials import poly1d, polyder, polyfit, polyval, vander
from .printing import (
    array2string,
    array_repr,
    array_str,
    get_printoptions,
    printoptions,
    set_printoptions,
)
from .products import cross, dot, inner, matmul, outer, trace, vdot
from .reductions import all_ as all
from .reductions import any_ as any
from .reductions import (
    argmax,
    argmin,
    average,
    count_nonzero,
    cumprod,
    cumsum,
    mean,
    nanmax,
    nanmean,
    nanmin,
    nanstd,
    nansum,
    ptp,
    std,
    sum,
    var,
)
from .reductions import max_ as max
from .reductions import min_ as min
from .reductions import prod_ as prod
from .scalars import (
    False_,
    True_,
    bool_,
    float32,
    float64,
    floating,
    generic,
    inexact,
    int32,
    int64,
    integer,
    number,
    signedinteger,
)
from .sorting import (
    argsort,
    argwhere,
    bincount,
    clip,
    diff,
    digitize,
    flatnonzero,
    histogram,
    median,
    percentile,
    quantile,
    round,
    searchsorted,
    sort,
    take,
    unique,
    where,
)
from .ufuncs import UFUNCS as _UFUNCS
from .ufuncs import ufunc
from .views import (
    atleast_1d,
    atleast_2d,
    broadcast_to,
    expand_dims,
    flip,
    moveaxis,
    ravel,
    reshape,
    squeeze,
    swapaxes,
    transpose,
)

__version__ = "2.4.6+small"  # of the numpy that it is compared with

globals().update(_UFUNCS)
bool, double, single, int_, intp, long = bool_, float64, float32, int64, int64, int64
amax, amin, around, concat, row_stack = max, min, round, concatenate, vstack
acos, asin, atan, atan2 = (_UFUNCS[f"arc{name}"] for name in ("cos", "sin", "tan", "tan2"))
newaxis = None


def _of_anything(method):
    """The function of a method: it takes lists, too, and calls a tensor's own."""

    def function(a, *args, **kwargs):
        if _is_tensor(a) or isinstance(a, generic):
            return getattr(a, method.__name__)(*args, **kwargs)
        return method(asarray(a), *args, **kwargs)

    function.__name__ = function.__qualname__ = method.__name__
    return function


_OF_ANYTHING = [reshape, transpose, squeeze, swapaxes, argmax, argmin, argsort, cumsum, cumprod]
for _function in (*_OF_ANYTHING, round, clip, repeat):
    globals()[_function.__name__] = _of_anything(_function)
permute_dims = transpose


def copy(a, order="K"):
    return array(a, order=order)


def ascontiguousarray(a, dtype=None):
    """With one axis at least, in row-major order."""
    result = atleast_1d(asarray(a, dtype))
    return result if result._plain else copy(result)


def ndim(a):
    return asarray(a).ndim


def shape(a):
    return asarray(a).shape


def size(a, axis=None):
    return asarray(a).size if axis is None else asarray(a).shape[axis]


def fliplr(m):
    return flip(m, 1)


def flipud(m):
    return flip(m, 0)


def issubdtype(arg1, arg2):
    """Whether a dtype is of a kind, such as numpy.floating."""
    kind = arg2 if isinstance(arg2, type) and issubclass(arg2, generic) else dtype(arg2).type
    return issubclass(dtype(arg1).type, kind)


_LATER = {"linalg", "random", "exceptions"}
_refuse = missing.in_module("numpy")


def __getattr__(name):
    return _import_module(f"{__name__}.{name}") if name in _LATER else _refuse(name)


for _name, _module in list(globals().items()):
    if getattr(_module, "__name__", "") == f"{__name__}.{_name}" and _name not in _LATER:
        del globals()[_name]  # a module of its own, which numpy has not
