"""The Python that the site serves: the same bytes each time, under names that say what is in them."""

import gzip
import hashlib
import io
import json
import re
import traceback
import zipfile
from functools import partial

import pytest

from pipeline import assets, pyodide, stdlib
from tests.helpers.project import ROOT

BROWSER = ROOT / "browser"


@pytest.fixture(scope="module")
def served():
    return dict(pyodide.runtime())


@pytest.fixture(scope="module")
def bundle(served):
    """What bundle.js says, by the names of the files."""
    return json.loads(
        re.search(r"export const BUNDLE = (.*)", served["assets/cells/bundle.js"], re.S)[1]
    )


@pytest.mark.slow
def test_two_compilations_give_the_same_bytes():
    assert assets.run_node(pyodide.STDLIB) == pyodide.stdlib()


def test_a_name_carries_the_digest_of_what_it_names(served):
    files = {name: content for name, content in served.items() if name.endswith(".bin")}
    assert files
    for name, content in files.items():
        assert name.split(".")[-2] == hashlib.sha256(content).hexdigest()[:16]


def test_the_bundle_names_each_file_and_its_weight(served, bundle):
    named = {f"assets/cells/{each['address']}": each["bytes"] for each in bundle.values()}
    named["assets/cells/bundle.js"] = len(served["assets/cells/bundle.js"])
    assert named == {name: len(content) for name, content in served.items()}


def test_unpacked_they_are_the_files_that_npm_and_pip_install(served, bundle):
    def unpacked(name):
        return gzip.decompress(served[f"assets/cells/{bundle[name]['address']}"])

    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        assert unpacked(name) == (ROOT / "node_modules" / "pyodide" / name).read_bytes()
    for name in ("frame.js", "worker.js", "loops.js", "products.js"):
        assert unpacked(name) == (BROWSER / name).read_bytes()
    sources = json.loads(unpacked("runtime.json"))["sources"]
    for name in ("sgd_tutorial/recipe.py", "sgd_tutorial/questions/__init__.py"):
        assert sources[name] == (ROOT / name).read_text("utf-8")
    for name in ("torch/tensor.py", "numpy/ndarray.py"):
        assert sources[name] == (BROWSER / name).read_text("utf-8")
    assert "files/cars.csv" in sources
    names = json.loads(sources["torch/names.json"])
    assert "fft" in names["torch"]
    assert "fft" in names["numpy"]
    assert "tensr" not in names["torch"]


def test_the_standard_library_has_what_a_cell_may_import_and_little_else():
    with zipfile.ZipFile(io.BytesIO(pyodide.stdlib())) as packed:
        names = set(packed.namelist())
    assert {"random.pyc", "statistics.pyc", "dataclasses.pyc", "json/decoder.pyc"} <= names
    assert not [
        name for name in names if name.startswith(("sqlite3", "tkinter", "unittest", "idlelib"))
    ]
    assert len(names) < 220


def test_what_is_cached_is_made_once_and_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(pyodide, "CACHE", tmp_path / "cache")
    calls = []
    for content in (b"a", b"a", b"b"):
        make = partial(lambda it: calls.append(it) or it.upper(), content)
        assert pyodide.cached("upper", content, make) == content.upper()
    assert calls == [b"a", b"b"]
    assert len(list((tmp_path / "cache").iterdir())) == 2


CODE = (
    "def double(n):\n    m = n\n    return 2 * m\n\n\ndef fail(n):\n    m = 1\n    return n / 0\n"
)


def test_bare_code_does_the_same_and_fails_at_its_first_line():
    names = {}
    exec(stdlib.bare(compile(CODE, "code.py", "exec")), names)
    assert names["double"](4) == 8
    with pytest.raises(ZeroDivisionError) as raised:
        names["fail"](1)
    assert traceback.extract_tb(raised.tb)[-1].lineno == 6


@pytest.mark.parametrize("units", [1, 7, 8, 9, 16, 250])
def test_the_table_of_lines_covers_every_instruction(units):
    code = compile("x = 1", "code.py", "exec").replace(co_linetable=stdlib.lines(units))
    assert sum(end - start for start, end, line in code.co_lines() if line == 1) == 2 * units
