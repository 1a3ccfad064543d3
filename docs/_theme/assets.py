"""Assets: what the site serves of the packages that package.json pins."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.structure.files import Files

from packages import PackageError, file_of

TEXT_FACE = [
    f"source-serif-4-{script}.woff2"
    for script in ("latin-400-normal", "latin-400-italic", "latin-600-normal", "greek-400-italic")
]
OWN_STYLE = Path(__file__).parents[1] / "assets" / "site.css"
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')


# Material fetches the search index with every first page; so, it waits until the reader searches.
EAGER, LAZY = '$(location.protocol!=="file:")', "$(!1)"


def wait_for_search(files: Files) -> None:
    """Fetch the search index when it is wanted, as Material does on a page from a file."""
    [bundle] = [
        f for f in files if re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", f.src_uri)
    ]
    text = bundle.content_string
    if text.count(EAGER) != 1:
        raise PackageError("Material's bundle has changed: see EAGER in docs/_theme/assets.py")
    bundle.content_string = text.replace(EAGER, LAZY)


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    for name in TEXT_FACE:
        yield f"assets/fonts/{name}", file_of("@fontsource", "source-serif-4", "files", name)
    katex = file_of("katex", "dist")
    style = (katex / "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    # One stylesheet for both: each that a page waits for is a journey to the server and back.
    style = OLD_FONTS.sub("", style).replace("url(fonts/", "url(katex/fonts/")
    yield "assets/site.css", OWN_STYLE.read_text("utf-8") + style
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font
