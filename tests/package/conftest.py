"""An answer that takes seconds, computed once a session."""

import pytest

from tests.helpers.questions import answer


@pytest.fixture(scope="session")
def why_is_c_wrong():
    """The answer to the notebook's first question."""
    return answer("why_is_c_wrong", "notebook")
