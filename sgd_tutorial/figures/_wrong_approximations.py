"""The figure `wrong_approximations`: what each candidate makes of the data."""

import math

import plotly.graph_objects as go
from plotly.subplots import make_subplots
from torch import Tensor

from .._text import number
from ..questions._wrong_approximations import Candidate, WrongApproximations
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._fit import curve, fitted_line, flat_data, grid_of, points, range_of
from ._slider import add_slider


def wrong_approximations(
    answer: WrongApproximations, x: object, y: object, template: Template = "light"
) -> go.Figure:
    """Each candidate's best curve above what it leaves over, with a slider over the candidates.

    Args:
        answer: from `sgd_tutorial.wrong_approximations`.
        x: (N,), the data that the answer is about.
        y: (N,), data.
        template: "light" or "dark".

    Returns:
        The figure, at the candidate with the highest floor; the axes stay as candidates change.

    Raises:
        TypeError: if it is no such answer.
        ValueError: if these are not its data, or x has several coordinates.

    >>> import sgd_tutorial as sgd
    >>> answer = sgd.wrong_approximations(steps=10)
    >>> [frame.name for frame in wrong_approximations(answer, *sgd.notebook_data()).frames]
    ['linear', 'quadratic', 'cubic', 'polynomial(4)']
    """
    draw.check_instance("answer", answer, WrongApproximations, "sgd_tutorial.wrong_approximations")
    x, y = flat_data(x, y)
    candidates = answer.candidates
    if len(x) != len(candidates[0].residuals):
        raise ValueError(
            f"x has {len(x)} points and the answer is about {len(candidates[0].residuals)}; give "
            "the data that the question was asked with"
        )
    grid = grid_of(x)
    curves = [curve(c.approximation, c.curvature.lowest, grid) for c in candidates]
    left = [_stems(x, c) for c in candidates]
    figure = make_subplots(
        rows=2, shared_xaxes=True, row_heights=[0.62, 0.38], vertical_spacing=0.06
    )
    figure.add_trace(points(x, y), 1, 1)
    figure.add_trace(fitted_line(grid, curves[0], "best fit"), 1, 1)
    figure.add_trace(draw.trace("step", *left[0], "lines", line_width=1.5, hoverinfo="skip"), 2, 1)
    order = x.argsort()
    ends = [draw.row(c.residuals[order]) for c in candidates]
    figure.add_trace(
        draw.trace("step", draw.row(x[order]), ends[0], "markers", marker_size=5,
                   name="data - fit"), 2, 1,
    )  # fmt: skip
    figure.update_layout(
        height=520,
        yaxis={"title_text": "y", "range": range_of(y, *curves)},
        yaxis2={"title_text": "data - fit", "range": _range(y, candidates)},
        # A frame does not find the range again, which the width of the label changes.
        xaxis2={"title_text": "x", "range": range_of(x)},
    )
    floors = [f"floor {number(c.floor)}" for c in candidates]
    at = float(x.min()), figure.layout.yaxis2.range[1]
    figure.add_trace(draw.label("text", *at, floors[0], "bottom right", name="floor"), 2, 1)
    frames = [
        [go.Scatter(y=fitted), go.Scatter(y=stems), go.Scatter(y=dots), go.Scatter(text=[floor])]
        for fitted, (_, stems), dots, floor in zip(curves, left, ends, floors, strict=True)
    ]
    add_slider(
        figure,
        frames,
        [c.name for c in candidates],
        moved=[1, 2, 3, 4],
        first=0,
        prefix="approximation ",
    )
    return apply_palette(figure, template)


def _stems(x: Tensor, candidate: Candidate) -> tuple[draw.Row, draw.Row]:
    """A line from 0 to each residual, in the order of x."""
    order = x.argsort()
    across: draw.Row = []
    up: draw.Row = []
    ordered = draw.row(x[order]), draw.row(candidate.residuals[order])
    for place, residual in zip(*ordered, strict=True):
        across += [place, place, None]
        up += [0.0, residual, None]
    return across, up


def _range(y: Tensor, candidates: tuple[Candidate, ...]) -> list[float]:
    """One axis for all residuals, on which rounding is nothing."""
    most = max(float(draw.array(c.residuals.abs()).max()) for c in candidates)
    if not math.isfinite(most) or most <= 1e-9 * float(draw.array(y.abs()).max()):
        most = float(draw.array(y.abs()).max()) or 1.0
    return draw.padded(0, 0, 1.4 * most)
