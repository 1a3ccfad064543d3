"""Parts of sentences that several findings have in common."""

from collections.abc import Iterable
from dataclasses import replace

from .._text import Finding, Writer, listed
from ._record import Call, Leaf, Line

UNSURE = {"sure": "", "likely": "Probably: ", "guess": "A guess: "}


def say(
    write: Writer,
    kind: str,
    text: str,
    cure: str,
    *,
    line: Line | None = None,
    sureness: str = "sure",
) -> Finding:
    """A finding with its line and its cure."""
    if line is not None and str(line) not in text:
        text = f"{text[:-1]}{at(line)}{text[-1]}"
    whole = f"{UNSURE[sureness]}{text} {write.cure(cure)}"
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


def latest(calls: list[Call]) -> Call | None:
    return max(calls, key=lambda call: call.last, default=None)
