"""The same arithmetic in JavaScript, where the page offers it: `kernels.js`, for float32.

A kernel works on numbers where they lie in memory, so that a call costs the same for one number
and for a thousand. Python's own loops give the same bits, and do without.
"""

import operator

try:
    import _kernels
except ImportError:  # outside the page
    in_place, total = {}, None
else:
    in_place = {
        operator.add: _kernels.add,
        operator.sub: _kernels.sub,
        operator.mul: _kernels.mul,
        operator.truediv: _kernels.truediv,
    }
    total = _kernels.total
