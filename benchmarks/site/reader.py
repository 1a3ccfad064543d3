"""Reader: the built site, and its pages in Chromium."""

import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request

from tests.helpers.project import ROOT, build

from .server import serve

# Resolves when what the page has changed is painted.
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel() // its turn comes after the paint
  port1.onmessage = done
  port2.postMessage(0)
}))"""


@cache
def site() -> tuple[Path, str]:
    """The site as it is published, built once: its folder, and the address where it is served."""
    root = Path(tempfile.mkdtemp(prefix="bench-site-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    folder = root / "site"
    url = serve(folder)
    done = build(ROOT, "--site-dir", str(folder), SITE_URL=url)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return folder, url


@dataclass
class Visit:
    """One page in a fresh profile, and what it has requested since."""

    page: Page
    requests: list[Request] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, path: str, **options: Any) -> Iterator[Visit]:
    """One page of the site, when it has come to rest."""
    _, url = site()
    context = browser.new_context(**options)
    visit = Visit(context.new_page())
    context.on("request", lambda request: visit.requests.append(request))
    visit.page.goto(url + path)
    visit.page.wait_for_load_state("networkidle")
    yield visit
    context.close()
