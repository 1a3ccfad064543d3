"""The descent: how the loss falls from step to step."""

from collections.abc import Mapping

import plotly.graph_objects as go

from .. import _validate as validate
from .._format import number
from .._run import Run
from ._colors import Template, painted, palette_of
from ._drawing import (
    MOST_POINTS,
    Row,
    array,
    instance,
    label,
    log_axis,
    log_row,
    recorded,
    step_axis,
    trace,
)

ROLES = ("approximation", "step", "a", "b", "c", "data")
DASHES = ("solid", "longdash", "dot", "dashdot")
# A floor below this share of the largest loss is 0 but for rounding.
NEGLIGIBLE = 1e-12
STEP_AXIS = "step + 1"


def losses(
    runs: Run | Mapping[str, Run], floor: float | None = None, template: Template = "light"
) -> go.Figure:
    """The loss over the steps of one run, or of several.

    A log axis has no 0, so the axis counts the steps from 1: the guesses are at 1.

    Args:
        runs: from `sgd_tutorial.fit`: one run, or several by name.
        floor: the least loss that the approximation can reach; drawn unless it is about 0.
        template: "light" or "dark".

    Returns:
        The figure.

    Raises:
        TypeError: if something else than runs is given.
        ValueError: if there is no run, or the floor is below 0 or not finite.

    >>> import sgd_tutorial as sgd
    >>> x, y = sgd.notebook_data()
    >>> run = sgd.fit(sgd.linear, [0.0, 0.0], x, y, learning_rate=1e-5, steps=10)
    >>> [trace.meta["role"] for trace in losses(run, floor=16_043_300.0).data]
    ['approximation', 'target', 'target']
    """
    palette_of(template)
    named = {"": runs} if isinstance(runs, Run) else runs
    if not isinstance(named, Mapping):
        raise TypeError(f"runs must be a Run or a dict of them by name; got {validate.short(runs)}")
    if not named:
        raise ValueError("runs is empty; give at least one run")
    for name, run in named.items():
        instance(f"runs[{name!r}]", run, Run, "sgd_tutorial.fit")
    lines = [loss_line(run, str(name), index) for index, (name, run) in enumerate(named.items())]
    figure = go.Figure(lines)
    level = None if floor is None else validate.finite_number("floor", floor, least=0)
    drawn = [value for line in lines for value in line.y if value is not None]
    if level is not None and level > NEGLIGIBLE * max(drawn, default=0.0):
        _draw_floor(figure, level)
        drawn.append(level)
    last = [1, *(line.x[-1] for line in lines)]
    figure.update_layout(
        height=380, xaxis=step_axis(STEP_AXIS, last), yaxis=log_axis("loss", drawn, below=0.04)
    )
    return painted(figure, template)


def loss_line(
    run: Run, name: str, index: int = 0, role: str | None = None, most: int = MOST_POINTS
) -> go.Scatter:
    """The losses of one run, at step + 1."""
    x, y, steps = loss_row(run, most)
    return trace(
        role or ROLES[index % len(ROLES)],
        x,
        y,
        "lines",
        name=name,
        customdata=steps,
        hovertemplate="step %{customdata:,}<br>loss %{y:.4g}<extra>%{fullData.name}</extra>",
        line_dash=DASHES[index % len(DASHES)],
        showlegend=bool(name),
    )


def loss_row(run: Run, most: int = MOST_POINTS) -> tuple[list[int], Row, list[int]]:
    """What is drawn of a run: step + 1, the loss, the step."""
    rows, steps = recorded(run, most)
    return [step + 1 for step in steps], log_row(array(run.losses)[rows]), steps


def _draw_floor(figure: go.Figure, level: float) -> None:
    """A dashed line with its name above it."""
    end = max(line.x[-1] for line in figure.data)
    ends, levels = [1, end], [float(f"{level:.6g}")] * 2
    figure.add_trace(
        trace("target", ends, levels, "lines", line_dash="dash", hoverinfo="skip", name="floor")
    )
    figure.add_trace(label("target", 1, level, f"floor {number(level)}", "top right"))
