"""What a page's sentences have beyond Markdown: formulas, explained terms, colors, whole numbers.

A formula that is set here needs no script in the browser, moves nothing when it appears, and is
there without JavaScript and after instant navigation.
"""

import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

from .assets import file_of, run_node

# A term on a line of its own, and its meaning.
ENTRY = re.compile(r"^(\S.*)\n:   (.*)$", re.M)
# Elements that are read for something else (in italics are titles), and the terms outside of them.
TERM = re.compile(
    r"(?P<element><(?P<tag>h[1-6]|a|pre|code|summary|table|figure|dl|em)\b.*?</(?P=tag)>)"
    r'|<abbr title="(?P<meaning>[^"]*)">(?P<term>.*?)</abbr>',
    re.S,
)
ABBREVIATION = re.compile(r"<abbr\b[^>]*>(.*?)</abbr>", re.S)
COMMENT = re.compile(r'(?<=<span class="c1">)[^<]*')
# Before a word, "a" is an article; before x, a factor.
PARAMETER = re.compile(r"\b(?:a(?! [a-wyz])|b|c)\b")
# What a heading says outside of its tags and code; there "a" is a parameter before a sign alone.
HEADING = re.compile(r"<(h[1-3])(?![^>]* class=).*?</\1>", re.S)
WORDS = re.compile(r"(?P<other><code\b.*?</code>|<[^>]*>|&\w+;)|\b(?:a(?=[,.;:)]|</)|b|c)\b", re.S)
# Code blocks and the data of figures do not wrap, formulas are set later, and tags are not text.
NUMBER = re.compile(
    r"<(?P<block>pre|script)\b.*?</(?P=block)>|<table class=.*?</table>"
    r'|<(?P<formula>span|div) class="arithmatex">.*?</(?P=formula)>'
    r"|<[^>]*>|(?P<number>\b\d[\d.]*e-\d+)",
    re.S,
)
# Punctuation after an inline formula goes with it: otherwise a line could begin with it.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.+?)\\[)\]]</\1>((?<=</span>)[.,;:?!)]+)?', re.S
)
MACRO = re.compile(r"\\([abc])(?![a-zA-Z])")  # a parameter in its color: see katex.js
TAG = re.compile(r"<[^>]+>")
SPAN = re.compile(r"</?span\b[^>]*>")
APPLICATION = "\u2061"  # MathML's invisible sign between a function and its argument
STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")  # quotes as keyboards have them
KATEX = Path(__file__).with_name("katex.js")

Formula = tuple[str, bool]  # TeX, and whether it is displayed on a line of its own

rendered: dict[Formula, str] = {}  # `mkdocs serve` sets each formula once


def terms(glossary: Path) -> dict[str, str]:
    """What each term means, without formulas and code, in the order of the glossary."""
    entries = ENTRY.findall(glossary.read_text("utf-8"))
    return {term: re.sub(r"[$`]", "", meaning) for term, meaning in entries}


def with_abbreviations(markdown: str, meanings: Mapping[str, str]) -> str:
    """The Markdown with an abbreviation for each term in it, also in the plural and capitalized.

    Markdown scans the page once for each abbreviation, so terms that it does not have get none.
    """
    forms = {
        form: meaning
        for term, meaning in meanings.items()
        for singular in (term, term[0].upper() + term[1:])
        for form in (singular, f"{singular}s", f"{singular}es")
        if form in markdown
    }
    return markdown + "".join(f"\n\n*[{form}]: {meaning}" for form, meaning in forms.items())


def mark(html: str) -> str:
    """Mark the terms of the glossary, the parameters in comments, and small numbers."""
    return keep_numbers_whole(color_parameters(mark_first_uses(html)))


def mark_first_uses(html: str) -> str:
    """Leave each term marked where it is first used, and let the Tab key reach it.

    Markdown marks every use, also in headings, links, code, tables, captions and titles.
    """
    used: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        if match["element"]:
            return ABBREVIATION.sub(r"\1", match["element"])
        if match["meaning"] in used:
            return match["term"]
        used.add(match["meaning"])
        return f'<abbr tabindex="0" title="{match["meaning"]}">{match["term"]}</abbr>'

    return TERM.sub(replace, html)


def color_parameters(html: str) -> str:
    """Give a, b and c their colors in the comments of code and in headings."""
    html = COMMENT.sub(lambda comment: PARAMETER.sub(_colored, comment[0]), html)
    return HEADING.sub(lambda heading: WORDS.sub(_colored, heading[0]), html)


def _colored(match: re.Match[str]) -> str:
    if match.groupdict().get("other"):
        return match[0]
    return f'<span class="param-{match[0]}">{match[0]}</span>'


def keep_numbers_whole(html: str) -> str:
    """Keep numbers like 1e-7 from wrapping at the minus sign."""

    def replace(match: re.Match[str]) -> str:
        return f'<span class="numeral">{match[0]}</span>' if match["number"] else match[0]

    return NUMBER.sub(replace, html)


def set_formulas(pages: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Set the formulas of pages, all new ones in one call of Node.

    Args:
        pages: HTML by the names that errors call the pages by.

    Returns:
        The pages, and an error for each formula that KaTeX refuses, which stays TeX.
    """
    formulas = [
        (name, _formula(match)) for name, page in pages.items() for match in FORMULA.finditer(page)
    ]
    new = dict.fromkeys(formula for _, formula in formulas if formula not in rendered)
    results = dict(zip(new, _run_katex(list(new)), strict=True))
    rendered.update((f, result["html"]) for f, result in results.items() if "html" in result)
    errors = [
        f"{name}: a formula cannot be set: {results[formula]['error']}"
        for name, formula in formulas
        if formula not in rendered
    ]
    return {name: FORMULA.sub(_set, page) for name, page in pages.items()}, errors


def search_text(page: str) -> str:
    """What the search reads of a page whose formulas were set before.

    Of an inline formula the letters, of a displayed one nothing: the search would find letters in
    it that nobody reads in a row. Quotes are straight. To the search a formula is a hundred tags
    and a word of code is one; on all pages they take it a second.
    """
    return SPAN.sub("", FORMULA.sub(_letters, page)).translate(STRAIGHT)


def _formula(match: re.Match[str]) -> Formula:
    punctuation = rf"\text{{{match[3]}}}" if match[3] else ""
    return unescape(match[2]) + punctuation, match[1] == "div"


def _set(match: re.Match[str]) -> str:
    return rendered.get(_formula(match), match[0])


def _letters(match: re.Match[str]) -> str:
    if match[1] == "div":
        return ""
    mathml = _set(match).partition("<semantics>")[2].partition("</semantics>")[0]
    return TAG.sub("", mathml).replace(APPLICATION, "")


def _run_katex(formulas: list[Formula]) -> list[dict[str, Any]]:
    if not formulas:
        return []
    file_of("katex", "dist", "katex.js")
    result: list[dict[str, Any]] = json.loads(run_node(KATEX, stdin=json.dumps(formulas).encode()))
    return result
