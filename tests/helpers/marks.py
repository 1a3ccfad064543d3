"""Parameters of a test that only CI needs."""

import pytest


def slow(*values):
    """One set of parameters whose test is slow, or is held by the others but for details."""
    return pytest.param(*values, marks=pytest.mark.slow)
