"""Plots: a plotly figure as a page has it.

The page holds what everybody can read: a caption, native controls, the data as a table. The rest
is fetched when the figure comes near: what plotly draws, in the palette of the page, the steps of
the controls, and the code that makes the figure.
"""

import json
import math
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from .poster import svg
from .tables import Table, table_of

DEFAULT_HEIGHT = 450  # plotly's own, in pixels
PARAMETERS = {"a", "b", "c"}  # they wear their colors as labels, too
ANIMATED = 10  # frames from which on a slider can also play
# px's and go's own colors; where a figure has them, the page's palette decides.
DEFAULT_COLORS = {
    "#636EFA", "#EF553B", "#00CC96", "#AB63FA", "#FFA15A",
    "#19D3F3", "#FF6692", "#B6E880", "#FF97FF", "#FECB52",
}  # fmt: skip

Spec = dict[str, Any]


@dataclass(frozen=True)
class Control:
    """What the reader can move: a slider, buttons or a list to choose from."""

    kind: str
    label: str
    choices: list[str]
    active: int
    steps: list[Spec]
    plays: bool = False


@dataclass(frozen=True)
class Plot:
    """A figure, taken apart."""

    name: str
    caption: str
    number: int
    code: str
    spec: Spec
    controls: list[Control]
    table: Table
    poster: bool = False

    def data(self) -> str:
        """What the page's script fetches."""
        controls = [{"choices": c.choices, "steps": c.steps} for c in self.controls]
        content = self.spec | {"controls": controls, "code": self.code}
        return json.dumps(content, allow_nan=False, separators=(",", ":"))

    def html(self, data: str, csv: str) -> str:
        """The figure in the page, given the addresses of its data."""
        layout = self.spec["layout"]
        height = layout.get("height", DEFAULT_HEIGHT)
        width = f"; max-width: {layout['width']}px" if "width" in layout else ""
        named = f"Data of figure {self.number}"
        kind = "plot plot-poster" if self.poster else "plot"
        return "\n".join(
            [
                f'<figure class="{kind}" id="{self.name}" data-src="{escape(data)}" '
                f'aria-labelledby="{self.name}-caption" markdown="1">',
                f'<div class="plot-area" style="height: {height}px{width}">'
                f"{svg(self.spec) if self.poster else ''}</div>",
                *self._controls(),
                '<figcaption markdown="1">',
                f'<p id="{self.name}-caption" markdown><span class="plot-number">'
                f"Figure {self.number}.</span> {self.caption}</p>",
                f'<div class="plot-tools" data-search-exclude>{"".join(_tools())}</div>',
                f'<details class="plot-data" data-search-exclude><summary>{named}</summary>'
                f"{self.table.html(named, csv)}</details>",
                "</figcaption>",
                "</figure>",
            ]
        )

    def _controls(self) -> Iterator[str]:
        if not self.controls:
            return
        yield '<div class="plot-controls">'
        for place, control in enumerate(self.controls):
            yield _control(control, f"{self.name}-control-{place}")
        if (loss := (self.spec["layout"].get("meta") or {}).get("loss")) is not None:
            yield f'<p class="plot-loss" role="status" data-search-exclude>Loss: {loss:,.0f}</p>'
        yield "</div>"


def take_apart(
    figure: Spec, *, name: str, caption: str, number: int, code: str, poster: bool = False
) -> Plot:
    """The figure without what the page decides: template, default colors, plotly's controls."""
    layout = {key: value for key, value in figure["layout"].items() if key != "template"}
    sliders, menus = layout.pop("sliders", []), layout.pop("updatemenus", [])
    controls = [_slider(slider) for slider in sliders]
    controls += [menu for each in menus if (menu := _menu(each))]
    spec = {
        "data": [_plain(_without_role_color(trace)) for trace in figure["data"]],
        "layout": _plain(layout),
    }
    if figure.get("frames"):
        spec["frames"] = [
            {
                key: _plain(frame[key])
                for key in ("name", "data", "traces", "layout")
                if key in frame
            }
            for frame in figure["frames"]
        ]
    return Plot(name, caption, number, code, spec, controls, table_of(spec, controls), poster)


