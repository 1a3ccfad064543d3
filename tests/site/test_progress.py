"""What is passed leaves a tick in every tab, leads on, and can be forgotten; with the real Python."""

import pytest

pytestmark = pytest.mark.slow
PATH = "recipe/by-hand/"
SOLUTION = """\
import sgd_tutorial as sgd

x, y = sgd.notebook_data()


def best_c(a):
    return (y - a * x * x).mean()
"""
REFUSES = "Storage.prototype.setItem = () => { throw new Error('refused') }"


def solve(page):
    cell = page.locator(".live.exercise")
    cell.get_by_role("button", name="Edit").click()
    cell.locator(".cm-content:focus").fill(SOLUTION)
    cell.get_by_role("button", name="Check").click()
    page.get_by_text("Passed. Next:").wait_for()


def ticks(page):
    """The addresses of the links in the navigation that have one."""
    links = page.locator(".md-nav--primary a:has(> .tick)")
    return links.evaluate_all("links => links.map((link) => link.pathname.split('/path/')[1])")


def test_an_exercise_that_passes_leaves_a_tick_in_every_tab_and_leads_on(visit):
    page = visit(PATH)
    assert ticks(page) == []
    assert not page.get_by_text("Forget").count()
    other = page.context.new_page()
    other.goto(page.url.replace(PATH, "recipe/six-steps/"))
    solve(page)
    assert ticks(page) == [PATH]
    other.locator(".tick").first.wait_for(state="attached")
    assert ticks(other) == [PATH]
    page.evaluate("window.same = true")
    page.locator(".next-page a").click()
    page.get_by_role("heading", name="How a computer takes derivatives").wait_for()
    page.wait_for_function("document.querySelector('.tick')")
    assert page.evaluate("window.same")  # no other page was loaded
    assert ticks(page) == [PATH]
    page.get_by_role("button", name="Forget").click()
    other.locator(".tick").first.wait_for(state="detached")
    assert ticks(page) == ticks(other) == []
    assert page.evaluate("localStorage['sgd-progress']") == "{}"


def test_the_home_page_has_ticks_where_it_says_which_page(visit):
    page = visit("")
    page.evaluate(f"localStorage['sgd-progress'] = JSON.stringify({{ pages: ['{PATH}'] }})")
    page.reload()
    page.locator(f"[data-page='{PATH}'] .tick").wait_for()
    assert page.get_by_role("article").get_by_text("1 page passed").is_visible()


@pytest.mark.parametrize("stored", ["null", "[]", '{"pages": 5}', "{", '"pages"'])
def test_what_is_stored_by_something_else_is_nothing_passed(visit, stored):
    page = visit("")
    page.evaluate("stored => (localStorage['sgd-progress'] = stored)", stored)
    page.goto(page.url + PATH)
    page.locator(".live-bar").first.wait_for()
    assert ticks(page) == []


def test_where_nothing_can_be_stored_a_tick_lasts_as_long_as_the_visit(visit):
    page = visit(PATH)
    page.add_init_script(REFUSES)
    page.reload()
    solve(page)
    page.locator(".next-page a").click()
    page.get_by_role("heading", name="How a computer takes derivatives").wait_for()
    page.wait_for_function("document.querySelector('.tick')")
    assert ticks(page) == [PATH]


def test_the_labs_link_says_how_many_missions_are_done(visit):
    page = visit(PATH)
    link = page.locator(".md-nav--primary a", has_text="The lab")
    assert link.inner_text().strip() == "The lab"
    missions = ["first step", "fly off", "no mission"]
    page.evaluate(
        "missions => (localStorage['sgd-progress'] = JSON.stringify({ missions }))", missions
    )
    page.reload()
    link.get_by_text("2 of 12 missions done").wait_for()
    page.get_by_role("button", name="Forget").click()
    link.get_by_text("of 12").wait_for(state="detached")


def test_a_lab_whose_missions_are_all_done_is_passed(visit):
    page = visit("lab/")
    names = page.evaluate(
        "async () => (await import('../assets/lab/missions.js')).MISSIONS.map(({ name }) => name)"
    )
    page.evaluate(
        "names => (localStorage['sgd-progress'] = JSON.stringify({ missions: names }))", names[1:]
    )
    page.reload()
    page.get_by_role("button", name="1 step", exact=True).click()
    page.get_by_text("Passed. Next:").wait_for()
    assert ticks(page) == ["lab/"]
    page.get_by_role("button", name="Forget my progress").click()
    assert ticks(page) == []
    assert not page.get_by_text("Passed. Next:").is_visible()
