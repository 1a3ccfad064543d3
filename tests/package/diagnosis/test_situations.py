"""Diagnosis: what learners ask about is named first."""

import pytest

from tests.helpers.situations import SITUATIONS

# Those whose true cause is not named first.
MISSED = set()


def test_at_least_nine_in_ten_are_named():
    assert len(SITUATIONS) == 40
    assert len(MISSED) <= 4


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_first_finding_names_the_cause(name):
    situation = SITUATIONS[name]
    first = situation.diagnosed().findings[0]
    assert situation.is_named_in(first) is (name not in MISSED), f"{situation.cause}; {first.kind}: {first.text}"  # fmt: skip
