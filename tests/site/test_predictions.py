"""Predictions as a reader answers them, in Chromium: a click, a key, a number, and met again."""

import pytest

from tests.helpers.marks import slow
from tests.helpers.reading import assert_axe_finds_nothing, shift

CHOICES, NUMBER = "recipe/by-hand/", "questions/learning-rate/"


def said(page):
    return page.locator(".answer .said").first.text_content()


def test_a_choice_is_met_again_with_its_reason_also_after_a_reload(visit):
    page = visit(CHOICES)
    group = page.get_by_role("group", name="With which of the three")
    assert group.get_by_role("radio").count() == 4
    assert said(page) == "You have not guessed yet. Back to the question."
    group.get_by_role("radio", name="all three alike").check()
    assert group.locator("xpath=..").get_by_role("status").inner_text().startswith("Noted.")
    assert said(page).startswith("You said “all three alike”; it is “")
    page.reload()
    assert group.get_by_role("radio", name="all three alike").is_checked()
    reason = page.locator(".answer .reasons > li:visible")
    assert reason.count() == 1
    assert reason.inner_text().startswith("Off by 1")
    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    assert said(page) == "You said so, too."
    assert not reason.count()


@pytest.mark.slow
def test_a_choice_before_the_right_one_is_met_again_after_a_reload(visit):
    page = visit("recipe/six-steps/")
    radios = page.locator(".predict").first.get_by_role("radio")
    radios.first.check()
    page.reload()
    radios.last.wait_for()
    assert radios.count() == 4
    assert radios.first.is_checked()


@pytest.mark.parametrize("typed", ["3,000", slow("3e3"), slow("3 000"), slow("3000.0")])
def test_a_number_is_met_again_with_the_factor_by_which_it_was_off(visit, typed):
    page = visit(NUMBER)
    right = int(page.locator(".answer").get_attribute("data-number"))
    page.get_by_label("Your guess").fill("many")
    page.keyboard.press("Enter")
    page.get_by_text("Write a number, such as").wait_for()
    assert said(page).startswith("You have not guessed")
    page.get_by_label("Your guess").fill(typed)
    page.get_by_role("button", name="Commit").click()
    factor = f"{max(3000 / right, right / 3000):.1f}"
    assert said(page) == f"You said 3,000 steps; it is {right:,}: off by a factor of {factor}."


@pytest.mark.slow
@pytest.mark.parametrize("path", [CHOICES, NUMBER])
def test_the_buttons_stand_where_the_list_stood_and_axe_finds_nothing(visit, path):
    page = visit(path)
    page.wait_for_timeout(300)
    assert shift(page) < 0.01  # typefaces come then, too
    assert_axe_finds_nothing(page)
    if path == CHOICES:
        page.get_by_role("radio", name="all three alike").check()
    else:
        page.get_by_label("Your guess").fill("many")
        page.keyboard.press("Enter")
    assert_axe_finds_nothing(page)


@pytest.mark.slow
def test_without_javascript_and_on_paper_it_is_a_question_with_a_list_and_an_answer(visit):
    for options in ({"java_script_enabled": False}, {}):
        page = visit(CHOICES, **options)
        page.emulate_media(media="print" if not options else None)
        assert page.locator(".predict li:visible").count() == 4
        assert page.locator(".answer .reasons > li:visible").count() == 3
        assert not page.locator(".predict input:visible, .answer .said:visible").count()
