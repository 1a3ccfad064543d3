"""Glossary: its terms explain themselves where a page first uses them.

Markdown's own abbreviations mark every use. Here all but the first are taken back, and those in
headings, links, code, tables and captions too, which are read for something else.
"""

import re
from pathlib import Path

ENTRY = re.compile(r"^(\S.*)\n:   (.*)$", re.M)
# Elements that are left alone, whole, and the terms outside of them.
MARKED = re.compile(
    r"(?P<left><(?P<tag>h[1-6]|a|pre|code|summary|table|figure|dl)\b.*?</(?P=tag)>)"
    r'|<abbr title="(?P<meaning>[^"]*)">(?P<term>.*?)</abbr>',
    re.S,
)
PLAIN = re.compile(r"<abbr\b[^>]*>(.*?)</abbr>", re.S)


def terms(glossary: Path) -> dict[str, str]:
    """What each term means, without formulas and code, in the order of the glossary."""
    entries = ENTRY.findall(glossary.read_text("utf-8"))
    return {term: re.sub(r"[$`]", "", meaning) for term, meaning in entries}


def abbreviations(meanings: dict[str, str], text: str) -> str:
    """The text with lines at its end for the terms that it has, plural and capital ones too.

    Markdown takes a page apart anew for each line of abbreviations, so there are no others.
    """
    forms = {
        form: meaning
        for term, meaning in meanings.items()
        for each in (term, term[0].upper() + term[1:])
        for form in (each, f"{each}s", f"{each}es")
        if form in text
    }
    return text + "".join(f"\n\n*[{form}]: {meaning}" for form, meaning in forms.items())


def mark_first(content: str) -> str:
    """The page with its first use of each term marked, and reached with the Tab key."""
    used: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        if match["left"]:
            return PLAIN.sub(r"\1", match["left"])
        if match["meaning"] in used:
            return match["term"]
        used.add(match["meaning"])
        return f'<abbr tabindex="0" title="{match["meaning"]}">{match["term"]}</abbr>'

    return MARKED.sub(replace, content)
