"""How a finding is written: a text with its numbers, its line and its cure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .._text import Finding, Writer, listed
from ._lines import Line
from ._record import Leaf

UNSURE = {"sure": "", "likely": "Probably: ", "guess": "A guess: "}


def say(
    kind: str,
    text: str,
    cure: str,
    *,
    line: Line | None = None,
    sureness: str = "sure",
    **values: Any,
) -> Finding:
    """A finding. `{at}` in its text is where the line stands, without it that is the end.

    >>> say("far", "It is {distance} off.", "Go.", line=Line("", 3), distance=2.0).text
    'It is 2 off (line 3). Go.'
    """
    write = Writer()
    if "{at}" not in text:
        text = f"{text[:-1]}{{at}}{text[-1]}"
    words = {
        name: value if isinstance(value, str) else write(name.replace("_", " "), value)
        for name, value in values.items()
    }
    whole = f"{UNSURE[sureness]}{text.format(at=at(line), **words)} {write.cure(cure)}".rstrip()
    number = line.number if line is not None else None
    return replace(write.finding(kind, whole), sureness=sureness, line=number)


def at(line: Line | None) -> str:
    """Where, at the end of a clause."""
    return f" ({line})" if line is not None else ""


def named(leaves: Iterable[Leaf]) -> str:
    """Leaves by their names, or else by their shapes."""
    texts = [leaf.name or f"a tensor of shape {leaf.shape}" for leaf in leaves]
    more = len(texts) - 4
    return listed(texts if more <= 0 else [*texts[:4], f"{more} more"])
