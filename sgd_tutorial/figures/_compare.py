"""The figure `compare`: one setting moves, and with it the fit, the loss and the path of a run."""

import math
from collections.abc import Iterator, Mapping
from itertools import cycle

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from torch import Tensor

from .. import _validate as validate
from .._record import Run
from .._validate import try_once
from ..approximations import Approximation, names_of
from ..losses import sum_squared_error
from . import _drawing as draw
from ._colors import Template, apply_palette
from ._compared_run import MOST_RISE, NamedRun, View, traces_of
from ._fit import curve, flat_data, grid_of, points, range_of
from ._path import contours, path_range
from ._slider import add_slider, first_index

# The loss axis reaches from this share of the largest first loss to MOST_RISE times that.
LEAST_SHARE = 1e-14
# The panel of each trace of a run: the fit, the loss, the path.
PANELS = (1, 1, 2, 2, 3, 3)
MAP = 3


def compare(
    runs: Mapping[str, Run],
    approximation: Approximation | Mapping[str, Approximation],
    x: object,
    y: object,
    setting: str,
    predicted: Mapping[str, Run] | None = None,
    *,
    axes: tuple[int, int] = (0, -1),
    first: str | None = None,
    template: Template = "light",
) -> go.Figure:
    """The fit, the loss and the path of several runs, with a slider from one to the next.

    With predictions the figure opens with these alone, dashed; the button
    "Prediction and run" draws the runs. Below the path are lines of equal sum of squared errors,
    with all other parameters where the best of the runs ends.

    Args:
        runs: by the value of the setting, from `sgd_tutorial.fit`.
        approximation: f(x, params) of all runs, or one for each by the same names.
        x: (N,), data.
        y: (N,), data.
        setting: what the slider moves, such as "learning rate".
        predicted: runs by the same names, from `sgd_tutorial.predict`.
        axes: indices of the parameters that the path is drawn over, across and up.
        first: the run that is shown first; the first one unless given.
        template: "light" or "dark".

    Returns:
        The figure. All runs share the axes; a run that diverges leaves them.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if there is no run, names differ, or the parts do not fit together.

    >>> import sgd_tutorial as sgd
    >>> problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    >>> rates = {"1e-08": 1e-8, "1e-07": 1e-7}
    >>> runs = {
    ...     name: sgd.fit(*problem, learning_rate=rate, steps=9) for name, rate in rates.items()
    ... }
    >>> figure = compare(runs, sgd.quadratic, *problem[2:], "learning rate")
    >>> [frame.name for frame in figure.frames]
    ['1e-08', '1e-07']
    """
    x, y = flat_data(x, y)
    named_runs = list(_named_runs(_kinds(runs, predicted), approximation, x, y))
    _check_axes(axes, named_runs)
    names = list(runs)
    start = first_index(names, first)
    view = _view(named_runs, x, y, axes)
    frames = [
        [t for c in named_runs if c.name == name for t in traces_of(c, view)] for name in names
    ]
    maps = [_map(name, named_runs, view, x, y) for name in _names_of_maps(approximation, names)]
    if len(maps) > 1:
        frames = [[*frame, own] for frame, own in zip(frames, maps, strict=True)]
    figure = make_subplots(rows=3, row_heights=[0.32, 0.28, 0.4], vertical_spacing=0.1)
    figure.add_trace(points(x, y).update(showlegend=False), 1, 1)
    for drawn, panel in zip(frames[start], cycle(PANELS), strict=False):
        figure.add_trace(drawn, MAP if drawn.type == "contour" else panel, 1)
    if len(maps) == 1:
        figure.add_trace(maps[0], MAP, 1)
    _set_axes(figure, view, named_runs)
    add_slider(
        figure,
        [[_moving_part(drawn) for drawn in frame] for frame in frames],
        names,
        moved=range(1, 1 + len(frames[start])),
        first=start,
        prefix=f"{setting} ",
    )
    if predicted is not None:
        _hide_runs(figure)
    return apply_palette(figure, template)


def _kinds(
    runs: Mapping[str, Run], predicted: Mapping[str, Run] | None
) -> dict[str, Mapping[str, Run]]:
    """Predictions, if there are any, and runs, by the names of their styles."""
    draw.check_runs("runs", runs)
    if predicted is None:
        return {"run": runs}
    draw.check_runs("predicted", predicted)
    if list(predicted) != list(runs):
        raise ValueError(
            f"predictions are named {', '.join(predicted)} and runs {', '.join(runs)}; give one "
            "prediction for each run, in the same order"
        )
    return {"predicted": predicted, "run": runs}


