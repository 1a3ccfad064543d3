"""Slider: moves a figure from one frame to the next."""

from collections.abc import Sequence

import plotly.graph_objects as go

from .._validate import short


def with_slider(
    figure: go.Figure,
    frames: Sequence[Sequence[go.Scatter]],
    labels: Sequence[str],
    *,
    moved: Sequence[int],
    first: int,
    prefix: str = "",
) -> go.Figure:
    """The figure with one frame for each label.

    Frames hold data alone and no colors, so that they go with either palette.

    Args:
        figure: as it is seen first.
        frames: for each label, what replaces the data of the moved traces.
        labels: what the slider says, each different.
        moved: places of the traces that change.
        first: the frame that the figure shows first.
        prefix: what the slider says before its label.
    """
    figure.frames = [
        go.Frame(name=name, data=list(data), traces=list(moved))
        for name, data in zip(labels, frames, strict=True)
    ]
    still = {"duration": 0}
    how = {"mode": "immediate", "frame": still | {"redraw": False}, "transition": still}
    steps = [{"label": name, "method": "animate", "args": [[name], how]} for name in labels]
    return figure.update_layout(
        sliders=[
            {
                "active": first,
                "steps": steps,
                "currentvalue": {"prefix": prefix, "xanchor": "left", "font": {"size": 13}},
                "pad": {"t": 55, "b": 5},
                "len": 0.94,
                "x": 0.03,
                "ticklen": 3,
                "minorticklen": 0,
                "font": {"size": 11},
            }
        ]
    )


def shown_first(names: Sequence[str], first: object) -> int:
    """The place of the name that is shown first; 0 where none is asked for.

    Raises:
        ValueError: if there is no such name.
    """
    if first is None:
        return 0
    if first not in names:
        raise ValueError(f"first must be one of {', '.join(names)}; got {short(first)}")
    return list(names).index(first)  # type: ignore[arg-type]
