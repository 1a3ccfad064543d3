"""What mkdocs calls: all that knows mkdocs, mkdocs-jupyter and mkdocstrings' plugin.

`mkdocs build` runs every notebook and stops at the first error. `mkdocs serve` runs what has
changed, shows an error on the page that has it, and goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
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

from pipeline import (
    build_info,
    formulas_and_terms,
    llms,
    pictures,
    reference,
    social_cards,
    theme,
    timings,
)
from pipeline.assets import PackageError
from pipeline.reference import Reference
from pipeline.site import Site, SiteError
from pipeline.waits import WaitError

MKDOCSTRINGS_STYLES = "assets/_mkdocstrings.css"

log = get_plugin_logger("notebooks")
serving = False
site: Site
entries: Reference
sections: dict[str, list[Page]]  # the navigation: pages by their headings
listed: dict[str, list[llms.Page]]  # the same, for llms.txt


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember the command; date the build."""
    global serving
    serving = command == "serve"
    with _errors_for_mkdocs():
        build_info.date_by_commit()


def on_config(config: MkDocsConfig) -> None:
    """Begin a new site."""
    global site
    timings.begin("mkdocs lists its files")
    config.extra_css.remove(MKDOCSTRINGS_STYLES)  # every page would wait for it; ours are joined
    repository = (config.extra.get("repository") or "").rstrip("/").removesuffix(".git")
    versions = build_info.versions()
    config.extra |= {"repository": repository, "versions": versions, "serving": serving}
    site = Site(Path(config.docs_dir), config.site_url or "", repository, log, serving=serving)
    if not serving:
        site.say_what_lacks()
        site.warm_up()


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Make the notebooks' pages, and add the files that the site serves beside its sources."""
    timings.begin("mkdocs adds and finds files")
    if not site.url:  # it would be empty; before this event, mkdocs would copy its template
        config.theme.static_templates.remove("sitemap.xml")
    sources = {file.src_uri: file for file in files}
    notebooks = {
        uri: Path(file.abs_src_path)
        for uri, file in sources.items()
        if isinstance(file, NotebookFile)
    }
    with _errors_for_mkdocs():
        site.refuse_stray(
            uri
            for uri, file in sources.items()
            if file.inclusion.is_included() and uri not in notebooks
        )
        _change_theme(files, sources)
        for uri, content in site.assets():
            _add(files, config, uri, content)
        site.make_pages(notebooks, {uri: file.url for uri, file in sources.items()})
        site.pack_python()  # not before: notebooks have taken every core
    for page in site.pages.values():
        for uri, content in page.files.items():
            _add(files, config, uri, content)


@contextmanager
def _errors_for_mkdocs() -> Iterator[None]:
    """Errors that mkdocs prints without a traceback."""
    try:
        yield
    except (PackageError, SiteError, WaitError) as error:
        raise PluginError(str(error)) from None


def _change_theme(files: Files, sources: dict[str, File]) -> None:
    changes = theme.changes(sources, lambda uri: sources[uri].content_string)
    for uri, content in changes.items():
        if content is None:
            files.remove(sources[uri])
        else:
            sources[uri].content_string = content


def _add(files: Files, config: MkDocsConfig, uri: str, content: str | bytes) -> None:
    """Add a generated file, or replace the one that has its address."""
    if old := files.get_file_from_path(uri):
        files.remove(old)
    files.append(File.generated(config, uri, content=content))


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
    """Find the entries of the reference, and the pages that use each name."""
    global entries, sections
    timings.begin("Markdown of the lessons")
    sections = {
        item.title or "": [page for page in nav.pages if item in (page, *page.ancestors)]
        for item in nav.items
    }
    pages = [(page.title or "", page.file.src_uri, page.file.content_string) for page in nav.pages]
    entries = Reference(site.docs, pages)


def on_page_markdown(
    markdown: str, *, page: Page, config: MkDocsConfig, files: Files
) -> str | None:
    """Give mkdocs the Markdown of an executed notebook; explain terms, complete the reference."""
    uri = page.file.src_uri
    kind = "reference" if uri.startswith(reference.FOLDER) else "lessons"
    timings.begin(f"Markdown of the {kind}")
    if isinstance(page.file, NotebookFile):
        # mkdocs-jupyter's own renderer does not check links and anchors; mkdocs' does.
        page.__dict__.pop("render", None)
        page.meta.update(site.pages[uri].meta)
        markdown = site.pages[uri].markdown
    markdown = site.with_terms(uri, markdown)
    if uri.startswith(reference.FOLDER):
        page.meta.setdefault("search", {"boost": 0.1})  # who searches for a word wants a lesson
        with _errors_for_mkdocs():
            markdown = entries.complete(markdown)
    return markdown


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark what a page says of terms, parameters and numbers; show its pictures."""
    html = pictures.uncovered(formulas_and_terms.mark(html))
    return reference.mark(html) if page.file.src_uri.startswith(reference.FOLDER) else html


@event_priority(-100)  # when autorefs has set its links
def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Set the formulas of all pages; the search reads a page without them."""
    global listed
    timings.begin("templates and search")
    env.trim_blocks = env.lstrip_blocks = True  # lines with tags alone are 2 % of a page's weight
    listed = {title: [_listed(page) for page in pages] for title, pages in sections.items()}
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    contents = {uri: page.content for uri, page in pages.items() if page.content}
    with _errors_for_mkdocs():
        search_texts = site.set_formulas(contents)
        for uri, content in site.python():
            _add(files, config, uri, content)
        if site.url and not serving:  # where pages are shared
            for page in pages.values():
                _add_picture(page, config, files)
    for uri, text in search_texts.items():
        pages[uri].content = text


def _listed(page: Page) -> llms.Page:
    description = page.meta.get("description", "")
    return llms.Page(page.title or "", page.url, description, page.content or "")


def _add_picture(page: Page, config: MkDocsConfig, files: Files) -> None:
    title = config.site_name if page.is_homepage else page.title or ""
    description = page.meta.get("description") or config.site_description or ""
    uri = f"assets/sharing/{PurePosixPath(page.file.src_uri).with_suffix('.png')}"
    with timings.timed("social cards"):
        _add(files, config, uri, social_cards.picture(title, description, config.site_name))
    page.meta["picture"] = uri


@event_priority(-100)  # when the search has read the page
def on_page_context(
    context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Show the page with its formulas."""
    page.content = site.contents.get(page.file.src_uri, page.content)


def on_post_build(config: MkDocsConfig) -> None:
    """Write llms.txt and what it lists; remove the stylesheet that no page links."""
    folder = Path(config.site_dir)
    (folder / MKDOCSTRINGS_STYLES).unlink()
    if not serving:  # a writer waits for the page alone
        with timings.timed("llms.txt and what it lists"):
            for address, text in llms.files(
                config.site_name, config.site_description or "", listed
            ):
                (folder / address).write_text(text, "utf-8")
    if timings.ASKED:
        log.info(timings.report())
