"""licenses.txt covers all that the site ships."""

import json
import re
import subprocess
from fnmatch import fnmatch

import pytest

from pipeline import licenses
from pipeline.assets import EDITOR, PackageError, file_of
from tests.helpers.project import ROOT

OWN = "This site and sgd-tutorial"
# Each file in the site that is no page: whose work it is, by the names in licenses.txt.
SHIPPED = {
    "assets/plotly.min.js": ["plotly.js-cartesian-dist-min"],
    "assets/katex/fonts/*": ["KaTeX's fonts"],
    "assets/fonts/*": ["Source Serif 4", "Source Sans 3"],
    "assets/cells/editor.js": ["@codemirror/view", "@lezer/python"],
    "assets/cells/pyodide.*.bin": ["pyodide", "Python"],
    "assets/cells/stdlib.zip.*.bin": ["Python"],
    "assets/cells/runtime.json.*.bin": [OWN, "lazy-loader"],
    "assets/cells/*.bin": [OWN],
    "assets/site.css": [OWN, "mkdocs-material", "katex"],
    "assets/javascripts/*": ["mkdocs-material", "lunr", "rxjs"],
    "assets/stylesheets/*.map": ["mkdocs-material"],
    "assets/images/favicon.png": ["mkdocs-material"],
}
MADE = ["*.html", "*.md", "*.ipynb", "*.whl", "sitemap.xml*", "licenses.txt", "llms.txt"]
MADE += [
    "assets/figures/*",
    "assets/sharing/*",
    "assets/small-torch.zip",
    "assets/cells/bundle.js",
    "search/search_index.json",
]


@pytest.fixture(scope="module")
def text():
    return licenses.text()


def section(text, name):
    """What licenses.txt has of a work, below its name."""
    sections = re.split(r"^=+\n((?:.+\n)+)=+\n", text, flags=re.M)
    for names, notice in zip(sections[1::2], sections[2::2], strict=True):
        if re.search(rf"^{re.escape(name)}( |$)", names, re.M):
            return notice.strip()
    return ""


def test_every_file_of_the_site_is_ours_or_has_its_license_there(site):
    served = (site / "licenses.txt").read_text("utf-8-sig")
    for path in filter(lambda path: path.is_file(), site.rglob("*")):
        name = path.relative_to(site).as_posix()
        own = (ROOT / "docs" / name).exists() and not fnmatch(name, "assets/fonts/*")
        if own or any(fnmatch(name, pattern) for pattern in MADE):
            continue
        owners = next(
            (owners for pattern, owners in SHIPPED.items() if fnmatch(name, pattern)), None
        )
        assert owners, f"whose is {name}?"
        for owner in owners:
            assert section(served, owner), owner


def test_what_is_in_the_editor_is_there(text, tmp_path):
    """By esbuild, which joins it."""
    meta = tmp_path / "meta.json"
    command = [file_of("esbuild", "bin", "esbuild"), EDITOR, "--bundle", f"--metafile={meta}"]
    subprocess.run([*command, "--outfile=/dev/null"], check=True, capture_output=True)
    inputs = json.loads(meta.read_text())["inputs"]
    packages = {
        match[1]
        for match in map(re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)").search, inputs)
        if match
    }
    assert len(packages) > 8
    for package in packages:
        assert "Permission is hereby granted" in section(text, package)


@pytest.mark.parametrize(
    ("name", "notice"),
    [
        ("plotly.js-cartesian-dist-min", "Plotly Technologies Inc"),
        ("katex", "Khan Academy and other contributors"),
        ("KaTeX's fonts", "SIL OPEN FONT LICENSE"),
        ("mkdocs-material", "Martin Donath"),
        ("Material Design Icons", "Pictogrammers"),
        ("pyodide", "github.com/pyodide/pyodide"),
        ("Python", "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"),
        ("lazy-loader", "Scientific Python project"),
        ("Terms of MPL-2.0", "Covered Software"),
        ("Terms of Apache-2.0", "Grant of Patent License"),
        ("Terms of MIT", "Permission is hereby granted"),
    ],
)
def test_a_work_has_its_notice(text, name, notice):
    assert notice in section(text, name)


def test_what_is_inside_pyodide_is_in_its_binary():
    """Python's modules for other libraries."""
    binary = file_of("pyodide", "pyodide.asm.wasm").read_bytes()
    modules = {"bzip2": "_bz2", "libffi": "_ctypes", "liblzma": "_lzma", "SQLite": "_sqlite3"}
    modules |= {"zlib": "zlib", "Zstandard": "_zstd"}
    for library, module in modules.items():
        assert (b"PyInit_" + module.encode() in binary) == (library in licenses.PYODIDE_PARTS)


def test_a_part_of_material_that_is_new_stops_the_build(monkeypatch):
    monkeypatch.delitem(licenses.THEME_PARTS, "lunr")
    with pytest.raises(PackageError, match=r"does not have \['lunr'\]"):
        list(licenses.works())
