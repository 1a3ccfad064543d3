"""The lab's own tests, in Node."""

import re

import pytest

from tests.helpers import node
from tests.helpers.project import ROOT

FOLDER = ROOT / "tests" / "lab"
TESTS = sorted(FOLDER.rglob("*.test.js"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_in_node(path):
    done = node.run("--test", "--test-reporter=tap", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_each_test_is_named_after_a_module():
    modules = ROOT / "docs" / "assets" / "lab"
    for path in TESTS:
        name = path.name.replace(".test.js", ".js")
        assert (modules / path.relative_to(FOLDER).with_name(name)).exists(), path
