"""By hand: a figure in which the reader chooses the parameters, before any rule does."""

from collections.abc import Sequence

import plotly.graph_objects as go
import torch

from .. import _validate as validate
from .._design_matrix import find_columns
from .._format import names_of, number
from .._validate import as_params, try_once
from ..approximations import Approximation
from ..losses import sum_squared_error
from ._colors import Template, painted, palette_of
from ._drawing import row, trace
from ._fit import plain_data, points, range_of

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
        guesses: (P,), where the sliders start; each goes to the nearest of its 41 places.
        x: (N,), data.
        y: (N,), data.
        ranges: for each parameter the least and the largest value.
        template: "light" or "dark".

    Returns:
        The figure; `layout.meta["loss"]` is the sum of squared errors where the sliders start.

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
    palette_of(template)
    x, y = plain_data(x, y)
    order = x.argsort()
    x, y = x[order].double(), y[order].double()
    given = as_params("guesses", guesses, torch.float64)
    try_once(approximation, given.clone().requires_grad_(), x, y, sum_squared_error)
    found = find_columns(approximation, given, x)
    if found is None or bool(found.offset.any()):
        raise ValueError("the approximation must be a sum of terms, one for each parameter")
    if len(ranges) != len(given):
        raise ValueError(f"ranges has {len(ranges)} pairs for {len(given)} parameters")
    figure, sliders, fitted = go.Figure([points(x, y)]), [], torch.zeros_like(y)
    names = names_of(approximation, len(given))
    for place, (name, limits, guess) in enumerate(zip(names, ranges, given.tolist(), strict=True)):
        values = _places(name, limits)
        now = int((values - guess).abs().argmin())
        terms = [row(value * found.matrix[:, place]) for value in values]
        fitted += values[now] * found.matrix[:, place]
        last = place == len(names) - 1
        figure.add_trace(
            trace("approximation", row(x), terms[now], "lines", stackgroup="sum", fill="none",
                  line_width=2.5 if last else 0, showlegend=last, hoverinfo="y" if last else "skip",
                  name="approximation" if last else f"term of {name}")
        )  # fmt: skip
        sliders.append(_slider(name, place, values.tolist(), terms, now))
    figure.update_layout(
        height=480,
        sliders=sliders,
        meta={"loss": float(sum_squared_error(fitted, y))},
        xaxis_title_text="x",
        yaxis={"title_text": "y", "range": range_of(y)},
    )
    return painted(figure, template)


def _places(name: str, limits: tuple[float, float]) -> torch.Tensor:
    low, high = (validate.finite_number(f"the range of {name}", limit) for limit in limits)
    if not low < high:
        raise ValueError(f"the range of {name} must rise; got {low} to {high}")
    return torch.linspace(low, high, CHOICES, dtype=torch.float64)


def _slider(
    name: str, place: int, values: list[float], terms: list[list[float | None]], now: int
) -> dict[str, object]:
    """Replaces one term of the stack."""
    return {
        "active": now,
        "currentvalue": {"prefix": f"{name} = "},
        "pad": {"t": 30 + 70 * place},
        "steps": [
            {"label": number(value), "method": "restyle", "args": [{"y": [term]}, [place + 1]]}
            for value, term in zip(values, terms, strict=True)
        ],
    }
