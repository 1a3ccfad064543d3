"""A whole program, watched: what a page's Examine says of it."""

import linecache
from collections.abc import Callable
from traceback import format_exception_only
from typing import Any

from ._watch import watching


def examined(run: Callable[[], object], names: dict[str, Any]) -> str:
    """What `watch` sees of a program that has these names, each finding in a line.

    The program's error passes, with a note on its cause.
    """
    with watching(lambda: list(names.items())) as seen:
        run()
    return "\n\n".join(finding.text for finding in seen.findings)


def examine(code: str) -> str:
    """The same of a program's text, which gets names of its own; or its error with the note.

    >>> examine("answer = 42")
    'Nothing to say: sgd.watch saw no backward pass.'
    """
    names = {"__name__": "__main__"}
    linecache.cache["<cell>"] = len(code), None, code.splitlines(keepends=True), "<cell>"
    try:
        return examined(lambda: exec(compile(code, "<cell>", "exec"), names), names)
    except Exception as error:
        return "".join(format_exception_only(error)).rstrip("\n")
