"""Every page's live cells and exercises in Chromium, by the site's own Python: torch's results."""

from tests.live.test_pages import programs, told

START = """async () => {
    window.runner = await import(new URL("../../assets/live/runner.js", location.href))
    await runner.prepare()
}"""
RUN = """async (program) => {
    let printed = ""
    const outcome = await runner.run(program, (text) => (printed += text)).finished
    const cases = outcome.cases.map(({ name, passed, hint }) => [name, passed ? null : hint])
    return { ...outcome, cases, printed }
}"""


def test_every_cell_gives_in_the_browser_what_torch_gives(visit):
    page = visit("further/backward/")
    page.evaluate(START)
    asked = programs()
    expected = told(asked)
    for name, cells in asked.items():
        first = len(cells) - 1 if "begun" in name or "solved" in name else 0
        for place, cell in enumerate(cells[first:], start=first):
            before = [each["code"] for each in cells[:place]]
            found = page.evaluate(RUN, {"before": before, **cell})
            ended = {"ended": "done"}
            assert found == expected[name][place] | {"error": None} | ended, f"{name}, {place}"
