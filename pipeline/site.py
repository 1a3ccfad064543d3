"""The site: the results of its notebooks, the pages made of them, their formulas.

It takes and returns plain values; hooks.py carries them from and to mkdocs.
"""

import json
import posixpath
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from logging import Logger, LoggerAdapter
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from nbformat import NotebookNode

from . import assets, formulas_and_terms, licenses, notebook_download, pictures, pyodide, wheel
from .cache import Cache, ExecutionCache
from .execution import execute_all
from .kernels import warm_up
from .markdown import to_markdown
from .notebooks import (
    SNIPPET_FOLDER,
    NotebookError,
    Part,
    fill,
    program,
    read,
    reading_minutes,
)
from .timings import timed

CACHE = Path(__file__).parents[1] / ".cache"
GLOSSARY = "glossary.md"
SNIPPETS = "snippets/"  # Python files that the site serves as they are

Log = Logger | LoggerAdapter[Logger]
Result = list[Part] | NotebookError


class SiteError(Exception):
    """A page that must not be published."""


@dataclass
class Page:
    """A page in Markdown, its front matter, and its files by their addresses in the site."""

    markdown: str
    meta: dict[str, Any]
    files: dict[str, str]


class Site:
    """One build of the site.

    Args:
        docs: the folder of its sources; pages are named by their paths in it.
        url: where the site is published; empty if nowhere.
        repository: where its repository is published; empty if nowhere.
        log: where to say what runs, and in `mkdocs serve` what went wrong.
        serving: whether to reuse what has not changed, and to show errors on their pages.
    """

    def __init__(self, docs: Path, url: str, repository: str, log: Log, *, serving: bool) -> None:
        self.docs, self.url, self.repository = docs, url, repository
        self.log, self.serving = log, serving
        self.terms = formulas_and_terms.terms(docs / GLOSSARY)
        self.executions = ExecutionCache(CACHE / "notebooks")
        self.page_cache = Cache(CACHE / "pages")
        self.first_cell = notebook_download.first_cell(wheel.version(), None)
        self.addresses: Mapping[str, str] = {}
        self.pages: dict[str, Page] = {}
        self.contents: dict[str, str] = {}

    def say_what_lacks(self) -> None:
        """Say what the site does without where it has no address."""
        needs = {
            "SITE_URL": (
                self.url,
                "no sitemap, no picture of shared links, no wheel to install",
            ),
            "REPO_URL": (self.repository, "no links to Colab, to sources and to report a mistake"),
        }
        if lacks := [f"{lack} (set {name})" for name, (url, lack) in needs.items() if not url]:
            self.log.info("The site has %s", "; ".join(lacks))

    def warm_up(self) -> None:
        """Start importing what all kernels need, while mkdocs reads its sources."""
        texts = (path.read_text("utf-8") for path in self.docs.rglob("*.py"))
        warm_up(text for text in texts if text.startswith("# %%"))

    def refuse_stray(self, uris: Iterable[str]) -> None:
        """Refuse Python that would be published as it is.

        Args:
            uris: the files that are served, but for notebooks.

        Raises:
            SiteError: if one is Python and no snippet.
        """
        for uri in uris:
            if uri.endswith(".py") and not uri.startswith(SNIPPETS):
                raise SiteError(
                    f"docs/{uri} would be published as it is: name its folder under "
                    "mkdocs-jupyter's `include` in mkdocs.yml, or move it to docs/snippets"
                )

    def assets(self) -> Iterator[tuple[str, str | bytes]]:
        """Addresses in the site, each with what is served there."""
        with timed("packages of the front end"):
            packages = list(assets.assets())
        yield from packages
        # Marked as UTF-8: a server that sends text does not say so.
        yield "licenses.txt", licenses.text().encode("utf-8-sig")
        if self.url:  # otherwise no notebook finds them
            yield self._wheel()
            yield f"assets/{notebook_download.SMALL_TORCH}", notebook_download.small_torch()

    def pack_python(self) -> None:
        """Begin to pack the browser's Python: other processes do it while pages are made."""
        self._python = ThreadPoolExecutor(1).submit(lambda: list(pyodide.runtime()))

    @timed("waiting for the browser's Python")
    def python(self) -> list[tuple[str, str | bytes]]:
        """Addresses in the site, each with what is served there."""
        return self._python.result()

    @timed("the wheel")
    def _wheel(self) -> tuple[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = wheel.build_for_site(Path(folder), self.repository, self.url)
            uri = f"assets/{path.name}"
            version = path.name.split("-")[1]
            # Some hosts read a plus sign in an address as a space.
            self.first_cell = notebook_download.first_cell(version, self.url + quote(uri))
            return uri, path.read_bytes()

    def make_pages(self, notebooks: Mapping[str, Path], addresses: Mapping[str, str]) -> None:
        """Run the notebooks and make a page of each.

        Args:
            notebooks: their files.
            addresses: where the site serves each of its sources.

        Raises:
            SiteError: if a notebook fails; in `mkdocs serve` its page says so instead.
        """
        self.addresses = addresses
        sources = {uri: read(path) for uri, path in notebooks.items()}
        errors = []
        results = self._run(sources)
        for uri, notebook in sources.items():
            try:
                self.pages[uri] = self._page(uri, notebook, results[uri])
            except NotebookError as error:
                self.pages[uri] = _failure(error)
                errors.append(str(error))
        self._report(errors)

    def _report(self, errors: list[str]) -> None:
        if errors and not self.serving:
            raise SiteError("\n\n".join(errors))
        for error in errors:
            self.log.error("%s", error)

    def _run(self, sources: Mapping[str, NotebookNode]) -> dict[str, Result]:
        """The result of each program; in `mkdocs serve` from the cache, if it is there."""
        results: dict[str, Result] = {}
        for uri, notebook in sources.items() if self.serving else ():
            if (parts := self.executions.get(uri, program(notebook))) is not None:
                results[uri] = parts
        if missing := [uri for uri in sources if uri not in results]:
            results |= self._execute({uri: sources[uri] for uri in missing})
        return results

    @timed("running notebooks")
    def _execute(self, notebooks: Mapping[str, NotebookNode]) -> dict[str, Result]:
        self.log.info("Running %s", ", ".join(map(_name, notebooks)))
        start = time.time()
        executed = execute_all({_name(uri): notebook for uri, notebook in notebooks.items()})
        results: dict[str, Result] = {}
        for uri in notebooks:
            match executed[_name(uri)]:
                case NotebookError() as error:
                    results[uri] = error
                case parts, imported:
                    results[uri] = parts
                    if self.serving:
                        self.executions.put(uri, parts, imported, start)
        return results

    def _page(self, uri: str, notebook: NotebookNode, result: Result) -> Page:
        if isinstance(result, NotebookError):
            raise result
        if not self.serving:
            return self._make(uri, notebook, result)
        ingredients = self._ingredients(notebook, result)
        if entry := self.page_cache.get(uri, ingredients):
            return Page(**entry)
        page = self._make(uri, notebook, result)
        self.page_cache.put(uri, ingredients, asdict(page))
        return page

    def _ingredients(self, notebook: NotebookNode, parts: list[Part]) -> str:
        """All that a page is made of, as text, because making the page changes the notebook."""
        folders = SNIPPET_FOLDER, pictures.SCRIPTS
        parts_of_pages = [p for folder in folders for p in sorted(folder.iterdir()) if p.is_file()]
        return json.dumps(
            [
                [[cell.cell_type, cell.source, cell.metadata] for cell in notebook.cells],
                [[part.outputs, part.values] for part in parts],
                [self.url, self.first_cell, self.repository, dict(self.addresses)],
                [path.read_text("utf-8") for path in parts_of_pages],
            ]
        )

    @timed("executed notebooks as Markdown")
    def _make(self, uri: str, notebook: NotebookNode, parts: list[Part]) -> Page:
        name, folder = _name(uri), posixpath.dirname(self.addresses[uri]) or "."
        notebook = fill(notebook, parts)
        files: dict[str, str] = {}

        def store(file_name: str, content: str) -> str:
            address = f"assets/figures/{PurePosixPath(uri).with_suffix('')}/{file_name}"
            if address in files:
                figure = PurePosixPath(file_name).stem
                raise NotebookError(f'{name}: two figures are called "{figure}"')
            files[address] = content
            return posixpath.relpath(address, folder)

        ipynb = posixpath.normpath(f"{folder}/{PurePosixPath(uri).stem}.ipynb")
        address_of = partial(self._address_of, uri)
        files[ipynb] = notebook_download.notebook_of(notebook, self.first_cell, address_of)
        meta = {
            # A page's front matter is the metadata of its first cell.
            **notebook.cells[0].metadata,
            "minutes": reading_minutes(notebook),
            "notebook": notebook_download.links(ipynb, self.repository),
        }
        return Page(to_markdown(notebook, name, store), meta, files)

    def _address_of(self, uri: str, target: str) -> str | None:
        """The full address of a link's target, given the page that has the link."""
        path = urlsplit(target).path
        page = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path)) if path else uri
        if not self.url or page not in self.addresses:
            return None
        return self.url + self.addresses[page] + target.removeprefix(path)

    def with_terms(self, uri: str, markdown: str) -> str:
        """A page in Markdown that has the glossary's terms explained."""
        if uri == GLOSSARY:
            return markdown
        return formulas_and_terms.with_abbreviations(markdown, self.terms)

    @timed("formulas, and what the search reads")
    def set_formulas(self, contents: Mapping[str, str]) -> dict[str, str]:
        """Set the formulas of all pages, given in HTML.

        Returns:
            What the search reads of each page.

        Raises:
            SiteError: if KaTeX refuses a formula; in `mkdocs serve` that one stays TeX.
        """
        named = {_name(uri): content for uri, content in contents.items()}
        with_formulas, errors = formulas_and_terms.set_formulas(named)
        self._report(errors)
        self.contents = {uri: with_formulas[_name(uri)] for uri in contents}
        search_text = formulas_and_terms.search_text
        return {uri: search_text(content) for uri, content in contents.items()}


def _name(uri: str) -> str:
    """What messages call a page."""
    return f"docs/{uri}"


def _failure(error: NotebookError) -> Page:
    """What `mkdocs serve` shows in place of a page that could not be made."""
    cause, _, details = str(error).partition("\n\n")
    fence = "``````````"
    block = f"{fence} {{ .text .no-copy }}\n{details or cause}\n{fence}"
    text = f"# This page failed\n\n{cause}\n\n{block}\n\nFix it and this page reloads.\n"
    return Page(text, {}, {})
