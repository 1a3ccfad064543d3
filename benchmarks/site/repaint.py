"""Repaint: how soon a figure follows the reader, from the event to the painted frame."""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Locator

from tests.helpers.chromium import chromium
from tests.helpers.reading import PAGES, draw_all

from . import reader

ROUNDS = 10
# Until no figure of the page was drawn again for 300 ms: those that are out of sight follow later.
REST = """() => new Promise((rested) => {
  let timer
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(rested, 300)
  }
  for (const area of document.querySelectorAll(".js-plotly-plot")) area.on("plotly_afterplot", wait)
  wait()
})"""
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
        for path in PAGES:
            with reader.opened(browser, path) as visit:
                draw_all(visit.page)
                for area in visit.page.locator(selector).all():
                    area.scroll_into_view_if_needed()
                    medians.append(median(_times(area, script)))
    return max(medians)


def _times(area: Locator, script: str) -> Iterator[float]:
    """Each from a page at rest."""
    for _ in range(ROUNDS):
        area.page.evaluate(REST)
        yield area.evaluate(script)
