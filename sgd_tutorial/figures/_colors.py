"""A color for each role in a figure, light and dark."""

from typing import Literal

import plotly.graph_objects as go

Template = Literal["light", "dark"]

# Hues after Okabe and Ito. A parameter keeps its own, and is always named by its letter as well.
PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "text": "#333333",
        "axis": "#8a8a8a",
        "grid": "#ebebe9",
        "data": "#1a1a1a",
        "approximation": "#0072b2",
        "step": "#d55e00",
        "target": "#666666",
        "a": "#009e73",
        "b": "#b85c94",
        "c": "#a87900",
    },
    "dark": {
        "text": "#d6d6d6",
        "axis": "#7d7d7d",
        "grid": "#2c3038",
        "data": "#f0f0f0",
        "approximation": "#56b4e9",
        "step": "#f4845f",
        "target": "#aaaaaa",
        "a": "#1fc195",
        "b": "#d98ab8",
        "c": "#f2c14e",
    },
}
# The background of a figure outside the site's pages.
PAPER = {"light": "#ffffff", "dark": "#1e2129"}
PARAMETERS = ("a", "b", "c")


def palette_of(template: str) -> dict[str, str]:
    """The colors of a palette, by role."""
    if not isinstance(template, str) or template not in PALETTES:
        raise ValueError(f'template must be "light" or "dark"; got {template!r}')
    return PALETTES[template]


def parameter_role(index: int) -> str:
    """The role of a parameter, by its index; from the fourth on, they repeat."""
    return PARAMETERS[index % len(PARAMETERS)]


def apply_palette(figure: go.Figure, template: str) -> go.Figure:
    """Color each trace by its role, and the rest by a layout template; return the figure."""
    palette = palette_of(template)
    for trace in figure.data:
        color = palette[trace.meta["role"]]
        if trace.type == "bar":
            trace.update(marker_color=color, textfont_color=palette["text"])
        elif trace.type == "contour":
            trace.update(line_color=color)
        else:
            trace.update(line_color=color, marker_color=color, textfont_color=color)
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        if axis.title.text in PARAMETERS:
            axis.title.font.color = palette[axis.title.text]
    return figure.update_layout(template=_layout_template(template))


def _layout_template(template: str) -> go.layout.Template:
    """The style of all but the traces; a page replaces it with its own."""
    palette = palette_of(template)
    axis = {
        "gridcolor": palette["grid"],
        "linecolor": palette["axis"],
        "zerolinecolor": palette["axis"],
        "automargin": True,
        "zeroline": False,
        "title": {"standoff": 8, "font": {"size": 13}},
        "exponentformat": "power",
        "minexponent": 5,
        "separatethousands": True,
    }
    slider = {
        "bgcolor": palette["grid"],
        "activebgcolor": palette["axis"],
        "bordercolor": palette["axis"],
        "tickcolor": palette["axis"],
    }
    # The active button is almost white in plotly, in the dark palette too.
    light = PALETTES["light"]
    buttons = {"bgcolor": light["grid"], "font": {"color": light["text"]}}
    return go.layout.Template(
        layout={
            "paper_bgcolor": PAPER[template],
            "plot_bgcolor": PAPER[template],
            "font": {"color": palette["text"], "size": 13},
            "margin": {"t": 40, "r": 10, "b": 40, "l": 10},
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            # The first numbers of both stand apart.
            "xaxis": axis | {"ticklabelstandoff": 3},
            "yaxis": axis | {"ticklabelstandoff": 5},
            "sliderdefaults": slider,
            "updatemenudefaults": buttons,
        }
    )
