"""The figure `learning_rates`: the loss over the steps with each rate, and where it ends."""

import math

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .._text import limit, number
from ..questions._learning_rates import (
    DIVERGES,
    ELSEWHERE,
    JUMPS,
    ONE_SIDE,
    SIDE_TO_SIDE,
    LearningRates,
)
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._losses import loss_line, loss_row
from ._slider import add_slider

REGIMES = {
    ONE_SIDE: ("approximation", "solid", "circle"),
    SIDE_TO_SIDE: ("step", "longdash", "diamond"),
    DIVERGES: ("target", "dot", "triangle-up"),
    ELSEWHERE: ("b", "dashdot", "square"),
    JUMPS: ("c", "longdash", "x"),
}
# Losses are drawn up to so many times the first.
MOST_RISE = 1e3
POINTS = 300


def learning_rates(answer: LearningRates, template: Template = "light") -> go.Figure:
    """The loss over the steps with each rate, and below it where the loss is after all steps.

    Each run has the color and dash of what it did; the ring around its marker below, of what the
    curvature predicts. The slider points one rate out.

    Args:
        answer: from `sgd_tutorial.learning_rates`.
        template: "light" or "dark".

    Returns:
        The figure, with the largest stable rate as a dashed line. Losses beyond a thousand times
        the first are at the upper edge.

    Raises:
        TypeError: if it is no such answer.

    >>> import sgd_tutorial as sgd
    >>> figure = learning_rates(sgd.learning_rates(rates=[1e-7, 6e-7, 8e-7], steps=20))
    >>> [frame.name for frame in figure.frames]
    ['1e-07', '6e-07', '8e-07']
    """
    draw.check_instance("answer", answer, LearningRates, "sgd_tutorial.learning_rates")
    figure = make_subplots(rows=2, row_heights=[0.55, 0.45], vertical_spacing=0.17)
    lines = [loss_row(run, POINTS) for run in answer.runs]
    for index in range(len(lines)):
        figure.add_trace(_line(answer, index), 1, 1)
    top = MOST_RISE * max(line[1][0] or 1.0 for line in lines)
    ends = _ends(answer, top)
    rates = draw.log_row(answer.learning_rates)
    for regime in REGIMES:
        _draw_regime(figure, answer, regime, rates, ends)
    ring = {"marker_symbol": "circle-open", "marker_size": 14, "showlegend": True}
    figure.add_trace(
        draw.trace("text", [None], [None], "markers", name="ring: predicted", **ring), 1, 1
    )
    _draw_bound(figure, answer, ends, top)
    first = _shown_first(answer)
    _draw_chosen(figure, *lines[first][:2], rates[first], ends[first])
    low = [value for _, y, _ in lines for value in y if value is not None and value <= top]
    loss_axis = draw.log_axis("loss", [*low, top], below=0.06)
    figure.update_layout(
        height=640,
        xaxis=draw.step_axis(answer.runs.most_steps),
        yaxis=loss_axis,
        xaxis2=draw.log_axis("learning rate", rates, [answer.bound]),
        yaxis2=loss_axis | {"title_text": f"loss, step {answer.runs.most_steps:,}"},
    )
    _slide(figure, lines, rates, ends, first)
    return apply_palette(figure, template)


def _line(answer: LearningRates, index: int) -> go.Scatter:
    """The run of one rate."""
    role, dash, _ = REGIMES[answer.observed[index]]
    name = number(answer.learning_rates[index])
    line = loss_line(answer.runs[index], name, role=role, most=POINTS)
    return line.update(line_dash=dash, line_width=1.3, showlegend=False)


def _ends(answer: LearningRates, top: float) -> draw.Row:
    """The last loss of each run; the upper edge where it diverges."""
    values = [
        loss if math.isfinite(loss) and loss < top else top
        for loss in draw.array(answer.runs.losses[:, -1]).tolist()
    ]
    return draw.log_row(values)


def _draw_regime(
    figure: go.Figure, answer: LearningRates, regime: str, rates: draw.Row, ends: draw.Row
) -> None:
    """Markers of what runs did, and rings of what they should do."""
    role, _, symbol = REGIMES[regime]
    for regimes, name, style in (
        (answer.observed, regime, {"marker_symbol": symbol, "marker_size": 8}),
        (answer.predicted, f"predicted: {regime}",
         {"marker_symbol": f"{symbol}-open", "marker_size": 16, "marker_line_width": 1.5}),
    ):  # fmt: skip
        chosen = [place for place, what in enumerate(regimes) if what == regime]
        if chosen:
            figure.add_trace(
                draw.trace(role, [rates[i] for i in chosen], [ends[i] for i in chosen], "markers",
                           name=name, showlegend=regimes is answer.observed, cliponaxis=False,
                           hovertemplate="rate %{x:.4g}<extra>%{fullData.name}</extra>", **style),
                2, 1,
            )  # fmt: skip


def _draw_bound(figure: go.Figure, answer: LearningRates, ends: draw.Row, top: float) -> None:
    """The largest stable rate."""
    if not math.isfinite(answer.bound):
        return
    low = min(value for value in [*ends, top] if value is not None)
    bound = draw.rounded(answer.bound)
    figure.add_trace(
        draw.trace("text", [bound] * 2, [low, top], "lines", line_dash="dash", line_width=1.3,
                   hoverinfo="skip", name="bound"), 2, 1
    )  # fmt: skip
    text = f"largest stable<br>{limit(answer.bound)} "
    figure.add_trace(draw.label("text", bound, math.sqrt(low * top), text, "middle left"), 2, 1)


def _shown_first(answer: LearningRates) -> int:
    """The largest rate that settles."""
    settled = [i for i, what in enumerate(answer.observed) if what != DIVERGES]
    return settled[-1] if settled else 0


def _draw_chosen(
    figure: go.Figure, x: list[int], y: draw.Row, rate: float | None, end: float | None
) -> None:
    """The rate that the slider points out, in both parts."""
    figure.add_trace(
        draw.trace("data", x, y, "lines", line_width=3, hoverinfo="skip", name="chosen"), 1, 1
    )
    figure.add_trace(
        draw.trace("data", [rate], [end], "markers", marker_symbol="line-ns-open", marker_size=34,
                   marker_line_width=3, hoverinfo="skip", name="chosen", cliponaxis=False), 2, 1
    )  # fmt: skip


def _slide(
    figure: go.Figure,
    lines: list[tuple[list[int], draw.Row, list[int]]],
    rates: draw.Row,
    ends: draw.Row,
    first: int,
) -> None:
    count = len(figure.data)
    frames = [
        [go.Scatter(x=x, y=y), go.Scatter(x=[rate], y=[end])]
        for (x, y, _), rate, end in zip(lines, rates, ends, strict=True)
    ]
    names = [f"{rate:g}" for rate in rates]
    names = [
        name if names.count(name) == 1 else f"{name} ({place})"
        for place, name in enumerate(names, start=1)
    ]
    add_slider(figure, frames, names, moved=[count - 2, count - 1], first=first, prefix="rate ")
