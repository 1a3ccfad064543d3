"""Assets: what the site serves of the packages that package.json pins."""

import re
from collections.abc import Iterator
from pathlib import Path

from packages import file_of

TEXT_FACE = [
    f"source-serif-4-latin-{style}.woff2" for style in ("400-normal", "400-italic", "600-normal")
]
OLD_FONTS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)')


def assets() -> Iterator[tuple[str, Path | str]]:
    """Addresses in the site, each with the file or the text that is served there."""
    yield "assets/plotly.min.js", file_of("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
    for name in TEXT_FACE:
        yield f"assets/fonts/{name}", file_of("@fontsource", "source-serif-4", "files", name)
    katex = file_of("katex", "dist")
    style = (katex / "katex.min.css").read_text("utf-8")
    # Every browser of today takes woff2.
    yield "assets/katex/katex.min.css", OLD_FONTS.sub("", style)
    for font in sorted((katex / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font
