"""What readers take along: a page's notebook, the wheel that it installs, the code of a figure."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
from flit_core.wheel import make_wheel_in
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .figures import MIMETYPE
from .notebooks import tags_of, with_report

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
SNIPPET = re.compile(r'^--8<-- "([^"]+)"$', re.M)
SNIPPETS = Path(__file__).parents[1] / "docs" / "snippets"
ADMONITION = re.compile(r'^(?:!!!|\?\?\?\+?) (\w+)(?: "(.*)")?\n((?:    .*\n?|\n(?=    ))*)', re.M)
NOTE = re.compile(r"(#\s*\(\d+\))!")
# A figure does not need an exercise, its answer or its checks.
EXERCISE = {"exercise", "check", "solution"}

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

AddressOf = Callable[[str], str | None]


def wheel(project: Path, folder: Path) -> Path:
    """Build the package's wheel into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path: Path = make_wheel_in(project / "pyproject.toml", folder).file
    return path


def links(source: str, notebook: str, repository: str) -> dict[str, str]:
    """Where a page's notebook can be had: in the site, on Colab, and its source.

    Colab opens notebooks from a repository on GitHub: from the branch that has the built site.

    Args:
        source: the page's file, in docs.
        notebook: the address of the notebook in the site.
        repository: the repository's address, or an empty text.
    """
    links = {"download": notebook}
    if repository:
        repository = repository.rstrip("/").removesuffix(".git")
        links["source"] = f"{repository}/blob/main/docs/{source}"
        if github := re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+)", repository):
            path = f"github/{github[1]}/blob/gh-pages/{notebook}"
            links["colab"] = f"https://colab.research.google.com/{path}"
    return links


def notebook_of(executed: NotebookNode, wheel_url: str | None, address_of: AddressOf) -> str:
    """The executed notebook as JSON; it runs from top to bottom wherever Python is.

    Args:
        executed: the page's own.
        wheel_url: where the site serves the package; None if the site has no address.
        address_of: the full address of a link's target; None if it has none.
    """
    action = FROM_SITE.format(wheel=wheel_url) if wheel_url else BY_HAND
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = new_notebook(metadata=metadata)
    notebook.cells = [
        new_code_cell(INSTALL.format(action=action), id="install"),
        *(_cell(cell, address_of) for cell in executed.cells),
    ]
    # Lines in one string each: to split them, nbformat would copy the figures' numbers.
    return nbformat.writes(notebook, split_lines=False) + "\n"


def _cell(cell: NotebookNode, address_of: AddressOf) -> NotebookNode:
    if cell.cell_type != "code":
        return new_markdown_cell(_text(cell.source, address_of), id=cell.id)
    code = new_code_cell(without_note_marks(with_report(cell)), id=cell.id)
    code.outputs = [_output(output, cell.metadata.get("caption", "")) for output in cell.outputs]
    code.execution_count = cell.execution_count
    # The report is part of the checks by now.
    if tags := [tag for tag in cell.metadata.get("tags", []) if tag != "check"]:
        code.metadata.tags = tags
    return code


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
    source = SNIPPET.sub(lambda match: (SNIPPETS / match[1]).read_text("utf-8").strip(), source)
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


def _link(link: re.Match[str], address_of: AddressOf) -> str:
    text, target = link.groups()
    if re.match(r"[a-z]+:", target):
        return link[0]
    address = address_of(target)
    return f"[{text}]({address})" if address else text


def script_of(notebook: NotebookNode, place: int) -> str:
    """A script that shows the figure of one cell: its code, and what the cells before define."""
    pieces = [
        _without_last_expression(cell.source) if cell.metadata.get("figure") else cell.source
        for cell in notebook.cells[:place]
        if cell.cell_type == "code" and not EXERCISE & tags_of(cell)
    ]
    pieces.append(_with_figure_shown(notebook.cells[place].source))
    script = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    return without_note_marks(script) + "\n"


def without_note_marks(code: str) -> str:
    """Code outside the site, where the mark of a note, `# (1)!`, is a number and no more."""
    return NOTE.sub(r"\1", code)


def _last_expression(source: str) -> ast.Expr | None:
    body = ast.parse(source).body
    return body[-1] if body and isinstance(body[-1], ast.Expr) else None


def _without_last_expression(source: str) -> str:
    """A notebook shows its last expression; a script would compute it for nothing."""
    last = _last_expression(source)
    lines = source.splitlines()
    return "\n".join(lines[: last.lineno - 1]) if last else source


def _with_figure_shown(source: str) -> str:
    last = _last_expression(source)
    if last is None or ast.unparse(last).endswith(".show()"):
        return source
    lines = source.splitlines()
    if isinstance(last.value, ast.Name):
        return "\n".join([*lines[:-1], f"{last.value.id}.show()"])
    lines[last.lineno - 1] = f"figure = {lines[last.lineno - 1]}"
    return "\n".join([*lines, "figure.show()"])