def _named_runs(
    kinds: Mapping[str, Mapping[str, Run]],
    approximation: Approximation | Mapping[str, Approximation],
    x: Tensor,
    y: Tensor,
) -> Iterator[NamedRun]:
    """Name by name, the prediction before the run."""
    for name, run in kinds["run"].items():
        if not isinstance(approximation, Mapping):
            own = approximation
        elif name in approximation:
            own = approximation[name]
        else:
            raise ValueError(f"there is no approximation for {name!r}; give one for each run")
        start = run.history[0].to(x).requires_grad_()
        try_once(own, start, x, y, sum_squared_error, called=f"the start of {name!r}")
        for kind, by_name in kinds.items():
            yield NamedRun(name, kind, by_name[name], own)


def _check_axes(axes: object, named_runs: list[NamedRun]) -> None:
    """Refuse indices that some run does not have."""
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise TypeError(f"axes must be two indices of parameters; got {validate.short(axes)}")
    count = min(len(named_run.run.params) for named_run in named_runs)
    for axis in axes:
        validate.whole_number("axes", axis, least=-count, most=count - 1)


def _names_of_maps(approximation: object, names: list[str]) -> list[str]:
    """Runs of one approximation share a map, others have their own."""
    return names if isinstance(approximation, Mapping) else names[:1]


def _map(name: str, named_runs: list[NamedRun], view: View, x: Tensor, y: Tensor) -> go.Contour:
    """Lines of equal loss of one run's approximation."""
    (approximation, *_) = (each.approximation for each in named_runs if each.name == name)
    same = [each.run for each in named_runs if each.approximation is approximation]
    best = min(same, key=lambda run: float(run.losses[-1].nan_to_num(math.inf)))
    return contours(approximation, best.params, x, y, view.axes, view.path_ranges)


def _view(named_runs: list[NamedRun], x: Tensor, y: Tensor, axes: tuple[int, int]) -> View:
    """Room for runs that do not end above their start, or for all if each does."""
    grid = grid_of(x)
    settled = [r for r in named_runs if bool(r.run.losses[-1] <= r.run.losses[0])] or named_runs
    curves = [curve(named_run.approximation, named_run.run.params, grid) for named_run in settled]
    return View(
        grid,
        axes,
        range_of(y, *curves),
        [path_range([r.run for r in settled], axis) for axis in axes],
    )


def _set_axes(figure: go.Figure, view: View, named_runs: list[NamedRun]) -> None:
    across, up = (_title(named_runs, axis) for axis in view.axes)
    most_steps = max(named_run.run.steps for named_run in named_runs)
    figure.update_layout(
        height=690,
        margin_t=24 + 17 * len({named_run.kind for named_run in named_runs}),
        yaxis={"title_text": "y", "range": view.fit_range},
        xaxis2=draw.step_axis(most_steps),
        yaxis2=draw.log_axis("loss", _losses_in_view(named_runs)),
        xaxis3={"title_text": across, "range": view.path_ranges[0], "showgrid": False},
        yaxis3={"title_text": up, "range": view.path_ranges[1], "showgrid": False},
    )


def _title(named_runs: list[NamedRun], axis: int) -> str:
    """The name of a parameter, as far as all runs agree on it."""
    names = {names_of(c.approximation, len(c.run.params))[axis] for c in named_runs}
    return names.pop() if len(names) == 1 else f"params[{axis}]"


def _losses_in_view(named_runs: list[NamedRun]) -> list[float]:
    losses = np.concatenate([draw.array(named_run.run.losses) for named_run in named_runs])
    first = max(float(named_run.run.losses[0]) for named_run in named_runs)
    return losses[(losses >= LEAST_SHARE * first) & (losses <= MOST_RISE * first)].tolist()


def _moving_part(drawn: go.Scatter | go.Contour) -> go.Scatter | go.Contour:
    """What a frame changes of a trace."""
    if isinstance(drawn, go.Contour):
        return go.Contour(z=drawn.z, contours=drawn.contours)
    parts = {name: drawn[name] for name in ("x", "y", "text", "customdata")}
    return go.Scatter({name: part for name, part in parts.items() if part is not None})


def _hide_runs(figure: go.Figure) -> None:
    """Show the predictions alone until the reader asks for the runs."""
    places = list(range(1 + len(PANELS), 1 + 2 * len(PANELS)))
    for place in places:
        figure.data[place].visible = False
    buttons = [
        {"label": text, "method": "restyle", "args": [{"visible": visible}, places]}
        for text, visible in (("Prediction alone", False), ("Prediction and run", True))
    ]
    figure.update_layout(
        updatemenus=[
            {"type": "buttons", "name": "show", "direction": "right", "buttons": buttons,
             "x": 0, "xanchor": "left", "y": 1.12, "yanchor": "bottom", "active": 0}
        ]
    )  # fmt: skip
