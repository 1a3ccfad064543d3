"""What readers take along: a page's notebook, the code of a figure."""

import ast
import io
import re
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .figures import MIMETYPE
from .formulas_and_terms import MACRO
from .notebooks import is_examined, tags_of, with_report, with_snippets

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
PROJECT = Path(__file__).parents[1]
ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) (\w+)(?: "(.*)")?\n((?:    .*\n?|\n(?=    ))*)', re.M)
NOTE = re.compile(r"(#\s*\(\d+\))!")
# A figure does not need an exercise, its answer or its checks, nor a program of its own.
EXERCISE = {"exercise", "check", "solution", "examine"}

# The first cell: on Colab, say, the package is not installed yet, or another one is.
FIRST_CELL = """\
# Installs what this notebook needs and does not find.
from importlib.util import find_spec

if not (find_spec("sgd_tutorial") and find_spec("plotly")):
    {install}

import sgd_tutorial

if sgd_tutorial.__version__ != "{version}":
    print("This notebook was made with sgd-tutorial {version}; you have", sgd_tutorial.__version__)
    print({remedy!r})"""
FROM_SITE = '%pip install --quiet "sgd-tutorial[figures] @ {wheel}"'
BY_HAND = """raise ImportError(
        'install the package first: python -m pip install ".[figures]" in a clone of it'
    )"""
# Outside the site a block says what is wrong with a program; an error is a part of that.
WATCHED = """\
from contextlib import suppress

import sgd_tutorial as sgd

with suppress(Exception), sgd.watch() as seen:
{program}
print(seen)"""
# The lesson on backward() reads it; beside the wheel, where it finds it.
SMALL_TORCH = "small-torch.zip"

AddressOf = Callable[[str], str | None]


def first_cell(version: str, wheel_url: str | None) -> str:
    """The code of a notebook's first cell.

    Args:
        version: the package's, with which the notebook was made.
        wheel_url: where the site serves it; None if the site has no address.
    """
    if wheel_url:
        install = FROM_SITE.format(wheel=wheel_url)
        remedy = f"If a cell fails, run this and restart the kernel: {install}"
    else:
        install = BY_HAND
        remedy = "If a cell fails, update your clone, install it again and restart the kernel."
    return FIRST_CELL.format(install=install, version=version, remedy=remedy)


def small_torch() -> bytes:
    """A zip of the torch in the browser, the same bytes every time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = PROJECT / "browser" / "torch"
        for path in sorted(folder.rglob("*.py")):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def links(notebook: str, repository: str) -> dict[str, str]:
    """Where a page's notebook can be had: in the site, and on Colab.

    Colab opens notebooks from a repository on GitHub: from the branch that has the built site.

    Args:
        notebook: the address of the notebook in the site.
        repository: the repository's address, or an empty text.
    """
    links = {"download": notebook}
    if github := re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", repository):
        path = f"github/{github[1]}/blob/gh-pages/{notebook}"
        links["colab"] = f"https://colab.research.google.com/{path}"
    return links


def notebook_of(executed: NotebookNode, install: str, address_of: AddressOf) -> str:
    """The executed notebook as JSON; it runs from top to bottom wherever Python is.

    Args:
        executed: the page's own.
        install: the code of its first cell, from `first_cell`.
        address_of: the full address of a link's target; None if it has none.
    """
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = new_notebook(metadata=metadata)
    notebook.cells = [
        new_code_cell(install, id="install"),
        *(_cell(cell, address_of) for cell in executed.cells),
    ]
    # Lines in one string each: to split them, nbformat would copy the figures' numbers.
    return nbformat.writes(notebook, split_lines=False) + "\n"


def _cell(cell: NotebookNode, address_of: AddressOf) -> NotebookNode:
    if cell.cell_type != "code":
        return new_markdown_cell(_text(cell.source, address_of), id=cell.id)
    source = _watched(cell) if is_examined(cell) else with_report(cell)
    code = new_code_cell(without_note_marks(source), id=cell.id)
    # The lines that a page names are those of the program without the block.
    outputs = [] if is_examined(cell) else cell.outputs
    code.outputs = [_output(output, cell.metadata.get("caption", "")) for output in outputs]
    code.execution_count = cell.execution_count
    # The report is part of the checks by now, and the block of a loop to examine is around it.
    if tags := sorted(tags_of(cell) - {"check", "examine"}):
        code.metadata.tags = tags
    return code


def _watched(cell: NotebookNode) -> str:
    return WATCHED.format(program=textwrap.indent(cell.source.rstrip("\n"), "    "))


def _output(output: NotebookNode, caption: str) -> NotebookNode:
    """A figure without plotly's HTML; where plotly does not draw stored figures, its caption."""
    copy = NotebookNode({key: value for key, value in output.items() if key != "metadata"})
    if "data" in output:
        copy["metadata"] = {}
        if MIMETYPE in output.data:
            text = f"{caption} (Run this cell to draw the figure.)"
            copy["data"] = {MIMETYPE: output.data[MIMETYPE], "text/plain": text}
    return copy


