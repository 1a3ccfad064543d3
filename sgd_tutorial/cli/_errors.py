"""What is wrong with the input, in one line that a terminal can show."""


class InputError(ValueError):
    """What is wrong, where, and what to do: one line."""


def printable(text: str) -> str:
    r"""The text without characters that a terminal obeys.

    >>> print(printable("rain"), printable("a\x1b[31m"))
    rain a\x1b[31m
    """
    return text if text.isprintable() else repr(text)[1:-1]
