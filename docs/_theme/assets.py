"""Assets: what the site serves of the packages that package.json pins."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.structure.files import Files

from packages import PackageError, file_of

SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
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


def join_styles(files: Files) -> None:
    """One stylesheet of Material's, KaTeX's and the site's own: a page waits for each it links."""
    material = [
        f
        for kind in ("main", "palette")
        for f in files
        if re.fullmatch(rf"assets/stylesheets/{kind}\.\w+\.min\.css", f.src_uri)
    ]
    style = (file_of("katex", "dist") / "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    style = OLD_FONTS.sub("", style).replace("url(fonts/", "url(katex/fonts/")
    [own] = [f for f in files if f.src_uri == "assets/site.css"]
    texts = [*(SOURCE_MAP.sub("", f.content_string) for f in material), style, own.content_string]
    own.content_string = "\n".join(texts)
    for file in material:
        files.remove(file)


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    katex = file_of("katex", "dist")
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font
