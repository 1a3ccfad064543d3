"""Figures of runs and answers, in plotly. The figures draw results; none of them trains.

Every figure takes `template`, "light" or "dark". Every trace names its role in `meta`, so that a
page can recolor it when the reader switches the palette.

>>> import sgd_tutorial as sgd
>>> from sgd_tutorial import figures
>>> x, y = sgd.notebook_data()
>>> run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=100)
>>> [trace.meta["role"] for trace in figures.fit(run, sgd.quadratic, x, y).data]
['data', 'approximation']
"""

try:
    import plotly.graph_objects as _plotly  # noqa: F401
except ImportError as error:
    raise ImportError("figures need plotly: pip install plotly pandas") from error

from ._by_hand import by_hand
from ._compare import compare
from ._error_by_direction import error_by_direction
from ._fit import fit
from ._graph import graph
from ._initial_guesses import initial_guesses
from ._learning_rates import learning_rates
from ._losses import losses
from ._mean_instead_of_sum import mean_instead_of_sum
from ._parabola import parabola
from ._when_to_stop import when_to_stop
from ._why_is_c_wrong import why_is_c_wrong
from ._wrong_approximations import wrong_approximations

__all__ = [
    "by_hand",
    "compare",
    "error_by_direction",
    "fit",
    "graph",
    "initial_guesses",
    "learning_rates",
    "losses",
    "mean_instead_of_sum",
    "parabola",
    "when_to_stop",
    "why_is_c_wrong",
    "wrong_approximations",
]
