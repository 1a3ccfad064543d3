"""The loops of float32 in JavaScript, where the page offers them: `loops.js`.

They work on numbers where these lie in memory, so that a call costs the same for one number and
for a thousand. Python's own loops give the same bits, and do without.
"""

import operator

try:
    import _loops
except ImportError:  # outside the page
    in_place, total = {}, None
else:
    in_place = {
        operator.add: _loops.add,
        operator.sub: _loops.sub,
        operator.mul: _loops.mul,
        operator.truediv: _loops.truediv,
    }
    total = _loops.total
