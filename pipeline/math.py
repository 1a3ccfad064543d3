"""Formulas: TeX becomes HTML while the page is built, by KaTeX.

Rendered here, a formula needs no script in the browser, moves nothing when it appears, and is
there without JavaScript and after instant navigation.
"""

import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

from .packages import file_of, run_node

SCRIPT = Path(__file__).with_name("math.js")
# Punctuation after an inline formula belongs to it: otherwise a line could begin with it.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.+?)\\[)\]]</\1>((?<=</span>)[.,;:?!)]+)?', re.DOTALL
)
TAG = re.compile(r"<[^>]+>")
APPLICATION = "\u2061"  # MathML's invisible sign between a function and its argument

Formula = tuple[str, bool]  # TeX, and whether it is displayed on a line of its own

rendered: dict[Formula, str] = {}  # `mkdocs serve` sets each formula once


def render(pages: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Set the formulas of pages, all new ones in one call of Node.

    Args:
        pages: HTML by the names that errors call the pages by.

    Returns:
        The pages, and an error for each formula that KaTeX refuses, which stays TeX.
    """
    formulas = {name: list(map(_formula, FORMULA.finditer(page))) for name, page in pages.items()}
    new = dict.fromkeys(f for found in formulas.values() for f in found if f not in rendered)
    results = dict(zip(new, _run_katex(list(new)), strict=True))
    rendered.update((f, result["html"]) for f, result in results.items() if "html" in result)
    errors = [
        f"{name}: a formula cannot be set: {results[formula]['error']}"
        for name, found in formulas.items()
        for formula in found
        if formula not in rendered
    ]
    return {name: FORMULA.sub(_html, page) for name, page in pages.items()}, errors


def plain(page: str) -> str:
    """The page without displayed formulas, and of inline formulas the letters alone."""
    return FORMULA.sub(lambda match: "" if match[1] == "div" else _text(match), page)


def _html(match: re.Match[str]) -> str:
    return rendered.get(_formula(match), match[0])


def _text(match: re.Match[str]) -> str:
    mathml = _html(match).partition("<semantics>")[2].partition("</semantics>")[0]
    return TAG.sub("", mathml).replace(APPLICATION, "")


def _formula(match: re.Match[str]) -> Formula:
    mark = rf"\text{{{match[3]}}}" if match[3] else ""
    return unescape(match[2]) + mark, match[1] == "div"


def _run_katex(formulas: list[Formula]) -> list[dict[str, Any]]:
    if not formulas:
        return []
    file_of("katex", "dist", "katex.js")
    return json.loads(run_node(SCRIPT, stdin=json.dumps(formulas).encode()))
