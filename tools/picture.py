"""Photograph the recipe page for README: `make picture`."""

import tempfile
from pathlib import Path

from tests.helpers.chromium import chromium
from tests.helpers.project import ROOT, build
from tests.helpers.serving import served

TARGET = ROOT / "docs" / "assets" / "recipe.png"


def photograph(root: Path) -> None:
    """Build into a folder, serve it, and keep one view of the page."""
    with served(root) as (folder, url), chromium() as browser:
        build(ROOT, "--site-dir", str(folder), SITE_URL=url).check_returncode()
        page = browser.new_page(viewport={"width": 1240, "height": 1010})
        page.goto(f"{url}recipe/six-steps/")
        page.locator("figure#one-step").scroll_into_view_if_needed()
        page.locator("figure#one-step .main-svg").first.wait_for()
        heading = page.locator("#step-5-adjust").bounding_box()
        page.evaluate("y => window.scrollBy(0, y)", heading["y"] - 80)
        page.add_style_tag(content=".md-top { display: none }")
        page.wait_for_timeout(500)  # the header settles
        page.screenshot(path=TARGET)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        photograph(Path(folder))
