"""The lab's own tests, in Node, with values that Python has calculated."""

import json
import re

import pytest

from tests.conftest import ROOT
from tests.helpers import node
from tests.lab.reference import reference

FOLDER = ROOT / "tests" / "lab"
TESTS = sorted(FOLDER.rglob("*.test.js"))


@pytest.fixture(scope="module")
def reference_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("lab") / "reference.json"
    path.write_text(json.dumps(reference(), allow_nan=False))
    return path


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_in_node(path, reference_file):
    done = node.run("--test", "--test-reporter=tap", path, REFERENCE=str(reference_file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_each_test_is_named_after_a_module():
    modules = ROOT / "docs" / "assets" / "lab"
    for path in TESTS:
        name = path.name.replace(".test.js", ".js")
        assert (modules / path.relative_to(FOLDER).with_name(name)).exists(), path
