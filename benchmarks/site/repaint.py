"""Repaint: how soon a figure follows the reader, from the event to the painted frame."""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Locator

from tests.helpers.reading import draw_all
from tests.site.conftest import chromium

from . import reader

ROUNDS = 20
# Milliseconds in which the figures that are out of sight follow.
REST = 300
# Milliseconds from a change until plotly has drawn it and the browser has painted that.
UNTIL_PAINTED = f"""async (area, change) => {{
  const start = performance.now()
  await new Promise((resolve, reject) => {{
    setTimeout(reject, 10_000, new Error("nothing was repainted"))
    for (const drawn of ["plotly_afterplot", "plotly_animated"]) area.once(drawn, resolve)
    change()
  }})
  await ({reader.PAINTED})()
  return performance.now() - start
}}"""
# Presses the palette's own button: one of the two that are not the system's choice.
SWITCH = f"""(area) => ({UNTIL_PAINTED})(area, () => {{
  const dark = document.body.dataset.mdColorScheme === "slate"
  document.getElementById(dark ? "__palette_1" : "__palette_2").click()
}})"""
MOVE = f"""(area) => ({UNTIL_PAINTED})(area, () => {{
  const range = area.closest("figure").querySelector("input[type=range]")
  range.value = range.value === range.max ? 0 : Number(range.value) + 1
  range.dispatchEvent(new Event("input"))
}})"""


def palette() -> float:
    """Of the slowest figure of the site, after a switch of the palette."""
    return _slowest(SWITCH, "figure.plot .plot-area")


def slider() -> float:
    """Of the slowest figure of the site, after a move of its slider."""
    return _slowest(MOVE, "figure.plot:has(input[type=range]) .plot-area")


def _slowest(script: str, selector: str) -> float:
    medians = []
    with chromium() as browser:
        for path in reader.pages():
            with reader.opened(browser, path) as visit:
                draw_all(visit.page)
                visit.page.wait_for_timeout(500)
                for area in visit.page.locator(selector).all():
                    area.scroll_into_view_if_needed()
                    medians.append(median(_times(area, script)))
    return max(medians)


def _times(area: Locator, script: str) -> Iterator[float]:
    """Each from a page at rest."""
    for _ in range(ROUNDS):
        yield area.evaluate(script)
        area.page.wait_for_timeout(REST)
