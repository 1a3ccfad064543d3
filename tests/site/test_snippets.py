"""The snippets that run in the page print there what the file beside each one says."""

from tests.helpers.snippets import RUNNABLE, SNIPPETS, printed_by

ENDED = """(block) => /\\d s\\b|crashed/.test(block.querySelector(".live-status").textContent)
  && block.querySelector(".live-run").textContent === "Run\""""


def test_live_snippets_print_what_they_print_with_torch(visit):
    page = visit("snippets/")
    page.locator(".live-bar").last.wait_for()
    blocks = page.locator(".highlight.live")
    sources = {(SNIPPETS / f"{name}.py").read_text().strip(): name for name in RUNNABLE}
    printed = {}
    for place in range(len(RUNNABLE)):
        block = blocks.nth(place)
        name = sources[block.locator("pre > code").text_content().strip()]
        block.get_by_role("button", name="Run").click()
        page.wait_for_function(f"({ENDED})(document.querySelectorAll('.highlight.live')[{place}])")
        printed[name] = page.locator(".live-result").nth(place).inner_text().rstrip() + "\n"
    assert printed == {name: printed_by(name) for name in RUNNABLE}
