"""An exercise as a notebook has it: the reader's cell, and the checks right after it."""

from nbformat.v4 import new_code_cell

EXERCISE = "def double(x):\n    return x  # your line"
CHECKS = '''\
def check_two():
    """Twice 2 is 4.

    More words.
    """
    assert double(2) == 4, "double(2) should be 4"


def check_zero():
    """Twice 0 is 0."""
    assert double(0) == 0, "double(0) should be 0"
'''


def cell(source, *tags, **metadata):
    """A code cell with these tags."""
    outputs = metadata.pop("outputs", [])
    return new_code_cell(source, metadata={"tags": list(tags), **metadata}, outputs=outputs)


def exercise(checks=CHECKS):
    """Its two cells."""
    return [cell(EXERCISE, "exercise"), cell(checks, "check")]
