"""What mkdocs calls: executes the notebooks, makes pages of them, serves plotly from the site."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs_jupyter.plugin import NotebookFile
from plotly.offline import get_plotlyjs

from conversion import to_markdown
from execution import NotebookError, execute


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Refuse stray sources; add the plotly.js that fits Python's plotly, since it carries it."""
    for file in files:
        stray = file.src_uri.endswith(".py") and not isinstance(file, NotebookFile)
        if stray and file.inclusion.is_included() and not file.src_uri.startswith("snippets/"):
            raise PluginError(
                f"docs/{file.src_uri} would be published as it is: name its folder under "
                "mkdocs-jupyter's `include` in mkdocs.yml, or move it to docs/snippets"
            )
    files.append(File.generated(config, "assets/plotly.min.js", content=get_plotlyjs()))


def on_page_markdown(
    markdown: str, *, page: Page, config: MkDocsConfig, files: Files
) -> str | None:
    """Give mkdocs the Markdown of the executed notebook, as if it had been written by hand."""
    if not isinstance(page.file, NotebookFile):
        return None
    # mkdocs-jupyter gave this page a renderer of its own; the usual one checks links and anchors.
    page.__dict__.pop("render", None)
    source = page.file.src_uri

    def url_of(figure: str, content: str) -> str:
        uri = f"assets/figures/{Path(source).with_suffix('').as_posix()}/{figure}.json"
        if files.get_file_from_path(uri):
            raise NotebookError(f'{source}: two figures are called "{figure}"')
        file = File.generated(config, uri, content=content)
        files.append(file)
        return get_relative_url(file.url, page.url)

    try:
        return to_markdown(execute(Path(page.file.abs_src_path), source), source, url_of)
    except NotebookError as error:
        raise PluginError(f"docs/{error}") from None
