"""Takeaway: the notebook that a reader downloads or opens in Colab, and the wheel that it needs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from . import live
from .markdown import PLOTLY
from .notebooks import as_script

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
SNIPPET = re.compile(r'^--8<-- "([^"]+)"$', re.M)
SNIPPETS = Path(__file__).parents[1] / "docs" / "snippets"
ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) (\w+)(?: "(.*)")?\n((?:    .*\n?|\n(?=    ))*)', re.M)

# The first cell, where the package is not installed yet: on Colab, say.
INSTALL = """\
# Installs what this notebook needs and does not find.
from importlib.util import find_spec

if not (find_spec("sgd_tutorial") and find_spec("plotly")):
    {action}"""
FROM_SITE = '%pip install --quiet "sgd-tutorial[figures] @ {wheel}"'
BY_HAND = """raise ImportError(
        'install the package first: python -m pip install ".[figures]" in a clone of it'
    )"""


def wheel(project: Path, folder: Path) -> Path:
    """Build the package's wheel into the folder."""
    from flit_core.wheel import make_wheel_in

    folder.mkdir(parents=True, exist_ok=True)
    return make_wheel_in(project / "pyproject.toml", folder).file


def notebook_of(
    executed: NotebookNode, wheel_url: str | None, address_of: Callable[[str], str | None]
) -> str:
    """The executed notebook as JSON; it runs from top to bottom wherever Python is.

    Args:
        executed: the page's own.
        wheel_url: where the site serves the package; None if the site has no address.
        address_of: the address of a link's target elsewhere; None where there is none.
    """
    action = FROM_SITE.format(wheel=wheel_url) if wheel_url else BY_HAND
    install = _code("install", INSTALL.format(action=action))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": [install, *(_cell(cell, address_of) for cell in executed.cells)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # Lines in one string each: to cut them up, nbformat would copy the figures' numbers.
    return nbformat.writes(nbformat.from_dict(notebook), split_lines=False) + "\n"


def _cell(cell: NotebookNode, address_of: Callable[[str], str | None]) -> dict[str, Any]:
    if cell.cell_type != "code":
        source = _text(cell.source, address_of)
        return {"cell_type": "markdown", "id": cell.id, "metadata": {}, "source": source}
    outputs = [_output(output, cell.metadata.get("caption", "")) for output in cell.outputs]
    made = _code(cell.id, as_script(live.with_report(cell)))
    made |= {"outputs": outputs, "execution_count": cell.execution_count}
    # The report is part of the checks by now.
    if tags := [tag for tag in cell.metadata.get("tags", []) if tag != "check"]:
        made["metadata"]["tags"] = tags
    return made


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _output(output: NotebookNode, caption: str) -> dict[str, Any]:
    """A figure keeps what plotly draws; where plotly does not draw stored figures, its caption."""
    kept = {key: value for key, value in output.items() if key != "metadata"}
    if "data" in output:
        kept["metadata"] = {}
        if PLOTLY in output.data:
            told = f"{caption} (Run this cell to draw the figure.)"
            kept["data"] = {PLOTLY: output.data[PLOTLY], "text/plain": told}
    return kept


def _text(source: str, address_of: Callable[[str], str | None]) -> str:
    """Prose without what only the site understands."""
    source = SNIPPET.sub(lambda found: (SNIPPETS / found[1]).read_text("utf-8").strip(), source)
    source = re.sub(r"^``` \{ \.(\w+).*\}$", r"```\1", source, flags=re.M)
    source = re.sub(r"</?(?:p|div)\b[^>]*>|\{ \.[\w-]+ \}", "", source)
    source = ADMONITION.sub(_quote, source)
    source = re.sub(r"\\([abc])(?![a-zA-Z])", r"\1", source)  # the site's macros for parameters
    return LINK.sub(lambda link: _link(link, address_of), source)


def _quote(admonition: re.Match[str]) -> str:
    kind, title, body = admonition.groups()
    lines = re.sub("^    ", "", body, flags=re.M).strip("\n").splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"> **{title or kind.capitalize()}**\n>\n{quoted}\n\n"


def _link(link: re.Match[str], address_of: Callable[[str], str | None]) -> str:
    text, target = link.groups()
    if re.match(r"[a-z]+:", target):
        return link[0]
    address = address_of(target)
    return f"[{text}]({address})" if address else text


def links(source: str, notebook: str, repository: str | None) -> dict[str, str]:
    """Where a page's notebook can be had: in the site, on Colab, and its source.

    Colab opens notebooks from a repository on GitHub: from the branch that holds the built site.
    """
    found = {"download": notebook}
    if repository:
        repository = repository.rstrip("/").removesuffix(".git")
        found["source"] = f"{repository}/blob/main/docs/{source}"
        if colab := re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", repository):
            place = f"github/{colab[1]}/blob/gh-pages/{notebook}"
            found["colab"] = f"https://colab.research.google.com/{place}"
    return found
