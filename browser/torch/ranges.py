"""Numbers at equal steps: `torch.arange(5)`, `torch.linspace(0, 1, 11)`."""

import math
from array import array

from . import dtypes
from .creation import finish
from .elementwise import add_scaled, store
from .layout import Size
from .tensor import Tensor

LANE_BYTES = 32  # that an x86-64 processor with AVX2 calculates at once


def arange(start=0, end=0, step=1, *, dtype=None, requires_grad=False):
    """start, start + step, ... below end.

    If the step has to be rounded, the last digit depends on the processor: here it is that of
    x86-64 with AVX2.
    """
    refuse_bool(dtype, "arange_cpu")
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is None:
        whole = all(isinstance(each, int) for each in (start, end, step))
        dtype = dtypes.int64 if whole else dtypes.float32
    count = math.ceil((end - start) / step)
    if dtype.is_floating_point:
        numbers = _in_lanes(float(start), float(step), count, dtype)
    else:
        numbers = store(dtype, [int(start + index * step) for index in range(count)])
    return finish(Tensor(numbers, Size((count,)), dtype), requires_grad)


def _in_lanes(start, step, count, dtype):
    """As the processor does, many at once: it rounds the first of them before it adds steps."""
    add_steps = lambda begin, steps: begin + steps * step  # noqa: E731
    if dtype is dtypes.float64:
        add_steps = add_scaled(dtype, step)
    numbers = array(dtype._typecode, [add_steps(start, index) for index in range(count)])
    lanes = LANE_BYTES // numbers.itemsize
    for first in range(0, count - count % (2 * lanes), lanes):
        begin = numbers[first]
        for lane in range(1, lanes):
            numbers[first + lane] = add_steps(begin, lane)
    return numbers


def linspace(start, end, steps, *, dtype=None, requires_grad=False):
    """`steps` numbers at equal steps, from start to end; the last digit may differ."""
    dtype = dtype or dtypes.float32
    if steps > 1:
        refuse_bool(dtype, "linspace_cpu")
    wrong = [
        f"{name} with {len(limit.shape)} dimension(s)"
        for name, limit in (("start", start), ("end", end))
        if isinstance(limit, Tensor) and limit.shape
    ]
    if wrong:
        raise RuntimeError(
            "linspace only supports 0-dimensional start and end tensors, but got "
            f"{' and '.join(wrong)}."
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    kind = dtype if dtype.is_floating_point else dtypes.float32
    cell = array(kind._typecode, [0.0])

    def rounded(value):
        cell[0] = float(value)  # which the array rounds
        return cell[0]

    first, last = (rounded(dtype._python_type(each)) for each in (start, end))
    step = rounded(rounded(last - first) / (steps - 1)) if steps > 1 else 0.0
    numbers = [
        first + step * index if index < max(steps // 2, 1) else last - step * (steps - index - 1)
        for index in range(steps)
    ]
    storage = store(dtype, list(map(dtype._python_type, numbers)))
    return finish(Tensor(storage, Size((steps,)), dtype), requires_grad)


def refuse_bool(dtype, kernel):
    """Numbers in order need a dtype that has more than two."""
    if dtype is dtypes.bool_:
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")
