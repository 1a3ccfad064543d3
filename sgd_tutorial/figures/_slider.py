"""The slider that moves a figure from frame to frame."""

from collections.abc import Sequence

import plotly.graph_objects as go

from .._validate import short

AT_ONCE = {
    "mode": "immediate",
    "frame": {"duration": 0, "redraw": False},
    "transition": {"duration": 0},
}
STYLE = {"pad": {"t": 55, "b": 5}, "len": 0.94, "x": 0.03, "ticklen": 3, "minorticklen": 0}


def add_slider(
    figure: go.Figure,
    frames: Sequence[Sequence[go.Scatter]],
    names: Sequence[str],
    *,
    moved: Sequence[int],
    first: int,
    prefix: str,
) -> None:
    """Add a frame for each name, and a slider over them.

    Frames hold data and no colors, so that they suit both palettes: for each name, the new data
    of the moved traces. The figure shows the first frame, an index, already.
    """
    figure.frames = [
        go.Frame(name=name, data=list(data), traces=list(moved))
        for name, data in zip(names, frames, strict=True)
    ]
    slider = {
        "active": first,
        "steps": [
            {"label": name, "method": "animate", "args": [[name], AT_ONCE]} for name in names
        ],
        "currentvalue": {"prefix": prefix, "xanchor": "left", "font": {"size": 13}},
        "font": {"size": 11},
    }
    figure.update_layout(sliders=[slider | STYLE])


def first_index(names: Sequence[str], first: object) -> int:
    """The index of the name to show first; 0 unless one is given."""
    if first is None:
        return 0
    if first not in names:
        raise ValueError(f"first must be one of {', '.join(names)}; got {short(first)}")
    return list(names).index(first)  # type: ignore[arg-type]
