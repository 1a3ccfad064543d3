"""Letters: the parameters a, b and c wear their colors in the comments of code, too."""

import re

COMMENT = re.compile(r'(?<=<span class="c1">)[^<]*')
# Before a word, "a" is an article; before x, a factor.
LETTER = re.compile(r"\b(?:a(?! [a-wyz])|b|c)\b")


def color(content: str) -> str:
    """The page with each parameter that a comment names in a span of its own."""
    return COMMENT.sub(lambda comment: LETTER.sub(_span, comment[0]), content)


def _span(letter: re.Match[str]) -> str:
    return f'<span class="param-{letter[0]}">{letter[0]}</span>'
