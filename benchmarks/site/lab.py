"""Lab: how fast its engine descends in a browser."""

from . import reader

STEPS = 1_000_000
NOTEBOOK = {
    "data": "notebook",
    "approximation": "quadratic",
    "loss": "sum",
    "guesses": [1, 2, 3],
    "rate": 1e-7,
    "batch": None,
    "optimizer": "plain",
    "standardize": False,
    "dtype": "float32",
    "seed": 0,
}
RUN = """async ([url, setup, steps]) => {
  const load = (name) => import(`${url}assets/lab/engine/${name}.js`)
  const [{ problemOf }, { Run }] = await Promise.all(["problem", "run"].map(load))
  const run = new Run(problemOf(setup))
  const start = performance.now()
  const made = run.advance(steps)
  if (made < steps) throw new Error(`the run ended after ${made} steps`)
  return (performance.now() - start) / 1000
}"""


def million_steps() -> float:
    """Seconds for the notebook's problem, from code that has not run before."""
    _, url = reader.site()
    with reader.chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        return page.evaluate(RUN, [url, NOTEBOOK, STEPS])
