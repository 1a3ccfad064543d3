"""The figure `when_to_stop`: where on its way down each rule ends a run."""

import math
import textwrap

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .._text import number
from ..questions._when_to_stop import Stopped, Stops, WhenToStop
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._losses import STEP_AND_LOSS, loss_line

# The share of a panel's height that one name takes.
RUNG = 0.068
PANEL = 330
# About how much of the width of a phone's figure one letter takes.
LETTER = 1 / 44


def when_to_stop(answer: WhenToStop, template: Template = "light") -> go.Figure:
    """The loss of the run with a marker where each rule stops it.

    Args:
        answer: from `sgd_tutorial.when_to_stop`.
        template: "light" or "dark".

    Returns:
        The figure; with noise below it, where the answer has noise.

    Raises:
        TypeError: if it is no such answer.

    >>> import sgd_tutorial as sgd
    >>> figure = when_to_stop(sgd.when_to_stop(steps=100))
    >>> sorted({trace.name for trace in figure.data if trace.mode == "markers"})
    ['half the step budget', 'loss < 0.001 of the first', 'loss of the noise']
    """
    draw.check_instance("answer", answer, WhenToStop, "sgd_tutorial.when_to_stop")
    panels = [("", answer.clean)]
    if answer.noisy is not None:
        panels = [("no noise", answer.clean), (f"noise {number(answer.noisy.noise)}", answer.noisy)]
    figure = make_subplots(rows=len(panels), vertical_spacing=0.13)
    for place, (name, stops) in enumerate(panels, start=1):
        _draw_panel(figure, place, name, stops)
    return apply_palette(figure.update_layout(height=60 + PANEL * len(panels)), template)


def _short_name(stop: Stopped) -> str:
    """What a rule is called beside its marker."""
    if stop.rule == "target loss":
        return f"loss < {number(stop.setting)} of the first"
    return "half the step budget" if stop.rule == "step budget" else stop.rule


def _draw_panel(figure: go.Figure, place: int, name: str, stops: Stops) -> None:
    line = loss_line(stops.run, "loss")
    figure.add_trace(line.update(showlegend=False), place, 1)
    end = line.x[-1]
    stopped = _from_the_bottom([s for s in stops.stops.values() if math.isfinite(s.step)], end)
    above = RUNG * len(stopped)
    y_axis = draw.log_axis(f"loss, {name}" if name else "loss", line.y, above=above, below=0.16)
    low, high = y_axis["range"]
    for rung, stop in enumerate(stopped):
        share = 1 - above + RUNG * (rung + 0.3)
        _draw_stop(figure, place, stop, 10 ** (low + share * (high - low)), end)
    _list_the_rest(figure, place, stops, 10 ** (low + 0.08 * (high - low)))
    figure.update_xaxes(draw.step_axis(end - 1), row=place)
    figure.update_yaxes(y_axis, row=place)


def _from_the_bottom(stopped: list[Stopped], end: int) -> list[Stopped]:
    """Rules by the height of their names, so that names cross no other rule's line.

    Names to the left of their line rise with the step; those to the right come above them all.
    """
    lefts = [stop for stop in stopped if _fits_left(stop, end)]
    rights = [stop for stop in stopped if not _fits_left(stop, end)]
    return sorted(lefts, key=lambda s: s.step) + sorted(rights, key=lambda s: -s.step)


def _fits_left(stop: Stopped, end: int) -> bool:
    """Whether there is room for the name to the left of its line."""
    return math.log(stop.step + 1) / math.log(max(end, 2)) > LETTER * len(_short_name(stop))


def _draw_stop(figure: go.Figure, place: int, stop: Stopped, top: float, end: int) -> None:
    """A marker on the run, a stem up from it, and the rule's name at the top."""
    x, name = int(stop.step) + 1, _short_name(stop)
    y, top = draw.rounded(stop.loss), draw.rounded(top)
    if not math.isfinite(y) or y <= 0:
        return
    stem = draw.trace("step", [x, x], [y, top], "lines", line_width=1, hoverinfo="skip")
    figure.add_trace(stem, place, 1)
    figure.add_trace(
        draw.trace("step", [x], [y], "markers", name=name, marker_size=9, customdata=[x - 1],
                   hovertemplate=STEP_AND_LOSS), place, 1,
    )  # fmt: skip
    side = "middle left" if _fits_left(stop, end) else "middle right"
    figure.add_trace(draw.label("text", x, top, name, side, textfont_size=12), place, 1)


def _list_the_rest(figure: go.Figure, place: int, stops: Stops, y: float) -> None:
    """The rules that never stop the run."""
    never = [_short_name(stop) for stop in stops.stops.values() if math.isinf(stop.step)]
    if never:
        text = "<br>".join(textwrap.wrap(f"never: {', '.join(never)}", 36))
        figure.add_trace(draw.label("text", 1, y, text, "middle right", textfont_size=12), place, 1)
