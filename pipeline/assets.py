"""Assets: what the site serves of the packages that package.json pins."""

import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.structure.files import Files

from . import editor
from .packages import PackageError, file_of

SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')
# The first takes in the others.
OWN = ["site.css", "cells.css", "lab.css"]

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


def lighten(files: Files) -> None:
    """Change Material's bundle by a few words."""
    [bundle] = [
        f for f in files if re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", f.src_uri)
    ]
    text = bundle.content_string
    for old, new in CHANGES.items():
        if text.count(old) != 1:
            raise PackageError("Material's bundle has changed: see CHANGES in pipeline/assets.py")
        text = text.replace(old, new)
    bundle.content_string = text


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
    own = [f for name in OWN for f in files if f.src_uri == f"assets/{name}"]
    texts = [*(SOURCE_MAP.sub("", f.content_string) for f in material), style]
    own[0].content_string = "\n".join([*texts, *(f.content_string for f in own)])
    for file in [*material, *own[1:]]:
        files.remove(file)


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    yield "assets/cells/editor.js", editor.bundle()
    katex = file_of("katex", "dist")
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font
