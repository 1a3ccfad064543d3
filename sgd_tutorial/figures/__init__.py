"""Figures: what runs and answers look like, for plotly. They draw results and never train.

Every figure takes `template`, "light" or "dark". Every trace names its role in `meta`, so that a
page can give it another color when the palette is switched. A `fit` or an answer is made first:

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
    raise ImportError("figures need plotly: pip install 'sgd-tutorial[figures]'") from error

from .candidates import wrong_approximations
from .cures import why_is_c_wrong
from .curve import fit
from .descent import losses
from .directions import error_by_direction
from .graph import graph
from .hand import by_hand
from .landscape import surface
from .parabola import parabola
from .rates import learning_rates
from .settings import compare
from .sizes import mean_instead_of_sum
from .starts import initial_guesses
from .stops import when_to_stop

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
    "surface",
    "when_to_stop",
    "why_is_c_wrong",
    "wrong_approximations",
]
