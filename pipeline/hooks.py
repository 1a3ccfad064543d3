"""What mkdocs calls: runs the notebooks and makes pages of them.

`mkdocs build` runs every notebook, and stops at the first page that must not be published.
`mkdocs serve` runs what has changed, shows what went wrong on the page itself, and goes on.
"""

import json
import os
import subprocess
import tempfile
import time
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext
from mkdocs_jupyter.plugin import NotebookFile
from nbformat import NotebookNode

from pipeline import download as takeaway
from pipeline import failures, letters, numerals
from pipeline import inline_html as glossary
from pipeline.assets import assets, join_styles, lighten
from pipeline.cache import Cache
from pipeline.markdown import to_markdown
from pipeline.math import render
from pipeline.notebooks import NotebookError, Part, fill, program, read, reading_minutes
from pipeline.packages import PackageError
from pipeline.pages import Made, Pages
from pipeline.pyodide import runtime
from pipeline.readings import Readings
from pipeline.search_text import searched
from pipeline.templates import Templates

PROJECT = Path(__file__).parents[1]
WHEELS = "assets"
PUBLISHED = "snippets/"  # Python that readers copy
GLOSSARY = "glossary.md"

log = get_plugin_logger("notebooks")
cache = Cache(PROJECT / ".cache" / "notebooks")
pages = Pages(PROJECT / ".cache" / "pages")
readings = Readings(PROJECT / ".cache" / "readings")
templates = Templates(PROJECT / ".cache" / "templates")
serving = False
sources: dict[str, NotebookNode] = {}
answers: dict[str, list[Part] | NotebookError] = {}
finished: dict[str, str] = {}


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note what is wanted; everything that records a time records the commit's."""
    global serving
    serving = command == "serve"
    if "SOURCE_DATE_EPOCH" not in os.environ and (commit_time := _commit_time()):
        os.environ["SOURCE_DATE_EPOCH"] = commit_time


def _commit_time() -> str | None:
    asked = ["git", "log", "-1", "--format=%ct"]
    try:
        return subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True).stdout.strip()
    except OSError:  # no git here
        return None


def on_config(config: MkDocsConfig) -> None:
    """Warm up the kernels while mkdocs reads its sources."""
    if serving:
        return
    from pipeline import kernels

    texts = (path.read_text("utf-8") for path in Path(config.docs_dir).rglob("*.py"))
    # mkdocs-jupyter has not found them yet: a notebook is what begins with a cell.
    kernels.warm_up(text for text in texts if text.startswith("# %%"))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Refuse stray sources, run the notebooks, add what the site serves of other packages."""
    for file in files:
        stray = file.src_uri.endswith(".py") and not isinstance(file, NotebookFile)
        if stray and file.inclusion.is_included() and not file.src_uri.startswith(PUBLISHED):
            raise PluginError(
                f"docs/{file.src_uri} would be published as it is: name its folder under "
                "mkdocs-jupyter's `include` in mkdocs.yml, or move it to docs/snippets"
            )
    try:
        for address, content in chain(assets(), runtime()):
            known = (
                {"abs_src_path": str(content)}
                if isinstance(content, Path)
                else {"content": content}
            )
            if old := files.get_file_from_path(address):
                files.remove(old)
            files.append(File.generated(config, address, **known))
        join_styles(files)
        lighten(files)
    except PackageError as error:
        raise PluginError(str(error)) from None
    with tempfile.TemporaryDirectory() as folder:
        wheel = takeaway.wheel(PROJECT, Path(folder))
        uri = f"{WHEELS}/{wheel.name}"
        files.append(File.generated(config, uri, content=wheel.read_bytes()))
    config.extra["wheel"] = config.site_url + uri if config.site_url else None
    _run([file for file in files if isinstance(file, NotebookFile)])


def _run(files: list[NotebookFile]) -> None:
    """Have an answer for each notebook; in `mkdocs serve` an old one will do while it holds."""
    answers.clear()
    sources.clear()
    for file in files:
        name, path = _name(file), Path(file.abs_src_path)
        sources[name] = readings.read(name, path) if serving else read(path)
    if serving:
        kept = {name: cache.get(name, program(notebook)) for name, notebook in sources.items()}
        answers.update((name, parts) for name, parts in kept.items() if parts is not None)
    missing = {name: notebook for name, notebook in sources.items() if name not in answers}
    if not missing:
        return
    from pipeline.execution import execute_all

    log.info("Running %s", ", ".join(missing))
    since = time.time()
    for name, answer in execute_all(missing).items():
        if isinstance(answer, NotebookError):
            answers[name] = answer
            continue
        parts, imported = answer
        answers[name] = parts
        if serving:
            cache.put(name, parts, imported, since)
    if not serving and (errors := [e for e in answers.values() if isinstance(e, NotebookError)]):
        raise PluginError("\n\n".join(map(str, errors)))


def _name(file: File) -> str:
    """What messages call a page."""
    return f"docs/{file.src_uri}"


def on_page_markdown(
    markdown: str, *, page: Page, config: MkDocsConfig, files: Files
) -> str | None:
    """Give mkdocs the Markdown of the executed notebook, with the glossary's terms."""
    if isinstance(page.file, NotebookFile):
        markdown = _notebook_or_failure(page, config, files)
    if page.file.src_uri == GLOSSARY:
        return markdown
    return glossary.abbreviations(glossary.terms(Path(config.docs_dir) / GLOSSARY), markdown)


