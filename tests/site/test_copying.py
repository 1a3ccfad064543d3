"""Buttons that copy, where pages have a clipboard, where they have none, and where none is allowed."""

import pytest

from tests.helpers.chromium import INSECURE, visits
from tests.helpers.marks import slow
from tests.helpers.reading import draw

RECIPE = "recipe/six-steps/"
SECURE = "127.0.0.1"
# Neither the clipboard of pages nor the older way.
FORBIDDEN = "delete Navigator.prototype.clipboard; document.execCommand = () => false"
# Keeps what a button says, which it says for a moment alone.
LISTEN = """(button) => {
  const said = (window.said = [])
  new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true })
}"""
PRESS_AGAIN = """async (button) => {
  for (const pressed of [1, 2]) {
    button.click()
    while (said.length < pressed) await new Promise(requestAnimationFrame)
  }
}"""


@pytest.fixture(params=[slow(SECURE), INSECURE])
def visit_both(request, browser, site, address):
    """Open a page at an address that has a clipboard for pages, and at one that has none."""
    with visits(browser, address[1].replace(SECURE, request.param)) as visit:

        def open_page(path):
            page = visit(path, permissions=["clipboard-read", "clipboard-write"])
            assert page.evaluate("isSecureContext") == (request.param == SECURE)
            return page

        yield open_page


@pytest.fixture
def forbid(visit):
    """Open a page that may not copy."""

    def open_page(path):
        page = visit("")
        page.add_init_script(FORBIDDEN)
        page.goto(page.url + path)
        return page

    return open_page


def press(place, name):
    """Press a button: what it says then, if anything."""
    button = place.get_by_role("button", name=name, exact=True)
    button.evaluate(LISTEN)
    button.click()
    return place.page.wait_for_function("said[0]").json_value()


def pasted(page):
    """What the reader pastes elsewhere."""
    page.evaluate("document.body.prepend(document.createElement('textarea'))")
    field = page.locator("body > textarea").first
    field.press("ControlOrMeta+v")
    return field.input_value()


def block_with(page, text):
    """A block of code in sight, where it gets its button."""
    block = page.locator("div.highlight", has_text=text).first
    block.scroll_into_view_if_needed()
    return block


def test_code_is_copied_as_it_is_written(visit_both):
    page = visit_both(RECIPE)
    assert press(block_with(page, "learning_rate = 1e-7"), "Copy") == "Copied"
    assert pasted(page).startswith("learning_rate = 1e-7\n")


@pytest.mark.slow
def test_a_session_is_copied_without_prompts_and_answers(visit_both):
    page = visit_both("reference/recipe/")
    assert press(block_with(page, "tensor([6.])"), "Copy") == "Copied"
    assert pasted(page) == "params = initialize([3.0])\ngradient((params**2).sum(), params)\n"


@pytest.mark.slow
def test_a_button_that_is_pressed_again_has_its_name_in_the_end(visit):
    button = block_with(visit(RECIPE), "learning_rate = 1e-7").get_by_role("button", name="Copy")
    button.evaluate(LISTEN)
    button.evaluate(PRESS_AGAIN)
    button.page.wait_for_function("said.length === 4")
    assert button.text_content() == "Copy"


@pytest.mark.slow
def test_code_that_may_not_be_copied_is_selected(forbid):
    page = forbid(RECIPE)
    block = block_with(page, "learning_rate = 1e-7")
    assert press(block, "Copy") == "Not copied, but selected"
    selected = page.evaluate("String(getSelection())")
    assert selected.strip() == block.locator("code").text_content().strip()


@pytest.mark.slow
def test_a_figure_whose_code_may_not_be_copied_says_where_it_is(forbid):
    figure = forbid(RECIPE).locator("figure#one-step")
    draw(figure)
    assert press(figure, "Copy code") == "Not copied. The notebook has it"


@pytest.mark.parametrize("name", ["Copy as PyTorch", "Share"])
@pytest.mark.slow
def test_a_lab_that_may_not_copy_shows_the_program(forbid, name):
    page = forbid("lab/")
    page.get_by_role("button", name=name).click()
    page.get_by_text("This browser does not let pages write to the clipboard.").wait_for()
    assert page.locator(".lab-program code").is_visible()
