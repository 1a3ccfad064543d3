"""From an executed notebook to the Markdown of a page and the files of its figures."""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

from nbconvert import MarkdownExporter
from nbformat import NotebookNode

from . import pictures
from .assets import PackageError
from .figures import MIMETYPE, Figure, take_apart
from .notebook_download import script_of
from .notebooks import (
    NotebookError,
    fault_of_tags,
    is_check,
    is_examined,
    is_fresh,
    is_live,
    tags_of,
    where,
    with_single_gaps,
)
from .predictions import set_predictions

TAGS = {f"{what}-{part}" for what in ("hide", "remove") for part in ("input", "output", "cell")} | {
    *("solution", "poster", "live", "exercise", "check", "examine"),
}
NOTE = re.compile(r"#\s*\((\d+)\)!?")
PRESS_RUN = (
    "Press **Run**: the cell runs here, in your browser. Press **Edit** to change it, and run it "
    "again."
)
PRESS_EXAMINE = (
    "Press **Examine**: the loop runs here, in your browser, and the answer says what is wrong. "
    "Press **Edit** to mend it, or to paste a loop of yours. **Run** runs it without an answer."
)
ANSWER = "Show the answer"
WHAT_RUNS = """
{press}
[A small torch]({small_torch}) runs it; tests compare what it prints with PyTorch, digit by digit.
{{ .what-runs data-search-exclude="" }}
"""
SMALL_TORCH = "docs/further/backward.py", "#the-torch-that-runs-these-cells"

