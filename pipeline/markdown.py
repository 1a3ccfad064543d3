"""From an executed notebook to the Markdown of a page and the files that it shows."""

import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from nbconvert import MarkdownExporter
from nbformat import NotebookNode

from . import listing, live
from .figures import Plot, take_apart
from .notebooks import NotebookError, where

PLOTLY = "application/vnd.plotly.v1+json"
IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
TAGS = {f"{what}-{part}" for what in ("hide", "remove") for part in ("input", "output", "cell")} | {
    "solution",
    "poster",
    *live.TAGS,
}
NOTE = re.compile(r"#\s*\((\d+)\)!?")
WHAT_RUNS = """
Press **Run**: the cell runs here, in your browser. Press **Edit** to change it, and run it again.
[A small torch]({small_torch}) runs it; tests compare what it prints with PyTorch, digit by digit.
{{ .what-runs data-search-exclude="" }}
"""
SMALL_TORCH = "docs/further/backward.py", "#the-torch-that-runs-these-cells"

# What differs from nbconvert's Markdown: fences that tell code from output, longer than any that
# an output may hold; sentences printed in one line, which wrap; what a tag hides; figures and
# images, which are HTML by now.
TEMPLATE = """
{%- extends "markdown/index.md.j2" -%}
{%- block any_cell scoped %}
{{ cell.metadata.before }}
{{ super() }}
{{ cell.metadata.after }}
{% endblock any_cell -%}
{%- block input %}
{%- if not cell.metadata.removed %}
{{ cell.metadata.before_input }}
`````````` { {{ cell.metadata.fence }} }
{{ cell.source }}
``````````
{{ cell.metadata.notes }}
{{ cell.metadata.after_input }}
{% endif -%}
{% endblock input -%}
{%- block output_group %}
{{ cell.metadata.before_output }}
{{ super() }}
{{ cell.metadata.after_output }}
{% endblock output_group -%}
{%- block stream %}
{%- set wraps = output.text.splitlines() | map("length") | max | default(0) > 84 %}
`````````` { .text .output .no-copy{{ " .wraps" if wraps }} data-search-exclude="" }
{{ output.text | trim("\n") }}
``````````
{% endblock stream -%}
{%- block data_text scoped %}
`````````` { .text .output .no-copy data-search-exclude="" }
{{ output.data["text/plain"] | trim("\n") }}
``````````
{% endblock data_text -%}
{%- block data_html scoped %}
<div class="html-output" data-search-exclude>
{{ output.data["text/html"] }}
</div>
{% endblock data_html -%}
{%- block data_png scoped %}{{ output.metadata.html }}{% endblock data_png -%}
{%- block data_jpg scoped %}{{ output.metadata.html }}{% endblock data_jpg -%}
{%- block data_svg scoped %}{{ output.metadata.html }}{% endblock data_svg -%}
{%- block data_other %}
{{ output.metadata.html }}
{% endblock data_other -%}
"""

# Stores a file of the page under a name with its ending, and returns its address from there.
Store = Callable[[str, str | bytes], str]


def to_markdown(notebook: NotebookNode, name: str, store: Store) -> str:
    """The page; `name` is what errors call it."""
    number = 0
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        at = where(notebook, place, name)
        if wrong := live.tags_of(cell) - TAGS:
            raise NotebookError(f"{at}: unknown tags {sorted(wrong)}; there are {sorted(TAGS)}")
        if fault := live.fault(notebook.cells, place):
            raise NotebookError(f"{at}: {fault}")
        if plot := _plot(notebook, place, number + 1, at):
            number += 1
            output = next(out for out in cell.outputs if PLOTLY in out.get("data", {}))
            data = store(f"{plot.name}.json", plot.data())
            output.metadata["html"] = plot.html(data, store(f"{plot.name}.csv", plot.table.csv()))
            output.data = {PLOTLY: {}}  # its numbers are stored, and nbconvert would copy them
        for output in cell.outputs:
            _place_image(cell, output, at, store)
    _note(notebook)
    notebook.cells = [c for c in notebook.cells if "remove-cell" not in live.tags_of(c)]
    _wrap(notebook)
    _mark_live(notebook)
    _say_what_runs(notebook, name)
    markdown, _ = _exporter().from_notebook_node(notebook)
    return re.sub(r"\n{3,}", "\n\n", markdown)


@cache
def _exporter() -> MarkdownExporter:
    """One for all pages: it compiles its templates once."""
    exporter = MarkdownExporter(raw_template=TEMPLATE)
    # Figures first: plotly's other form of output is text.
    exporter.config.NbConvertBase.display_data_priority = [
        PLOTLY,
        *IMAGES,
        "text/html",
        "text/markdown",
        "text/plain",
    ]
    exporter.config.ExtractOutputPreprocessor.enabled = False
    return exporter


