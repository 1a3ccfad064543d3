"""The figure `error_by_direction`: how fast the error along each direction shrinks."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from .. import _validate as validate
from .._curvature import Curvature
from .._record import Run
from .._steps_needed import factors_after
from .._text import number
from ..approximations import letters
from . import _drawing as draw
from ._colors import Template, apply_palette, parameter_role

# Errors below this share of the largest parameter are rounding of float64.
ROUNDING = 1e-15
POINTS = 600
BESIDE = 1.2  # the factor, on a log axis, between a line and its name
OBSERVED = {"line_width": 5, "opacity": 0.45}
PREDICTED = {"line_width": 2, "line_dash": "dash"}


def error_by_direction(
    run: Run,
    curvature: Curvature,
    learning_rate: float,
    names: Sequence[str] | None = None,
    template: Template = "light",
) -> go.Figure:
    """The error of a run along each direction of the bowl, and what the bowl predicts.

    Observed solid, predicted dashed on top: |error at step 0| * |1 - rate * λ|^k. Directions along
    which the guesses are right already are left out.

    Args:
        run: plain gradient descent, from `sgd_tutorial.fit`.
        curvature: the bowl that it goes down, from `sgd_tutorial.curvature`.
        learning_rate: of the run.
        names: of the parameters; a, b, c, ... unless given.
        template: "light" or "dark".

    Returns:
        The figure; a direction has the color of the parameter that it mostly is.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if run and curvature differ in their number of parameters, or the curvature has
            no lowest point.

    >>> import sgd_tutorial as sgd
    >>> problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    >>> run = sgd.fit(*problem, learning_rate=1e-7, steps=10)
    >>> figure = error_by_direction(run, sgd.curvature(*problem), 1e-7)
    >>> [trace.text[0] for trace in figure.data if "text" in trace.mode]
    ['c: λ = 36.41', 'b: λ = 11,480', 'a: λ = 2,890,710']
    """
    _check(run, curvature)
    names = _names(names, len(curvature.lowest))
    rate = validate.positive_number("learning_rate", learning_rate)
    rows, steps = draw.rows_to_draw(run, POINTS)
    directions, lowest = draw.array(curvature.directions), draw.array(curvature.lowest)
    errors = np.abs((draw.array(run.history[rows]) - lowest) @ directions)
    factors = draw.array(factors_after(rate * curvature.eigenvalues, run.recorded_steps[rows]))
    predicted = np.abs(factors) * errors[0]
    least = ROUNDING * float(np.abs(draw.array(run.history[0])).max() + np.abs(lowest).max())
    predicted[predicted <= least] = np.nan
    figure, wrong = go.Figure(), np.flatnonzero(errors[0] > least)
    for index in wrong.tolist():
        parameter = int(np.abs(directions[:, index]).argmax())
        text = f"{names[parameter]}: λ = {number(curvature.eigenvalues[index])}"
        figure.add_traces(_lines(parameter, text, steps, errors[:, index], predicted[:, index]))
    figure.add_traces(_legend())
    figure.update_layout(
        height=400,
        xaxis=draw.step_axis(steps[-1]),
        yaxis=draw.log_axis(
            "|error| along the direction", draw.log_row(errors[:, wrong].ravel()), above=0.07
        ),
    )
    return apply_palette(figure, template)


def _check(run: Run, curvature: Curvature) -> None:
    """Refuse a curvature that is not one of this run."""
    draw.check_instance("run", run, Run, "sgd_tutorial.fit")
    draw.check_instance("curvature", curvature, Curvature, "sgd_tutorial.curvature")
    count = run.history.shape[1]
    if len(curvature.lowest) != count:
        raise ValueError(
            f"the run has {count} parameters and the curvature {len(curvature.lowest)}; measure "
            "the curvature with the run's own approximation"
        )
    if not bool(curvature.lowest.isfinite().all()):
        raise ValueError("the curvature has no lowest point to be off from; measure it elsewhere")


def _names(names: Sequence[str] | None, count: int) -> Sequence[str]:
    """The given names, or letters as far as they reach."""
    if names is None:
        return letters(count)
    if len(names) != count:
        raise ValueError(f"names has {len(names)} names for {count} parameters; give one for each")
    return names


def _lines(
    parameter: int, text: str, steps: list[int], observed: draw.Values, predicted: draw.Values
) -> list[go.Scatter]:
    """The errors along one direction, with a text beside them."""
    role, x = parameter_role(parameter), [step + 1 for step in steps]
    hover = {"customdata": steps, "hovertemplate": "step %{customdata:,}<br>%{y:.4g}"}
    name = f"along {text.partition(':')[0]},"
    return [
        draw.trace(
            role, x, draw.log_row(observed), "lines", name=f"{name} observed", **OBSERVED, **hover
        ),
        draw.trace(
            role,
            x,
            draw.log_row(predicted),
            "lines",
            name=f"{name} predicted",
            **PREDICTED,
            **hover,
        ),
        _name(role, x, predicted, text),
    ]


def _name(role: str, x: list[int], predicted: draw.Values, text: str) -> go.Scatter:
    """Beside a line where it has fallen to a tenth, or above its end if it falls less."""
    fallen = np.flatnonzero(~(predicted > 0.1 * predicted[0]))
    if not len(fallen):
        return draw.label(role, x[-1], predicted[-1], text, "top left")
    place = int(fallen[0])
    if math.log(x[place]) > 0.5 * math.log(x[-1]):
        return draw.label(role, x[place] / BESIDE, 0.1 * predicted[0], text, "middle left")
    place = min(2 * place, len(x) - 1)  # lower, where a later line has its own name
    lower = float(np.nan_to_num(predicted)[place]) or 0.1 * predicted[0]
    return draw.label(role, BESIDE * x[place], lower, text, "middle right")


def _legend() -> list[go.Scatter]:
    return [
        draw.trace("text", [None], [None], "lines", name=name, showlegend=True, **style)
        for name, style in (("observed", OBSERVED), ("predicted", PREDICTED))
    ]
