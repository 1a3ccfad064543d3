"""The figure `by_hand`: the reader chooses the parameters, before any rule does."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import torch
from torch import Tensor

from .. import _validate as validate
from .._design_matrix import find_design_matrix
from .._text import number
from .._validate import as_params, try_once
from ..approximations import Approximation, names_of
from ..losses import sum_squared_error
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._fit import flat_data, points, range_of

CHOICES = 41


def by_hand(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    ranges: Sequence[tuple[float, float]],
    template: Template = "light",
) -> go.Figure:
    """The data and the approximation, with a slider for each parameter.

    The curve is a stack of the terms, one for each parameter, so that each slider replaces its own
    term and the sum follows. That needs an approximation that is linear in its parameters.

    Args:
        approximation: f(x, params), linear in its parameters.
        guesses: (P,), where the sliders start; each goes to the nearest of its 41 values.
        x: (N,), data.
        y: (N,), data.
        ranges: for each parameter the least and the largest value.
        template: "light" or "dark".

    Returns:
        The figure.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if the approximation is not linear in its parameters, or a range is empty.

    >>> import sgd_tutorial as sgd
    >>> figure = by_hand(
    ...     sgd.linear, [0.0, 0.0], [1.0, 2.0], [3.0, 5.0], ranges=[(-2, 2), (-2, 2)]
    ... )
    >>> [slider.currentvalue.prefix for slider in figure.layout.sliders]
    ['a = ', 'b = ']
    """
    x, y = flat_data(x, y)
    order = x.argsort()
    x, y = x[order].double(), y[order].double()
    params = as_params("guesses", guesses, torch.float64)
    columns = _columns(approximation, params, x, y)
    if len(ranges) != len(params):
        raise ValueError(f"ranges has {len(ranges)} pairs for {len(params)} parameters")
    names = names_of(approximation, len(params))
    terms = [
        _Term(name, column, _choices(name, limits), guess)
        for name, column, limits, guess in zip(names, columns, ranges, params, strict=True)
    ]
    figure = go.Figure([points(x, y), *(_line(term, x, term is terms[-1]) for term in terms)])
    figure.update_layout(
        height=480,
        sliders=[_slider(term, index) for index, term in enumerate(terms)],
        xaxis_title_text="x",
        yaxis={"title_text": "y", "range": range_of(y)},
    )
    return apply_palette(figure, template)


@dataclass(frozen=True)
class _Term:
    """What one parameter contributes to the approximation, for each choice of its slider."""

    name: str
    column: Tensor
    choices: Tensor
    guess: Tensor

    @property
    def first(self) -> int:
        """The choice nearest to the guess."""
        return int((self.choices - self.guess).abs().argmin())

    @property
    def curves(self) -> Tensor:
        """(CHOICES, N)."""
        return self.choices[:, None] * self.column


def _columns(approximation: Approximation, params: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """(P, N), the derivative of the approximation by each parameter."""
    try_once(approximation, params.clone().requires_grad_(), x, y, sum_squared_error)
    columns = find_design_matrix(approximation, params, x)
    if columns is None or bool(columns.offset.any()):
        raise ValueError("the approximation must be a sum of terms, one for each parameter")
    return columns.matrix.T


def _choices(name: str, limits: tuple[float, float]) -> Tensor:
    low, high = (validate.finite_number(f"the range of {name}", limit) for limit in limits)
    if not low < high:
        raise ValueError(f"the range of {name} must rise; got {low} to {high}")
    return torch.linspace(low, high, CHOICES, dtype=torch.float64)


def _line(term: _Term, x: Tensor, visible: bool) -> go.Scatter:
    """One term of the stack; the last one is the line that the reader sees."""
    if visible:
        style = {"name": "approximation", "line_width": 2.5, "showlegend": True, "hoverinfo": "y"}
    else:
        style = {"name": f"term of {term.name}", "line_width": 0, "hoverinfo": "skip"}
    y = draw.row(term.curves[term.first])
    return draw.trace(
        "approximation", draw.row(x), y, "lines", stackgroup="sum", fill="none", **style
    )


def _slider(term: _Term, index: int) -> dict[str, object]:
    """Replaces one term of the stack."""
    return {
        "active": term.first,
        "currentvalue": {"prefix": f"{term.name} = "},
        "pad": {"t": 30 + 80 * index},
        "steps": [
            {"label": number(value), "method": "restyle", "args": [{"y": [y]}, [index + 1]]}
            for value, y in zip(term.choices, map(draw.row, term.curves), strict=True)
        ],
    }
