"""`params_after`, which takes no step, whatever their number."""

from statistics import median

import sgd_tutorial as sgd
from sgd_tutorial import params_after

from .timing import seconds

CALLS = 50
X, Y = sgd.notebook_data()


def predict():
    """A billion steps of the notebook's problem."""
    params_after(sgd.quadratic, [1.0, 2.0, 3.0], X, Y, learning_rate=1e-7, steps=10**9)


def a_billion_steps():
    """Milliseconds, the median of calls after some to warm up."""
    for _ in range(5):
        predict()
    return 1000 * median(seconds(predict) for _ in range(CALLS))
