"""Searched: what the search reads of a page.

To the search plugin a formula is a hundred tags and a word of code is one. On all pages they take
it a second, and it finds letters in them that nobody reads in a row.
"""

import re

from . import math as formulas

SPAN = re.compile(r"</?span\b[^>]*>")


def searched(page: str) -> str:
    """The content of a page whose formulas were set, without them and without colors."""
    return SPAN.sub("", formulas.plain(page))