def _notebook_or_failure(page: Page, config: MkDocsConfig, files: Files) -> str:
    """As if it had been written by hand."""
    # mkdocs-jupyter gave this page a renderer of its own; the usual one checks links and anchors.
    page.__dict__.pop("render", None)
    try:
        return _notebook_page(page, config, files)
    except NotebookError as error:
        if not serving:
            raise PluginError(str(error)) from None
        log.error("%s", error)
        return failures.page(error)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark the glossary's terms at their first use, parameters in comments, and small numbers."""
    return numerals.keep_whole(letters.color(glossary.mark_first(html)))


def _notebook_page(page: Page, config: MkDocsConfig, files: Files) -> str:
    answer = answers[_name(page.file)]
    if isinstance(answer, NotebookError):
        raise answer
    made = _kept(page, config, files, answer) if serving else _make(page, config, files, answer)
    page.meta.update(made.meta)
    for uri, content in made.files.items():
        files.append(File.generated(config, uri, content=content))
    return made.markdown


def _kept(page: Page, config: MkDocsConfig, files: Files, answer: list[Part]) -> Made:
    """The page of the last time, or a new one if anything in it has changed."""
    name = _name(page.file)
    snippets = [path for path in sorted(takeaway.SNIPPETS.iterdir()) if path.is_file()]
    ingredients = json.dumps(  # at once: to make the page changes the notebook
        [
            [[cell.cell_type, cell.source, cell.metadata] for cell in sources[name].cells],
            [[part.outputs, part.values] for part in answer],
            [page.url, config.site_url, config.extra["wheel"], config.extra.get("repository")],
            [[file.src_uri, file.url] for file in files.documentation_pages()],
            [path.read_text("utf-8") for path in snippets],
        ]
    )
    made = pages.get(name, ingredients)
    if made is None:
        made = _make(page, config, files, answer)
        pages.put(name, ingredients, made)
    return made


def _make(page: Page, config: MkDocsConfig, files: Files, answer: list[Part]) -> Made:
    name, source = _name(page.file), page.file.src_uri
    notebook = fill(sources[name], answer)
    stored: dict[str, str | bytes] = {}

    def store(file_name: str, content: str | bytes) -> str:
        uri = f"assets/figures/{PurePosixPath(source).with_suffix('')}/{file_name}"
        if uri in stored:
            raise NotebookError(f'{name}: two figures are called "{PurePosixPath(uri).stem}"')
        stored[uri] = content
        return get_relative_url(uri, page.url)

    def address_of(target: str) -> str | None:
        path = urlsplit(target).path
        file = files.get_file_from_path(_joined(source, path)) if path else page.file
        rest = target.removeprefix(path)  # a query, an anchor
        return f"{config.site_url}{file.url}{rest}" if config.site_url and file else None

    taken = takeaway.notebook_of(notebook, config.extra["wheel"], address_of)
    folder = PurePosixPath(page.file.dest_uri).parent
    uri = (folder / PurePosixPath(source).with_suffix(".ipynb").name).as_posix()
    stored[uri] = taken
    meta = {
        # A page's front matter is the metadata of its first cell.
        **notebook.cells[0].metadata,
        "minutes": reading_minutes(notebook),
        "notebook": takeaway.links(source, uri, config.extra.get("repository")),
    }
    return Made(to_markdown(notebook, name, store), meta, stored)


def _joined(page: str, path: str) -> str:
    return os.path.normpath(PurePosixPath(page).parent / path).replace(os.sep, "/")


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Set the formulas of all pages, before the search and the templates."""
    if serving:
        env.bytecode_cache = templates
    finished.clear()  # a build before this one may have failed halfway
    shown = [file.page for file in files.documentation_pages() if file.page and file.page.content]
    try:
        contents = render([page.content for page in shown])
    except PackageError:
        _find_formula_that_fails(shown)
        return
    for page, content in zip(shown, contents, strict=True):
        finished[page.url] = content
        page.content = searched(page.content)


@event_priority(-100)  # when the search has read the page
def on_page_context(
    context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Show the page with its formulas."""
    page.content = finished.pop(page.url, page.content)


def _find_formula_that_fails(pages: list[Page]) -> None:
    """Name the page; in `mkdocs serve` formulas stay as they were written."""
    for page in pages:
        try:
            render([page.content])
        except PackageError as error:
            if not serving:
                raise PluginError(f"{_name(page.file)}: {error}") from None
            log.error("%s: %s", _name(page.file), error)
