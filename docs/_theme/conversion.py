"""From an executed notebook to the Markdown of a page and the JSON of its figures."""

import json
import math
from base64 import b64decode
from collections.abc import Callable
from html import escape

import numpy as np
import plotly.colors
from nbconvert import MarkdownExporter
from nbformat import NotebookNode

from execution import NotebookError

PLOTLY = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 450  # plotly's own, in pixels

# What differs from nbconvert's Markdown: fences that tell code from output, longer than any that
# an output may hold, and figures.
TEMPLATE = """
{%- extends "markdown/index.md.j2" -%}
{%- block input %}
`````````` { .python .cell }
{{ cell.source }}
``````````
{% endblock input -%}
{%- block stream %}
`````````` { .text .output .no-copy }
{{ output.text | trim("\n") }}
``````````
{% endblock stream -%}
{%- block data_text scoped %}
`````````` { .text .output .no-copy }
{{ output.data["text/plain"] | trim("\n") }}
``````````
{% endblock data_text -%}
{%- block data_other %}
{{ output.metadata.figure }}
{% endblock data_other -%}
"""

# url_of stores a figure under a name and returns its address relative to the page.
UrlOf = Callable[[str, str], str]


def to_markdown(notebook: NotebookNode, name: str, url_of: UrlOf) -> str:
    """The page, with its figures stored by `url_of`; `name` is what errors call it."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            _place_figure(cell, f"{name}, cell {number}", url_of)
    exporter = MarkdownExporter(raw_template=TEMPLATE)
    # Figures first: plotly's other form of output is text.
    exporter.config.NbConvertBase.display_data_priority = [
        PLOTLY,
        "text/html",
        "text/markdown",
        "image/svg+xml",
        "image/png",
        "text/plain",
    ]
    markdown, _ = exporter.from_notebook_node(notebook)
    return markdown


def _place_figure(cell: NotebookNode, where: str, url_of: UrlOf) -> None:
    """Swap the cell's figure for its HTML; a cell that names a figure must show exactly one."""
    shown = [out for out in cell.outputs if PLOTLY in out.get("data", {})]
    figure, caption = cell.metadata.get("figure"), cell.metadata.get("caption")
    if len(shown) != (1 if figure else 0):
        raise NotebookError(
            f"{where}: shows {len(shown)} figures; a cell with figure=... and caption=... shows "
            "one, a cell without them none"
        )
    if not figure:
        return
    if not caption:
        raise NotebookError(f'{where}: the figure "{figure}" has no caption')
    [output] = shown
    spec = _compact(output.data[PLOTLY])
    url = url_of(figure, json.dumps(spec, allow_nan=False, separators=(",", ":")))
    output.metadata["figure"] = _html(figure, caption, url, spec["layout"])


def _html(figure: str, caption: str, url: str, layout: dict) -> str:
    height = layout.get("height", DEFAULT_HEIGHT)
    width = f"; max-width: {layout['width']}px" if "width" in layout else ""
    return (
        f'<figure class="plot" id="{escape(figure)}" data-src="{escape(url)}" '
        f'aria-label="{escape(caption)}" markdown="1">\n'
        f'<div class="plot-area" style="height: {height}px{width}">'
        "<noscript>This figure needs JavaScript.</noscript></div>\n"
        f"<figcaption markdown>{caption}</figcaption>\n"
        "</figure>"
    )


def _compact(figure: dict) -> dict:
    """The figure without what the page decides: template, default colors, configuration."""
    layout = {key: value for key, value in figure["layout"].items() if key != "template"}
    return {
        "data": [_plain(trace) for trace in figure["data"]],
        "layout": _plain(layout),
    }


def _is_default(color: object) -> bool:
    return isinstance(color, str) and color.upper() in plotly.colors.qualitative.Plotly


def _plain(value: object) -> object:
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
            if not (key == "color" and _is_default(item))
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
