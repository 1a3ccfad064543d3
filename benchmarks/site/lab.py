"""Lab: how fast its engine descends in a browser, and how soon its pictures follow the reader."""

from functools import cache
from statistics import median, quantiles

from playwright.sync_api import Page

from tests.helpers.chromium import chromium
from tests.helpers.lab_axes import PLACES

from . import reader

STEPS = 1_000_000
RUN = """async ([url, steps]) => {
  const load = (name) => import(`${url}assets/lab/${name}.js`)
  const parts = ["setup", "engine/problem", "engine/run"]
  const [{ NOTEBOOK }, { Problem }, { Run }] = await Promise.all(parts.map(load))
  const run = new Run(new Problem(NOTEBOOK))
  const start = performance.now()
  const made = run.advance(steps)
  if (made < steps) throw new Error(`the run ended after ${made} steps`)
  return (performance.now() - start) / 1000
}"""


def million_steps() -> float:
    """Seconds for the notebook's problem, from code that has not run before."""
    _, url = reader.site()
    with chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        return page.evaluate(RUN, [url, STEPS])


ROUNDS = 20
QUERY = "?data=many&steps=1000"
# Otherwise half of what is measured is waiting for the screen's next turn.
AT_ONCE = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
# Milliseconds from the event of each control until all pictures are painted, from a page at rest.
MOVES = """async (rounds) => {
  const painted = PAINTED
  const form = document.querySelector(".lab-setup")
  const tell = (field, kind = "change") => field.dispatchEvent(new Event(kind, { bubbles: true }))
  const next = (name) => (field) => {
    field = form.elements[name]
    field.selectedIndex = (field.selectedIndex + 1) % field.length
    tell(field)
  }
  const type = (field, value) => { field.value = value; tell(field) }
  const press = (name) => document.querySelector(`.lab [name=${name}]`).click()
  const point = (kind, share) => {
    const canvas = document.querySelectorAll(".lab-view canvas")[1]
    const box = canvas.getBoundingClientRect()
    const place = { clientX: box.left + share * box.width, clientY: box.top + share * box.height }
    canvas.dispatchEvent(new PointerEvent(kind, { ...place, bubbles: true, pointerId: 1 }))
  }
  const moves = {
    slider: (round) => {
      form.elements["rate-slider"].value = 150 + 5 * round
      tell(form.elements["rate-slider"], "input")
    },
    rate: (round) => type(form.elements.rate, 1e-8 * (round + 1)),
    start: (round) => type(document.querySelector(".lab-guesses input"), round / 2),
    data: () => {
      const field = form.elements.data
      field.value = field.value === "many" ? "own" : "many" // the same points
      tell(field)
    },
    seed: (round) => type(form.elements.seed, round + 1),
    loss: next("loss"),
    optimizer: next("optimizer"),
    batch: next("batch"),
    dtype: next("dtype"),
    approximation: next("approximation"),
    standardize: () => form.elements.standardize.click(),
    half: () => press("half"),
    random: () => press("random"),
    one: () => press("one"),
    some: () => press("some"),
    reset: () => press("reset"),
    map: () => {
      const chooser = document.querySelector(".lab-chooser select")
      chooser.selectedIndex = (chooser.selectedIndex + 1) % chooser.length
      tell(chooser)
    },
    pointer: (round) => point("pointermove", 0.2 + round / 50),
  }
  const times = {}
  for (const name of Object.keys(moves)) times[name] = []
  for (let round = 0; round < rounds; round++) {
    for (const [name, move] of Object.entries(moves)) {
      await new Promise((done) => setTimeout(done, 400))
      const start = performance.now()
      move(round)
      await painted()
      times[name].push(performance.now() - start)
    }
  }
  return times
}""".replace("PAINTED", reader.PAINTED)

# Where the ring of the start lies on the map of a and c, and from now on
# each move of the mouse is timed.
RING = """() => {
  const painted = PAINTED
  const view = document.querySelectorAll(".lab-view")[1]
  const canvas = view.querySelector("canvas")
  window.times = []
  canvas.addEventListener("pointermove", () => {
    const start = performance.now()
    painted().then(() => times.push(performance.now() - start))
  }, { capture: true })
  const fields = [...document.querySelectorAll(".lab-guesses input")]
  const [a, , c] = fields.map(({ value }) => Number(value))
  view.scrollIntoView({ block: "center" })
  const drawing = view.querySelector("svg")
  const { left, top } = drawing.getBoundingClientRect()
  const { x, y } = (PLACES)(drawing)
  return [left + x(a), top + y(c) - 4] // a number stands 4 pixels below its line
}""".replace("PAINTED", reader.PAINTED).replace("PLACES", PLACES)


@cache
def _repaints() -> dict[str, list[float]]:
    with chromium(*AT_ONCE) as browser, reader.opened(browser, f"lab/{QUERY}") as visit:
        visit.page.locator(".lab-view .picture-axis").last.wait_for(state="attached")
        visit.page.wait_for_timeout(1000)
        dragged = _drag_the_start(visit.page)
        times = visit.page.evaluate(MOVES, ROUNDS) | {"drag of the start": dragged}
    for name, each in times.items():
        print(f"  {name}: median {median(each):.1f} ms, slowest {max(each):.1f} ms")
    return times


def _drag_the_start(page: Page) -> list[float]:
    x, y = page.evaluate(RING)
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("times.length = 0")
    for step in range(1, ROUNDS + 1):
        page.mouse.move(x + 3 * step, y - step)
        page.wait_for_timeout(100)
    page.mouse.up()
    page.mouse.move(1, 1)  # a mouse that rests on a picture costs each change a few milliseconds
    return page.evaluate("times")


def repaint_median() -> float:
    """Milliseconds from a control to the pictures with 1,000 points, of the slowest control."""
    return max(map(median, _repaints().values()))


def repaint_slow() -> float:
    """The same over all controls, the 95th percentile."""
    return quantiles([time for each in _repaints().values() for time in each], n=20)[-1]
