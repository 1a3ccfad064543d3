"""The figure `losses`: how the loss falls from step to step."""

import math
from collections.abc import Iterator, Mapping

import plotly.graph_objects as go

from .. import _validate as validate
from .._record import Run
from .._text import number
from . import _drawing as draw
from ._colors import Template, apply_palette

# Those of parameters would speak of parameters.
ROLES = ("approximation", "step", "data", "target")
DASHES = ("solid", "longdash", "dot", "dashdot")
# The pixels that a letter takes across, and the share of the height that a name takes.
LETTER, LINE = 7, 0.065
# What the pointer shows.
STEP_AND_LOSS = "step %{customdata:,}<br>loss %{y:.4g}<extra>%{fullData.name}</extra>"
# A floor below this share of the largest loss is 0 up to rounding.
NEGLIGIBLE = 1e-12


def losses(
    runs: Run | Mapping[str, Run], floor: float | None = None, template: Template = "light"
) -> go.Figure:
    """The loss over the steps of one run, or of several.

    Args:
        runs: from `sgd_tutorial.fit`: one run, or several by name.
        floor: the least loss that the approximation can reach; drawn unless it is about 0.
        template: "light" or "dark".

    Returns:
        The figure. Its log axis begins with step 0, the guesses: a line's x is step + 1.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if there is no run, or the floor is below 0 or not finite.

    >>> import sgd_tutorial as sgd
    >>> x, y = sgd.notebook_data()
    >>> run = sgd.fit(sgd.linear, [0.0, 0.0], x, y, learning_rate=1e-5, steps=10)
    >>> [trace.meta["role"] for trace in losses(run, floor=16_043_300.0).data]
    ['approximation', 'target', 'target']
    """
    by_name = {"": runs} if isinstance(runs, Run) else runs
    draw.check_runs("runs", by_name)
    level = None if floor is None else validate.finite_number("floor", floor, least=0)
    lines = [loss_line(run, str(name), index) for index, (name, run) in enumerate(by_name.items())]
    figure = go.Figure(lines)
    values = [value for line in lines for value in line.y if value is not None]
    if level is not None and level > NEGLIGIBLE * max(values, default=0.0):
        _draw_floor(figure, level)
        values.append(level)
    last = max(line.x[-1] for line in lines) - 1
    room = 10 + LETTER * max(len(str(name)) for name in by_name)
    y_axis = draw.log_axis("loss", values, above=LINE, below=0.04)
    figure.add_traces(list(_names(lines, y_axis["range"])))
    figure.update_layout(height=380, margin_r=room, xaxis=draw.step_axis(last), yaxis=y_axis)
    return apply_palette(figure, template)


def loss_line(
    run: Run, name: str, index: int = 0, role: str | None = None, most: int = draw.MOST_POINTS
) -> go.Scatter:
    """The losses of one run, at step + 1."""
    x, y, steps = loss_row(run, most)
    return draw.trace(
        role or ROLES[index % len(ROLES)],
        x,
        y,
        "lines",
        name=name,
        customdata=steps,
        hovertemplate=STEP_AND_LOSS,
        line_dash=DASHES[(index + index // len(ROLES)) % len(DASHES)],
    )


def _names(lines: list[go.Scatter], limits: list[float]) -> Iterator[go.Scatter]:
    """The name of each line at its end, or above the name that is there."""
    line_height, below = LINE * (limits[1] - limits[0]), -math.inf
    ends = [(*_end(line), line) for line in lines if line.name]
    for x, y, line in sorted(ends, key=lambda end: end[1]):
        below = max(math.log10(y), below + line_height)
        style = {"textfont_size": 12, "name": line.name}
        yield draw.label(line.meta["role"], x, 10**below, f" {line.name}", "middle right", **style)


def _end(line: go.Scatter) -> tuple[float, float]:
    """The last point of a line; a run that flies off ends in a gap."""
    return [(x, y) for x, y in zip(line.x, line.y, strict=True) if y is not None][-1]


def loss_row(run: Run, most: int = draw.MOST_POINTS) -> tuple[list[int], draw.Row, list[int]]:
    """Step + 1, the loss, and the step, of the rows to draw."""
    rows, steps = draw.rows_to_draw(run, most)
    return [step + 1 for step in steps], draw.log_row(draw.array(run.losses)[rows]), steps


def _draw_floor(figure: go.Figure, level: float) -> None:
    """A dashed line with its name above it."""
    end = max(line.x[-1] for line in figure.data)
    ends, levels = [1, end], [draw.rounded(level)] * 2
    figure.add_trace(
        draw.trace(
            "target", ends, levels, "lines", line_dash="dash", hoverinfo="skip", name="floor"
        )
    )
    figure.add_trace(draw.label("target", 1, level, f"floor {number(level)}", "top right"))
