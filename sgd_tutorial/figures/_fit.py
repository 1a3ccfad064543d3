"""The figure `fit`: data, and the curve of an approximation as a run bends it to them."""

import plotly.graph_objects as go
import torch
from torch import Tensor

from .._record import Run
from .._validate import as_data, try_once
from ..approximations import Approximation
from ..losses import sum_squared_error
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._slider import add_slider

FRAMES = 24
GRID = 161


def fit(
    run: Run, approximation: Approximation, x: object, y: object, template: Template = "light"
) -> go.Figure:
    """The data and the approximation, with a slider over the steps of a run.

    Args:
        run: from `sgd_tutorial.fit`, with the same approximation.
        approximation: f(x, params).
        x: (N,), data.
        y: (N,), data.
        template: "light" or "dark".

    Returns:
        The figure, at the last step; up to 24 frames, denser at first.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if x has several coordinates, or the parts do not fit together.

    >>> import sgd_tutorial as sgd
    >>> x, y = sgd.notebook_data()
    >>> run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10)
    >>> [frame.name for frame in fit(run, sgd.quadratic, x, y).frames][-2:]
    ['9', '10']
    """
    draw.check_instance("run", run, Run, "sgd_tutorial.fit")
    x, y = flat_data(x, y)
    params = run.params.to(x).requires_grad_()
    try_once(approximation, params, x, y, sum_squared_error, called="run.params")
    rows, steps = draw.rows_to_draw(run, FRAMES)
    grid = grid_of(x)
    curves = [curve(approximation, run.history[place], grid) for place in rows.tolist()]
    figure = go.Figure([points(x, y), fitted_line(grid, curves[-1])])
    figure.update_layout(
        height=430, xaxis_title_text="x", yaxis={"title_text": "y", "range": range_of(y, *curves)}
    )
    frames = [[go.Scatter(y=values)] for values in curves]
    names = [f"{step:,}" for step in steps]
    add_slider(figure, frames, names, moved=[1], first=len(names) - 1, prefix="step ")
    return apply_palette(figure, template)


def points(x: Tensor, y: Tensor) -> go.Scatter:
    """The data."""
    return draw.trace(
        "data", draw.row(x), draw.row(y), "markers", name="data", marker_size=7, showlegend=True
    )


def fitted_line(grid: Tensor, values: draw.Row, name: str = "approximation") -> go.Scatter:
    """The curve of the approximation."""
    return draw.trace("approximation", draw.row(grid), values, "lines", name=name, showlegend=True)


def flat_data(x: object, y: object) -> tuple[Tensor, Tensor]:
    """Data, refused unless it has one x and one y a point."""
    x, y = as_data(x, y)
    if x.ndim > 1 or y.ndim > 1:
        raise ValueError(
            f"x has shape {tuple(x.shape)} and y {tuple(y.shape)}: a curve is drawn over one "
            "coordinate; give flat lists"
        )
    return x, y


def grid_of(x: Tensor) -> Tensor:
    """(G,), float64, evenly spaced from the smallest x to the largest."""
    return torch.linspace(float(x.min()), float(x.max()), GRID, dtype=torch.float64).to(x.device)


def curve(approximation: Approximation, params: Tensor, grid: Tensor) -> draw.Row:
    """The values of the approximation over the grid."""
    with torch.no_grad():
        return draw.row(approximation(grid, params.to(grid)))


def range_of(y: Tensor, *curves: draw.Row) -> list[float]:
    """The range of an axis for the data, and for curves as far as they stay near it."""
    least, most = float(draw.array(y).min()), float(draw.array(y).max())
    span = (most - least) or abs(most) or 1.0
    drawn = [value for values in curves for value in values if value is not None]
    low = min(least, max(min(drawn, default=least), least - span))
    high = max(most, min(max(drawn, default=most), most + span))
    return draw.padded(low, high, 0.05 * span)
