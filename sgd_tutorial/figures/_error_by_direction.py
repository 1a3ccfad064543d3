"""Directions: how fast the error along each of them shrinks."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from .. import _validate as validate
from .._curvature import Curvature
from .._format import number
from .._run import Run
from .._steps_needed import factors_after
from ._colors import Template, painted, palette_of, parameter_role
from ._drawing import (
    Values,
    array,
    instance,
    label,
    log_axis,
    log_row,
    recorded,
    step_axis,
    trace,
)  # fmt: skip
from ._losses import STEP_AXIS

# Errors below this share of the largest parameter are rounding of float64.
ROUNDING = 1e-15
POINTS = 600
BESIDE = 1.2  # a name stands this factor away from its line, on a logarithmic axis


def error_by_direction(
    run: Run,
    curvature: Curvature,
    learning_rate: float,
    names: Sequence[str] | None = None,
    template: Template = "light",
) -> go.Figure:
    """How far off a run is along each direction of the bowl, and what the bowl predicts.

    Observed solid, predicted dashed on top: |error at step 0| * |1 - rate * λ|^k. Directions along
    which the run is right from the start on are left out.

    Args:
        run: plain gradient descent, from `sgd_tutorial.fit`.
        curvature: the bowl that it goes down, from `sgd_tutorial._curvature.curvature`.
        learning_rate: of the run.
        names: what the parameters are called; a, b, c, ... unless given.
        template: "light" or "dark".

    Returns:
        The figure, with a direction in the hue of the parameter that it mostly is.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if run and curvature differ in their number of parameters, or the curvature has
            no lowest point.

    >>> import sgd_tutorial as sgd
    >>> from sgd_tutorial._curvature import curvature
    >>> problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    >>> run = sgd.fit(*problem, learning_rate=1e-7, steps=10)
    >>> figure = error_by_direction(run, curvature(*problem), 1e-7)
    >>> [trace.text[0] for trace in figure.data if "text" in trace.mode]
    ['c: λ = 36.41', 'b: λ = 11,480', 'a: λ = 2,890,710']
    """
    palette_of(template)
    called = _checked(run, curvature, names)
    rate = validate.positive_number("learning_rate", learning_rate)
    rows, steps = recorded(run, POINTS)
    directions = array(curvature.directions)
    lowest = array(curvature.lowest)
    errors = np.abs((array(run.history[rows]) - lowest) @ directions)
    left = array(factors_after(rate * curvature.eigenvalues, run.recorded_steps[rows]))
    predicted = np.abs(left) * errors[0]
    least = ROUNDING * float(np.abs(array(run.history[0])).max() + np.abs(lowest).max())
    figure, drawn = go.Figure(), []
    for index in np.flatnonzero(errors[0] > least).tolist():
        mostly = int(np.abs(directions[:, index]).argmax())
        value = number(curvature.eigenvalues[index])
        _draw(figure, mostly, f"{called[mostly]}: λ = {value}", steps, errors[:, index],
              np.where(predicted[:, index] > least, predicted[:, index], np.nan))  # fmt: skip
        drawn += log_row(errors[:, index])
    _explain(figure)
    figure.update_layout(
        height=400,
        xaxis=step_axis(STEP_AXIS, [1, steps[-1] + 1]),
        yaxis=log_axis("|error| along the direction", drawn, above=0.07),
    )
    return painted(figure, template)


def _checked(run: Run, curvature: Curvature, names: Sequence[str] | None) -> Sequence[str]:
    """What the parameters are called, once it is sure that all parts fit."""
    instance("run", run, Run, "sgd_tutorial.fit")
    instance("curvature", curvature, Curvature, "sgd_tutorial._curvature.curvature")
    count = run.history.shape[1]
    if len(curvature.lowest) != count:
        raise ValueError(
            f"the run has {count} parameters and the curvature {len(curvature.lowest)}; measure "
            "the curvature with the run's own approximation"
        )
    if not bool(curvature.lowest.isfinite().all()):
        raise ValueError("the curvature has no lowest point to be off from; measure it elsewhere")
    letters = "abcdefghijklmnopqrstuvwxyz"
    plain = list(letters) if count <= len(letters) else [f"params[{i}]" for i in range(count)]
    called = plain[:count] if names is None else list(names)
    if len(called) != count:
        raise ValueError(f"names has {len(called)} names for {count} parameters; give one for each")
    return called


def _draw(
    figure: go.Figure, mostly: int, text: str, steps: list[int], observed: Values, predicted: Values
) -> None:
    role, x = parameter_role(mostly), [step + 1 for step in steps]
    hover = {"customdata": steps, "hovertemplate": "step %{customdata:,}<br>%{y:.4g}"}
    name = text.partition(":")[0]
    figure.add_trace(
        trace(role, x, log_row(observed), "lines", name=f"{name} observed", line_width=5,
              opacity=0.45, **hover)
    )  # fmt: skip
    figure.add_trace(
        trace(role, x, log_row(predicted), "lines", name=f"{name} predicted", line_dash="dash",
              line_width=2, **hover)
    )  # fmt: skip
    figure.add_trace(_name(role, x, predicted, text))


def _name(role: str, x: list[int], predicted: Values, text: str) -> go.Scatter:
    """Where the error has fallen to a tenth, or above the end of a line that falls less."""
    fallen = np.flatnonzero(~(predicted > 0.1 * predicted[0]))
    if not len(fallen):
        return label(role, x[-1], predicted[-1], text, "top left")
    place = int(fallen[0])
    if math.log(x[place]) > 0.5 * math.log(x[-1]):
        return label(role, x[place] / BESIDE, 0.1 * predicted[0], text, "middle left")
    place = min(2 * place, len(x) - 1)  # lower, where a later line has its own name
    lower = float(np.nan_to_num(predicted)[place]) or 0.1 * predicted[0]
    return label(role, BESIDE * x[place], lower, text, "middle right")


def _explain(figure: go.Figure) -> None:
    """What is solid and what dashed, in the legend."""
    for name, style in (
        ("observed", {"line_width": 5, "opacity": 0.45}),
        ("predicted", {"line_width": 2, "line_dash": "dash"}),
    ):
        figure.add_trace(
            trace("text", [None], [None], "lines", name=name, showlegend=True, **style)
        )
