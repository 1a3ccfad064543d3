"""Numerals: a number such as 1e-7 stays in one line, where a browser would break it at its sign."""

import re

# Listings and the data of figures never break one, formulas are set later, and tags are no text.
NUMERAL = re.compile(
    r"<(?P<block>pre|script)\b.*?</(?P=block)>|<table class=.*?</table>"
    r'|<(?P<formula>span|div) class="arithmatex">.*?</(?P=formula)>'
    r"|<[^>]*>|(?P<numeral>\b\d[\d.]*e-\d+)",
    re.S,
)


def keep_whole(content: str) -> str:
    """The page with each such number in a span of its own."""
    return NUMERAL.sub(_span, content)


def _span(match: re.Match[str]) -> str:
    return f'<span class="numeral">{match[0]}</span>' if match["numeral"] else match[0]
