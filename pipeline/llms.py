"""llms.txt, which lists the pages for language models, and each page as Markdown: see llmstxt.org.

A page's Markdown is made of its HTML, so that it has whatever the page has: what cells print, and
what mkdocstrings writes. The HTML comes before its formulas are set.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from .formulas_and_terms import FORMULA, MACRO, SPAN

MOST_ROWS = 20  # of a figure's data; the file beside it has all
# What is there to be pressed, or is said of pressing.
CONTROLS = (
    "[hidden], noscript, button, .headerlink, .plot-area, .plot-controls, .plot-tools, "
    '.picture-area, .what-runs, summary:-soup-contains("Show ")'
)
# Elements that Markdown does not have, and those that come closest.
CLOSEST = {
    ".admonition": "blockquote",
    ".admonition-title, .doc-section, summary": "strong",
    "details, fieldset, figure, figcaption, legend": "div",
}
SIGNS = {"sub": "_", "sup": "^"}
INTRODUCTION = (
    "Each page below is Markdown: its prose, code, what the code prints, and its formulas in TeX."
)


@dataclass(frozen=True)
class Page:
    """A page: its title, its address in the site, what it is about, and what it holds."""

    title: str
    url: str
    description: str
    html: str

    @property
    def address(self) -> str:
        """Where its Markdown stands."""
        return posixpath.join(self.url, "index.md")


def files(
    name: str, description: str, sections: Mapping[str, Sequence[Page]]
) -> Iterator[tuple[str, str]]:
    """Addresses in the site, each with what is served there.

    Args:
        name: the site's.
        description: the site's.
        sections: the navigation: pages by their headings.
    """
    yield "llms.txt", _list(name, description, sections)
    for pages in sections.values():
        for page in pages:
            yield page.address, to_markdown(page.html)


def _list(name: str, description: str, sections: Mapping[str, Sequence[Page]]) -> str:
    parts = [f"# {name}", f"> {description}", INTRODUCTION]
    for heading, pages in sections.items():
        lines = [f"- [{page.title}]({page.address}): {page.description}" for page in pages]
        parts += [f"## {heading}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def to_markdown(html: str) -> str:
    """A page's HTML as Markdown."""
    # A word of code is a span; without them the rest takes a tenth of the time.
    soup = BeautifulSoup(SPAN.sub("", FORMULA.sub(_tex, html)), "html.parser")
    for control in soup.select(CONTROLS):
        control.decompose()
    for data in soup.select(".plot-data"):
        _shorten(data)
    for selector, name in CLOSEST.items():
        for element in soup.select(selector):
            if name == "strong":
                element.wrap(soup.new_tag("p"))
            element.name = name
    for element in soup.select("sub, sup"):
        element.insert(0, SIGNS[element.name])
        element.unwrap()
    for number in soup.select("a.plot-number"):
        number.unwrap()
    for link in soup.select("a[href]"):
        link["href"] = _to_markdown_page(str(link["href"]))
    text = _Converter(code_language_callback=_language).convert_soup(soup)
    return f"{text.strip()}\n"


def _tex(formula: re.Match[str]) -> str:
    sign = "$" if formula[1] == "span" else "$$"
    tex = MACRO.sub(r"\1", formula[2])
    return f"<math>{sign}{tex}{sign}</math>{formula[3] or ''}"


def _shorten(data: Tag) -> None:
    """Leave a small table, and of a large one how large it is and where."""
    large = len(data.select("tr")) > MOST_ROWS
    for part in data.select("summary, table" if large else "summary"):
        part.decompose()
    if large and (rows := data.find(string=re.compile("^The first"))):
        rows.replace_with(rows.partition(" of ")[2])


def _to_markdown_page(address: str) -> str:
    """The address of a link, to the Markdown where it leads to a page of the site.

    One with a query sets the lab up.
    """
    parts = urlsplit(address)
    other = parts.scheme or parts.netloc or parts.query or not parts.path
    if other or posixpath.basename(parts.path) not in ("", ".", ".."):
        return address
    return parts._replace(path=posixpath.join(parts.path, "index.md")).geturl()


def _language(block: Tag) -> str:
    if block.get_text().startswith(">>> "):
        return "pycon"
    classes = block.parent.get_attribute_list("class") if block.parent else []
    return "text" if "no-copy" in classes else "python"


class _Converter(MarkdownConverter):
    class Options:
        bullets = "-"
        escape_underscores = False  # within a word they mean nothing
        heading_style = ATX
        table_infer_header = True

    def convert_math(self, el: Tag, *_: Any, **__: Any) -> str:
        tex = el.get_text()  # without escapes
        return f"\n\n{tex}\n\n" if tex.startswith("$$") else tex
