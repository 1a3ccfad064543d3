"""The landscape: the loss over two parameters, and the way of a run through it."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from .. import _validate as validate
from .._format import names_of
from .._run import Run
from .._validate import as_data, try_once
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ._colors import Template, painted, palette_of
from ._drawing import Row, Values, array, instance, log_row, recorded, row, trace

CELLS = 48


def surface(
    run: Run,
    approximation: Approximation,
    x: object,
    y: object,
    loss: Loss = sum_squared_error,
    axes: tuple[int, int] = (0, 2),
    template: Template = "light",
) -> go.Figure:
    """Lines of equal loss over two parameters, with the run's way from start to end.

    The other parameters have their final values, so that the loss is the run's own at its end
    alone. The lines are labeled with the logarithm of the loss, log₁₀.

    Args:
        run: from `sgd_tutorial.fit`, with the same approximation.
        approximation: f(x, params), of two parameters at least.
        x: (N,) or (N, ...), data.
        y: (N,), data.
        loss: any loss(y1, y2).
        axes: places of the two parameters, the one across and the one up.
        template: "light" or "dark".

    Returns:
        The figure.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if the axes are not two different parameters, or the parts do not fit together.

    >>> import sgd_tutorial as sgd
    >>> x, y = sgd.notebook_data()
    >>> run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10)
    >>> [trace.name for trace in surface(run, sgd.quadratic, x, y).data]
    ['log₁₀ loss', 'path', 'start', 'end']
    """
    palette_of(template)
    instance("run", run, Run, "sgd_tutorial.fit")
    x, y = (values.double() for values in as_data(x, y))
    final = run.params.to(x)
    try_once(approximation, final.clone().requires_grad_(), x, y, loss, called="run.params")
    across, up = _axes(axes, len(final))
    rows, steps = recorded(run)
    path = array(run.history[rows])[:, [across, up]]
    path = path[np.isfinite(path).all(axis=1)]
    sides = [_side(path[:, 0]), _side(path[:, 1])]
    names = names_of(approximation, len(final))
    levels = _levels(approximation, final, x, y, loss, (across, up), sides)
    figure = go.Figure(
        [
            go.Contour(
                x=row(sides[0]),
                y=row(sides[1]),
                z=levels,
                contours={"coloring": "none", "showlabels": True, "labelfont": {"size": 11}}
                | _lines(levels),
                autocontour=False,
                line_width=1,
                name="log₁₀ loss",
                meta={"role": "target"},
                hovertemplate="log₁₀ loss %{z:.3g}<extra></extra>",
                showlegend=True,
            ),
            *_way(path, steps),
        ]
    )
    figure.update_xaxes(showgrid=False).update_yaxes(showgrid=False)
    figure.update_layout(height=420, xaxis_title_text=names[across], yaxis_title_text=names[up])
    return painted(figure, template)


def _axes(axes: object, count: int) -> tuple[int, int]:
    if count < 2:
        raise ValueError("a surface needs two parameters; this run has one")
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise TypeError(f"axes must be two places such as (0, 1); got {validate.short(axes)}")
    across, up = (validate.whole_number("axes", axis, least=0, most=count - 1) for axis in axes)
    if across == up:
        raise ValueError(f"axes must be two different parameters; got {across} twice")
    return across, up


def _side(values: Values) -> Values:
    """(CELLS + 1,), around the path, with room on both sides."""
    low, high = float(values.min()), float(values.max())
    room = max(0.2 * (high - low), 0.25 * max(abs(low), abs(high))) or 1.0
    return np.linspace(low - room, high + room, CELLS + 1)


def _levels(
    approximation: Approximation,
    final: Tensor,
    x: Tensor,
    y: Tensor,
    loss: Loss,
    axes: tuple[int, int],
    sides: list[Values],
) -> list[Row]:
    """log₁₀ of the loss, a row for each place up."""
    params = final.clone()
    values = np.empty((len(sides[1]), len(sides[0])))
    with torch.no_grad():
        for place in np.ndindex(values.shape):
            params[axes[1]] = float(sides[1][place[0]])
            params[axes[0]] = float(sides[0][place[1]])
            values[place] = float(loss(approximation(x, params), y))
    return [row(np.log10(array(log_row(line)))) for line in values]


def _lines(levels: list[Row]) -> dict[str, float]:
    """One line for each power of ten, or finer where there are few."""
    seen = [value for line in levels for value in line if value is not None] or [0.0]
    size = next((size for size in (1.0, 0.5, 0.2, 0.1) if max(seen) - min(seen) >= 4 * size), 0.05)
    start, end = (size * math.floor(edge / size) for edge in (min(seen), max(seen)))
    return {"start": round(start, 6), "end": round(end, 6), "size": size}


def _way(path: Values, steps: list[int]) -> list[go.Scatter]:
    """The path, its start and its end."""
    xs, ys = row(path[:, 0]), row(path[:, 1])
    ends: dict[str, Any] = {"mode": "markers", "showlegend": True, "marker_size": 11}
    return [
        trace("step", xs, ys, "lines", name="path", customdata=steps[: len(xs)], showlegend=True,
              hovertemplate="step %{customdata:,}<extra></extra>"),
        trace("step", xs[:1], ys[:1], name="start", marker_symbol="circle-open", **ends),
        trace("step", xs[-1:], ys[-1:], name="end", marker_symbol="diamond", **ends),
    ]  # fmt: skip
