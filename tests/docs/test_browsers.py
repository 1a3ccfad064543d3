"""The browsers that README and CONTRIBUTING name are those that the page names, and not too old."""

import re

import pytest

from tests.helpers.project import ROOT

# Where each browser has what docs/assets/browser-support.js asks for: MDN's tables.
FIRST = {
    "WebAssembly": {"Chrome": 57, "Firefox": 52, "Safari": 11},
    "Worker": {"Chrome": 2, "Firefox": 3.5, "Safari": 4},
    "DecompressionStream": {"Chrome": 80, "Firefox": 113, "Safari": 16.4},
    ":has()": {"Chrome": 105, "Firefox": 121, "Safari": 15.4},
    "Array.at()": {"Chrome": 92, "Firefox": 90, "Safari": 15.4},
}
SCRIPT = (ROOT / "docs/assets/browser-support.js").read_text()


def of_each_kind(constant):
    """The lines of a constant of browser-support.js: what stands in quotes, by the kind."""
    [lines] = re.findall(rf"const {constant} = \{{\n(.*?)^\}}", SCRIPT, re.M | re.S)
    return {kind: re.findall(r'"(.+?)"', rest) for kind, rest in re.findall(r"(\w+): (.*)", lines)}


NEEDS, BROWSERS = map(of_each_kind, ("NEEDS", "BROWSERS"))


def needed(kind):
    """The first version of each browser that has all of it."""
    return {
        browser: max(FIRST[name][browser] for name in NEEDS[kind])
        for browser in ("Chrome", "Firefox", "Safari")
    }


def versions(text):
    return {browser: float(version) for browser, version in re.findall(r"(\w+) ([\d.]*\d)", text)}


@pytest.mark.parametrize("kind", ["cells", "lab"])
def test_the_page_names_the_first_versions_that_have_all_of_it(kind):
    [named] = BROWSERS[kind]
    assert versions(named) == needed(kind)


def test_readme_and_contributing_name_the_same():
    readme, contributing = (
        (ROOT / f"{name}.md").read_text() for name in ("README", "CONTRIBUTING")
    )
    [section] = re.findall(r"^## Browsers\n(.*?)^## ", readme, re.M | re.S)
    rows = re.findall(r"^\| (\w+).*? \| ([\d.]+) \| ([\d.]+) \|", section, re.M)
    assert {browser: float(version) for browser, version, _ in rows} == needed("cells")
    assert {browser: float(version) for browser, _, version in rows} == needed("lab")
    [named] = re.findall(r"Live cells need (.*?)\. ", contributing)
    assert versions(named) == needed("cells")
