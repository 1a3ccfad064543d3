"""What a reader does on a page: scroll, draw figures, switch the palette, run Python."""

import yaml

from tests.helpers.marks import slow
from tests.helpers.project import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Its whole report is several megabytes.
RUN_AXE = """async (rules) => {
  const { passes, violations } = await axe.run(rules)
  const places = ({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]
  return { passes: passes.length, violations: violations.map(places) }
}"""
# What is out of sight is not rendered, and would keep a color from the middle of its transition.
SETTLED = "* { transition: none !important; content-visibility: visible !important }"
# What the page shows, and what the palette's button offers next; one of three follows the system.
# Nothing is offered before the page's scripts have come.
CHOSEN = """() => ({
  scheme: document.body.dataset.mdColorScheme,
  next: document.querySelector(".md-header__option label:not([hidden])")?.htmlFor,
})"""
SHIFT = """() => new Promise((tell) => {
  let shift = 0
  const watch = new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value
  })
  watch.observe({ type: "layout-shift", buffered: true })
  setTimeout(() => tell(shift), 100)
})"""
# The lists of the lab whose longest entry does not fit.
CUT_LISTS = """() => [...document.querySelectorAll(".lab select")].filter((list) => {
  const { width } = list.getBoundingClientRect()
  list.style.cssText = "width: max-content; max-width: none"
  return list.getBoundingClientRect().width > width
}).map((list) => list.name)"""
# The runner of live cells, from any page of the site.
LOAD = """async () => {
  const { base } = JSON.parse(document.getElementById("__config").textContent)
  window.live = await import(new URL(`${base}/assets/cells/runner.js`, location))
}"""
# Runs to the end: the outcome, with the text that came before.
RUN = """async (program) => {
  let text = ""
  const { finished } = live.run(program, (more) => (text += more))
  return { ...(await finished), text }
}"""


def _pages(nav):
    """The addresses of the pages in the navigation."""
    for entry in nav:
        target = next(iter(entry.values()))
        if isinstance(target, list):
            yield from _pages(target)
        else:
            yield f"{target.rpartition('.')[0]}/".removesuffix("index/")


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, whatever it takes from the environment."""


_Loader.add_constructor("!ENV", lambda loader, node: None)
PAGES = list(_pages(yaml.load((ROOT / "mkdocs.yml").read_text(), _Loader)["nav"]))
# Between them they have all that a page can have; the others are slow.
VARIED = {
    "",
    "recipe/six-steps/",
    "questions/curvature/",
    "further/diagnose/",
    "further/network/",
    "lab/",
    "glossary/",
    "reference/recipe/",
}
# Figures that are drawings: they show no numbers, and so have no table.
DRAWINGS = {"graph", "walk"}
EVERY_PAGE = [path if path in VARIED else slow(path) for path in PAGES]


def draw_all(page):
    """Scroll as a reader does until every figure is drawn."""
    figures = page.locator("figure.plot")
    for figure in figures.all():
        draw(figure)
    return figures


def draw(figure):
    """Scroll to a figure, touch it if it waits for that, and wait until it is drawn."""
    figure.scroll_into_view_if_needed()
    if "plot-poster" in figure.get_attribute("class"):
        figure.locator(".plot-area").click()
    figure.locator(".main-svg").first.wait_for()


def move(slider, value):
    """Move a slider, and wait until the figure has followed."""
    slider.evaluate("range => range.removeAttribute('aria-valuetext')")
    slider.fill(value)
    slider.locator("xpath=self::*[@aria-valuetext]").wait_for(state="attached")


def middle_of(element):
    """Where in the window it has its middle."""
    box = element.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, dx, dy):
    """Drag with the mouse from a place in the window."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + dx, start[1] + dy, steps=5)
    page.mouse.up()


def choose_palette(page, scheme):
    """Press the palette's button until this one is chosen."""
    page.wait_for_function(f"({CHOSEN})().next")
    for _ in range(3):
        chosen = page.evaluate(CHOSEN)
        if chosen["scheme"] == scheme:
            break
        page.get_by_role("banner").locator(".md-header__option label:visible").click()
        page.wait_for_function(f"next => ({CHOSEN})().next !== next", arg=chosen["next"])
    assert page.evaluate(CHOSEN)["scheme"] == scheme


def shift(page):
    """How much of the page has moved by itself since it came: the layout shift of Web Vitals."""
    return page.evaluate(SHIFT)


def load_runner(page):
    """Have the runner of live cells as `live` in the page; Python itself is not fetched."""
    page.evaluate(LOAD)


def run_in(page, code, **more):
    """Run a program with the page's runner: its outcome, and the text that it printed."""
    return page.evaluate(RUN, {"code": code, **more})


def python_worker(page):
    """The worker's own realm, which the browser's debugger reaches, and a cell should not."""
    [worker] = [worker for worker in page.workers if worker.url.startswith("blob:null/")]
    return worker


def assert_the_next_run_is_right(page):
    found = run_in(page, "import torch\nprint(torch.arange(3.).sum())")
    assert (found["ended"], found["text"]) == ("done", "tensor(3.)\n")


def assert_axe_finds_nothing(page):
    """In either palette; the second has other colors and nothing else."""
    page.add_style_tag(content=SETTLED)
    page.evaluate(AXE.read_text())
    for scheme, rules in (("default", {}), ("slate", {"runOnly": ["color-contrast"]})):
        choose_palette(page, scheme)
        found = page.evaluate(RUN_AXE, rules)
        assert found["passes"] > (0 if rules else 20)
        assert found["violations"] == []
