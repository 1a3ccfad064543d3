"""Draw the icon of a phone's home screen from the site's icon: `python -m tools.icon`.

Phones draw no SVG there, show no transparency, and cut the corners off.
"""

from base64 import b64encode

from tests.helpers.chromium import chromium
from tests.helpers.project import ROOT

SOURCE = ROOT / "docs" / "assets" / "favicon.svg"
TARGET = SOURCE.with_name("apple-touch-icon.png")
SIZE = 180
MARGIN = 26


def draw() -> None:
    """Have Chromium draw the icon in its light colors, on white, away from the corners."""
    picture = b64encode(SOURCE.read_bytes()).decode()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE}, color_scheme="light")
        page.set_content(
            f'<body style="margin: {MARGIN}px; background: white">'
            f'<img style="display: block" width="{SIZE - 2 * MARGIN}" '
            f'src="data:image/svg+xml;base64,{picture}">'
        )
        page.locator("img").evaluate("image => image.decode()")
        page.screenshot(path=TARGET)


if __name__ == "__main__":
    draw()
