"""Chromium, by Playwright."""

from contextlib import contextmanager

from playwright.sync_api import Error

from tests.helpers.chromium import CHROMIUM, chromium
from tests.helpers.drivers.page import HEIGHT, LeavingError, Page

PROGRAM = CHROMIUM
PACKAGES = "chromium"


@contextmanager
def start(site, downloads, javascript, dark):
    """Start it, and open one page."""
    with chromium() as browser:
        context = browser.new_context(
            java_script_enabled=javascript, color_scheme="dark" if dark else "light"
        )
        yield ChromiumPage(context.new_page(), site, downloads)


class ChromiumPage(Page):
    """A page of Playwright's."""

    name = "Chromium"

    def __init__(self, page, site, downloads):
        super().__init__(site, downloads)
        self.page = page
        self.version = page.context.browser.version
        page.on("download", self._save)

    def _save(self, download):
        """Give the file its name once all of it is there, as other browsers do."""
        partial = self.downloads / "partial"
        download.save_as(partial)
        partial.rename(self.downloads / download.suggested_filename)

    def go_to(self, url):
        self.page.goto(url)

    def set_width(self, width):
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def value_of(self, expression):
        try:
            return self.page.evaluate(expression)
        except Error as error:
            if "context was destroyed" in error.message:
                raise LeavingError from error
            raise

    def back(self):
        self.page.go_back()

    def move(self, *steps):
        for way, *place in steps:
            getattr(self.page.mouse, way)(*place)

    def strike(self, *steps):
        for way, key in steps:
            getattr(self.page.keyboard, way)(key)
