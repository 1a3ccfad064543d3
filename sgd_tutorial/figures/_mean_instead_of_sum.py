"""The figure `mean_instead_of_sum`: the largest stable rates over the number of points."""

from collections.abc import Iterable

import plotly.graph_objects as go
from torch import Tensor

from .._stability import rounded_down
from ..questions._mean_instead_of_sum import MeanInsteadOfSum
from . import _drawing as draw
from ._colors import Template, apply_palette


def mean_instead_of_sum(answer: MeanInsteadOfSum, template: Template = "light") -> go.Figure:
    """The largest stable rate of sum and mean over the number of points.

    Args:
        answer: from `sgd_tutorial.mean_instead_of_sum`.
        template: "light" or "dark".

    Returns:
        The figure; the problem itself has open markers.

    Raises:
        TypeError: if it is no such answer.

    >>> import sgd_tutorial as sgd
    >>> figure = mean_instead_of_sum(sgd.mean_instead_of_sum(steps=10))
    >>> [trace.name for trace in figure.data]
    ['mean', 'mean', 'sum', 'sum', 'the 41 points', 'the 41 points']
    """
    draw.check_instance("answer", answer, MeanInsteadOfSum, "sgd_tutorial.mean_instead_of_sum")
    sizes = draw.whole_row(answer.sizes)
    mean, total = _limits(answer.mean_bounds), _limits(answer.sum_bounds)
    own = _limits(
        [c.largest_stable_learning_rate for c in (answer.mean_curvature, answer.sum_curvature)]
    )
    figure = go.Figure()
    _draw(figure, "mean", "approximation", sizes, mean, "circle")
    _draw(figure, "sum", "step", sizes, total, "diamond")
    figure.add_trace(
        draw.trace("data", [answer.points] * 2, own, "markers",
                   name=f"the {answer.points:,} points", marker_symbol="circle-open",
                   marker_size=13, marker_line_width=2,
                   hovertemplate="%{x:,} points: %{y:.5g}<extra></extra>")
    )  # fmt: skip
    if own[1] is not None:
        text = f" the {answer.points:,} points"
        figure.add_trace(
            draw.label("data", answer.points, own[1], text, "top right", name=text.strip())
        )
    figure.update_layout(
        height=380,
        xaxis=draw.log_axis("number of points", [*sizes, answer.points]),
        yaxis=draw.log_axis("largest stable rate", mean, total, own, above=0.06),
    )
    return apply_palette(figure, template)


def _limits(rates: Iterable[float | Tensor]) -> draw.Row:
    """Largest stable rates as they are printed: rounded down."""
    return draw.log_row([rounded_down(float(rate)) for rate in rates])


def _draw(
    figure: go.Figure, name: str, role: str, sizes: list[int], bounds: draw.Row, symbol: str
) -> None:
    """A line with its name above its left end."""
    figure.add_trace(
        draw.trace(role, sizes, bounds, "lines+markers", name=name,
                   marker_symbol=symbol, marker_size=8,
                   hovertemplate="%{x:,} points: %{y:.5g}<extra>%{fullData.name}</extra>")
    )  # fmt: skip
    first = bounds[0]
    if first is not None:
        figure.add_trace(draw.label(role, sizes[0], first, name, "top right", name=name))
