"""What a reader does on a page: scroll, draw figures, switch the palette, run Python."""

import yaml

from tests.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# What is out of sight is not rendered, and would keep a color from the middle of its transition.
SETTLED = "* { transition: none !important; content-visibility: visible !important }"
SHIFT = """() => new Promise((tell) => {
  let shift = 0
  const watch = new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shift += value
  })
  watch.observe({ type: "layout-shift", buffered: true })
  setTimeout(() => tell(shift), 100)
})"""
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


def choose_palette(page, scheme):
    """Press the palette's button until this one is chosen."""
    for _ in range(3):
        if page.evaluate("document.body.dataset.mdColorScheme") == scheme:
            return
        page.get_by_role("banner").locator(".md-header__option label:visible").click()
        page.wait_for_timeout(100)
    assert page.evaluate("document.body.dataset.mdColorScheme") == scheme


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
    """In either palette."""
    page.add_style_tag(content=SETTLED)
    page.evaluate(AXE.read_text())
    for scheme in ("default", "slate"):
        choose_palette(page, scheme)
        page.wait_for_timeout(300)
        found = page.evaluate("axe.run()")
        assert len(found["passes"]) > 20
        assert [
            (rule["id"], [node["html"][:200] for node in rule["nodes"]])
            for rule in found["violations"]
        ] == []
