"""Weight: what travels to a reader, compressed. A KB is 1,000 bytes."""

from collections import Counter
from pathlib import Path

from tests.helpers.chromium import chromium

from . import reader
from .server import compressed

LESSON = "recipe/six-steps/"
BUNDLE = "assets/plotly.min.js"
PHONE = {"viewport": {"width": 360, "height": 640}}


def lesson() -> float:
    """KB of a lesson before any figure is near, heads of responses included."""
    with chromium() as browser, reader.opened(browser, LESSON, **PHONE) as visit:
        visit.page.wait_for_timeout(1000)
        sent = [request for request in visit.requests if request.url.startswith("http")]
        assert not [request.url for request in sent if request.url.endswith(BUNDLE)]
        sizes = [request.sizes() for request in sent]
    return sum(each["responseHeadersSize"] + each["responseBodySize"] for each in sizes) / 1000


def html() -> float:
    """KB of the heaviest page's HTML."""
    folder, _ = reader.site()
    return max(len(compressed(path)) for path in folder.rglob("*.html")) / 1000


def bundle() -> float:
    """KB of plotly."""
    folder, _ = reader.site()
    return len(compressed(folder / BUNDLE)) / 1000


def figures() -> float:
    """KB of all figures of the page that has the most."""
    folder, _ = reader.site()
    weights: Counter[Path] = Counter()
    for path in (folder / "assets" / "figures").rglob("*.json"):
        weights[path.parent] += len(compressed(path))
    return max(weights.values()) / 1000
