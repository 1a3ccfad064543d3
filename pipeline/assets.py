"""Assets: what the site serves of the packages that package.json pins."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import editor
from .packages import PackageError, file_of

SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')
# The site's own, in this order; the first takes in all others.
STYLES = ["assets/site.css", "assets/cells.css", "assets/lab.css"]

# What Material does at once and a phone waits for, and what it does instead.
CHANGES = {
    # It fetches the search index with every first page; so, when the reader searches.
    '$(location.protocol!=="file:")': "$(!1)",
    # The first link within a page fetches the page again, and with it goes what the reader has done
    # there; so, it scrolls as the later ones do.
    'let s=t.pipe(ne("pathname"),': 'let s=t.pipe(Q(we()),ne("pathname"),Ie(1),',
    's.pipe(b(()=>t),ne("hash"))': 's.pipe(Q(0),b(()=>t),Q(we()),ne("hash"),Ie(1))',
    # A switch of the palette computes the style of the whole page three times; so, once.
    "o.content=a.colorScheme": (
        'o.content=document.body.dataset.mdColorScheme==="slate"?"dark":"light"'
    ),
    'document.body.setAttribute("data-md-color-switching",""),': "",
    # It measures every block of code; so, none: see docs/assets/code.js.
    '"pre:not(.mermaid) > code"': '"pre.never > code"',
}


def lighten(script: str) -> str:
    """Material's script, changed by a few words."""
    for old, new in CHANGES.items():
        if script.count(old) != 1:
            raise PackageError("Material's bundle has changed: see CHANGES in pipeline/assets.py")
        script = script.replace(old, new)
    return script


def join_styles(material: list[str], own: list[str]) -> str:
    """One stylesheet of Material's, KaTeX's and the site's own: a page waits for each it links."""
    katex = (file_of("katex", "dist") / "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    katex = OLD_FONTS.sub("", katex).replace("url(fonts/", "url(katex/fonts/")
    return "\n".join([*(SOURCE_MAP.sub("", style) for style in material), katex, *own])


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    yield "assets/cells/editor.js", editor.bundle()
    katex = file_of("katex", "dist")
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font