def _text(source: str, address_of: AddressOf) -> str:
    """Prose without what only the site understands."""
    source = with_snippets(source)
    source = re.sub(r"^``` \{ \.(\w+).*\}$", r"```\1", source, flags=re.M)
    source = re.sub(r"</?(?:p|div)\b[^>]*>|\{ \.[\w-]+ \}", "", source)
    source = ADMONITION.sub(_quote, source)
    source = MACRO.sub(r"\1", source)
    return LINK.sub(lambda link: _link(link, address_of), source)


def _quote(admonition: re.Match[str]) -> str:
    kind, title, body = admonition.groups()
    lines = re.sub("^    ", "", body, flags=re.M).strip("\n").splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return f"> **{title or kind.capitalize()}**\n>\n{quoted}\n\n"


def _link(link: re.Match[str], address_of: AddressOf) -> str:
    text, target = link.groups()
    if re.match(r"[a-z]+:", target):
        return link[0]
    address = address_of(target)
    return f"[{text}]({address})" if address else text


def script_of(notebook: NotebookNode, index: int) -> str:
    """A script that shows the figure of one cell: its code, and what the cells before define."""
    pieces = [
        _without_last_expression(cell.source) if cell.metadata.get("figure") else cell.source
        for cell in notebook.cells[:index]
        if cell.cell_type == "code" and not EXERCISE & tags_of(cell)
    ]
    pieces.append(_with_figure_shown(notebook.cells[index].source))
    script = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    return without_note_marks(script) + "\n"


def without_note_marks(code: str) -> str:
    """Code outside the site, where the mark of a note, `# (1)!`, is a number and no more."""
    return NOTE.sub(r"\1", code)


def _split(source: str) -> tuple[str, str, str]:
    """The code before a cell's last expression, the expression, and the comments after it."""
    body = ast.parse(source).body
    if not body or not isinstance(last := body[-1], ast.Expr):
        return source, "", ""
    expression = ast.get_source_segment(source, last) or ""
    text = source.encode()  # ast counts bytes
    start = sum(map(len, text.splitlines(keepends=True)[: last.lineno - 1])) + last.col_offset
    before, rest = text[:start].decode(), text[start:].decode()
    return before, expression, rest.removeprefix(expression)


def _without_last_expression(source: str) -> str:
    """A notebook shows its last expression; a script would compute it for nothing."""
    before, expression, _ = _split(source)
    return before.rstrip().removesuffix(";") if expression else source


def _with_figure_shown(source: str) -> str:
    before, expression, after = _split(source)
    if not expression or expression.endswith(".show()"):
        return source
    if expression.isidentifier():
        return f"{before}{expression}.show(){after}"
    return f"{before}figure = {expression}{after}\nfigure.show()"
