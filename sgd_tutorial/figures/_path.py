"""The path of a run over two of its parameters, and lines of equal loss below it."""

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go
import torch
from numpy.typing import NDArray
from torch import Tensor

from .._record import Run
from ..approximations import Approximation
from ..losses import sum_squared_error
from . import _drawing as draw

PAIRS = 60
# Places across and up at which the loss is measured.
GRID = 45, 29
# Lines of equal loss, from the top down, and the decades from one to the next.
LINES, DECADES = 12, 0.4


def path_rows(run: Run) -> NDArray[np.int64]:
    """Rows of a run's history, each with the one after it.

    A path that alternates sides shows both; single rows, far apart, show one side or a blob.
    """
    count = len(run.history)
    rows = draw.log_spaced(count, PAIRS)
    return np.unique(np.minimum(np.concatenate([rows, rows + 1]), count - 1))


def path_range(runs: Iterable[Run], axis: int) -> list[float]:
    """The range of an axis that holds a parameter of all runs."""
    values = np.concatenate([draw.array(run.history)[:, axis] for run in runs])
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    return draw.padded(low, high, 0.12 * (high - low) or 0.1 * abs(high) or 1.0)


def contours(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    axes: tuple[int, int],
    ranges: list[list[float]],
) -> go.Contour:
    """Lines of equal sum of squared errors over two parameters; the others stay at `params`."""
    across, up = (
        np.linspace(low, high, count) for (low, high), count in zip(ranges, GRID, strict=True)
    )
    losses = _losses(approximation, params, x, y, axes, across, up)
    rises = losses - np.nanmin(losses)
    top = float(np.log10(np.nanmax(rises) or 1.0))
    heights = np.log10(np.maximum(rises, 10 ** (top - DECADES * LINES)))
    return go.Contour(
        x0=across[0], dx=across[1] - across[0], y0=up[0], dy=up[1] - up[0],
        z=[[round(height, 3) for height in row] for row in heights.tolist()],
        contours={"coloring": "none", "start": round(top - DECADES * (LINES - 0.5), 3),
                  "end": round(top, 3), "size": DECADES},
        line_width=1, opacity=0.5, showscale=False, hoverinfo="skip", name="equal loss",
        meta={"role": "axis"},
    )  # fmt: skip


def _losses(
    approximation: Approximation,
    params: Tensor,
    x: Tensor,
    y: Tensor,
    axes: tuple[int, int],
    across: draw.Values,
    up: draw.Values,
) -> draw.Values:
    """(up, across), the loss at each place."""
    place, x, y = params.double().clone(), x.double(), y.double()
    losses = np.empty((len(up), len(across)))
    with torch.no_grad():
        for row, value in enumerate(up.tolist()):
            place[axes[1]] = value
            for column, other in enumerate(across.tolist()):
                place[axes[0]] = other
                losses[row, column] = sum_squared_error(approximation(x, place), y)
    return losses
