"""The small torch of the pages: `watch` says there what it says with torch."""

import json
import re

import pytest

from tests.helpers.package_program import run_python
from tests.helpers.project import ROOT

from .healthy_loops import HEALTHY
from .test_loops import name, watched
from .wrong_loops import WRONG

LOOPS = [*(loop for loop, _ in WRONG), *HEALTHY]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")
PROGRAM = """
import json
import warnings

warnings.simplefilter("ignore")
from tests.package.watching.test_small_torch import LOOPS, report

print(json.dumps({loop.__name__: report(loop) for loop in LOOPS}))
"""


def report(loop):
    """The first finding of a loop: kind, sureness, line, text; and what the torch lacks for it."""
    seen, end = watched(loop, 1)
    first = seen.findings[0]
    lacks = str(end) if "small torch has no" in str(end) else ""
    return [first.kind, first.sureness, first.line, first.text, lacks]


@pytest.fixture(scope="module")
def with_small():
    return json.loads(run_python(PROGRAM, ROOT / "browser"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("loop", LOOPS, ids=name)
def test_a_loop_is_told_the_same(with_small, loop):
    *ours, our_text, lacks = with_small[loop.__name__]
    if lacks:
        pytest.skip(lacks)
    *theirs, their_text, _ = report(loop)
    assert ours == theirs
    assert NUMBER.sub("#", our_text) == NUMBER.sub("#", their_text)


def test_most_loops_run_there(with_small):
    assert sum(not lacks for *_, lacks in with_small.values()) > 80
