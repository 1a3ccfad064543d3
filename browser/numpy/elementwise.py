"""Functions of each number: broadcasting, the dtype of the result, and numpy's warnings.

Python calculates in float64, and the storage rounds: for + - * / this gives float32's own bits.
"""

import math
from itertools import repeat

from .conversion import asarray
from .dtypes import rounded, store
from .errstate import check_result, report
from .layout import broadcast, broadcast_steps, places
from .ndarray import from_scalar, ndarray, numbers_of
from .scalars import generic


def operand(value):
    """An array, or a Python number as it is: its kind is weak."""
    if isinstance(value, generic):
        return from_scalar(value)
    if isinstance(value, ndarray) or type(value) in (bool, int, float):
        return value
    return asarray(value)


def kind_of(value):
    """The dtype of an array, the type of a Python number."""
    return value.dtype if isinstance(value, ndarray) else type(value)


def column(value, shape, dtype):
    """The numbers of an operand broadcast to a shape, as that dtype has them."""
    if not isinstance(value, ndarray):
        return repeat(rounded(value, dtype), math.prod(shape))
    if value.dtype.kind != "f" and dtype.kind == "f":
        value = value.astype(dtype)
    if value.shape == shape:
        return numbers_of(value)
    if value.size == 1:
        return repeat(value._storage[value._offset], math.prod(shape))
    steps = broadcast_steps(value, shape)
    return [value._storage[place] for place in places(shape, steps, value._offset)]


def mapped(name, function, operands, dtype, result_dtype=None, careful=None):
    """A function of each number of the operands, read in one dtype and stored in another.

    Args:
        name: of the function in warnings.
        function: of a number of each operand.
        operands: arrays and Python numbers.
        dtype: in which the operands are read.
        result_dtype: of the result, if it is another one.
        careful: the function to call where Python raises an error.
    """
    result_dtype = result_dtype or dtype
    shapes = [value.shape if isinstance(value, ndarray) else () for value in operands]
    shape = shapes[0] if len(set(shapes)) == 1 else broadcast(*shapes)
    columns = [column(value, shape, dtype) for value in operands]
    try:
        results = list(map(function, *columns))
    except (ArithmeticError, ValueError):  # where numpy has inf, nan or 0
        columns = [column(value, shape, dtype) for value in operands]
        results = list(map(careful or function, *columns))
        if result_dtype.kind == "i":
            report(name, {"divide"})
    numbers = store(result_dtype, results)
    if result_dtype.kind == "i" and name.startswith("scalar") and numbers[0] != results[0]:
        report(name, {"over"})
    if result_dtype.kind == "f" and not math.isfinite(sum(numbers)):
        check_result(name, numbers, [column(value, shape, dtype) for value in operands])
    return ndarray(numbers, shape, result_dtype)