# What differs from nbconvert's Markdown: fences that tell code from output, longer than any that
# an output may contain; sentences printed in one line, which wrap; what a tag hides; figures, which
# are HTML by now.
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
{%- set longest = output.text.splitlines() | map("length") | max | default(0) %}
{#- What has no columns wraps on a phone, too. #}
{%- set flows = longest > 40 and "  " not in output.text %}
{%- set kind = " .wraps" if longest > 84 else " .flows" if flows else "" %}
`````````` { .text .output .no-copy{{ kind }} data-search-exclude="" }
{{ output.text | trim("\n") }}
``````````
{% endblock stream -%}
{%- block data_text scoped %}
`````````` { .text .output .no-copy data-search-exclude="" }
{{ output.data["text/plain"] | trim("\n") }}
``````````
{% endblock data_text -%}
{%- block data_other %}
{{ output.metadata.html }}
{% endblock data_other -%}
"""

# Stores a file of the page under a name with its ending, and returns its address from there.
Store = Callable[[str, str], str]


def to_markdown(notebook: NotebookNode, name: str, store: Store) -> str:
    """The page; `name` is what errors call it."""
    _check(notebook, name)
    _place_figures(notebook, name, store)
    _place_notes(notebook)
    set_predictions(notebook, name)
    notebook.cells = [cell for cell in notebook.cells if "remove-cell" not in tags_of(cell)]
    _fold(notebook)
    _mark_live(notebook)
    _say_what_runs(notebook, name)
    markdown, _ = _exporter().from_notebook_node(notebook)
    return with_single_gaps(markdown)


@cache
def _exporter() -> MarkdownExporter:
    """One for all pages: it compiles its templates once."""
    exporter = MarkdownExporter(raw_template=TEMPLATE)
    # Figures first: plotly's other form of output is text.
    exporter.config.NbConvertBase.display_data_priority = [MIMETYPE, "text/plain"]
    exporter.config.ExtractOutputPreprocessor.enabled = False
    return exporter


def _code_cells(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Each with its index."""
    return [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]


def _check(notebook: NotebookNode, name: str) -> None:
    """Refuse tags that contradict each other, and what a page cannot show."""
    for index, cell in _code_cells(notebook):
        fault = fault_of_tags(notebook.cells, index) or _fault_of_figure(cell)
        if unknown := tags_of(cell) - TAGS:
            fault = f"unknown tags {sorted(unknown)}; there are {sorted(TAGS)}"
        if fault:
            raise NotebookError(f"{where(notebook, index, name)}: {fault}")


def _place_figures(notebook: NotebookNode, name: str, store: Store) -> None:
    """Store the data of each figure, and put its HTML in the place of its output."""
    drawing = [each for each in _code_cells(notebook) if each[1].metadata.get("figure")]
    for number, (index, cell) in enumerate(drawing, start=1):
        [output] = _plotly_outputs(cell)
        figure = take_apart(
            output.data[MIMETYPE],
            name=cell.metadata["figure"],
            caption=cell.metadata["caption"],
            number=number,
            code=script_of(notebook, index),
            poster="poster" in tags_of(cell),
        )
        try:
            output.metadata["html"] = _html_of(figure, cell.metadata.get("picture"), store)
        except PackageError as error:
            raise NotebookError(f"{where(notebook, index, name)}: {error}") from None
        output.data = {MIMETYPE: {}}  # its numbers are stored, and nbconvert would copy them


def _html_of(figure: Figure, picture: str | None, store: Store) -> str:
    csv = store(f"{figure.name}.csv", figure.table.csv()) if figure.table.rows else ""
    data = store(f"{figure.name}.json", pictures.data(figure) if picture else figure.data())
    return pictures.html(figure, picture, data, csv) if picture else figure.html(data, csv)


def _plotly_outputs(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.outputs if MIMETYPE in output.get("data", {})]


def _fault_of_figure(cell: NotebookNode) -> str | None:
    """What is wrong with what a cell draws, or None; if it names a figure it must draw one."""
    name, drawn = cell.metadata.get("figure"), len(_plotly_outputs(cell))
    if drawn != (1 if name else 0):
        return (
            f"shows {drawn} figures; a cell with figure=... and caption=... shows one, "
            "a cell without them none"
        )
    if any(kind.startswith("image/") for out in cell.outputs for kind in out.get("data", {})):
        return "shows an image; pages have figures of plotly"
    if name and not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        return f'the figure "{name}" needs a name like "one-step"'
    if name and not cell.metadata.get("caption"):
        return f'the figure "{name}" has no caption'
    picture = cell.metadata.get("picture")
    if picture and not name:
        return f'the picture "{picture}" needs figure=... and caption=..., as a figure does'
    if picture and not pictures.script_of(picture).exists():
        return f'no script in docs/assets/pictures draws the picture "{picture}"'
    return None


def _place_notes(notebook: NotebookNode) -> None:
    """Notes on lines of code are a list right after it in the source; keep them with it."""
    for cell, following in pairwise(notebook.cells):
        if cell.cell_type == "code" and NOTE.search(cell.source):
            notes = re.match(r"(?:\d+\. .*\n?(?:[ \t]+.*\n?|\n(?=\d+\. ))*)+", following.source)
            if following.cell_type == "markdown" and notes:
                cell.source = NOTE.sub(r"# (\1)", cell.source)
                cell.metadata["notes"] = f'\n<div class="notes" markdown>\n{notes[0]}\n</div>'
                following.source = following.source[notes.end() :].lstrip("\n")


def _fold(notebook: NotebookNode) -> None:
    """Put what a tag hides into a disclosure, and all cells of a solution into one."""
    for cell in notebook.cells:
        tags = tags_of(cell)
        cell.metadata["removed"] = "remove-input" in tags
        if "remove-output" in tags and cell.cell_type == "code":
            cell.outputs = []
        for tag, part in (("hide-input", "_input"), ("hide-output", "_output"), ("hide-cell", "")):
            if tag in tags:
                summary = "Show what it prints" if part == "_output" else "Show the code"
                cell.metadata[f"before{part}"], cell.metadata[f"after{part}"] = _disclosure(summary)
        if is_examined(cell):
            cell.metadata["before_output"], cell.metadata["after_output"] = _disclosure(ANSWER)
        if title := cell.metadata.get("fold"):
            cell.metadata["before"], cell.metadata["after"] = _disclosure(title, is_searched=True)
    for cells in _solutions(notebook):
        before, after = _disclosure("Solution")
        cells[0].metadata["before"], cells[-1].metadata["after"] = before, after


def _mark_live(notebook: NotebookNode) -> None:
    """Mark live cells, what they showed in the build, and checks, for docs/assets/cells."""
    for _, cell in _code_cells(notebook):
        if is_check(cell):
            cell.outputs = []
            cell.metadata["before_input"] = '<div class="checks" hidden markdown="1">\n'
            cell.metadata["after_input"] = "\n</div>"
        elif is_live(cell) and cell.outputs:
            before, after = (cell.metadata.get(f"{end}_output", "") for end in ("before", "after"))
            cell.metadata["before_output"] = f'<div class="built" markdown="1">\n{before}'
            cell.metadata["after_output"] = f"{after}\n</div>"
        cell.metadata["fence"] = _fence(cell)


def _say_what_runs(notebook: NotebookNode, name: str) -> None:
    """Say under the first live cell how cells run."""
    if first := next(filter(is_live, notebook.cells), None):
        page, anchor = SMALL_TORCH
        address = os.path.relpath(page, Path(name).parent).replace(os.sep, "/") + anchor
        press = PRESS_EXAMINE if is_examined(first) else PRESS_RUN
        first.metadata["after"] = WHAT_RUNS.format(press=press, small_torch=address)


def _fence(cell: NotebookNode) -> str:
    """The attributes of the cell's block of code."""
    if is_check(cell):
        return '.text .no-copy data-search-exclude=""'
    marks = {
        "shows": cell.outputs,
        "live": is_live(cell),
        "exercise": "exercise" in tags_of(cell),
        "examine": is_examined(cell),
        "fresh": is_fresh(cell),
    }
    return " ".join([".python", ".cell", *(f".{mark}" for mark, has in marks.items() if has)])


def _solutions(notebook: NotebookNode) -> Iterator[list[NotebookNode]]:
    tagged = groupby(notebook.cells, lambda cell: "solution" in tags_of(cell))
    return (list(cells) for solution, cells in tagged if solution)


def _disclosure(summary: str, *, is_searched: bool = False) -> tuple[str, str]:
    excluded = "" if is_searched else " data-search-exclude"
    return (
        f'<details class="fold" markdown="1">\n<summary{excluded}>{summary}</summary>\n',
        "\n</details>",
    )
