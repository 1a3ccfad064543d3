"""An answer that takes seconds, computed once a session."""

import pytest

import sgd_tutorial as sgd


@pytest.fixture(scope="session")
def why_is_c_wrong():
    """The answer to the notebook's first question."""
    return sgd.why_is_c_wrong()