def _plot(notebook: NotebookNode, place: int, number: int, at: str) -> Plot | None:
    """The cell's figure; a cell that names a figure must show exactly one."""
    cell = notebook.cells[place]
    shown = [out for out in cell.outputs if PLOTLY in out.get("data", {})]
    figure, caption = cell.metadata.get("figure"), cell.metadata.get("caption")
    if len(shown) != (1 if figure else 0):
        raise NotebookError(
            f"{at}: shows {len(shown)} figures; a cell with figure=... and caption=... shows "
            "one, a cell without them none"
        )
    if not figure:
        return None
    if not re.fullmatch(r"[a-z][a-z0-9-]*", figure):
        raise NotebookError(f'{at}: the figure "{figure}" needs a name like "one-step"')
    if not caption:
        raise NotebookError(f'{at}: the figure "{figure}" has no caption')
    return take_apart(
        shown[0].data[PLOTLY],
        name=figure,
        caption=caption,
        number=number,
        code=listing.up_to(notebook, place),
        poster="poster" in live.tags_of(cell),
    )


def _place_image(cell: NotebookNode, output: NotebookNode, at: str, store: Store) -> None:
    """Store an image that a cell shows; who does not see it reads its caption."""
    data = output.get("data", {})
    if not (kind := next((kind for kind in IMAGES if kind in data), None)) or PLOTLY in data:
        return
    name, caption = cell.metadata.get("image"), cell.metadata.get("caption")
    if not (name and caption):
        raise NotebookError(f"{at}: shows an image, which needs image=... and caption=...")
    content = data[kind] if kind == "image/svg+xml" else b64decode(data[kind])
    url = store(f"{name}.{IMAGES[kind]}", content)
    output.metadata["html"] = (
        f'<figure class="image" id="{name}" markdown="1">\n<img src="{url}" alt="">\n'
        f"<figcaption markdown>{caption}</figcaption>\n</figure>"
    )


def _note(notebook: NotebookNode) -> None:
    """Notes on lines of code are a list right after it in the source, and stay there."""
    for cell, following in zip(notebook.cells, notebook.cells[1:], strict=False):
        if cell.cell_type == "code" and NOTE.search(cell.source):
            notes = re.match(r"(?:\d+\. .*\n?(?:[ \t]+.*\n?|\n(?=\d+\. ))*)+", following.source)
            if following.cell_type == "markdown" and notes:
                cell.source = NOTE.sub(r"# (\1)", cell.source)
                cell.metadata["notes"] = f'\n<div class="notes" markdown>\n{notes[0]}\n</div>'
                following.source = following.source[notes.end() :].lstrip("\n")


def _wrap(notebook: NotebookNode) -> None:
    """What a tag hides goes into a disclosure; cells of one solution into one."""
    for cell in notebook.cells:
        tags = live.tags_of(cell)
        cell.metadata["removed"] = "remove-input" in tags
        if "remove-output" in tags and cell.cell_type == "code":
            cell.outputs = []
        for tag, part in (("hide-input", "_input"), ("hide-output", "_output"), ("hide-cell", "")):
            if tag in tags:
                summary = "Show what it prints" if part == "_output" else "Show the code"
                cell.metadata[f"before{part}"], cell.metadata[f"after{part}"] = _disclosure(summary)
    for cells in _solutions(notebook):
        before, after = _disclosure("Solution")
        cells[0].metadata["before"], cells[-1].metadata["after"] = before, after


def _mark_live(notebook: NotebookNode) -> None:
    """What docs/assets/cells finds: the live cells, what they showed in the build, and checks."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if live.is_check(cell):
            cell.outputs = []
            cell.metadata["before_input"] = '<div class="checks" hidden markdown="1">\n'
            cell.metadata["after_input"] = "\n</div>"
        elif live.is_live(cell) and cell.outputs:
            before, after = (cell.metadata.get(f"{end}_output", "") for end in ("before", "after"))
            cell.metadata["before_output"] = f'<div class="built" markdown="1">\n{before}'
            cell.metadata["after_output"] = f"{after}\n</div>"
        cell.metadata["fence"] = _fence(cell)


def _say_what_runs(notebook: NotebookNode, name: str) -> None:
    """Under the first live cell."""
    if first := next(filter(live.is_live, notebook.cells), None):
        page, anchor = SMALL_TORCH
        address = os.path.relpath(page, Path(name).parent).replace(os.sep, "/") + anchor
        first.metadata["after"] = WHAT_RUNS.format(small_torch=address)


def _fence(cell: NotebookNode) -> str:
    """The attributes of its block of code."""
    if live.is_check(cell):
        return '.text .no-copy data-search-exclude=""'
    marks = {
        "shows": cell.outputs,
        "live": live.is_live(cell),
        "exercise": "exercise" in live.tags_of(cell),
        "fresh": cell.metadata.get("fresh"),
    }
    return " ".join([".python", ".cell", *(f".{mark}" for mark, has in marks.items() if has)])


def _solutions(notebook: NotebookNode) -> Iterator[list[NotebookNode]]:
    tagged = groupby(notebook.cells, lambda cell: "solution" in live.tags_of(cell))
    return (list(cells) for solution, cells in tagged if solution)


def _disclosure(summary: str) -> tuple[str, str]:
    return (
        f'<details class="fold" markdown="1">\n<summary data-search-exclude>{summary}</summary>\n',
        "\n</details>",
    )
