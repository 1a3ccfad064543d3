"""Conduct: what pages ask of other origins, and what the browser complains of."""

from functools import cache

from playwright.sync_api import Page

from tests.helpers.reading import draw_all

from . import reader

MOMENT = 300  # milliseconds


def foreign_requests() -> float:
    """Requests to another origin, on every page in every state."""
    return len(_observed()[0])


def complaints() -> float:
    """Errors and warnings in the console, on every page in every state."""
    return len(_observed()[1])


@cache
def _observed() -> tuple[list[str], list[str]]:
    own = reader.site()[1], "data:", "blob:"
    foreign, complaints = [], []
    for visit in reader.every_page():
        _use(visit.page)
        foreign += [r.url for r in visit.requests if not r.url.startswith(own)]
        complaints += visit.complaints
    for each in [*foreign, *complaints]:
        print(each)
    return foreign, complaints


def _use(page: Page) -> None:
    """Draw each figure, move each control, press each button, and let the palette follow."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    draw_all(page)
    for slider in page.locator("figure.plot input[type=range]").all():
        for key in ("Home", "ArrowRight", "End"):
            slider.press(key)
    for choice in page.locator("figure.plot select").all():
        for place in range(choice.locator("option").count()):
            choice.select_option(index=place)
    for button in page.locator("figure.plot button:not([data-action=fullscreen])").all():
        button.click()
    page.wait_for_timeout(MOMENT)
    for scheme in reader.SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(MOMENT)
