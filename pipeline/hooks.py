"""What mkdocs calls; with reference.py all that knows mkdocs, Material and mkdocs-jupyter.

`mkdocs build` runs every notebook and stops at the first error. `mkdocs serve` runs what has
changed, shows an error on the page that has it, and goes on.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs_jupyter.plugin import NotebookFile

from pipeline import formulas_and_terms
from pipeline.assets import STYLES, PackageError, join_styles
from pipeline.site import Content, Site, SiteError

MATERIAL_STYLES = r"assets/stylesheets/(main|palette)\.\w+\.min\.css"
MATERIAL_SCRIPT = r"assets/javascripts/bundle\.\w+\.min\.js"
MATERIAL_CHANGES = {
    # It would fetch the search index with the first page of every visit; so, when the reader
    # searches. Compressed the index is as heavy as the rest of a page.
    '$(location.protocol!=="file:")': "$(!1)",
    # The first link within a page would fetch the page again, and with it would go what the reader
    # has run and edited there; so, it scrolls as the later ones do.
    'let s=t.pipe(ne("pathname"),': 'let s=t.pipe(Q(we()),ne("pathname"),Ie(1),',
    's.pipe(b(()=>t),ne("hash"))': 's.pipe(Q(0),b(()=>t),Q(we()),ne("hash"),Ie(1))',
}
SNIPPETS = "snippets/"  # Python files that the site serves as they are

log = get_plugin_logger("notebooks")
serving = False
site: Site


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember the command; date the build by the commit, so that it is reproducible."""
    global serving
    serving = command == "serve"
    if "SOURCE_DATE_EPOCH" not in os.environ and (commit_time := _commit_time()):
        os.environ["SOURCE_DATE_EPOCH"] = commit_time


def _commit_time() -> str | None:
    command = ["git", "log", "-1", "--format=%ct"]
    folder = Path(__file__).parent
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout.strip()
    except OSError:  # git is not installed
        return None


def on_config(config: MkDocsConfig) -> None:
    """Begin a new site."""
    global site
    repository = config.extra.get("repository") or ""
    site = Site(Path(config.docs_dir), config.site_url or "", repository, log, serving=serving)
    if not serving:
        site.warm_up()


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make the notebooks' pages, and add the files that the site serves beside its sources."""
    _refuse_stray_sources(files)
    addresses = {file.src_uri: file.url for file in files}
    notebooks = {f.src_uri: Path(f.abs_src_path) for f in files if isinstance(f, NotebookFile)}
    with _errors_for_mkdocs():
        for uri, content in site.assets():
            _add(files, config, uri, content)
        _join_styles(files)
        _change_script(files)
        site.make_pages(notebooks, addresses)
    for page in site.pages.values():
        for uri, content in page.files.items():
            _add(files, config, uri, content)


def _refuse_stray_sources(files: Files) -> None:
    for file in files:
        stray = file.src_uri.endswith(".py") and not isinstance(file, NotebookFile)
        if stray and file.inclusion.is_included() and not file.src_uri.startswith(SNIPPETS):
            raise PluginError(
                f"docs/{file.src_uri} would be published as it is: name its folder under "
                "mkdocs-jupyter's `include` in mkdocs.yml, or move it to docs/snippets"
            )


@contextmanager
def _errors_for_mkdocs() -> Iterator[None]:
    """Errors that mkdocs prints without a traceback."""
    try:
        yield
    except (PackageError, SiteError) as error:
        raise PluginError(str(error)) from None


def _add(files: Files, config: MkDocsConfig, uri: str, content: Content) -> None:
    """Add a generated file, or replace the one that has its address."""
    if old := files.get_file_from_path(uri):
        files.remove(old)
    if isinstance(content, Path):
        files.append(File.generated(config, uri, abs_src_path=str(content)))
    else:
        files.append(File.generated(config, uri, content=content))


def _matching(files: Files, pattern: str) -> list[File]:
    return [file for file in files if re.fullmatch(pattern, file.src_uri)]


def _join_styles(files: Files) -> None:
    material = sorted(_matching(files, MATERIAL_STYLES), key=lambda file: file.src_uri)
    own = [file for name in STYLES for file in files if file.src_uri == name]
    texts = ([file.content_string for file in files] for files in (material, own))
    own[0].content_string = join_styles(*texts)
    for file in [*material, *own[1:]]:
        files.remove(file)


def _change_script(files: Files) -> None:
    [script] = _matching(files, MATERIAL_SCRIPT)
    text = script.content_string
    for old, new in MATERIAL_CHANGES.items():
        if text.count(old) != 1:
            raise SiteError(
                "Material's script is another: see MATERIAL_CHANGES in pipeline/hooks.py"
            )
        text = text.replace(old, new)
    script.content_string = text


def on_page_markdown(
    markdown: str, *, page: Page, config: MkDocsConfig, files: Files
) -> str | None:
    """Give mkdocs the Markdown of an executed notebook, and the glossary's terms to any page."""
    uri = page.file.src_uri
    if isinstance(page.file, NotebookFile):
        # mkdocs-jupyter's own renderer does not check links and anchors; mkdocs' does.
        page.__dict__.pop("render", None)
        page.meta.update(site.pages[uri].meta)
        markdown = site.pages[uri].markdown
    return site.with_terms(uri, markdown)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark what a page says of terms, parameters and numbers."""
    return formulas_and_terms.mark(html)


@event_priority(-100)  # when autorefs has set its links
def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Set the formulas of all pages; the search reads a page without them."""
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    contents = {uri: page.content for uri, page in pages.items() if page.content}
    with _errors_for_mkdocs():
        site.set_formulas(contents)
    for uri in contents:
        pages[uri].content = site.search_texts[uri]


@event_priority(-100)  # when the search has read the page
def on_page_context(
    context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Show the page with its formulas."""
    page.content = site.contents.get(page.file.src_uri, page.content)
