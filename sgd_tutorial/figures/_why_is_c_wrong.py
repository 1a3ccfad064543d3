"""The figure `why_is_c_wrong`: the steps until each cure makes the slowest parameter right."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from .._problem import MOST_STEPS
from ..questions._why_is_c_wrong import Cure, WhyIsCWrong
from . import _drawing as draw
from ._colors import Template, apply_palette

# Bars begin here, so that one step can be seen; a log axis has no 0.
LEAST = 0.5
STYLES = {
    "run": ("approximation", ""),
    "predicted": ("step", "/"),
    "closed form": ("target", "x"),
}


def why_is_c_wrong(answer: WhyIsCWrong, template: Template = "light") -> go.Figure:
    """The cures by the steps that the slowest parameter takes with them, fewest first.

    Args:
        answer: from `sgd_tutorial.why_is_c_wrong`.
        template: "light" or "dark".

    Returns:
        The figure. A cure that takes no steps has a marker and no bar; the bar of one that did
        not arrive shows how far it was followed.

    Raises:
        TypeError: if it is no such answer.

    >>> import sgd_tutorial as sgd
    >>> figure = why_is_c_wrong(sgd.why_is_c_wrong())
    >>> [trace.name for trace in figure.data if trace.showlegend]
    ['run', 'predicted', 'closed form']
    """
    draw.check_instance("answer", answer, WhyIsCWrong, "sgd_tutorial.why_is_c_wrong")
    cures = sorted(answer.cures.values(), key=lambda cure: cure.steps)
    figure = go.Figure([trace for source in STYLES for trace in _traces(source, cures)])
    for place, cure in enumerate(cures):
        at, style = (LEAST, place - 0.42), {"textfont_size": 11, "marker_size": 0}
        figure.add_trace(draw.label("text", *at, _text(cure), "middle right", **style))
    lengths = [_length(cure) for cure in cures]
    axis = draw.log_axis(f"steps until {answer.names[answer.slowest]} is right", [LEAST, *lengths])
    figure.update_layout(
        height=110 + 44 * len(cures),
        barmode="overlay",
        bargap=0,
        xaxis=axis | {"range": [math.log10(LEAST), axis["range"][1]]},
        yaxis={"range": [len(cures) - 0.5, -0.8], "visible": False},
    )
    return apply_palette(figure, template)


def _length(cure: Cure) -> float:
    """The end of the bar."""
    return MOST_STEPS if math.isinf(cure.steps) else max(cure.steps, LEAST)


def _text(cure: Cure) -> str:
    """What is written above the bar."""
    predicted = cure.source == "predicted"
    if cure.steps == 0:
        steps = "no steps"
    elif math.isinf(cure.steps):
        steps = "never" if predicted else f"not within {MOST_STEPS:,}"
    else:
        steps = f"{cure.steps:,.0f}{' predicted' * predicted}"
    return f"{cure.name}: {steps}"


def _traces(source: str, cures: Sequence[Cure]) -> list[go.Bar | go.Scatter]:
    """All cures from one source: bars, and markers for those that take no steps."""
    role, pattern = STYLES[source]
    bars = [i for i, cure in enumerate(cures) if cure.source == source and cure.steps > 0]
    none = [i for i, cure in enumerate(cures) if cure.source == source and cure.steps == 0]
    traces: list[go.Bar | go.Scatter] = []
    if bars:
        traces.append(_bars(role, pattern, bars, cures).update(name=source))
    if none:
        traces.append(
            draw.trace(role, [LEAST] * len(none), none, "markers", name=source,
                       marker_symbol="diamond", marker_size=11, hoverinfo="skip",
                       cliponaxis=False, showlegend=not bars)
        )  # fmt: skip
    return traces


def _bars(role: str, pattern: str, places: Sequence[int], cures: Sequence[Cure]) -> go.Bar:
    return go.Bar(
        x=[_length(cures[place]) for place in places],
        y=list(places),
        orientation="h",
        width=0.34,
        customdata=[_text(cures[place]) for place in places],
        hovertemplate="%{customdata}<extra></extra>",
        marker_pattern={"shape": pattern, "fillmode": "replace", "size": 6},
        meta={"role": role},
        showlegend=True,
    )
