"""What PyTorch does otherwise since the release that the small torch follows.

With a newer PyTorch, a test that meets one of these changes is expected to fail, and its report
says which change it met. A difference that none of them explains fails the test.
"""

import re

import pytest
import torch

# The first release that has it, what has changed, and what shows it in a program or its results.
CHANGES = [
    ("2.15", "the version is another", "__version__"),
    ("2.15", "an operation that a dtype lacks is a NotImplementedError", "NotImplementedError"),
    ("2.15", "the error of a product names the product", r"\b(add)?mm: mat"),
    ("2.15", "the derivative of clamp is 0 at its bounds", r"\b(clamp|clip)\(.*backward\("),
    ("2.15", "each place of an expanded tensor can be set to one number", r"expand\(3\).*\[:\] ="),
    ("2.15", "numbers are set by fill, masked_fill or index_fill", r"FillBackward|index_fill_"),
]


def release(version):
    """Major and minor number, which can be compared."""
    return tuple(map(int, version.split(".")[:2]))


def change(program, result):
    """The change that explains another result of a program with the PyTorch that is installed."""
    text = f"{program} {result}"
    for since, what, sign in CHANGES:
        if release(torch.__version__) >= release(since) and re.search(sign, text, re.DOTALL):
            return f"since {since} {what}"
    return None


def expect_changes(program, theirs, ours):
    """End a test here, as expected to fail, where a change explains that the results differ."""
    if theirs != ours and (reason := change(program, theirs)):
        pytest.xfail(reason)
