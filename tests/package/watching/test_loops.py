"""Loops of learners: each fault is named by its kind, and what is well is called fine."""

import pytest
import torch

import sgd_tutorial as sgd
from tests.helpers.marks import slow

from .healthy_loops import HEALTHY
from .wrong_loops import WRONG


def watched(loop, times):
    """What is seen of a loop, and how it ended."""
    torch.manual_seed(0)
    try:
        with sgd.watch() as seen:
            kept = loop(times)
    except Exception as error:
        return seen, error
    return seen, kept


def end_of(loop):
    try:
        return loop(1)
    except Exception as error:
        return error


def name(value):
    return value.__name__ if callable(value) else None


TIMES = [1, slow(8)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize(("loop", "kinds"), WRONG, ids=name)
def test_a_fault_is_the_first_finding(loop, kinds, times):
    seen, _ = watched(loop, times)
    assert seen.kinds[0] in kinds
    first = seen.findings[0]
    assert first.sureness in {"sure", "likely", "guess"}
    assert first.cures
    assert all(cure in first.text for cure in first.cures)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("loop", HEALTHY, ids=name)
def test_what_is_well_is_fine(loop, times):
    seen, _ = watched(loop, times)
    assert seen.kinds == ("fine",), seen


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("loop", [loop for loop, _ in WRONG], ids=name)
def test_an_error_is_the_readers_with_a_note(loop):
    seen, watched_end = watched(loop, 1)
    torch.manual_seed(0)
    bare_end = end_of(loop)
    assert type(watched_end) is type(bare_end)
    if isinstance(bare_end, Exception):
        assert str(watched_end) == str(bare_end)
        assert watched_end.__notes__ == [f"sgd.watch: {seen.findings[0].text}"]
