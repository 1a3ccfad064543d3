"""The figure `initial_guesses`: what distance costs, and where each start ends."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..questions._initial_guesses import InitialGuesses, Minima
from . import _drawing as draw
from ._colors import Template, apply_palette, parameter_role

MARKS: dict[str, dict[str, Any]] = {
    "predicted": {"mode": "lines"},
    "observed": {"mode": "markers", "marker_size": 9},
}


def initial_guesses(answer: InitialGuesses, template: Template = "light") -> go.Figure:
    """Steps needed over the distance of the start, and final losses over the start.

    Args:
        answer: from `sgd_tutorial.initial_guesses`.
        template: "light" or "dark".

    Returns:
        The figure: lines predicted, markers observed, one hue for each direction. Below it, where
        the answer has several minima, the loss that each start ends with.

    Raises:
        TypeError: if it is no such answer.

    >>> import sgd_tutorial as sgd
    >>> figure = initial_guesses(sgd.initial_guesses(steps=10))
    >>> [trace.text[0] for trace in figure.data if "text" in trace.mode]
    ['along c', 'along b', 'along a', '25 reach the lowest', '55 do not']
    """
    draw.check_instance("answer", answer, InitialGuesses, "sgd_tutorial.initial_guesses")
    both = answer.minima is not None
    figure = make_subplots(rows=1 + both, vertical_spacing=0.2)
    distances = draw.log_row(answer.distances)
    drawn: list[float | None] = []
    for direction in range(len(answer.names)):
        drawn += _draw_direction(figure, answer, direction, distances)
    _explain(figure)
    figure.update_layout(
        height=620 if both else 380,
        xaxis=draw.log_axis("distance of the start", distances),
        yaxis=draw.log_axis("steps needed", drawn, above=0.06),
    )
    if answer.minima is not None:
        _draw_minima(figure, answer.minima)
    return apply_palette(figure, template)


def _draw_direction(
    figure: go.Figure, answer: InitialGuesses, direction: int, distances: draw.Row
) -> draw.Row:
    """Predicted and observed steps of the starts off along one direction."""
    mostly = int(answer.curvature.directions[:, direction].abs().argmax())
    role, name = parameter_role(mostly), answer.names[mostly]
    predicted = draw.log_row(answer.steps_needed[direction])
    observed = draw.log_row(answer.steps_observed[direction])
    hover = "%{x:.4g} off: %{y:,.0f} steps<extra>%{fullData.name}</extra>"
    for steps, (what, style) in zip((predicted, observed), MARKS.items(), strict=True):
        style = {"name": f"{name} {what}", **style, "hovertemplate": hover}
        figure.add_trace(draw.trace(role, distances, steps, **style), 1, 1)
    seen = [(x, y) for x, y in zip(distances, predicted, strict=True) if x and y]
    if seen:
        figure.add_trace(draw.label(role, *seen[0], f"along {name}", "top right"), 1, 1)
    return [*predicted, *observed]


def _explain(figure: go.Figure) -> None:
    for name, style in MARKS.items():
        style = {"name": name, "showlegend": True, **style}
        figure.add_trace(draw.trace("text", [None], [None], **style), 1, 1)


def _draw_minima(figure: go.Figure, minima: Minima) -> None:
    """Final losses over the parameter that the starts differ in most."""
    starts = draw.array(minima.runs.guesses)
    across = int((starts.std(axis=0) / np.abs(starts).mean(axis=0).clip(min=1e-300)).argmax())
    final, reached = draw.array(minima.runs.losses[:, -1]), draw.array(minima.reached) > 0
    positive = final[np.isfinite(final) & (final > 0)]
    least = float(positive.min()) if len(positive) else 1.0
    final = np.where(final <= 0, least, final)  # a log axis has no 0
    for chosen, role, symbol, side, name in (
        (reached, "approximation", "circle", "top", f"{reached.sum()} reach the lowest"),
        (~reached, "step", "x-thin-open", "bottom", f"{(~reached).sum()} do not"),
    ):
        shown = np.flatnonzero(chosen & np.isfinite(final))
        x, y = draw.row(starts[chosen, across]), draw.log_row(final[chosen])
        hover = "start %{x:.4g}: loss %{y:.4g}<extra></extra>"
        style = {"marker_symbol": symbol, "marker_size": 7, "hovertemplate": hover}
        figure.add_trace(draw.trace(role, x, y, "markers", name=name, **style), 2, 1)
        if len(shown):
            middle = shown[starts[shown, across].argsort()[len(shown) // 2]]
            at = starts[middle, across], final[middle]
            figure.add_trace(draw.label(role, *at, name, f"{side} center"), 2, 1)
    figure.update_layout(
        xaxis2={"title_text": f"start of {minima.names[across]}"},
        yaxis2=draw.log_axis("loss at the end", draw.log_row(final)),
    )
