"""The snippets that run in a page print there what the file beside each one says."""

import pytest

from tests.helpers.snippets import SNIPPETS, printed_by, shown_live

ENDED = """(block) => /\\d s\\b|crashed/.test(block.querySelector(".live-status").textContent)
  && block.querySelector(".live-run").textContent === "Run\""""


@pytest.mark.slow
@pytest.mark.parametrize(("path", "names"), shown_live().items())
def test_live_snippets_print_what_they_print_with_torch(visit, path, names):
    page = visit(path)
    page.locator(".live-bar").last.wait_for()
    blocks = page.locator(".highlight.live")
    shown = [
        text.strip() for text in page.locator(".highlight.live pre > code").all_text_contents()
    ]
    for name in names:
        place = shown.index((SNIPPETS / f"{name}.py").read_text().strip())
        blocks.nth(place).get_by_role("button", name="Run").click()
        page.wait_for_function(f"({ENDED})(document.querySelectorAll('.highlight.live')[{place}])")
        result = blocks.nth(place).locator("xpath=following::*[contains(@class, 'live-result')][1]")
        assert result.inner_text().rstrip() + "\n" == printed_by(name)
