"""Pictures as a reader moves them: what they say against what the package computes."""

import pytest

import sgd_tutorial as sgd


def told(page):
    return page.locator(".picture-told").inner_text()


def loss_at(*params):
    x, y = sgd.notebook_data()
    curve = sgd.quadratic(x.double(), params)
    return f"{sgd.sum_squared_error(curve, y.double()):,.0f}"


@pytest.mark.slow
def test_the_misses_tell_the_loss_of_each_try_down_to_nothing(visit):
    page = visit("recipe/by-hand/")
    a, b, c = (page.get_by_role("slider", name=name, exact=True) for name in "abc")
    a.and_(page.locator(":enabled")).wait_for()
    assert told(page) == f"Loss {loss_at(1, 2, 0)}"
    for slider, value, params in (
        (a, "4.6", (4.6, 2, 0)),
        (b, "0.5", (4.6, 0.5, 0)),
        (c, "56", (4.6, 0.5, 56)),
    ):
        slider.fill(value)
        page.locator(".picture-told", has_text=f"Loss {loss_at(*params)}").wait_for()
        assert slider.get_attribute("aria-valuetext") == f"{value}, loss {loss_at(*params)}"
    for slider, value in ((a, "5"), (b, "0"), (c, "0")):
        slider.fill(value)
    page.locator(".picture-told", has_text="Loss 0 Lowest of 6 tries: 0").wait_for()
    c.press("ArrowRight")
    page.locator(".picture-told", has_text=f"Loss {loss_at(5, 0, 1)}").wait_for()
    page.get_by_role("button", name="Back to the start").click()
    page.locator(".picture-told", has_text=f"Loss {loss_at(1, 2, 0)}").wait_for()