def _slider(slider: Spec) -> Control:
    steps = slider["steps"]
    prefix = slider.get("currentvalue", {}).get("prefix", "")
    label = prefix.strip().rstrip(":=").strip() or "shown"
    choices = [str(step.get("label", step.get("value", ""))) for step in steps]
    plays = len(steps) >= ANIMATED and all(step.get("method") == "animate" for step in steps)
    return Control("slider", label, choices, slider.get("active", 0), _steps(steps), plays)


def _menu(menu: Spec) -> Control | None:
    """Buttons or a list; plotly's own play and pause are left to the slider's button."""
    buttons = [b for b in menu["buttons"] if b.get("method") != "animate" or _frame_of(b)]
    if not buttons:
        return None
    kind = "buttons" if menu.get("type") == "buttons" else "list"
    label = menu.get("name") or "show"
    choices = [str(button["label"]) for button in buttons]
    return Control(kind, label, choices, menu.get("active", 0), _steps(buttons))


def _steps(steps: list[Spec]) -> list[Spec]:
    """What each choice does: shows a frame, or calls one of plotly's functions."""
    return [
        {"frame": frame}
        if (frame := _frame_of(step))
        else {"method": step["method"], "args": _plain(step.get("args", []))}
        for step in steps
    ]


def _frame_of(step: Spec) -> str | None:
    if step.get("method") != "animate":
        return None
    frames = step["args"][0]
    return frames[0] if isinstance(frames, list) and frames and frames[0] else None


def _control(control: Control, name: str) -> str:
    label = escape(control.label)
    if control.kind == "slider":
        last, now = len(control.choices) - 1, escape(control.choices[control.active])
        color = f' class="param-{label}"' if label in PARAMETERS else ""
        play = '<button type="button" class="plot-play" disabled>Play</button>'
        return (
            f'<div class="plot-control" data-search-exclude>'
            f'<label for="{name}"{color}>{label}</label>'
            f"{play if control.plays else ''}"
            f'<input type="range" id="{name}" min="0" max="{last}" value="{control.active}" '
            f'aria-valuetext="{now}" autocomplete="off" disabled>'
            f'<output for="{name}">{now}</output></div>'
        )
    if control.kind == "list":
        options = "".join(
            f"<option{' selected' if place == control.active else ''}>{escape(choice)}</option>"
            for place, choice in enumerate(control.choices)
        )
        return (
            f'<div class="plot-control" data-search-exclude><label for="{name}">{label}</label>'
            f'<select id="{name}" autocomplete="off" disabled>{options}</select></div>'
        )
    buttons = "".join(
        f'<button type="button" aria-pressed="{str(place == control.active).lower()}" disabled>'
        f"{escape(choice)}</button>"
        for place, choice in enumerate(control.choices)
    )
    return (
        f'<div class="plot-control" role="group" aria-label="{label}" id="{name}" '
        f"data-search-exclude>{buttons}</div>"
    )


def _tools() -> Iterator[str]:
    """What every figure can do; the page's script makes them work."""
    for action, text in (
        ("fullscreen", "Full screen"),
        ("reset", "Reset view"),
        ("picture", "Save picture"),
        ("code", "Copy code"),
    ):
        yield f'<button type="button" data-action="{action}" disabled>{text}</button>'


def _without_role_color(trace: Spec) -> Spec:
    """A trace that names its role gets its color from the page."""
    if "role" not in (trace.get("meta") or {}):
        return trace
    parts = {
        part: {key: value for key, value in trace[part].items() if key != "color"}
        for part in ("line", "marker", "textfont")
        if part in trace
    }
    return trace | parts


def _plain(value: Any) -> Any:
    """Typed arrays as lists, which compress better; no default colors: the palette has its own."""
    if isinstance(value, dict):
        if "bdata" in value:
            array = np.frombuffer(b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]))
            if array.dtype.kind == "f":  # JSON has no NaN; plotly leaves a gap at null
                array = np.where(np.isfinite(array), array.astype(object), None)
            if "shape" in value:
                array = array.reshape([int(size) for size in value["shape"].split(",")])
            return array.tolist()
        return {
            key: _plain(item)
            for key, item in value.items()
            if not (key == "color" and isinstance(item, str) and item.upper() in DEFAULT_COLORS)
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
