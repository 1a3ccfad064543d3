"""The float32 loops of `loops.js` and `products.js`, if the page offers them.

They work in the memory of the numbers, without a Python object for each: for 1,000 numbers they
take a twentieth of the time of Python's own loops, which give the same bits.
"""

import math
import operator

try:
    import _loops
except ImportError:  # outside the page
    of_one, of_two = {}, {}
    total = row_sum = cascade = product = dot = None
else:
    of_one = {math.sqrt: _loops.sqrt}
    of_two = {
        operator.add: _loops.add,
        operator.sub: _loops.sub,
        operator.mul: _loops.mul,
        operator.truediv: _loops.truediv,
    }
    total, row_sum, cascade = _loops.total, _loops.rowSum, _loops.cascade
    product, dot = _loops.product, _loops.dot


def with_loop(name, *numbers):
    """Give a function the loop of that name, which takes these numbers after its own arguments."""

    def give(function):
        if total is not None:
            loop = getattr(_loops, name)
            function.loop = (lambda *own: loop(*own, *numbers)) if numbers else loop
        return function

    return give


def loop_of(function, known):
    """The loop of a function, None if it has none; `known` has those of Python's own functions."""
    return known.get(function) or getattr(function, "loop", None)
