"""Photograph the recipe page for README: `make picture`."""

import functools
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import ROOT, QuietHandler, build
from tests.site.conftest import ARGUMENTS, CHROMIUM

TARGET = ROOT / "docs" / "assets" / "recipe.png"


def photograph(folder: Path) -> None:
    """Build into the folder, serve it, and keep one view of the page."""
    build(ROOT, "--site-dir", str(folder)).check_returncode()
    handler = functools.partial(QuietHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1240, "height": 1010})
        page.goto(f"http://127.0.0.1:{server.server_port}/recipe/six-steps/")
        page.locator("figure#one-step").scroll_into_view_if_needed()
        page.locator("figure#one-step .main-svg").first.wait_for()
        heading = page.locator("#step-5-adjust").bounding_box()
        page.evaluate("y => window.scrollBy(0, y)", heading["y"] - 80)
        page.add_style_tag(content=".md-top { display: none }")
        page.wait_for_timeout(500)  # the header settles
        page.screenshot(path=TARGET)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        photograph(Path(folder))
